"""Every kind of page (every page with TEST_FULL) is open to everybody, and light."""

import pytest

from tests.browser.addresses import addresses
from tests.browser.checks import axe, sideways_scroll, without_content
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.wire import Wire

MOST_BYTES = 60 * 1024
MOST_REQUESTS = 6


def walk(page, town, *checks):
    """Visits every address; fails with all that the checks say."""
    found = []
    for address in addresses(town):
        page.goto(address)
        found += [f"{address}  {sentence}" for check in checks for sentence in check(page)]
    expect_none(found)


def expect_none(found):
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def in_mode(page, town, mode):
    if mode:
        page.context.add_cookies([{"name": "display", "value": mode, "url": town.url}])
    return page


@pytest.mark.parametrize("mode", ["", "large", "contrast", "dark"])
def test_axe_finds_no_barrier(new_page, town, mode):
    page = in_mode(new_page(), town, mode)
    walk(page, town, without_content, axe)


@pytest.mark.parametrize("mode", ["", "large"])
def test_a_phone_needs_no_sideways_scrolling(new_page, town, mode):
    page = in_mode(new_page(viewport=PHONE), town, mode)
    walk(page, town, sideways_scroll)


def test_text_of_double_size_fits(new_page, town):
    page = new_page(viewport=DESKTOP)

    def doubled(page):
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        return sideways_scroll(page)

    walk(page, town, doubled)


def test_a_first_visit_is_light_and_asks_nobody_else(new_page, town):
    heavy = []
    for address in addresses(town):
        page = new_page()
        wire = Wire(page)
        page.goto(address, wait_until="networkidle")
        if wire.bytes > MOST_BYTES or len(wire.urls) > MOST_REQUESTS or wire.other_hosts(town.url):
            heavy.append(f"{address}  {wire.bytes} bytes, requests {wire.urls}")
        page.context.close()
    expect_none(heavy)


def test_nothing_is_missing_without_javascript(page, no_javascript, town):
    lost = []
    for address in addresses(town):
        page.goto(address)
        no_javascript.goto(address)
        lost += [f"{address}  {text}" for text in set(headings(page)) - set(headings(no_javascript))]
    expect_none(lost)


def headings(page):
    return page.locator("main :is(h1, h2, h3), main label, main button").all_inner_texts()
