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
def new_page(browser, town):
    """Makes windows: `new_page(viewport=PHONE, …)` takes what a Playwright context takes."""
    contexts, errors = [], []

    def make(**options):
        context = browser.new_context(
            **{"base_url": town.url, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": DESKTOP}
            | options
        )
        context.set_default_timeout(MILLISECONDS_TO_WAIT)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: note(message, errors))
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not errors, "the console shows errors:\n" + "\n".join(errors)


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
