"""The clause parser: blocks in, a tree of clauses with stable anchors out.

Plain Python: no Django, no clock, no database. Levels and anchors are described in `outline`, the parts of a document
(main letter, annexed texts) in `parts`.
"""

from policies.clauses.blocks import Block, blocks_from_html, blocks_from_text
from policies.clauses.labels import LEVELS, Label, label_of
from policies.clauses.outline import Clause, Outline, parse
from policies.clauses.render import contents, render

__all__ = [
    "LEVELS",
    "Block",
    "Clause",
    "Label",
    "Outline",
    "blocks_from_html",
    "blocks_from_text",
    "contents",
    "label_of",
    "parse",
    "render",
]
