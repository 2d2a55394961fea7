"""Clauses as answers name and quote them: the anchor of 第五条, and the passages of a document."""

import re
from dataclasses import dataclass

from policies.clauses import Clause, blocks_from_html, parse

LONGEST = 400  # characters of a passage: what is longer is parted at its paragraphs
SHORTEST = 6  # less says nothing by itself
ARTICLES = re.compile(r"第[〇零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?(?!第)")


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

    without: labels of clauses that are no longer carried out (部分失效); they are left out.
    """
    blocks = blocks_from_html(html)
    roots = parse(blocks).roots
    found = [piece for root in roots for piece in _of(root, without)]
    if found:
        return found
    return [Passage("", "", block.text.strip()) for block in blocks if len(block.text.strip()) >= SHORTEST]


def ended(named: str) -> frozenset:
    """The articles that a partial repeal names: 第六条、第九条 → both; 第六条第二款 ends no whole article."""
    return frozenset(ARTICLES.findall(named))


def _of(clause: Clause, without):
    """Passages of a clause and of those below it: together where they are short, else each with its heading."""
    if clause.level == "条" and clause.label in without:
        return
    whole = _whole(clause)
    if clause.level in ("编", "章", "节") or len(whole) > LONGEST:
        if clause.level not in ("编", "章", "节") and len(clause.text) >= SHORTEST:
            yield Passage(clause.label, clause.anchor, clause.text[:LONGEST])
        for child in clause.children:
            yield from _of(child, without)
    elif len(whole) >= SHORTEST:
        yield Passage(clause.label, clause.anchor, whole)


def _whole(clause: Clause) -> str:
    """Its words and those of all below it, a line each."""
    below = [f"{child.label}{_whole(child)}" for child in clause.children]
    return "\n".join(filter(None, [clause.text, *below]))
