"""Clauses as people name them (第五条第（一）项) and as pages address them (f1-t5-x1). Plain Python."""

import re

from policies import clauses

STRUCTURE = {"编", "章", "节"}
PARTS = re.compile(r"[、，,；;\s]+")
ENDED = re.compile(r"[、.．]$")


def names(html: str) -> dict[str, str]:
    """anchor → full name, of every clause of a text, in order."""
    found = {}
    for root in clauses.parse(clauses.blocks_from_html(html)).roots:
        _name(root, "", found)
    return found


def _name(clause, above, found):
    own = ENDED.sub("", clause.label)
    if clause.level == "（一）" and above.startswith("第"):
        own = f"第{own}项"
    name = own if clause.level in STRUCTURE else f"{above}{own}"
    found[clause.anchor] = name
    for child in clause.children:
        _name(child, "" if clause.level in STRUCTURE else name, found)


def anchors(typed: str, html: str) -> tuple[list[str], list[str]]:
    """What somebody typed → (anchors of the text, names that the text does not have)."""
    known = {
        _folded(name): anchor for anchor, name in reversed(names(html).items())
    }  # the first of a name wins
    wanted = [one for one in PARTS.split(typed.strip()) if one]
    found = [known[_folded(one)] for one in wanted if _folded(one) in known]
    return list(dict.fromkeys(found)), [one for one in wanted if _folded(one) not in known]


def _folded(name):
    return ENDED.sub("", name.replace("(", "（").replace(")", "）"))
