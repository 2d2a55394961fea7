"""Every kind of page (every page with TEST_FULL) is open to everybody, and light."""

import os
from urllib.parse import urlsplit

import pytest

from tests.browser.addresses import addresses
from tests.browser.checks import all_but_colours, axe, colours, sideways_scroll, sizes, without_content
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.head import ARTICLE_TAGS, faults_of_head
from tests.browser.wire import Wire

MOST_BYTES = 60 * 1024
MOST_REQUESTS = 6
# Each mode, which is a class of the root element (test_display_modes.py): what is asked on a wide screen and on a phone.
# Large type and a narrow window change sizes, the other modes colours; names, roles and order stay. What a phone alone
# shows is in the head of every page, and the dark colours are used by the same components everywhere: SAMPLED pages
# are asked for these. With TEST_FULL every rule is asked in every mode on every page.
CHECKS = {
    "": ([axe, sideways_scroll], [sizes, sideways_scroll]),
    "is-large": ([sizes, sideways_scroll], [sizes, sideways_scroll]),
    "is-contrast": ([colours], []),
}
SAMPLED_CHECKS = CHECKS | {
    "": ([axe, sideways_scroll], [all_but_colours, sideways_scroll]),
    "is-dark": ([colours], []),
}
SAMPLED = 4  # one page in so many
if os.environ.get("TEST_FULL"):
    SAMPLED_CHECKS = dict.fromkeys(
        SAMPLED_CHECKS, ([axe, sideways_scroll], [all_but_colours, sideways_scroll])
    )
    SAMPLED = 1
PARTS = 4  # of all pages: several workers share them


@pytest.fixture(scope="module")
def pages(town):
    return addresses(town)


def expect_none(found):
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def at(page, size, *checks):
    """What the checks say in a window of that size."""
    page.set_viewport_size(size)
    return [f"at {size['width']} px: {sentence}" for check in checks for sentence in check(page)]


def doubled(page):
    """Text of double size, as a browser's own setting makes it."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = sideways_scroll(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return [f"text of 200 %: {sentence}" for sentence in found]


def barriers(page, checks):
    """What the checks of every mode say of the page that is open; a mode is put on it as the cookie would."""
    for mode, (wide, narrow) in checks.items():
        page.evaluate("mode => document.documentElement.className = mode", mode)
        found = [*at(page, DESKTOP, *wide, *([] if mode else [doubled])), *at(page, PHONE, *narrow)]
        yield from (f"{mode} {sentence}" for sentence in found)


@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_can_use_every_page(page, pages, part):
    found = []
    for number, (address, status) in enumerate(list(pages.items())[part::PARTS]):
        checks = CHECKS if number % SAMPLED and address != "/styleguide/" else SAMPLED_CHECKS
        sentences = without_content(page, page.goto(address), status) or barriers(page, checks)
        found += [f"{address}  {sentence}" for sentence in sentences]
    expect_none(found)


def test_a_first_visit_is_light_and_asks_nobody_else(page, town, pages):
    heavy, wire = [], Wire(page)
    for address in pages:
        wire.clear()
        page.goto(address)
        if wire.bytes > MOST_BYTES or len(wire.urls) > MOST_REQUESTS or wire.other_hosts(town.url):
            heavy.append(f"{address}  {wire.bytes} bytes, requests {wire.urls}")
    expect_none(heavy)


def test_nothing_is_missing_without_javascript(page, no_javascript, pages):
    lost = []
    for address in pages:
        page.goto(address)
        no_javascript.goto(address)
        lost += [f"{address}  {text}" for text in set(headings(page)) - set(headings(no_javascript))]
    expect_none(lost)


def headings(page):
    """Script may add what only script can do: it reads aloud and prints."""
    found = page.locator("main :is(h1, h2, h3), main label, main button").all_inner_texts()
    return [text for text in found if text not in ("朗读正文", "打印")]


def test_every_page_says_what_it_is(town, pages):
    expect_none(
        [f"{address}  {fault}" for address in pages for fault in faults_of_head(town.get(address)[2])]
    )


def test_a_document_says_whose_it_is_and_since_when(town):
    text = town.get(urlsplit(town.policy("印发《杏川镇集市管理办法》")["url"]).path)[2]
    assert all(f'name="{name}"' in text for name in ARTICLE_TAGS)
