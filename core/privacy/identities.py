"""Identity numbers of 18 and of 15 digits."""

from collections.abc import Iterator

from core.privacy.context import Context
from core.privacy.groups import Groups, Span, is_spaced_out, joints_around
from core.privacy.proofs import OLD_CARD_BIRTHS, PROVINCES, is_id15, is_id18, is_like_id15


def find_id18(groups: Groups, context: Context) -> Iterator[Span]:
    # Area, date and checksum leave one number in a hundred thousand to chance: any grouping will do.
    for first, start in enumerate(groups.starts):
        digits = groups.digits[start : start + 18]
        last = groups.window(first, 18)
        if last is None or "X" in digits[:17] or not is_id18(digits):
            continue
        start, end = groups.spans[first][0], groups.spans[last][1]
        if not context.is_project_code(start):
            yield Span(start, end, "id18")


def find_id15(groups: Groups, context: Context) -> Iterator[Span]:
    for first, start in enumerate(groups.starts):
        if groups.digits[start : start + 2] not in PROVINCES:
            continue
        last = groups.window(first, 15)
        if last is not None and _is_old_id(groups, first, last, context):
            yield Span(groups.spans[first][0], groups.spans[last][1], "id15")


def _is_old_id(groups: Groups, first: int, last: int, context: Context) -> bool:
    digits = groups.digits[groups.starts[first] : groups.ends[last]]
    if {"dash", "dot"} & joints_around(groups, first, last) or not digits.isdigit():
        return False
    start, end = groups.spans[first][0], groups.spans[last][1]
    known = context.says_identity(start)
    if not _grouped_like_old_id(groups.sizes(first, last), groups.inner(first, last), known):
        return False
    return (
        (is_like_id15(digits) if known else is_id15(digits) and int(digits[6:8]) in OLD_CARD_BIRTHS)
        and context.text[end : end + 1] != "/"
        and context.may_be("id15", start, end, known)
    )


def _grouped_like_old_id(sizes: list[int], joints: set[str], known: bool) -> bool:
    if len(sizes) == 1 or is_spaced_out(sizes, joints) or (known and joints == {"blank"}):
        return True
    return "loose" not in joints and (
        sizes in ([6, 6, 3], [6, 9], [12, 3]) or (joints == {"break"} and len(sizes) == 2)
    )
