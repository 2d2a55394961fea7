"""A draft by clause: what one may say something on, and a link at each."""

import re
from html import escape

from policies import clauses

QUOTED, NAMED = 24, 40  # characters of a clause in a list; of its name


def parts(html: str) -> list:
    """The clauses that opinions point at: 条, or where there are none the highest numbered level."""
    flat = clauses.parse(clauses.blocks_from_html(html)).flat()
    articles = [one for one in flat if one.level == "条"]
    if articles:
        return articles
    levels = [one.level for one in flat if one.level in ("一", "（一）", "1")]
    return [one for one in flat if levels and one.level == levels[0]]


def name_of(clause) -> str:
    """How readers call a clause: 第二条, or 一、对象 where the number alone says little."""
    if clause.level == "条":
        return clause.label
    return f"{clause.label}{clause.text.splitlines()[0] if clause.text else ''}"[:NAMED]


def choices(html: str) -> list[tuple[str, str]]:
    """(what is stored, what one reads) of each clause."""
    found = {}
    for one in parts(html):
        text, name = " ".join(one.text.split()), name_of(one)
        more = f"　{text[:QUOTED]}{'……' if len(text) > QUOTED else ''}" if one.level == "条" else ""
        found.setdefault(name, f"{name}{more}")
    return list(found.items())


def by_name(html: str) -> dict[str, object]:
    return {name_of(one): one for one in parts(html)}


def with_links(html: str, address: str) -> tuple[str, list[dict]]:
    """The draft with a link to say something at each clause (none where `address` is empty), and its contents."""
    marked, contents = clauses.render(html)
    for one in parts(html) if address else []:
        link = f' <a class="say" href="{address}?clause={one.anchor}">对{escape(name_of(one))}提意见</a>'
        ends = re.compile(rf'(<(p|h[2-5])\b[^>]*\bid="{re.escape(one.anchor)}"[^>]*>.*?)(</\2>)', re.S)
        marked = ends.sub(lambda found, link=link: f"{found[1]}{link}{found[3]}", marked, count=1)
    return marked, contents
