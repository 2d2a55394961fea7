"""Bank cards."""

from collections.abc import Iterator

from core.privacy.context import Context
from core.privacy.groups import Groups, Span, is_spaced_out, joints_around
from core.privacy.proofs import CARD_BEGINS_LIKE, is_bank_card


def find_cards(groups: Groups, context: Context) -> Iterator[Span]:
    for first, start in enumerate(groups.starts):
        if not CARD_BEGINS_LIKE.match(groups.digits, start):
            continue
        for length in (19, 18, 17, 16):
            last = groups.window(first, length)
            if last is not None and _is_card(groups, first, last, context):
                yield Span(groups.spans[first][0], groups.spans[last][1], "bank_card")
                break


def _is_card(groups: Groups, first: int, last: int, context: Context) -> bool:
    start, end = groups.spans[first][0], groups.spans[last][1]
    known = context.says_card(start)
    if not known and not _grouped_like_card(groups.sizes(first, last), groups.inner(first, last)):
        return False
    digits = groups.digits[groups.starts[first] : groups.ends[last]]
    return (
        digits.isdigit()
        and is_bank_card(digits)
        and not {"dash", "dot"} & joints_around(groups, first, last)
        and context.may_be("bank_card", start, end, known)
    )


def _grouped_like_card(sizes: list[int], joints: set[str]) -> bool:
    if len(sizes) == 1 or is_spaced_out(sizes, joints):
        return True
    if "loose" in joints or len(joints) > 2:
        return False
    fours = set(sizes[:-1]) == {4} and sizes[-1] <= 7
    return fours or (sizes[0] == 6 and len(sizes) <= 4) or (joints == {"break"} and len(sizes) == 2)
