"""A real Chromium against the running demo town.

`page` is a desktop window, `phone` one of 320 × 640, `no_javascript` a desktop without scripts. A test
fails when a page that it saw logged an error to the console: that is how a broken CSP shows.
"""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.town import running_town

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Chromium would otherwise look for updates and its makers' hosts at every start.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
)
DESKTOP = {"width": 1280, "height": 800}
MILLISECONDS_TO_WAIT = 15_000
PHONE = {"width": 320, "height": 640}


def pytest_collection_modifyitems(items):
    # The longest first, so that two workers end at about the same time.
    items.sort(key=lambda item: item.path.name != "test_every_page.py")
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    with running_town(tmp_path_factory) as running:
        yield running


@pytest.fixture(scope="session")
def browser():
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        missing = pytest.skip if os.environ.get("TEST_ALLOW_MISSING") else pytest.fail
        missing(f"No Chromium: none of {', '.join(CHROMIUM_NAMES)} is in PATH and CHROMIUM names none.")
    # Chromium's sandbox refuses to run as root.
    rights = ["--no-sandbox"] if os.geteuid() == 0 else []
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright's event loop lives in this thread, and Django takes that for asynchronous code.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path=path, args=[*QUIET, *rights])
        yield chromium
        chromium.close()


@pytest.fixture
def console():
    """The errors that the pages of a test log."""
    errors = []
    yield errors
    assert not errors, "the console shows errors:\n" + "\n".join(errors)


@pytest.fixture
def new_page(browser, town, console):
    """Makes windows: `new_page(viewport=PHONE, …)` takes what a Playwright context takes."""
    contexts = []

    def make(**options):
        page = open_page(browser, town, options)
        contexts.append(page.context)
        page.on("console", lambda message: note(message, console))
        page.on("pageerror", lambda error: console.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()


def open_page(browser, town, options):
    context = browser.new_context(
        **{"base_url": town.url, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": DESKTOP}
        | options
    )
    context.set_default_timeout(MILLISECONDS_TO_WAIT)
    return context.new_page()


@pytest.fixture(scope="session")
def kept_pages():
    return {}


@pytest.fixture
def kept_page(browser, town, console, kept_pages):
    """`kept_page(name, …)`: the page of that name, left by the test before; a new one costs more than three visits."""
    used = []

    def take(name, **options):
        page = kept_pages.get(name) or open_page(browser, town, options)
        kept_pages[name] = page
        page.context.clear_cookies()
        listeners = {
            "console": lambda message: note(message, console),
            "pageerror": lambda error: console.append(str(error)),
        }
        for event, listener in listeners.items():
            page.on(event, listener)
        used.append((page, listeners))
        return page

    yield take
    for page, listeners in used:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
        page.unroute_all()
        page.emulate_media(media="null")


def note(message, errors):
    # That an address answered 404 or 403 is for the test to judge; Chromium logs it too.
    if message.type == "error" and "server responded with a status of 4" not in message.text:
        errors.append(f"{message.location.get('url', '')}: {message.text}")


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def phone(new_page):
    return new_page(viewport=PHONE)


@pytest.fixture
def no_javascript(new_page):
    return new_page(java_script_enabled=False)
