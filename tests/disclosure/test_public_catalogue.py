"""公开目录: searched, read and downloaded; the same rows in every form."""

import csv
import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from disclosure import downloads
from disclosure.models import Category, Entry
from tests.conftest import make_information, make_policy, publish, sign_off


def read(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def several(department, cast):
    water = Category.objects.get(slug="water")
    return [
        publish(make_information(department, cast["drafter"], title="灌溉安排", category=water), cast),
        publish(make_information(department, cast["drafter"], title="=停电通知", summary="明天停电。"), cast),
        publish(make_policy(department, cast["drafter"], title="集市管理办法"), cast),
    ]


def titles(client, query=""):
    return {
        row["title"]
        for row in json.loads(read(client.get(f"/disclosure/catalogue/?format=json{query}")))["results"]
    }


def test_every_row_says_index_number_title_summary_and_day(client, several):
    page = client.get("/disclosure/catalogue/").content.decode().replace("<wbr>", "")
    for record in several:
        assert all(
            str(word) in page
            for word in (record.index_number, record.title, record.summary, record.written_on)
        )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"灌溉安排", "=停电通知", "集市管理办法"}),
        ("&q=停电", {"=停电通知"}),
        ("&q=明天 停电", {"=停电通知"}),
        ("&q=没有的词", set()),
        ("&q=？", set()),
        ("&kind=policy", {"集市管理办法"}),
        ("&category=rural", {"灌溉安排"}),
        ("&category=rural&kind=policy", set()),
        ("&office=no-such", set()),
        ("&year=1950", set()),
    ],
)
def test_filters_go_together(client, several, query, expected):
    assert titles(client, query) == expected


def test_the_index_number_finds_its_record(client, several):
    assert titles(client, f"&q={several[0].index_number}") == {"灌溉安排"}


def test_page_table_spreadsheet_data_and_feed_hold_the_same_rows(client, several):
    expected = {"灌溉安排", "=停电通知", "集市管理办法"}
    address = "/disclosure/catalogue/?format="
    table = list(csv.reader(io.StringIO(read(client.get(f"{address}csv")).decode("utf-8-sig"))))
    assert table[0] == downloads.HEADER
    assert {row[1] for row in table[1:]} == {"灌溉安排", "'=停电通知", "集市管理办法"}
    book = openpyxl.load_workbook(io.BytesIO(read(client.get(f"{address}xlsx"))))
    rows = list(book.active.iter_rows(values_only=True))
    assert list(rows[0]) == downloads.HEADER and len(rows) == 4
    assert {str(row[1]).lstrip("'") for row in rows[1:]} == expected
    assert titles(client) == expected
    feed = read(client.get(f"{address}atom")).decode()
    assert all(title in feed for title in ("灌溉安排", "停电通知", "集市管理办法"))


@pytest.mark.parametrize("query", ["year=abc", "page=0", "page=9", "format=exe", "year=12345678901234567890"])
def test_what_cannot_be_meant_is_said(client, several, query):
    assert client.get(f"/disclosure/catalogue/?{query}").status_code == 400


def test_a_draft_is_in_none_of_them(client, department, drafter):
    make_information(department, drafter, title="草稿")
    assert titles(client) == set()
    assert Entry.objects.count() == 0


def test_a_page_costs_a_fixed_number_of_queries(
    client, several, department, cast, django_assert_max_num_queries
):
    for number in range(25):
        publish(make_information(department, cast["drafter"], title=f"第{number}件"), cast)
    with django_assert_max_num_queries(10):
        client.get("/disclosure/catalogue/")


@pytest.mark.django_db(transaction=True)
def test_the_next_change_is_asked_for_once_and_after_each_change_again(department, cast):
    assert Entry.objects.next_change() is None
    later = clock.now() + timedelta(hours=5)
    record = sign_off(make_information(department, cast["drafter"]), cast)
    record.publish(by=cast["signer"], at=later)
    assert Entry.objects.next_change() == later
    with CaptureQueriesContext(connection) as asked:
        assert Entry.objects.next_change() == later
    assert not [one for one in asked if "disclosure_entry" in one["sql"]]
    with clock.at(later):
        assert Entry.objects.next_change() is None
    assert Entry.objects.next_change() == later  # a clock that is set back
    record.withdraw(by=cast["signer"], kind="error", reason="发错了")
    assert Entry.objects.next_change() is None
