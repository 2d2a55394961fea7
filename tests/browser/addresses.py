"""Which pages the walks visit: one address per template and state; with TEST_FULL all of the sitemap too."""

import json
import os
import re
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

# Pages that stand in no sitemap, and states of pages that are, with the status of the answer.
STATES = {
    "/search/?q=救助": 200,
    "/search/?q=没有这样的事情": 200,
    "/policies/?page=2": 200,
    "/policies/?validity=repealed&theme=relief&on=2025-01-02": 200,
    "/policies/?q=没有这样的文件": 200,
    "/policies/?validity=nonsense": 400,
    "/disclosure/catalogue/?page=2&category=rural": 200,
    "/disclosure/catalogue/?q=没有这样的信息": 200,
    "/disclosure/fees/?on=2023-01-01": 200,
    "/disclosure/windows/?q=没有这样的窗口": 200,
    "/disclosure/c/civil-military/": 200,
    "/disclosure/problems/?page=/policies/": 200,
    "/policies/ask/?q=老房子想重新盖": 200,
    "/policies/ask/?q=护照在哪里办": 200,
    "/policies/ask/?q=2022年集市几点开市": 200,
    "/policies/questions/?theme=relief": 200,
    "/policies/questions/1/useful/": 200,
    "/leave/?to=https://example.org/": 200,
    "/no-such-page/": 404,
}
NOT_PAGES = ("/api/",)


def addresses(town):
    """{path with its query: status of the answer}."""
    listed = from_sitemap(town)
    if not os.environ.get("TEST_FULL"):
        listed = one_of_each_kind(listed)
    return (
        STATES
        | {town.withdrawn(): 410}
        | dict.fromkeys([*policies_by_state(town), *interpretations_by_form(town), *listed], 200)
    )


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


def interpretations_by_form(town):
    """An interpretation of each form: text, picture, video …"""
    _, _, text = town.get("/policies/interpretations/?format=json")
    one_each = {row["form"]: urlsplit(row["url"]).path for row in json.loads(text)["results"]}
    return list(one_each.values())


def policies_by_state(town):
    """A document of each validity, and everything that hangs on one which was amended."""
    one_each = {}
    for row in town.policies():
        one_each.setdefault(row["validity"]["status"], (urlsplit(row["url"]).path, row["published_on"]))
    yield from (path for path, _ in one_each.values())
    amended, first_day = one_each["amended"]
    yield from (f"{amended}compare/", f"{amended}?view=print", f"{amended}?on={first_day}")
