"""A draft by clause: what one may say something on, and a link at each."""

import re

from core.richtext import plain_text
from policies import clauses

QUOTED = 24  # characters of a clause in a list


def parts(html: str) -> list:
    """The clauses that opinions point at: 条, or where there are none the highest numbered level."""
    flat = clauses.parse(clauses.blocks_from_html(html)).flat()
    articles = [one for one in flat if one.level == "条"]
    if articles:
        return articles
    levels = [one.level for one in flat if one.level in ("一", "（一）", "1")]
    return [one for one in flat if levels and one.level == levels[0]]


def choices(html: str) -> list[tuple[str, str]]:
    """(what is stored, what one reads) of each clause."""
    found = []
    for one in parts(html):
        text = plain_text(one.text).replace("\n", " ")
        found.append((one.label, f"{one.label}　{text[:QUOTED]}{'……' if len(text) > QUOTED else ''}"))
    return list(dict(found).items())


def by_anchor(html: str) -> dict[str, object]:
    return {one.anchor: one for one in parts(html)}


def with_links(html: str, address: str) -> tuple[str, list[dict]]:
    """The draft with a link to say something at each clause (none where `address` is empty), and its contents."""
    marked, contents = clauses.render(html)
    for one in parts(html) if address else []:
        link = f'<a class="say" href="{address}?clause={one.anchor}">对{one.label}提意见</a>'
        ends = re.compile(rf'(<(p|h[2-5])\b[^>]*\bid="{re.escape(one.anchor)}"[^>]*>.*?)(</\2>)', re.S)
        marked = ends.sub(lambda found, link=link: f"{found[1]} {link}{found[3]}", marked, count=1)
    return marked, contents
