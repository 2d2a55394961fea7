"""annual_report: the year as the registers count it, in the shape of the exchange, with its problems."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from oversight import tables
from oversight.tables import layout
from tests.conftest import make_policy, publish
from tests.oversight.conftest import make_report, own_issuer
from tests.oversight.reports import example, plain_report


def answer(year, **options):
    said = io.StringIO()
    call_command("annual_report", str(year), stdout=said, **options)
    return said.getvalue()


def test_an_empty_year_has_every_name_and_no_problem(town):
    data = json.loads(answer(2025, json=True))
    assert set(data) == {"office", "year", "table2", "table3", "table4", "problems"}
    assert (data["office"], data["year"], data["problems"]) == ("杏川镇人民政府", 2025, [])
    assert [list(data[name]) for name in ("table2", "table3", "table4")] == [
        list(example()[name]) for name in ("table2", "table3", "table4")
    ]
    assert tables.check(data) == []


def test_what_the_library_counts_comes_first_the_report_gives_the_rest(town, department, cast, three):
    publish(make_policy(department, cast["drafter"], issuers=[own_issuer(town)]), cast)
    make_report(town, three["drafter"], 2025)
    assert json.loads(answer(2025, json=True))["table2"]["行政许可"] == 120
    assert json.loads(answer(2026, json=True))["table2"][layout.NORMATIVE] == [1, 0, 1]


def test_what_does_not_carry_over_is_a_problem(add, town, three):
    add(2024)
    make_report(town, three["drafter"], 2025)
    problems = json.loads(answer(2025, json=True))["problems"]
    assert {(one["row"], one["column"]) for one in problems} == {
        (layout.CARRIED, "自然人"),
        (layout.CARRIED, "总计"),
    }
    assert "上年结转填0件" in answer(2025)


def test_a_published_year_can_be_read_without_json(add):
    add(2025, plain_report(2025))
    said = answer(2025)
    assert (
        "表二" in said
        and "行政许可　本年处理决定数量　120" in said
        and said.strip().endswith("勾稽关系全部成立。")
    )


@pytest.mark.parametrize("year", ["2027", "abc", "-1", "0", "99999999999", "２０２５"])
def test_a_year_that_has_not_begun_ends_with_2(town, year):
    with pytest.raises(CommandError) as refusal:
        call_command("annual_report", "--json", "--", year, stdout=io.StringIO())
    assert refusal.value.returncode == 2


def test_without_a_town_there_is_nothing_to_report(db):
    with pytest.raises(CommandError, match="setup_town") as refusal:
        answer(2025)
    assert refusal.value.returncode == 2
