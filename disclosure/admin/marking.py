"""Wrong forms marked where they stand in a text, for those who write and judge it."""

import re
from html import escape, unescape

from core.models import WordingEntry
from core.wording import check

TAGS = re.compile(r"(<[^>]+>)")


def marked(html: str) -> str:
    """Sanitised HTML with each wrong form in a <mark> that says the right one."""
    entries = WordingEntry.objects.active().entries()
    parts = TAGS.split(html or "")
    parts[::2] = [_mark(part, entries) for part in parts[::2]]  # what stands between the tags
    return "".join(parts)


def _mark(part, entries):
    text, at, made = unescape(part), 0, []
    found = check(text, entries)
    if not found:
        return part
    for one in found:
        made += [
            escape(text[at : one.start]),
            f'<mark title="应为“{escape(one.right)}”">{escape(one.wrong)}</mark>',
        ]
        at = one.end
    return "".join([*made, escape(text[at:])])
