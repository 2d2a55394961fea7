"""Which pages the walks visit: all of the sitemap with TEST_FULL, else one of each kind."""

import os
import re
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

# Pages that stand in no sitemap, and states of pages that are.
STATES = (
    "/",
    "/search/?q=救助",
    "/search/?q=没有这样的事情",
    "/policies/?validity=current",
    "/policies/?validity=repealed",
    "/policies/?q=没有这样的文件",
    "/disclosure/?page=2",
    "/leave/?to=https://example.org/",
    "/site-map/",
    "/styleguide/",
    "/no-such-page/",
)


def addresses(town):
    """Paths with their queries, each once, in order of the sitemap."""
    listed = from_sitemap(town)
    if not os.environ.get("TEST_FULL"):
        listed = one_of_each_kind(listed)
    return list(dict.fromkeys([*STATES, *listed]))


def from_sitemap(town):
    status, _, text = town.get("/sitemap.xml")
    assert status == 200, "the sitemap cannot be read"
    found = [urlsplit(url).path for url in re.findall(r"<loc>\s*(.*?)\s*</loc>", text)]
    assert found, "the sitemap is empty"
    return found


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
