"""The Nu HTML checker finds nothing to say about any kind of page."""

from tests.browser.addresses import addresses
from tests.html.nu import nu_check


def test_pages_are_valid_html(town, tmp_path):
    pages = [(address, town.get(address)[2]) for address in addresses(town)]
    assert nu_check(pages, tmp_path) == []


def test_the_checker_is_awake(tmp_path):
    assert nu_check([("broken", "<!DOCTYPE html><title>x</title><p><div></p>")], tmp_path) != []
