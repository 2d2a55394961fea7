"""How titles and numbers are set on a page."""

import rjieba
from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def breakable(title):
    """A title with <wbr> between its words, so that lines break there (base.css says keep-all)."""
    return mark_safe("<wbr>".join(conditional_escape(word) for word in rjieba.cut(str(title))))


@register.filter
def filesize(size):
    """Bytes as a reader wants them: 38 KB, 1.2 MB."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f} MB"
    return f"{max(1, round(size / 1024))} KB"
