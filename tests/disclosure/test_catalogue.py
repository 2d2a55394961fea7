"""The catalogue: the official tree, and one row for each public record that says the same as the record."""

import csv
import io

import pytest
from django.urls import reverse, set_script_prefix

from core import clock
from disclosure.actions import plant_categories
from disclosure.category_tree import TREE
from disclosure.models import Audience, Category, Entry, Theme
from tests.conftest import make_information, make_policy, publish

NUMBERS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五"]


def read(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode().replace("<wbr>", "")


# The tree --------------------------------------------------------------------------------------------------
def test_the_tree_names_every_item_of_articles_20_and_21(town):
    bases = "".join(Category.objects.values_list("legal_basis", flat=True))
    assert all(f"第二十条第（{number}）项" in bases for number in NUMBERS)
    assert Category.objects.filter(parent__slug="rural", legal_basis="条例第二十一条").count() == 8


def test_planting_again_changes_nothing(town):
    Category.objects.filter(slug="notices").update(name="公告栏")
    assert plant_categories() == 0
    assert Category.objects.count() == len(TREE)
    assert Category.objects.get(slug="notices").name == "公告栏"


@pytest.mark.parametrize(("slug", "days"), [("notices", 20), ("assistance", 10), ("water", 20)])
def test_a_category_has_its_own_limit_or_the_laws(town, slug, days):
    assert Category.objects.get(slug=slug).deadline == days


def test_a_category_takes_over_the_limit_of_the_one_above(town):
    Category.objects.filter(slug="rural").update(deadline_workdays=7)
    assert Category.objects.get(slug="water").deadline == 7


def test_every_category_says_what_meta_tags_need(town):
    for category in Category.objects.all():
        assert all(
            [
                category.column.name,
                category.column.description,
                category.column.keywords,
                category.column.type,
            ]
        )


def test_every_category_with_records_has_a_page_that_names_its_basis(client, department, cast):
    for category in Category.objects.all():
        publish(make_information(department, cast["drafter"], category=category), cast)
        page = client.get(category.get_absolute_url())
        assert page.status_code == 200
        assert category.legal_basis in read(page)
    assert client.get("/disclosure/c/no-such/").status_code == 404


def test_the_index_counts_what_is_public_below_each(client, department, cast):
    publish(make_information(department, cast["drafter"], category=Category.objects.get(slug="water")), cast)
    make_information(department, cast["drafter"], category=Category.objects.get(slug="water"))
    page = read(client.get("/disclosure/"))
    assert Entry.objects.count() == 1
    assert "农田水利工程" in page


# The row ---------------------------------------------------------------------------------------------------
def test_the_row_says_what_the_record_says(department, cast):
    record = publish(make_information(department, cast["drafter"]), cast)
    entry = Entry.objects.get()
    assert (entry.title, entry.index_number, entry.summary) == (
        record.title,
        record.index_number,
        record.summary,
    )
    assert (entry.office, entry.category, entry.written_on) == (
        record.office,
        record.category,
        record.written_on,
    )
    assert (entry.published_at, entry.kind, entry.year) == (
        record.published_at,
        "information",
        record.written_on.year,
    )
    assert entry.get_absolute_url() == record.get_absolute_url()


def test_the_row_of_a_policy_leads_to_the_policy(department, cast):
    policy = publish(make_policy(department, cast["drafter"]), cast)
    entry = Entry.objects.get()
    assert (entry.get_absolute_url(), entry.number, entry.normative) == (
        policy.get_absolute_url(),
        policy.document_number,
        True,
    )


def test_themes_and_audiences_become_labels(department, cast):
    record = make_information(department, cast["drafter"])
    record.themes.add(Theme.objects.create(name="养老", slug="yanglao"))
    record.audiences.add(Audience.objects.create(name="退役军人", slug="veterans"))
    publish(record, cast)
    assert Entry.objects.labelled("theme", "yanglao").count() == 1
    assert Entry.objects.labelled("audience", "veterans").count() == 1
    assert Entry.objects.get().theme_keys == "yanglao"


def test_there_is_one_row_whatever_happens_to_the_record(department, cast):
    record = publish(make_information(department, cast["drafter"]), cast)
    record.write_entry()
    record.write_entry()
    assert Entry.objects.count() == 1


def test_the_address_of_a_row_knows_the_sites_prefix(department, cast):
    record = publish(make_information(department, cast["drafter"]), cast)
    set_script_prefix("/xihu/")
    try:
        assert (
            Entry.objects.get().get_absolute_url()
            == f"/xihu/disclosure/{record.pk}/"
            == record.get_absolute_url()
        )
    finally:
        set_script_prefix("/")


# Its forms -------------------------------------------------------------------------------------------------
def test_the_table_names_each_record_and_can_hold_no_formula(client, department, cast):
    record = publish(
        make_information(department, cast["drafter"], title='=HYPERLINK("http://x","点")', summary="+86"),
        cast,
    )
    answer = client.get("/disclosure/c/notices/?format=csv")
    text = read(answer)
    assert text.startswith("\ufeff")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    told = dict(zip(head, row, strict=True))
    assert told["索引号"] == record.index_number
    assert told["名称"] == '\'=HYPERLINK("http://x","点")'
    assert told["内容概述"] == "'+86"
    assert told["发布时间"] == f"{record.published_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"


def test_the_feed_names_each_record(client, department, cast):
    record = publish(make_information(department, cast["drafter"], title="灌溉<b>安排"), cast)
    answer = client.get("/disclosure/c/notices/?format=atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "灌溉&lt;b&gt;安排" in read(answer)
    assert record.get_absolute_url() in read(answer)


def test_a_page_of_a_record_shows_its_facts_and_escapes_its_words(client, department, cast):
    record = publish(make_information(department, cast["drafter"], title="<script>灌溉</script>"), cast)
    page = read(client.get(record.get_absolute_url()))
    assert "<script>灌溉" not in page
    for said in (record.index_number, department.name, "主动公开", "通知公告", record.written_on.isoformat()):
        assert said in page


def test_an_index_number_leads_to_the_page_and_an_unknown_one_nowhere(client, department, cast):
    record = publish(make_information(department, cast["drafter"]), cast)
    answer = client.get(reverse("disclosure:by-index-number", args=[record.index_number]))
    assert (answer.status_code, answer["Location"]) == (301, record.get_absolute_url())
    assert client.get(reverse("disclosure:by-index-number", args=["无/2020-00001"])).status_code == 404
