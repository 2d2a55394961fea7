"""Annual reports as data: the shape in which reports are exchanged, as the schema tells it."""

import pytest

from oversight import tables
from tests.oversight.reports import plain_report
from tests.portal.test_api import fits, schema

LIST, ONE = "/api/v1/annual-reports/", "/api/v1/annual-reports/2025/"
__all__ = ["schema"]  # a fixture


@pytest.fixture
def both(add):
    before = plain_report(2024)
    return add(2024, before), add(2025, plain_report(2025, before))


def test_a_report_has_the_shape_of_the_exchange_and_of_the_schema(client, both, schema):
    answer = client.get(ONE).json()
    fits(schema, "/api/v1/annual-reports/{year}/", answer)
    assert {name: answer[name] for name in ("table2", "table3", "table4")} == {
        name: plain_report(2025, plain_report(2024))[name] for name in ("table2", "table3", "table4")
    }
    assert list(answer["table3"]) == list(plain_report()["table3"])
    assert (answer["office"], answer["year"], answer["problems"]) == ("杏川镇人民政府", 2025, [])
    assert answer["url"].endswith("/oversight/reports/2025/") and answer["published_at"].endswith("+08:00")
    assert answer["index_number"] == both[1].index_number and len(answer["parts"]) == 6


def test_what_the_api_gives_can_be_checked_and_brought_in_again(client, both):
    answer = client.get(ONE).json()
    assert tables.check(answer, client.get("/api/v1/annual-reports/2024/").json()) == []
    assert tables.parts_of(answer) == both[1].texts


def test_problems_are_told_with_all_their_keys(client, add, schema):
    data = plain_report(2025)
    data["table4"]["行政复议"][4] = 7
    add(2025, data, reasons={tables.Cell("table4", "行政复议", "总计"): "合并审理。"})
    answer = client.get(ONE).json()
    fits(schema, "/api/v1/annual-reports/{year}/", answer)
    (problem,) = answer["problems"]
    assert problem == {
        "table": "table4", "row": "行政复议", "column": "总计", "expected": 1, "found": 7,
        "message": "表四“行政复议”：总计填7，前四项相加是1。",
    }  # fmt: skip


def test_the_list_is_newest_first_and_turns_its_pages(client, both, schema):
    answer = client.get(LIST, {"page_size": 1}).json()
    fits(schema, LIST, answer)
    assert (answer["count"], answer["results"][0]["year"], answer["previous"]) == (2, 2025, None)
    assert "page=2" in answer["next"]
    assert client.get(LIST, {"page_size": 1, "page": 2}).json()["results"][0]["year"] == 2024


def test_what_is_not_known_is_named(client, both):
    for address in (LIST, ONE):
        answer = client.get(address, {"foo": "1"})
        assert answer.status_code == 400 and "foo" in answer.json()["detail"]
    assert client.get(LIST, {"page": "3"}).status_code == 404  # beyond the last
    for year in ("2019", "99999999999999999999"):
        assert client.get(f"{LIST}{year}/").status_code == 404


def test_a_withdrawn_report_is_gone(client, both, three):
    both[1].withdraw(by=three["signer"], kind="error", reason="数据有误")
    answer = client.get(ONE)
    assert answer.status_code == 410 and answer.json()["index_number"] == both[1].index_number
