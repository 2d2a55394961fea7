"""How titles and numbers are set on a page."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from core import line_breaks

register = template.Library()


@register.filter
def breakable(title):
    """A title with <wbr> between its words, so that lines break there (base.css says keep-all)."""
    return mark_safe("<wbr>".join(conditional_escape(piece) for piece in line_breaks.pieces(str(title))))


def in_marks(title: str) -> str:
    """A title in book marks; the ones inside become single (GB/T 15834)."""
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


@register.filter
def filesize(size):
    """Bytes as a reader wants them: 38 KB, 1.2 MB."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f} MB"
    return f"{max(1, round(size / 1024))} KB"
