"""Atom feeds of the catalogue's rows: every list is one."""

from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed

from core.web import absolute

MOST = 50  # entries of a feed


def atom(request, title: str, entries, *, link: str) -> HttpResponse:
    """The first MOST rows of a list as an Atom feed, newest change first as handed in: a query set, or a list."""
    feed = Atom1Feed(
        title=title, link=absolute(link), description=title, language="zh-CN",
        feed_url=absolute(request.get_full_path()),
    )  # fmt: skip
    for entry in entries[:MOST]:
        feed.add_item(
            title=entry.title, link=absolute(entry.get_absolute_url()), description=entry.summary,
            pubdate=entry.published_at, updateddate=entry.updated_at, author_name=entry.issuer or entry.office.name,
            unique_id=absolute(entry.get_absolute_url()),
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
