"""Any html made into flat paragraphs, headings and tables, with inline emphasis and nothing that runs or loads."""

import re

from lxml import etree

from policies.clauses.blocks import tree_of

_INLINE = {"strong", "em", "u", "sup", "sub", "br"}
_BOLD = {"b": "strong", "i": "em"}
_TABLE = {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"}
_BLOCK = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "blockquote",
    "div",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
}
_BLOCK |= {
    "hr",
    "section",
    "article",
    "main",
    "center",
    "figure",
    "figcaption",
    "address",
    "fieldset",
    "details",
}
_ALIGN = re.compile(r"text-align\s*:\s*(center|right|end)", re.I)


def clean(element) -> tuple[str, list[str]]:
    """(html of paragraphs, headings, tables and inline emphasis; warnings about what was left out).

    The result holds no attributes but classes center and right, colspan and rowspan; nothing that runs or loads.
    """
    writer = _Writer()
    writer.walk(element)
    writer.close()
    warnings = [f"网页中的 {writer.images} 幅图片没有导入，请作为附件上传。"] if writer.images else []
    return "\n".join(writer.out), warnings


class _Writer:
    """Walks a tree and writes flat blocks; text between blocks becomes paragraphs."""

    def __init__(self):
        self.out, self.run, self.images = [], [], 0
        self.tag, self.css = "p", ""
        self.table, self.items = None, {}

    def walk(self, root):
        """Iterative, since saved pages nest deeply. A real table is written whole when it is entered."""
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start" and self.table is None:
                self._enter(element)
            elif event == "end" and self.table in (None, element):
                self.table = None
                if element is not root:
                    self._leave(element)

    def _enter(self, element):
        tag = _BOLD.get(element.tag, element.tag)
        if tag == "table" and not _is_layout(element):
            self.close()
            self.out.append(_table(element))
            self.table = element
            return
        if tag in _BLOCK or tag in _TABLE:
            self._open_block(element, tag)
        elif tag == "br":
            self.close(keep=True)
        elif tag == "img":
            self.images += 1
        elif tag in _INLINE:
            self.run.append(f"<{tag}>")
        self.run.append(_escape(element.text))

    def _open_block(self, element, tag):
        self.close()
        self.tag = tag if re.fullmatch("h[1-6]", tag) else "p"
        self.css = _alignment(element)
        self.run.append(self._list_number(element))

    def _list_number(self, element):
        """The number that a browser shows before an item of <ol>, which is not in the text."""
        parent = element.getparent()
        if element.tag != "li" or parent is None or parent.tag != "ol" or parent.get("type", "1") != "1":
            return ""
        start = parent.get("start", "1")
        first = int(start) if start.isascii() and start.isdecimal() and len(start) < 6 else 1
        self.items[parent] = self.items.get(parent, first - 1) + 1
        return f"{self.items[parent]}."

    def _leave(self, element):
        tag = _BOLD.get(element.tag, element.tag)
        if tag in _INLINE and tag != "br":
            self.run.append(f"</{tag}>")
        elif tag in _BLOCK or tag in _TABLE:
            self.close()
        self.run.append(_escape(element.tail))

    def close(self, keep=False):
        inner = _balanced("".join(self.run))
        if re.sub("<[^>]*>", "", inner).strip():
            css = f' class="{self.css}"' if self.css else ""
            self.out.append(f"<{self.tag}{css}>{inner.strip()}</{self.tag}>")
        self.run = []
        if not keep:
            self.tag, self.css = "p", ""


def _escape(text):
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text or "").replace("\n", " ")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _balanced(inner):
    """Emphasis that a block broke in two is closed, and a stray end dropped."""
    out, open_tags = [], []
    for piece in re.split(r"(</?\w+>)", inner):
        if re.fullmatch(r"<\w+>", piece):
            open_tags.append(piece[1:-1])
        elif re.fullmatch(r"</\w+>", piece):
            if not open_tags or open_tags[-1] != piece[2:-1]:
                continue
            open_tags.pop()
        out.append(piece)
    out += [f"</{tag}>" for tag in reversed(open_tags)]
    return re.sub(r"<(strong|em|u|sup|sub)>(\s*)</\1>", r"\2", "".join(out))


def _alignment(element):
    for node in (element, *element.iterancestors("center", "div", "td")):
        if node.tag == "center":
            return "center"
        align = (node.get("align") or "").lower()
        found = _ALIGN.search(node.get("style") or "")
        align = align or (found[1].lower() if found else "") or _aligned_class(node)
        if align or node is not element:
            return {"center": "center", "right": "right", "end": "right"}.get(align, "")
    return ""


def _aligned_class(node):
    classes = (node.get("class") or "").split()
    return next((name for name in ("center", "right") if name in classes), "")


def _is_layout(table):
    """A table of one column, or one whose text is nearly all in one cell, only places the text on the page."""
    cells = list(table.iter("td", "th"))
    if any(True for _ in table.iterdescendants("table")):
        return True
    rows = list(table.iter("tr"))
    if all(len(list(row.iter("td", "th"))) <= 1 for row in rows):
        return True
    sizes = [len(cell.text_content().strip()) for cell in cells]
    biggest = max(cells, key=lambda cell: len(cell.text_content()), default=None)
    return (
        max(sizes, default=0) > 0.8 * sum(sizes)
        and biggest is not None
        and len(list(biggest.iter("p", "div"))) > 3
    )


def _table(table):
    rows = "".join(
        f"<tr>{''.join(_cell(cell) for cell in row.iter('td', 'th'))}</tr>" for row in table.iter("tr")
    )
    return f"<table><tbody>{rows}</tbody></table>"


def _cell(cell):
    spans = "".join(
        f' {name}="{cell.get(name)}"' for name in ("colspan", "rowspan") if _is_span(cell.get(name))
    )
    lines = [line.strip() for line in _cell_text(cell).split("\n") if line.strip()]
    return f"<{cell.tag}{spans}>{'<br>'.join(_escape(line) for line in lines)}</{cell.tag}>"


def _is_span(value):
    return bool(value) and value.isascii() and value.isdecimal() and 1 < int(value) < 1000


def _cell_text(cell):
    pieces = []
    for event, node in etree.iterwalk(cell, events=("start", "end")):
        if event == "start":
            pieces.append(
                ("\n" if node.tag in ("br", "p", "div") else "") + re.sub(r"\s*\n\s*", " ", node.text or "")
            )
        elif node is not cell:
            pieces.append(re.sub(r"\s*\n\s*", " ", node.tail or ""))
    return "".join(pieces)


def clean_fragment(fragment: str) -> str:
    """The same cleaning for html that another program made (mammoth)."""
    return clean(tree_of(fragment))[0]
