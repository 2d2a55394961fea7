"""Saved web pages and Word's html: the charset, the main content, and nothing else."""

import re

from lxml import etree
from lxml import html as lxml_html

from policies.clauses.blocks import text_of, tree_of
from policies.reading import metadata
from policies.reading.encoding import decode
from policies.reading.unreadable import Unreadable

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,20})""", re.I)
_DROPPED = [
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "form",
    "nav",
    "aside",
    "footer",
    "button",
    "select",
    "input",
    "textarea",
    "svg",
    "canvas",
    "video",
    "audio",
    "map",
    "link",
    "meta",
    "base",
    "title",
    "head",
]
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|footer|foot|header|crumb|breadcrumb|menu|sidebar|share|bdshare|copyright|toolbar|position|location|print|related|"
    r"dqwz|fenxiang|ewm|qrcode)(?:$|[\s_-])",
    re.I,
)
_CONTENT = re.compile(
    r"(?:^|[\s_-])(?:trs_editor|ucap-content|ueditor|article[-_]?con(?:tent)?|articlecontent|zoom|zwgk_content|xxgk[-_]?content|pages_content|"
    r"news_content|view_content|content_text|detail[-_]?content|con_text|mainText|maintext|artcontent|wp_articlecontent)(?:$|[\s_-])",
    re.I,
)
_FILES = re.compile(r"附\s*件|\.(?:docx?|xlsx?|pdf|wps|et|zip|rar)\b", re.I)
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
    "hr",
}
_BLOCK |= {
    "section",
    "article",
    "main",
    "center",
    "figure",
    "figcaption",
    "address",
    "fieldset",
    "details",
    "summary",
}
_ALIGN = re.compile(r"text-align\s*:\s*(center|right|end)", re.I)


def html_of_page(data: bytes) -> tuple[str, dict[str, str], list[str]]:
    """(content as clean html, fields that the page's META tags state, warnings). Raises `Unreadable`."""
    declared = _CHARSET.search(data[:4096])
    text = decode(data, declared[1].decode("ascii") if declared else None)
    try:
        page = lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=_parser())
    except (etree.ParserError, ValueError):
        raise Unreadable("网页没有内容，或者不是 HTML 文件。请重新保存网页后重试。") from None
    fields = _meta(page) | _tables(page)
    _drop(page)
    _drop_menus(page)
    fragment, warnings = clean(_content(page))
    return fragment, fields, warnings


def _parser():
    return lxml_html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)


def _meta(page):
    values = {str(m.get("name", "")).lower(): m.get("content", "").strip() for m in page.iter("meta")}
    fields = {"title": values.get("articletitle", ""), "published_on": values.get("pubdate", "")}
    return {name: value for name, value in fields.items() if value}


def _tables(page):
    """The 信息头, wherever on the page its table stands."""
    found = {}
    for table in page.iter("table"):
        metadata.take_table(text_of(table), found)
    return found


def _drop(page):
    for element in list(page.iter(*_DROPPED)):
        if element.getparent() is not None:
            element.drop_tree()
    for element in list(page.iter()):
        marks = f"{element.get('id', '')} {element.get('class', '')}"
        hidden = "display:none" in (element.get("style") or "").replace(" ", "").lower()
        if (hidden or element.tag == "header" or _FURNITURE.search(marks)) and _may_go(element):
            element.drop_tree()


def _drop_menus(page):
    """Rows of links (首页 公开 互动) are navigation; links to files are attachments and stay."""
    for element in list(page.iter("ul", "td", "div", "p", "dl")):
        links = list(element.iter("a"))
        words = len(element.text_content().strip())
        linked = sum(len(link.text_content().strip()) for link in links)
        is_menu = len(links) > 1 and linked + 3 * len(links) >= words and words < 600
        if is_menu and not _FILES.search(element.text_content()) and element.getparent() is not None:
            element.drop_tree()


def _may_go(element):
    """Furniture is small; a box that holds most of the text is not, whatever its class says."""
    parent = element.getparent()
    if element.tag in ("html", "body") or parent is None:
        return False
    return len(element.text_content()) < 600


def _content(page):
    """The box that editors' systems mark as content, else the deepest that holds nearly all text outside links."""
    marked = [e for e in page.iter("div", "td", "article", "main", "section") if _is_marked(e)]
    whole = page.find(".//body") if page.find(".//body") is not None else page
    best = max(marked, key=_weight, default=None)
    if best is not None and _weight(best) >= 0.5 * _weight(whole):
        return _with_head(best, whole)
    return _deepest(whole)


def _is_marked(element):
    return bool(_CONTENT.search(f"{element.get('id', '')} {element.get('class', '')}"))


def _with_head(content, whole):
    """A title and 信息头 that stand outside the content box belong to the document: take the box that holds both."""
    limit = 1.15 * _weight(content) + 400
    for box in content.iterancestors():
        if box is whole.getparent() or _weight(box) > limit:
            break
        content = box
    return content


def _deepest(element):
    total = _weight(element)
    while True:
        child = max((c for c in element if isinstance(c.tag, str)), key=_weight, default=None)
        if (
            child is None
            or child.tag in ("p", "table")
            or _weight(child) < 0.9 * total
            or _loses_head(element, child)
        ):
            return element
        element = child


def _loses_head(element, child):
    """Text before the child may be the title: keep it."""
    return any(
        len(c.text_content().strip()) > 3
        for c in child.itersiblings(preceding=True)
        if isinstance(c.tag, str)
    )


def _weight(element):
    linked = sum(len(a.text_content()) for a in element.iter("a"))
    return max(0, len(element.text_content().strip()) - linked)


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
