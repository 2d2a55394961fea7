"""The library as questions are compared with it: every way of asking, weighed; kept in the process until something
public changes."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from core import revision
from questions.answering import words
from questions.models import Question
from search import meaning
from search.meaning import pieces
from search.meaning.likeness import Likeness

SEASON = timedelta(days=1)  # what came together was written to stand side by side
SAME_WORDS, SAME_MEANING = 0.45, 0.4
_lock = threading.Lock()
_kept: tuple | None = None


@dataclass(frozen=True)
class Known:
    """An entry: its row of the catalogue, its ways of asking weighed, whether an operator brought it in."""

    pk: int
    row: int
    phrasings: tuple[dict, ...]
    confirmed_at: datetime
    is_imported: bool

    def alike(self, asked: dict) -> float:
        return max(words.alike(asked, one) for one in self.phrasings)

    def gives_way_to(self, other: "Known", likeness: Likeness | None) -> bool:
        """Whether another entry is the newer answer to the same: a library that an operator brings in holds before
        what was there."""
        if not other.is_imported or other.confirmed_at - self.confirmed_at < SEASON:
            return False
        near = likeness.between(self.row, other.row, "q0") if likeness else None
        if near is None:
            return max(other.alike(phrasing) for phrasing in self.phrasings) >= SAME_WORDS
        return near >= SAME_MEANING


@dataclass(frozen=True)
class Library:
    rarity: words.Rarity
    entries: dict[int, Known]  # by the number of their row
    likeness: (
        Likeness | None
    )  # None where meaning is not had, or not of every entry yet: then words alone answer

    def weighed(self, text: str) -> dict[str, float]:
        return self.rarity.weigh(words.pieces(text))


def current() -> Library:
    """The published entries; read again after each change of what is public."""
    global _kept
    number = str(settings.PORTAL_DATA), revision.current(), pieces.version() if meaning.available() else 0
    if _kept is None or _kept[0] != number:
        with _lock:
            if _kept is None or _kept[0] != number:
                _kept = number, _read()
    return _kept[1]


def _read() -> Library:
    questions = list(Question.objects.published().order_by("pk"))
    rarity = words.Rarity(words.pieces(f"{' '.join(one.phrasings)} {one.answer_text}") for one in questions)
    entries = {}
    for one in questions:
        weighed = [rarity.weigh(words.pieces(words.officially(phrasing))) for phrasing in one.phrasings]
        entries[one.entry_id] = Known(
            one.pk, one.entry_id, tuple(weighed), one.confirmed_at, bool(one.external_id)
        )
    # Half of the entries found by meaning would stand before the better ones that are not yet.
    ready = meaning.available() and not pieces.waiting({one.entry_id: one.meanings() for one in questions})
    return Library(rarity, entries, Likeness(Question.KIND) if ready else None)
