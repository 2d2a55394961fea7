"""Whom to ask where nothing answers."""

from disclosure.models import Window
from questions.answering import words


def windows(text: str, most=2) -> list[Window]:
    """Where to ask instead: the windows whose subjects hold most of the question's words; else the first ones."""
    asked = words.pieces(words.officially(text))
    active = list(Window.objects.active())
    rarity = words.Rarity(words.pieces(f"{one.subjects} {one.name}") for one in active)
    weighed = rarity.weigh(asked)
    scored = sorted(
        active, key=lambda one: -words.covered(weighed, words.pieces(f"{one.subjects} {one.name}"))
    )
    return scored[:most]
