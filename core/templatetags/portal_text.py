"""How titles and numbers are set on a page."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from core.words import words

register = template.Library()


OPENING, CLOSING = "《〈（〔“「", "》〉）〕”」，。、；：！？"
COUNTED = "年月日号条件个元亩岁%％"  # stay with the number before them


@register.filter
def breakable(title):
    """A title with <wbr> between its words, so that lines break there (base.css says keep-all)."""
    return mark_safe("<wbr>".join(conditional_escape(piece) for piece in _pieces(str(title))))


def _pieces(title):
    """Words, with opening marks kept to what follows, closing ones and what is counted to what goes before (禁则)."""
    pieces = []
    for word in words(title):
        counted = word[0] in COUNTED and pieces and pieces[-1][-1].isdigit()
        if pieces and (counted or word[0] in CLOSING or pieces[-1][-1] in OPENING):
            pieces[-1] += word
        else:
            pieces.append(word)
    return pieces


def in_marks(title: str) -> str:
    """A title in book marks; the ones inside become single (GB/T 15834)."""
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


@register.filter
def filesize(size):
    """Bytes as a reader wants them: 38 KB, 1.2 MB."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f} MB"
    return f"{max(1, round(size / 1024))} KB"
