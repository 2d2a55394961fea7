"""The home page: its numbers are counted, its rows are public, its links lead somewhere."""

from datetime import date, timedelta

import lxml.html
import pytest

from core import clock
from disclosure.models import Theme
from policies.actions import publish_migrated
from policies.models import Relation
from policies.validity import TermKind
from portal.demo.many import load_many
from tests.conftest import make_information, make_policy, moment, publish

TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def first_of_june():
    with clock.at(moment("2026-06-01 10:00")):
        yield


@pytest.fixture
def add(department, cast):
    def make(title, **values):
        dated = dict.fromkeys(["written_on", "published_on", "effective_on"], date(2024, 1, 2))
        policy = make_policy(department, cast["drafter"], making=False, title=title, **dated | values)
        publish_migrated(policy, reason="历史文件")
        return policy

    return make


def ends_in(days):
    return {"term_kind": TermKind.DATE, "expires_on": TODAY + timedelta(days=days)}


def test_an_empty_town_has_a_home(client, town):
    assert client.get("/").status_code == 200


def test_the_numbers_are_those_of_the_lists_they_lead_to(client, add, department, cast):
    add("在用的")
    add("过期的", term_kind=TermKind.LENGTH, term_months=12)
    publish(make_information(department, cast["drafter"]), cast)
    with clock.at(moment("2025-12-31 23:59")):
        publish(make_information(department, cast["drafter"], title="去年的"), cast)
    figures = {one["label"]: one for one in client.get("/").context["figures"]}
    assert (
        figures["件文件现行有效"]["number"]
        == client.get(figures["件文件现行有效"]["url"]).context["total"]
        == 1
    )
    assert (
        figures["件文件可查历史"]["number"]
        == client.get(figures["件文件可查历史"]["url"]).context["total"]
        == 2
    )
    assert figures["条信息今年公开"]["number"] == 3


def test_what_ends_soon_comes_soonest_first_and_what_has_ended_not_at_all(client, add):
    for days in (91, 90, 10, 0, -1):
        add(f"还有{days}天", **ends_in(days))
    rows = client.get("/").context["expiring"]
    assert [row["title"] for row in rows] == ["还有0天", "还有10天", "还有90天"]
    assert [row["days_left"] for row in rows] == [0, 10, 90]


def test_an_announced_amendment_is_no_end(client, add, department, cast):
    target = add("长期的", **ends_in(400))
    source = make_policy(department, cast["drafter"], title="修改决定")
    Relation.objects.create(source=source, target=target, kind="amends", on=TODAY + timedelta(days=20))
    publish(source, cast)
    assert client.get("/").context["expiring"] == []


def test_what_comes_into_force_comes_soonest_first(client, add):
    add("九月起", effective_on=date(2026, 9, 1))
    add("七月起", effective_on=date(2026, 7, 1))
    add("今天起", effective_on=TODAY)
    assert [row["title"] for row in client.get("/").context["coming"]] == ["七月起", "九月起"]


def test_drafts_and_scheduled_records_are_on_no_list(client, department, cast):
    make_policy(department, cast["drafter"], title="草稿办法")
    publish(make_policy(department, cast["drafter"], title="定时办法"), cast, at=moment("2026-06-02 00:00"))
    assert shown(client) == []
    with clock.at(moment("2026-06-02 00:00")):
        assert shown(client) == ["定时办法"]


def shown(client):
    return [row["title"] for group in client.get("/").context["newest"] for row in group["rows"]]


def test_the_themes_offered_have_documents(client, add):
    used, unused = (
        Theme.objects.create(name=name, slug=slug) for name, slug in (("养老", "elderly"), ("就业", "work"))
    )
    policy = add("养老办法")
    policy.themes.add(used)
    policy.write_entry()
    assert [label for label, _ in client.get("/").context["popular"]] == ["养老"]
    assert unused.name not in dict(client.get("/").context["popular"])


def test_every_link_of_the_home_page_leads_somewhere(client, add):
    add("办法", **ends_in(10))
    page = lxml.html.fromstring(client.get("/").content)
    links = {link for link in page.xpath("//main//a/@href") if link.startswith("/")}
    assert len(links) > 5
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_it_costs_no_more_with_many_documents(client, town, django_assert_max_num_queries):
    load_many(300)
    with django_assert_max_num_queries(24):
        client.get("/")
