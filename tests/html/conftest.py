"""Pages of the running demo town, for the HTML checker."""

import pytest

from tests.browser.town import running_town


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "html":
            item.add_marker(pytest.mark.html)


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    with running_town(tmp_path_factory) as running:
        yield running
