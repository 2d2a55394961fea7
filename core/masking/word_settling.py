"""What leaves a Word document: tracked changes are settled, comments and hidden text go."""

from core.scanning.word import W

GONE = [f"{W}{name}" for name in (
    "commentRangeStart", "commentRangeEnd", "commentReference", "moveFromRangeStart", "moveFromRangeEnd",
    "moveToRangeStart", "moveToRangeEnd", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange",
    "tcPrChange", "tblGridChange", "numberingChange", "object",
)]  # fmt: skip


def settle(root) -> bool:
    """Tracked changes as if they had been accepted; whether there were any."""
    changes = list(root.iter(f"{W}del", f"{W}ins", f"{W}moveFrom", f"{W}moveTo"))
    for each in changes:
        kind, holder = each.tag.removeprefix(W), each.getparent()
        if holder is None:
            continue
        if holder.tag == f"{W}trPr" and kind == "del":
            remove(holder.getparent())
        elif kind in ("del", "moveFrom") or holder.tag in (f"{W}rPr", f"{W}trPr"):
            remove(each)
        else:
            _unwrap(each)
    for each in list(root.iter(*GONE)):
        remove(each)
    return bool(changes)


def unhide(root) -> bool:
    hidden = [each for each in root.iter(f"{W}vanish") if each.get(f"{W}val") not in ("0", "false")]
    for each in hidden:
        run = each.getparent().getparent() if each.getparent() is not None else None
        remove(run if run is not None and run.tag == f"{W}r" else each)
    return bool(hidden)


def remove(element):
    if element.getparent() is not None:
        element.getparent().remove(element)


def _unwrap(element):
    holder = element.getparent()
    at = holder.index(element)
    holder[at : at + 1] = list(element)
