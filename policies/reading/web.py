"""Saved web pages and Word's html: the charset, the main content, and nothing else."""

import re

from lxml import etree
from lxml import html as lxml_html

from policies.clauses.blocks import text_of
from policies.reading import metadata
from policies.reading.clean import clean
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
