"""Paragraphs, headings and tables: the units that clauses begin at.

The same walk serves analysis (`blocks_from_html`) and marking (`render`), so a block index means the same element in both.
"""

import html as htmllib
import re
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_LEAVES = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "pre", "hr"}
_BOXES = {
    "div",
    "blockquote",
    "ul",
    "ol",
    "li",
    "section",
    "article",
    "main",
    "dl",
    "dt",
    "dd",
    "figure",
    "center",
}
_BLOCKS = _LEAVES | _BOXES


@dataclass(frozen=True)
class Block:
    """One paragraph, heading or table: its text, its html, and `h1`…`h6`, `li`, `table` as a hint (None: paragraph)."""

    text: str
    html: str
    level_hint: str | None = None


def blocks_from_text(text: str) -> list[Block]:
    """One block per line that is not blank; lines broken at a fixed width are put together again."""
    lines = [line for line in _CONTROL.sub("", text).splitlines() if line.strip()]
    return [
        Block(line.strip(), f"<p>{htmllib.escape(line.strip(), quote=False)}</p>") for line in _rejoin(lines)
    ]


_FULL_LINES, _WIDEST = 8, 60


def _rejoin(lines):
    """Text copied from a PDF or a page of 28 characters a line: a full line goes on in the next.

    Only when lines at the very width dominate; ordinary text has paragraphs of all lengths and is left alone.
    """
    width = max((len(line.rstrip()) for line in lines), default=0)
    full = [len(line.rstrip()) >= width - 2 for line in lines]
    if not 20 <= width <= _WIDEST or sum(full) < max(_FULL_LINES, 0.4 * len(lines)):
        return lines
    return _joined(lines, full)


def _joined(lines, full):
    out, goes_on = [], False
    for line, is_full in zip(lines, full, strict=True):
        indented = line[:1] in " \u3000\t"
        if goes_on and not indented:
            out[-1] += line.strip()
        else:
            out.append(line.strip())
        goes_on = is_full
    return out


def blocks_from_html(html: str) -> list[Block]:
    """The blocks of sanitised html in document order; a paragraph with line breaks gives one block a line."""
    return [
        Block(
            text_of(element), lxml_html.tostring(element, encoding="unicode", with_tail=False), _hint(element)
        )
        for element in elements_of(tree_of(html))
        if text_of(element).strip() or element.tag == "table"
    ]


def tree_of(html: str):
    """The html as a tree below one div; paragraphs split at their line breaks, loose text put into paragraphs."""
    root = lxml_html.fragment_fromstring(_CONTROL.sub("", html), create_parent="div")
    for comment in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        comment.drop_tree()
    _wrap_loose(root)
    for element in list(root.iter("p", "h1", "h2", "h3", "h4", "h5", "h6")):
        _split_at_breaks(element)
    return root


def html_of(root) -> str:
    """What is inside the div that `tree_of` made."""
    parts = [htmllib.escape(root.text or "", quote=False)]
    return "".join(parts + [lxml_html.tostring(child, encoding="unicode") for child in root])


def elements_of(root) -> list:
    """The block elements of a tree in document order; nothing inside a table."""
    found, waiting = [], [root]
    while waiting:
        element = waiting.pop()
        if element is not root and _is_block(element):
            found.append(element)
        else:
            waiting += [
                child
                for child in reversed(element)
                if isinstance(child.tag, str) and _has_blocks_or_is(child)
            ]
    return found


def _is_block(element):
    return element.tag in _LEAVES or (element.tag in _BOXES and not _has_blocks(element))


def _has_blocks(element):
    return any(True for _ in element.iterdescendants(*_BLOCKS))


def _has_blocks_or_is(element):
    return element.tag in _BLOCKS or _has_blocks(element)


def text_of(element) -> str:
    """Text of an element; a line break is a new line."""
    return "".join(_pieces(element))


def _pieces(element):
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            yield "\n" if node.tag == "br" else (node.text or "")
        else:
            if node.tag in ("td", "th"):
                yield "\t"
            elif node.tag in ("tr", "p"):
                yield "\n"
            if node is not element:
                yield node.tail or ""


def _hint(element):
    return element.tag if element.tag != "p" and element.tag in _LEAVES | {"li"} else None


def _wrap_loose(root):
    """Text and inline elements beside blocks become paragraphs, as a browser shows them."""
    for box in [root, *root.iterdescendants(*_BOXES)]:
        if box is root or _has_blocks(box):
            _wrap_children(box)


def _wrap_children(box):
    text, children = box.text, list(box)
    box.text = None
    paragraph = _add_text(box, None, text)
    for child in children:
        tail, child.tail = child.tail, None
        if _has_blocks_or_is(child):
            paragraph = None
            box.append(child)
        else:
            paragraph = _paragraph_at_end(box, paragraph)
            paragraph.append(child)
        paragraph = _add_text(box, paragraph, tail)


def _add_text(box, paragraph, text):
    """Put text at the end of the box; blank text between blocks stays where it is, so nothing is lost."""
    if not text:
        return paragraph
    if paragraph is None and not text.strip():
        _append_blank(box, text)
        return None
    paragraph = _paragraph_at_end(box, paragraph)
    if len(paragraph):
        paragraph[-1].tail = (paragraph[-1].tail or "") + text
    else:
        paragraph.text = (paragraph.text or "") + text
    return paragraph


def _append_blank(box, text):
    if len(box):
        box[-1].tail = (box[-1].tail or "") + text
    else:
        box.text = (box.text or "") + text


def _paragraph_at_end(box, paragraph):
    return etree.SubElement(box, "p") if paragraph is None else paragraph


def _split_at_breaks(element):
    """<p>甲<br>乙</p> → <p>甲</p><p>乙</p>; a break inside bold text stays."""
    parent, current = element.getparent(), element
    for child in list(element):
        if child.tag != "br":
            if current is not element:
                current.append(child)
            continue
        rest = etree.Element(element.tag, {k: v for k, v in element.attrib.items() if k != "id"})
        rest.text, child.tail = child.tail, None
        child.getparent().remove(child)
        rest.tail, current.tail = current.tail, None
        parent.insert(parent.index(current) + 1, rest)
        current = rest
