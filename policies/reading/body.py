"""The body as clean html: headings for 编章节 and titles of annexed texts, signature on the right, tables kept.

The title of the document, 版头 and number are left out: the page shows them as fields, above the text. 题注 and
主送 stay.
"""

from html import escape

from lxml import html as lxml_html

from policies.clauses.blocks import Block
from policies.clauses.labels import STRUCTURE, label_of
from policies.clauses.parts import Part, is_sentence
from policies.reading.head import Head, is_salutation
from policies.reading.tail import is_right

_FIRST_HEADING, _LAST_HEADING = 2, 6
_HEADING_LENGTH = 40


def body_html(blocks: list[Block], parts: list[Part], head: Head) -> str:
    """One element per block, in order."""
    return "\n".join(line for part in parts for line in _part(blocks, part, head) if line)


def _part(blocks, part, head):
    depths = _depths(blocks, part)
    for at in range(part.start, part.stop):
        if part.number or at not in head.used:
            yield _element(blocks[at], part, at, depths)


def _depths(blocks, part):
    """Which heading each level of this part gets: h2 is the title of an annexed text or the highest level."""
    labels = {_heading_level(blocks[at]) for at in range(part.body, part.stop)}
    levels = [level for level in (*STRUCTURE, "一") if level in labels]
    first = _FIRST_HEADING + (1 if part.title else 0)
    return {level: min(first + n, _LAST_HEADING) for n, level in enumerate(levels)}


def _heading_level(block):
    label = label_of(block.text) if block.level_hint != "table" else None
    if label and label.level in STRUCTURE:
        return label.level
    if label and label.level == "一" and not is_sentence(block.text) and len(block.text) <= _HEADING_LENGTH:
        return "一"
    return None


def _element(block, part, at, depths):
    if block.level_hint == "table":
        return block.html
    level = _heading_level(block) if at >= part.body else None
    if level:
        return _as(block, f"h{depths[level]}", "" if level == "一" else "center")
    if part.number and at < part.body:
        return _annex_head(block, part, at)
    if part.signed is not None and at in part.skipped and is_right(block) and at >= part.body:
        return _as(block, "p", "right")
    if not part.number and is_salutation(block.text):
        return _as(block, "p", "flush")  # 主送机关: 顶格 (GB/T 9704, 7.3.2)
    return _as(
        block, "p", "center" if at < part.body and block.level_hint is None and not part.number else None
    )


def _annex_head(block, part, at):
    """附件1 stays on the left, the lines of the title become one heading, 题注 is centred."""
    lines = part.title_lines
    if at in lines:
        return f'<h2 class="center">{escape(part.title, quote=False)}</h2>' if at == lines[0] else ""
    return _as(block, "p", "" if at == part.start else "center")


def _as(block, tag, css):
    """The block's inner html in another element; `css` None keeps the class that it has."""
    element = lxml_html.fragment_fromstring(block.html)
    element.tag = tag
    css = element.get("class") if css is None else css
    for name in list(element.attrib):
        del element.attrib[name]
    if css:
        element.set("class", css)
    return lxml_html.tostring(element, encoding="unicode", with_tail=False)
