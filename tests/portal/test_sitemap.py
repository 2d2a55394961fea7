"""sitemap.xml names every public page and nothing else; robots.txt names the sitemap."""

from urllib.parse import urlsplit

import lxml.etree
import lxml.html
import pytest

from core import clock
from tests.conftest import make_information, make_policy, moment, publish


@pytest.fixture(autouse=True)
def first_of_june():
    with clock.at(moment("2026-06-01 10:00")):
        yield


def addresses(client):
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"].startswith("application/xml")
    tree = lxml.etree.fromstring(answer.content)
    return [urlsplit(loc.text).path for loc in tree.iter("{*}loc")]


def test_every_public_record_and_category_is_in_it_once(client, department, cast):
    record = publish(make_information(department, cast["drafter"]), cast)
    policy = publish(make_policy(department, cast["drafter"]), cast)
    archived = publish(make_policy(department, cast["drafter"], title="存档的"), cast)
    archived.withdraw(by=cast["signer"], kind="archived", reason="过时")
    found = addresses(client)
    assert len(found) == len(set(found))
    assert {
        one.get_absolute_url() for one in (record, policy, archived, record.category, policy.category)
    } <= set(found)
    assert {"/", "/policies/", "/disclosure/", "/site-map/", "/search/"} <= set(found)


def test_a_blank_category_is_not_in_it(client, town):
    assert not [path for path in addresses(client) if "/c/" in path and path != "/disclosure/c/regulations/"]


def test_nothing_that_is_not_public_is_in_it(client, department, cast):
    draft = make_policy(department, cast["drafter"])
    later = publish(
        make_policy(department, cast["drafter"], title="定时"), cast, at=moment("2026-06-02 00:00")
    )
    wrong = publish(make_policy(department, cast["drafter"], title="发错"), cast)
    wrong.withdraw(by=cast["signer"], kind="error", reason="发错了")
    assert not {one.get_absolute_url() for one in (draft, later, wrong)} & set(addresses(client))
    with clock.at(moment("2026-06-02 00:00")):
        assert later.get_absolute_url() in addresses(client)


def test_every_address_in_it_answers(client, department, cast):
    publish(make_policy(department, cast["drafter"]), cast)
    assert {path: client.get(path).status_code for path in addresses(client)} == dict.fromkeys(
        addresses(client), 200
    )


def test_every_page_that_links_reach_is_in_it(client, department, cast):
    """Whoever follows plain links from the home page meets no page that machines are not told of."""
    publish(make_policy(department, cast["drafter"]), cast)
    publish(make_information(department, cast["drafter"]), cast)
    known, waiting, met = set(addresses(client)), ["/"], {"/"}
    while waiting:
        answer = client.get(waiting.pop())
        if answer.streaming or "text/html" not in answer["Content-Type"]:
            continue
        for link in lxml.html.fromstring(answer.content).xpath("//a/@href"):
            path = urlsplit(link)
            if link.startswith("/") and not path.query and path.path not in met:
                met.add(path.path)
                waiting.append(path.path)
    pages = {
        path
        for path in met
        if not path.startswith(("/api/", "/admin/"))
        and not path.endswith(("/word/", "/pdf/", "/compare/", ".docx"))
    }
    assert pages <= known


def test_robots_keep_out_of_the_admin_and_find_the_sitemap(client, town, settings):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /admin/" in lines and "User-agent: *" in lines
    assert f"Sitemap: {settings.SITE_ORIGIN}/sitemap.xml" in lines
    assert "Disallow: /" not in lines
