"""Characters that no feed, table or page can carry."""

import re
import unicodedata

from django.db import models

# Also what turns the direction of what stands beside it: a name that reads backwards is another name.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

UNSEEN_LETTERS = set("\u115f\u1160\u3164\uffa0")  # fillers of Hangul: letters by class, blanks to the eye


def printable(text: str) -> str:
    """A text without them; line breaks and tabs stay."""
    return CONTROL.sub("", text)


def says_something(text: str) -> bool:
    """Whether it holds a letter or a number: blanks, signs and what nobody sees give no reason."""
    return any(is_seen(letter) for letter in text)


def is_seen(letter: str) -> bool:
    """Whether one character is a letter or a number that readers see."""
    return unicodedata.category(letter)[0] in "LN" and letter not in UNSEEN_LETTERS


def make_printable(thing: models.Model) -> None:
    """Take them out of every text field of a model instance."""
    for field in thing._meta.concrete_fields:
        value = getattr(thing, field.attname)
        if isinstance(field, (models.CharField, models.TextField)) and isinstance(value, str):
            setattr(thing, field.attname, printable(value))
