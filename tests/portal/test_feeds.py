"""Feeds: well-formed Atom, newest first, whole addresses, only what is public."""

from datetime import date

import lxml.etree
import pytest

from core import clock
from policies.actions import publish_migrated
from tests.conftest import make_information, make_policy, moment, publish

FEEDS = [
    "/feeds/policies.atom",
    "/policies/?format=atom",
    "/policies/?format=atom&theme=none",
    "/disclosure/c/normative/?format=atom",
]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def first_of_june():
    with clock.at(moment("2026-06-01 10:00")):
        yield


@pytest.fixture
def add(department, cast):
    def make(title, day):
        dated = dict.fromkeys(["written_on", "published_on", "effective_on"], date.fromisoformat(day))
        policy = make_policy(department, cast["drafter"], making=False, title=title, **dated)
        publish_migrated(policy, reason="历史文件")
        return policy

    return make


def entries(client, address):
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/atom+xml")
    feed = lxml.etree.fromstring(answer.content)
    assert feed.findtext(f"{ATOM}title") and feed.findtext(f"{ATOM}id") and feed.findtext(f"{ATOM}updated")
    return feed.findall(f"{ATOM}entry")


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_well_formed_also_when_it_is_empty(client, town, address):
    assert entries(client, address) == []


def test_an_entry_says_title_address_office_and_days(client, add, settings):
    policy = add("<b>集市</b>&办法", "2024-03-01")
    (entry,) = entries(client, FEEDS[0])
    address = f"{settings.SITE_ORIGIN}{policy.get_absolute_url()}"
    assert entry.findtext(f"{ATOM}title") == "<b>集市</b>&办法"
    assert entry.find(f"{ATOM}link").get("href") == entry.findtext(f"{ATOM}id") == address
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "杏川镇人民政府"
    assert entry.findtext(f"{ATOM}published").startswith("2026-06-01T")


def test_the_newest_comes_first_whatever_the_page_sorts_by(client, add):
    for title, day in (("旧的", "2020-01-01"), ("新的", "2024-01-01"), ("中间的", "2022-01-01")):
        add(title, day)
    for address in ("/feeds/policies.atom", "/policies/?format=atom&sort=oldest"):
        assert [entry.findtext(f"{ATOM}title") for entry in entries(client, address)] == [
            "新的",
            "中间的",
            "旧的",
        ]


def test_a_feed_follows_the_filters_of_its_list(client, add):
    add("旧的", "2020-01-01"), add("新的", "2024-01-01")
    assert [
        entry.findtext(f"{ATOM}title") for entry in entries(client, "/policies/?format=atom&year=2020")
    ] == ["旧的"]


def test_only_what_is_public_is_in_a_feed(client, add, department, cast):
    gone = add("发错的", "2024-01-01")
    gone.withdraw(by=cast["signer"], kind="error", reason="发错了")
    make_policy(department, cast["drafter"], title="草稿")
    publish(make_policy(department, cast["drafter"], title="定时"), cast, at=moment("2026-06-02 00:00"))
    publish(make_information(department, cast["drafter"], title="通知"), cast)
    for address in FEEDS:
        assert entries(client, address) == []
    assert len(entries(client, "/disclosure/c/notices/?format=atom")) == 1


@pytest.mark.parametrize("name", ["catalogue", "fees", "converted", "annual-reports", "c/notices"])
def test_every_feed_has_a_name_that_leads_to_it(client, town, name):
    answer = client.get(f"/feeds/{name}.atom", follow=True)
    assert answer.redirect_chain[0][1] == 301 and answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert client.get("/feeds/no-such.atom").status_code == 404
