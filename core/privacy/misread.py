"""Digits that a scanner read as letters."""

import re
from collections.abc import Iterator

from core.privacy.context import Context
from core.privacy.groups import Groups, Span
from core.privacy.proofs import is_id18

MISREAD = str.maketrans("OoQDIl|iZzSsB", "0000111122558")
MISREAD_ID = re.compile(r"(?<![0-9A-Za-z])[0-9OoQDIl|iZzSsB]{17}[0-9OoQDIl|iZzSsBxX](?![0-9A-Za-z])")
MISREAD_MOBILE = re.compile(r"(?<![0-9A-Za-z])[1Il|][3-9][0-9OoIl|]{9}(?![0-9A-Za-z])")


def find_misread(groups: Groups, context: Context) -> Iterator[Span]:
    """Digits read as letters by a scanner: a checksum vouches for identities, a label for telephones."""
    for match in MISREAD_ID.finditer(groups.text):
        if 1 <= _letters(match[0][:17]) <= 4 and is_id18(match[0].translate(MISREAD).upper()):
            yield Span(*match.span(), "id18")
    for match in MISREAD_MOBILE.finditer(groups.text):
        if 1 <= _letters(match[0]) <= 2 and context.vouches_for_misread(match.start()):
            yield Span(*match.span(), "mobile")


def _letters(word: str) -> int:
    return sum(not character.isdigit() for character in word)
