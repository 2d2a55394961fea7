"""Matters of a public catalogue are found in the one box, and go from it with their catalogue."""

from disclosure import rebuilding
from disclosure.models import Information
from search import index
from tests.conftest import publish
from tests.decisions.conftest import make_catalogue


def titles(client, q):
    return {row["title"] for row in client.get("/search/", {"q": q}).context["rows"]}


def test_a_matter_is_found_while_its_catalogue_is_public(client, town, department, officer, three, signer):
    catalogue = make_catalogue(town, department, officer)
    assert titles(client, "助餐点布局") == set()
    publish(catalogue, three)
    assert "老年人助餐点布局规划" in titles(client, "助餐点布局")
    assert list(rebuilding.disagreements()) == []
    index.begin_again()
    rebuilding.rebuild()
    assert "老年人助餐点布局规划" in titles(client, "助餐点布局")
    catalogue.withdraw(by=signer, kind=Information.Withdrawal.ERROR, reason="发错")
    assert titles(client, "助餐点布局") == set() and list(rebuilding.disagreements()) == []
