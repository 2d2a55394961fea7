"""Which pages the walks visit: one address per template and state; with TEST_FULL all of the sitemap too."""

import os
import re
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

# Pages that stand in no sitemap, and states of pages that are: an answer, an empty one, a refusal.
STATES = (
    "/search/?q=救助",
    "/search/?q=没有这样的事情",
    "/policies/?page=2",
    "/policies/?validity=repealed&theme=relief&on=2025-01-02",
    "/policies/?q=没有这样的文件",
    "/policies/?validity=nonsense",
    "/leave/?to=https://example.org/",
    "/no-such-page/",
)
NOT_PAGES = ("/api/",)


def addresses(town):
    """Paths with their queries, each once."""
    listed = from_sitemap(town)
    if not os.environ.get("TEST_FULL"):
        listed = one_of_each_kind(listed)
    return list(dict.fromkeys([*STATES, *policies_by_state(town), town.withdrawn(), *listed]))


def from_sitemap(town):
    status, _, text = town.get("/sitemap.xml")
    assert status == 200, "the sitemap cannot be read"
    found = [urlsplit(url) for url in re.findall(r"<loc>\s*(.*?)\s*</loc>", text)]
    assert found, "the sitemap is empty"
    return [url.path for url in found if not url.path.startswith(NOT_PAGES)]


def one_of_each_kind(paths):
    kinds = {}
    for path in paths:
        kinds.setdefault(kind(path), path)
    return list(kinds.values())


def kind(path):
    """The name of the view behind a path."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


def policies_by_state(town):
    """A document of each validity, and everything that hangs on one which was amended."""
    one_each = {}
    for row in town.policies():
        one_each.setdefault(row["validity"]["status"], (urlsplit(row["url"]).path, row["published_on"]))
    yield from (path for path, _ in one_each.values())
    amended, first_day = one_each["amended"]
    yield from (f"{amended}compare/", f"{amended}?view=print", f"{amended}?on={first_day}")
