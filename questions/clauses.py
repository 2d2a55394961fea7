"""Clauses as answers name and quote them: the anchor of 第五条, and the passages of a document."""

import re
import unicodedata
from dataclasses import dataclass

from policies.clauses import Clause, blocks_from_html, parse
from policies.numbers import numeral

LONGEST = 400  # characters of a passage: what is longer is parted at its paragraphs
SHORTEST = 6  # less says nothing by itself
_N = r"[〇零一二三四五六七八九十百千\d]+"
_WITHIN = rf"(?:之{_N})?(?:第?\(?{_N}\)?[款项目])*"  # a paragraph or an item of an article
RANGE = re.compile(rf"第({_N})条?{_WITHIN}[至到—–~-]+第?({_N})条{_WITHIN}")
SEVERAL = re.compile(rf"第({_N}(?:[、,和及与]{_N})*)条{_WITHIN}")
PARTED, BETWEEN = re.compile(r"[、,和及与]"), re.compile(r"[、,，;；和及与。《》]|的规定")
MOST_IN_A_RANGE = 300


@dataclass(frozen=True)
class Passage:
    """A piece of a document that answers by itself: how readers call its clause, its anchor, its words."""

    label: str
    anchor: str
    text: str


def anchor_of(html: str, clause: str) -> str:
    """The anchor of a clause by the name that readers use (第五条, 一、); empty where the text has none such."""
    wanted = "".join(clause.split()).rstrip("、.．")
    for one in parse(blocks_from_html(html)).flat():
        if one.label.rstrip("、.．") == wanted:
            return one.anchor
    return ""


def passages(html: str, *, without=frozenset()) -> list[Passage]:
    """A document cut into its articles (or numbered parts), in order; of the rest its paragraphs.

    without: numbers of articles that are no longer carried out (部分失效); they are left out.
    """
    blocks = blocks_from_html(html)
    roots = parse(blocks).roots
    found = [piece for root in roots for piece in _of(root, without)]
    if found:
        return found
    return [Passage("", "", block.text.strip()) for block in blocks if len(block.text.strip()) >= SHORTEST]


def ended(named: str) -> frozenset[int] | None:
    """The articles that a partial repeal names, by number: 第六条、第九条 → 6, 9; 第二条至第四条 → 2, 3, 4. Where a paragraph of
    one is named the whole article counts, so that nothing is quoted that may be gone. None where something is named that
    cannot be told apart (第二章, 附件1): then nothing of the document can be quoted."""
    left = "".join(unicodedata.normalize("NFKC", named).split())
    gone = set()
    for pattern, read in ((RANGE, _range), (SEVERAL, _several)):
        for found in pattern.finditer(left):
            gone |= read(found)
        left = pattern.sub("", left)
    return frozenset(gone) if not BETWEEN.sub("", left) else None


def _range(found):
    first, last = numeral(found[1]), numeral(found[2])
    return set(range(first, last + 1)) if first and last and last - first < MOST_IN_A_RANGE else {first, last}


def _several(found):
    return {numeral(one) for one in PARTED.split(found[1])}


def _of(clause: Clause, without):
    """Passages of a clause and of those below it: together where they are short, else each with its heading."""
    if clause.level == "条" and _number(clause) in without:
        return
    whole = _whole(clause)
    if clause.level in ("编", "章", "节") or len(whole) > LONGEST:
        if clause.level not in ("编", "章", "节") and len(clause.text) >= SHORTEST:
            yield Passage(clause.label, clause.anchor, clause.text[:LONGEST])
        for child in clause.children:
            yield from _of(child, without)
    elif len(whole) >= SHORTEST:
        yield Passage(clause.label, clause.anchor, whole)


def _number(clause: Clause) -> int | None:
    """第六条, 第六条之一 → 6."""
    found = SEVERAL.match("".join(clause.label.split()))
    return numeral(found[1]) if found else None


def _whole(clause: Clause) -> str:
    """Its words and those of all below it, a line each."""
    below = [f"{child.label}{_whole(child)}" for child in clause.children]
    return "\n".join(filter(None, [clause.text, *below]))
