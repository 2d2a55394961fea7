"""A marked comparison of two texts, clause by clause (新旧政策差异)."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from diff_match_patch import diff_match_patch
from django.utils.html import escape

from policies import clauses

EQUAL, DELETE, INSERT = 0, -1, 1
LABEL = re.compile(r"^第[〇零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?")
ALIKE = 0.5  # at least this share of the shorter clause must stand in the longer one for it to be the same, changed


LONGEST = 1500  # characters of a clause that are rated
MOST_PAIRS = 400  # of clauses rated by their words; texts rewritten throughout are paired by number


@dataclass(frozen=True)
class Part:
    """A clause with all its text, or a stretch of text without number."""

    anchor: str
    text: str


@dataclass(frozen=True)
class Row:
    """A line of the comparison: kind is same, changed, added or removed; the sides are safe HTML, '' where empty."""

    kind: str
    anchor: str
    left_html: str
    right_html: str


def parts(html: str) -> list[Part]:
    """A text cut at its 条 (or at its headings, where it has none): what is compared with what."""
    blocks = clauses.blocks_from_html(html)
    starts = {clause.block_index: clause.anchor for clause in _dividers(clauses.parse(blocks))}
    found, anchor, lines = [], "", []
    for index, block in enumerate(blocks):
        if index in starts and lines:
            found.append(Part(anchor, "\n".join(lines)))
            lines = []
        anchor = starts.get(index, anchor)
        if block.text.strip():
            lines.append(block.text.strip())
    return found + ([Part(anchor, "\n".join(lines))] if lines else [])


def _dividers(outline):
    flat = outline.flat()
    chosen = [clause for clause in flat if clause.level in ("编", "章", "节", "条")]
    return chosen if any(clause.level == "条" for clause in chosen) else flat


def compare(old_html: str, new_html: str) -> list[Row]:
    """The rows of the comparison of two texts (sanitised HTML), in the order of the new one."""
    old, new = parts(old_html), parts(new_html)
    matcher = SequenceMatcher(None, [_core(p) for p in old], [_core(p) for p in new], autojunk=False)
    rows = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            rows += [_same(left, right) for left, right in zip(old[i:j], new[k:m], strict=True)]
        else:
            rows += list(_pair(old[i:j], new[k:m]))
    return rows


def _same(left, right):
    return Row("same", right.anchor, plain(left.text), plain(right.text))


def _core(part):
    """The words without the clause's number: a clause that only moved is not a change."""
    return re.sub(r"\s", "", LABEL.sub("", part.text))


def _pair(old, new):
    """Within a stretch that differs: pair the clauses that are most alike, in order; the rest was added or removed."""
    left = list(old)
    by_words = len(old) * len(new) <= MOST_PAIRS
    for right in new:
        best = (
            _best(left, right)
            if by_words
            else next((one for one in left if one.anchor == right.anchor), None)
        )
        if best is None:
            yield Row("added", right.anchor, "", _marked([(INSERT, right.text)]))
            continue
        while left[0] is not best:
            yield _removed(left.pop(0))
        left.pop(0)
        yield _changed(best, right)
    yield from map(_removed, left)


def _best(left, right):
    """Of the clauses that are left the most alike, None where none is alike enough."""
    rated = [(_ratio(one, right), -place) for place, one in enumerate(left)]
    ratio, place = max(rated, default=(0, 0))
    return left[-place] if ratio >= ALIKE else None


def _ratio(left, right):
    """The share of the shorter clause that stands in the longer one, in order: an amendment mostly adds."""
    one, other = _core(left)[:LONGEST], _core(right)[:LONGEST]
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1) / max(1, min(len(one), len(other)))


def _removed(part):
    return Row("removed", part.anchor, _marked([(DELETE, part.text)]), "")


def _changed(left, right):
    engine = diff_match_patch()
    pieces = engine.diff_main(left.text, right.text)
    engine.diff_cleanupSemantic(pieces)
    return Row(
        "changed",
        right.anchor,
        _marked([piece for piece in pieces if piece[0] != INSERT]),
        _marked([piece for piece in pieces if piece[0] != DELETE]),
    )


TAGS = {DELETE: "del", INSERT: "ins"}


def _marked(pieces) -> str:
    """Pieces of a diff as paragraphs; the text is escaped first, marks never cross a paragraph."""
    html = "".join(_piece(kind, text) for kind, text in pieces)
    return "".join(f"<p>{line}</p>" for line in html.split("\n") if line)


def _piece(kind, text):
    tag = TAGS.get(kind)
    lines = [escape(line) for line in text.split("\n")]
    return "\n".join(f"<{tag}>{line}</{tag}>" if tag and line else line for line in lines)


def plain(text: str) -> str:
    return _marked([(EQUAL, text)])


def summary(rows: list[Row]) -> str:
    """改动3条，新增1条，删去2条."""
    words = {"changed": "改动", "added": "新增", "removed": "删去"}
    counted = [(label, sum(row.kind == kind for row in rows)) for kind, label in words.items()]
    return "，".join(f"{label}{number}条" for label, number in counted if number) or "两个文本没有差别"
