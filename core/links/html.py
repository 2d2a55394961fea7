"""Links of HTML, and which of them nobody can see (暗链)."""

import re
import unicodedata

from lxml import etree
from lxml import html as reader

from core.links.link import Link

UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # lxml refuses them
SEEN_INSIDE = ("img", "svg", "picture", "video", "object")
INVISIBLE = re.compile(
    r"display:none|visibility:hidden|opacity:0(?:\.0+)?(?:;|$)|font-size:0|text-indent:-\d{3}|(?:left|top):-\d{3}"
    r"|(?:width|height):0(?:px)?(?:;|$)|clip:rect\(0"
)


def in_html(text: str) -> list[Link]:
    """The links of an HTML fragment in its order; `hidden`: no words to press, or a style that takes them away."""
    if not text or "<" not in text:
        return []
    # a whole document, as the reader of fragments stumbles over a stray <html>
    root = reader.document_fromstring(f"<html><body>{UNREADABLE.sub('', text)}</body></html>")
    return [_link(each) for each in root.iter("a", "area") if each.get("href") is not None]


def _link(element):
    words = " ".join(_visible(element.text_content()).split())
    image = next((each for each in element.iter(*SEEN_INSIDE)), None)
    alt = (
        element.get("alt", "")
        if element.tag == "area"
        else (image.get("alt", "") if image is not None else "")
    )
    seen = bool(words) or image is not None or element.tag == "area"
    return Link(element.get("href").strip(), words or alt, hidden=not seen or _is_taken_away(element))


def _visible(text):
    """Without what has no width: a link of one zero-width space is one that nobody presses."""
    return "".join(
        one for one in text if unicodedata.category(one) not in ("Cf", "Cc", "Mn") or one in "\n\t"
    )


def _is_taken_away(element):
    around = [element, *element.iterancestors(), *element.iterdescendants(etree.Element)]
    return any(
        each.get("hidden") is not None or INVISIBLE.search(re.sub(r"\s", "", each.get("style", "").lower()))
        for each in around
    )
