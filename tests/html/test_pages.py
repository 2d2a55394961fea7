"""The Nu HTML checker finds nothing to say about any kind of page."""

from tests.browser.addresses import addresses
from tests.html.nu import nu_check

BROKEN = "<!DOCTYPE html><title>x</title><p><div></p>"


def test_pages_are_valid_html(town, tmp_path):
    pages = [("broken", BROKEN)]
    for address, wanted in addresses(town).items():
        status, _, text = town.get(address)
        assert status == wanted, f"{address}: {status}"
        pages.append((address, text))
    said = nu_check(pages, tmp_path)
    assert [sentence for sentence in said if sentence.startswith("broken:")], "the checker is asleep"
    assert [sentence for sentence in said if not sentence.startswith("broken:")] == []
