"""Every kind of page (every page with TEST_FULL) is open to everybody, and light."""

import pytest

from tests.browser.addresses import addresses
from tests.browser.checks import axe, sideways_scroll, without_content
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.wire import Wire

MOST_BYTES = 60 * 1024
MOST_REQUESTS = 6


def walk(page, town, *checks):
    """What the checks say of each address, under the address."""
    found = {}
    for address in addresses(town):
        page.goto(address)
        said = [sentence for check in checks for sentence in check(page)]
        if said:
            found[address] = said
    return found


def in_mode(page, town, mode):
    if mode:
        page.context.add_cookies([{"name": "display", "value": mode, "url": town.url}])
    return page


@pytest.mark.parametrize("mode", ["", "large", "contrast", "dark"])
def test_axe_finds_no_barrier(new_page, town, mode):
    page = in_mode(new_page(), town, mode)
    assert walk(page, town, without_content, axe) == {}


@pytest.mark.parametrize("mode", ["", "large"])
def test_a_phone_needs_no_sideways_scrolling(new_page, town, mode):
    page = in_mode(new_page(viewport=PHONE), town, mode)
    assert walk(page, town, sideways_scroll) == {}


def test_text_of_double_size_fits(new_page, town):
    page = new_page(viewport=DESKTOP)

    def doubled(page):
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        return sideways_scroll(page)

    assert walk(page, town, doubled) == {}


def test_a_first_visit_is_light_and_asks_nobody_else(new_page, town):
    heavy = {}
    for address in addresses(town):
        page = new_page()
        wire = Wire(page)
        page.goto(address, wait_until="networkidle")
        if wire.bytes > MOST_BYTES or len(wire.urls) > MOST_REQUESTS or wire.other_hosts(town.url):
            heavy[address] = f"{wire.bytes} bytes, requests {wire.urls}"
        page.context.close()
    assert heavy == {}


def test_nothing_is_missing_without_javascript(page, no_javascript, town):
    different = {}
    for address in addresses(town):
        page.goto(address)
        no_javascript.goto(address)
        lost = set(headings(page)) - set(headings(no_javascript))
        if lost:
            different[address] = lost
    assert different == {}


def headings(page):
    return page.locator("main :is(h1, h2, h3), main label, main button").all_inner_texts()
