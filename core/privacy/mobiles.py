"""Mobile numbers: eleven digits prove little, so what stands around them has to agree."""

from collections.abc import Iterator

from core.privacy.context import Context
from core.privacy.groups import Groups, Span, is_spaced_out, joints_around
from core.privacy.proofs import MOBILE

# The country's own prefix, or the zero once dialled before a mobile number of another town.
PREFIXES = ("", "86", "0086", "086", "0")


def find_mobiles(groups: Groups, context: Context) -> Iterator[Span]:
    for first, start in enumerate(groups.starts):
        for prefix in PREFIXES if groups.digits[start] in "08" else PREFIXES[:1]:
            digits = groups.digits[start + len(prefix) : start + len(prefix) + 11]
            if not groups.digits.startswith(prefix, start) or not MOBILE.fullmatch(digits):
                continue
            last = groups.window(first, len(prefix) + 11)
            if last is not None and _is_mobile(groups, first, last, prefix, context):
                yield Span(_with_plus(groups, first, prefix), groups.spans[last][1], "mobile")


def _with_plus(groups: Groups, first: int, prefix: str) -> int:
    start = groups.spans[first][0]
    return start - 1 if prefix and groups.text[start - 1 : start] == "+" else start


def _is_mobile(groups: Groups, first: int, last: int, prefix: str, context: Context) -> bool:
    start, end = groups.spans[first][0], groups.spans[last][1]
    sizes, inner = _without_prefix(groups, first, last, prefix)
    if not _grouped_like_mobile(sizes, inner, known=True):
        return False
    known = context.says_phone(start)
    return (
        (known or prefix != "0")
        and _grouped_like_mobile(sizes, inner, known)
        and _stands_alone(groups, first, last, inner, known, context)
        and context.may_be("mobile", start, end, known)
    )


def _without_prefix(groups: Groups, first: int, last: int, prefix: str) -> tuple[list[int], set[str]]:
    sizes = groups.sizes(first, last)
    if prefix and sizes[0] == len(prefix):
        return sizes[1:], groups.inner(first + 1, last)
    return [sizes[0] - len(prefix), *sizes[1:]], groups.inner(first, last)


def _grouped_like_mobile(sizes: list[int], joints: set[str], known: bool) -> bool:
    if len(sizes) == 1 or is_spaced_out(sizes, joints):
        return True
    if known and sizes in ([3, 4, 4], [3, 8]) and joints & {"loose", "dash"} and "break" not in joints:
        return True  # (138)1234-5678
    if "loose" in joints or len(sizes) > 6 or (len(joints) > 1 and "break" not in joints):
        return False
    if sizes in ([3, 4, 4], [4, 3, 4], [4, 4, 3]):
        return True
    # Two groups parted by a dot are a decimal.
    return "dot" not in joints and (
        known or sizes in ([3, 8], [7, 4]) or (len(sizes) == 2 and joints == {"break"})
    )


def _stands_alone(
    groups: Groups, first: int, last: int, inner: set[str], known: bool, context: Context
) -> bool:
    """Whether the window is not a piece of a longer number or of a row of amounts."""
    outer = joints_around(groups, first, last)
    if {"dash", "dot"} & outer:
        return known and "dot" not in outer and _is_landline_before(groups, first)
    if not inner or known:
        return True
    if "break" in inner:
        return not {"break", "blank"} & outer
    return "blank" not in inner or not _is_like_amounts(groups, first, last, context)


def _is_landline_before(groups: Groups, first: int) -> bool:
    return first > 0 and groups.ends[first - 1] - groups.starts[first - 1] >= 7


def _is_like_amounts(groups: Groups, first: int, last: int, context: Context) -> bool:
    """Whether numbers in a row with blanks between are area, price and sum, and not one telephone number."""
    round_numbers = sum(
        groups.digits[groups.ends[k] - 2 : groups.ends[k]] == "00" for k in range(first, last + 1)
    )
    neighbours = [k for k in (first - 1, last + 1) if context.is_unexplained(groups, k, (first, last))]
    usual = groups.sizes(first, last)[-2:] == [4, 4]
    return round_numbers + len(neighbours) >= 2 or (bool(neighbours) and not usual)
