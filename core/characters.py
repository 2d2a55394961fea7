"""Characters that no feed, table or page can carry."""

import re

from django.db import models

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """A text without them; line breaks and tabs stay."""
    return CONTROL.sub("", text)


def make_printable(thing: models.Model) -> None:
    """Take them out of every text field of a model instance."""
    for field in thing._meta.concrete_fields:
        value = getattr(thing, field.attname)
        if isinstance(field, (models.CharField, models.TextField)) and isinstance(value, str):
            setattr(thing, field.attname, printable(value))
