"""Paragraphs, headings and tables: the units that clauses begin at.

The same walk serves analysis (`blocks_from_html`) and marking (`render`), so a block index means the same
element in both.
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
    """Rebuild the children of a box; `last` is the paragraph that loose text goes on in."""
    children = list(box)
    texts = [box.text, *(child.tail for child in children)]
    if all(map(_has_blocks_or_is, children)) and not any(text and text.strip() for text in texts):
        return
    box.text = None
    box[:] = []
    _Filler(box).fill(children, texts)


class _Filler:
    """Fills an emptied box. lxml finds the last child by walking past all others, so it is kept here."""

    def __init__(self, box):
        self.box, self.last, self.paragraph, self.inner = box, None, None, None

    def fill(self, children, texts):
        self._text(texts[0])
        for child, tail in zip(children, texts[1:], strict=True):
            child.tail = None
            self._child(child)
            self._text(tail)

    def _child(self, child):
        if _has_blocks_or_is(child):
            self.box.append(child)
            self.last, self.paragraph = child, None
        else:
            self._open()
            self.paragraph.append(child)
            self.inner = child

    def _open(self):
        if self.paragraph is None:
            self.paragraph = self.last = etree.SubElement(self.box, "p")
            self.inner = None

    def _text(self, text):
        """Blank text between blocks stays where it is, so that nothing is lost; other text goes into a paragraph."""
        if not text:
            return
        if self.paragraph is None and not text.strip():
            _append(self.box if self.last is None else self.last, text, self.last is not None)
            return
        self._open()
        _append(self.paragraph if self.inner is None else self.inner, text, self.inner is not None)


def _append(element, text, behind):
    if behind:
        element.tail = (element.tail or "") + text
    else:
        element.text = (element.text or "") + text


def _split_at_breaks(element):
    """<p>甲<br>乙</p> → <p>甲</p><p>乙</p>; a break inside bold text stays."""
    current = element
    for child in list(element):
        if child.tag != "br":
            if current is not element:
                current.append(child)
            continue
        rest = etree.Element(element.tag, {k: v for k, v in element.attrib.items() if k != "id"})
        rest.text, child.tail = child.tail, None
        child.getparent().remove(child)
        current.addnext(rest)  # takes over the text behind `current`
        current = rest
