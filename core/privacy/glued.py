"""Numbers of two columns that lost the space between them."""

import re
from collections.abc import Iterator

from core.privacy.context import Context
from core.privacy.groups import Groups, Span
from core.privacy.proofs import MOBILE, is_bank_card, is_id18

X_INSIDE = re.compile(r"(?<![0-9])[0-9]{17}[xX](?=[0-9])")
# A disabled person's card number is the identity number, its kind 1–7 and its grade 1–4.
DISABLED = re.compile(r"(?<![0-9])([0-9]{17}[0-9xX])[1-7][1-4](?![0-9])")


def find_glued(groups: Groups, context: Context) -> Iterator[Span]:
    """Numbers of two columns that lost the space between them."""
    for pattern in (DISABLED, X_INSIDE):
        for match in pattern.finditer(groups.text):
            if is_id18(match[0][:18].upper()):
                yield Span(match.start(), match.start() + 18, "id18")
    for start, end in groups.spans:
        if 22 <= end - start <= 37:
            yield from _parts(groups.text[start:end], start, context)


def _parts(digits: str, start: int, context: Context) -> Iterator[Span]:
    for length in (18, 11, 19, 16, 17):
        first, second = _proven(digits[:length]), _proven(digits[length:])
        two_mobiles = first == second == "mobile"
        if first and second and (not two_mobiles or context.says_phone(start)):
            yield Span(start, start + length, first)
            yield Span(start + length, start + len(digits), second)
            return


def _proven(digits: str) -> str | None:
    if len(digits) == 18 and is_id18(digits):
        return "id18"
    if len(digits) == 11 and MOBILE.fullmatch(digits):
        return "mobile"
    return "bank_card" if 16 <= len(digits) <= 19 and is_bank_card(digits) else None
