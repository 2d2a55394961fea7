"""From the sitemap on: every link leads somewhere, nothing comes from elsewhere, every page is dated and signed."""

import os
import re
import time
import urllib.error
import urllib.request
from collections import Counter
from urllib.parse import quote, urljoin, urlsplit

from lxml import html

from tests.browser.test_every_page import expect_none, pages  # noqa: F401  a fixture

OF_A_SHAPE = 4
UNDATED = ("/search/", "/leave/", "/styleguide/", "/site-map/", "/disclosure/problems/", "/no-such-page/")
HANDLERS = "//@*[starts-with(name(), 'on')]"


def documents(town, pages):  # noqa: F811
    for address, status in pages.items():
        found, _, text = town.get(address)
        if found == status == 200 and "<html" in text[:200].lower():
            yield address, html.document_fromstring(text)


def test_every_link_of_every_page_leads_somewhere(town, pages):  # noqa: F811
    leading = {}
    for address, page in documents(town, pages):
        for link in page.xpath(
            "//a/@href | //link/@href | //script/@src | //img/@src | //form[@action]/@action"
        ):
            parts = urlsplit(urljoin(address, link))
            if parts.scheme in ("", "http", "https") and not parts.netloc:
                leading.setdefault(f"{parts.path}{'?' + parts.query if parts.query else ''}", address)
    broken = []
    for link, address in sorted(some_of_each_kind(leading).items()):
        if not link.startswith(("/display/", "/admin/")):
            answered = status_of(town, link)
            if answered >= 400 and answered != 410:
                broken.append(f"{address} leads to {link}: {answered}")
    expect_none(broken)


def some_of_each_kind(leading):
    """A few links of each shape: other numbers and values of the same parameters lead the same way. With TEST_FULL all."""
    if os.environ.get("TEST_FULL"):
        return leading
    kept, seen = {}, Counter()
    for link, address in leading.items():
        path, _, query = link.partition("?")
        shape = re.sub(r"[0-9]+", "0", path), tuple(sorted(one.partition("=")[0] for one in query.split("&")))
        seen[shape] += 1
        if seen[shape] <= OF_A_SHAPE:
            kept[link] = address
    return kept


def status_of(town, link, tries=10):
    """How an address answers; files are not read. Whoever is asked to come back (503) does."""
    try:
        with urllib.request.urlopen(town.url + quote(link, safe="/?&=%:+~#,;"), timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        if refused.code == 503 and tries:
            time.sleep(1)
            return status_of(town, link, tries - 1)
        return refused.code


def test_no_page_holds_a_script_or_a_style_of_its_own_or_asks_another_host(town, pages):  # noqa: F811
    found = []
    for address, page in documents(town, pages):
        inline = page.xpath(
            "//script[not(@src) and not(@type='application/ld+json')] | //style | //*[@style]"
        )
        foreign = [
            one
            for one in page.xpath(
                "//script/@src | //img/@src | //link[@rel='stylesheet']/@href | //iframe/@src"
            )
            if urlsplit(one).netloc
        ]
        found += [f"{address} {one}" for one in [*inline, *page.xpath(HANDLERS), *foreign]]
    expect_none(found)


def test_every_page_is_signed_by_an_office_and_dated(town, pages):  # noqa: F811
    found = []
    for address, page in documents(town, pages):
        if (
            address.startswith(UNDATED)
            or "view=print" in address
            or page.xpath("//main//form[@method='post']")
        ):
            continue  # forms are not published
        end = page.xpath("//*[contains(@class, 'page-end')]")
        words = end[0].text_content() if end else ""
        if "责任机构" not in words or not (end and end[0].xpath(".//time/@datetime")):
            found.append(f"{address}: {' '.join(words.split())[:80] or 'nothing at its end'}")
    expect_none(found)
