"""Rich text: what the editor may keep, and the one place where CKEditor is used (docs/adr/0003)."""

import re
from html import escape, unescape
from urllib.parse import quote, urlsplit

import nh3
from ckeditor.widgets import CKEditorWidget
from django.db import models

from core import privacy

# What 公文 need: paragraphs, headings, tables with joined cells, alignment as classes. No style, no id, no script.
TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "ul", "ol", "li", "blockquote", "div", "span", "a", "img",
    "strong", "b", "em", "i", "u", "s", "sub", "sup",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "*": set(),  # nh3 would let title and lang through on every tag
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
CLASSES = {"center", "right", "left", "justify", "flush"}
ALIGNED = ("p", "h2", "h3", "h4", "h5", "td", "th", "div", "table")
BLOCKS = re.compile(r"</?(?:p|br|hr|h[1-6]|ul|ol|li|blockquote|table|caption|tr|div)\b[^>]*>", re.I)
TAGS_AND_TEXT = re.compile(r"(<[^>]+>)")
CELLS = re.compile(r"</t[dh]>", re.I)
EMPTY = re.compile(r"<(p|h[2-5]|li|span|div)(?: class=\"[^\"]*\")?>(?:\s|&nbsp;|<br>)*</\1>")


def sanitise(html: str) -> str:
    """HTML from an editor or a file → the allow-listed part of it; script, style and foreign schemes are dropped."""
    clean = nh3.clean(
        html or "",
        tags=TAGS,
        clean_content_tags={"script", "style", "noscript", "template", "title"},
        attributes=ATTRIBUTES,
        allowed_classes=dict.fromkeys(ALIGNED, CLASSES),
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return EMPTY.sub("", clean).strip()


def plain_text(html: str) -> str:
    """HTML → text, a line for each block, cells parted by a tab: what scans, searches and lengths read."""
    text = re.sub(r"<[^>]+>", "", BLOCKS.sub("\n", CELLS.sub("\t", html or "")))
    lines = (line.rstrip(" \xa0\u3000") for line in unescape(text).replace("\xa0", " ").splitlines())
    return "\n".join(line for line in lines if line.strip())


SAID_IN_ATTRIBUTES = re.compile(r"\b(?:alt|title|href)=\"([^\"]*)\"")


def attribute_text(html: str) -> str:
    """What sanitised HTML says outside its text — alternative texts, titles, addresses — a line each, for scans."""
    return "\n".join(unescape(value) for value in SAID_IN_ATTRIBUTES.findall(html or "") if value)


def masked_html(html: str) -> str:
    """Sanitised HTML with the personal data between its tags masked; what tags cut in two stays for the scan to tell."""
    parts = TAGS_AND_TEXT.split(html or "")
    parts[::2] = [escape(privacy.mask(unescape(part)), quote=False) for part in parts[::2]]
    return "".join(parts)


def from_text(text: str) -> str:
    """Plain text → paragraphs."""
    return "".join(f"<p>{_escape(line)}</p>" for line in text.splitlines() if line.strip())


def _escape(line):
    return line.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


LINK = re.compile(r'<a\b([^>]*?) href="((?:https?:|//)[^"]*)"([^>]*)>', re.I)


def with_leave_notice(html: str, leave_url: str) -> str:
    """Links to hosts that are no government's (.gov.cn) lead through the page that says one is leaving."""
    return LINK.sub(lambda link: _guarded(link, leave_url), html)


def _guarded(link, leave_url):
    target = unescape(link[2])
    target = f"https:{target}" if target.startswith("//") else target
    host = outside_host(target)
    if host is None:
        return "<a>"  # an address that browsers and we would read differently leads nowhere
    if host.endswith(".gov.cn"):
        return f'<a{link[1]} href="{link[2]}" rel="noopener"{link[3]}>'
    return f'<a{link[1]} href="{leave_url}?to={quote(target, safe="")}" rel="noopener"{link[3]}>'


def outside_host(address: str) -> str | None:
    """The host that a browser would go to; None for an address that cannot be meant (backslash, user name, no //)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    plain = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return (
        parts.hostname
        if plain and "\\" not in address and re.match(r"https?://[^/]", address, re.I)
        else None
    )


class RichTextField(models.TextField):
    """Text from the editor, sanitised whenever it is saved, whatever way it came."""

    def pre_save(self, instance, add):
        value = sanitise(getattr(instance, self.attname))
        setattr(instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        return super().formfield(**kwargs | {"widget": CKEditorWidget()})  # the admin would put a plain box
