"""The public pages of an annual report: what a citizen, a screen reader and an auditor find there."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from core import clock, pdf
from oversight import tables
from oversight.grids import GRIDS, NAMES
from oversight.tables import Cell, layout
from tests.conftest import make_policy, moment, publish, sign_off
from tests.oversight.conftest import make_report, own_issuer
from tests.oversight.pages import find, tree, words
from tests.oversight.reports import plain_report

PAGE = "/oversight/reports/2025/"
PAGES = [PAGE, f"{PAGE}checks/", f"{PAGE}sources/", "/disclosure/annual-reports/", "/oversight/"]
NEW_PERSONS = Cell("table3", layout.NEW, "自然人")


@pytest.fixture
def both(add):
    """Two years that follow each other."""
    before = plain_report(2024)
    words_of_its_own = {
        "part_five": "答复文书讲理不够，将集中评查。",
        "part_six": "全年收费为零元。",
        "part_one": "今年重点清理文件。",
    }
    return add(2024, before), add(2025, plain_report(2025, before), **words_of_its_own)


# The page --------------------------------------------------------------------------------------------------
def test_the_six_parts_stand_in_order_with_their_titles(client, both):
    titles = [words(one) for one in find(tree(client, PAGE), "section.report-part > h2")]
    assert titles == [
        "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
    ]  # fmt: skip


def test_every_figure_of_the_report_stands_in_its_cell(client, both):
    page = tree(client, PAGE)
    figures = both[1].figures
    for table, grid in GRIDS.items():
        (shown,) = find(page, f"table.{grid.css}")
        cells = [box.cell for row in grid.body for box in row.boxes if box.cell]
        assert len(cells) == len(tables.CELLS[table]) == len(find(shown, "td[headers]"))
        for cell, td in zip(cells, find(shown, "td[headers]"), strict=True):
            assert re.match(r"[\d.]+", words(td))[0] == str(tables.plain(figures[cell]))


def test_a_screen_reader_is_told_the_heads_of_every_figure(client, both):
    page = tree(client, PAGE)
    for shown in find(page, "table.report"):
        heads = {th.get("id") for th in find(shown, "th")}
        for td in find(shown, "td[headers]"):
            assert set(td.get("headers").split()) <= heads
    (first,) = find(page, "table.is-three td[headers='t3-1 t3-all t3-c0']")
    assert words(first).startswith("6")
    ids = [one.get("id") for one in find(page, "[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("grid", GRIDS.values(), ids=lambda grid: grid.name)
def test_the_boxes_of_a_table_fill_it_without_gap(grid):
    taken = set()
    for number, row in enumerate((*grid.head, *grid.body)):
        free = (place for place in range(grid.width) if (number, place) not in taken)
        for box in row.boxes:
            place = next(free)
            covered = {
                (number + down, place + along) for down in range(box.rows) for along in range(box.columns)
            }
            assert not covered & taken
            taken |= covered
    assert taken == {
        (number, place) for number in range(len(grid.head) + len(grid.body)) for place in range(grid.width)
    }


def test_last_years_figure_stands_beside_where_it_differs(client, both):
    page = tree(client, PAGE)
    (new,) = find(page, "table.is-three td[headers='t3-1 t3-all t3-c0']")
    assert words(new) == "6上年8"
    (granted,) = find(page, "table.is-three td[headers='t3-3 t3-31 t3-all t3-c0']")
    assert words(granted) == "5"


def test_a_first_report_stands_alone(client, add):
    add()
    page = tree(client, PAGE)
    assert not find(page, ".before") and "没有上年年报，未核对结转" in words(tree(client, f"{PAGE}checks/"))


def test_a_figure_leads_to_its_source(client, both):
    page, sources = tree(client, PAGE), tree(client, f"{PAGE}sources/")
    links = [one.get("href") for one in find(page, "table.report td a:not(.note-mark)")]
    assert f"{PAGE}sources/#{NAMES[NEW_PERSONS]}" in links
    anchors = {one.get("id") for one in find(sources, "[id]")}
    assert {link.partition("#")[2] for link in links} <= anchors
    (row,) = find(sources, f"tr#{NAMES[NEW_PERSONS]}")
    assert "工作人员填报" in words(row)


def test_every_figure_is_either_listed_or_counted_among_the_noughts(client, both):
    page = tree(client, f"{PAGE}sources/")
    listed = len(find(page, "table.source-list tbody tr"))
    rest = sum(int(number) for number in re.findall(r"填报(\d+)格", words(page)))
    assert listed + rest == 200 and listed < 60


def test_a_chart_says_its_numbers_in_words_and_in_a_table(client, both):
    page = tree(client, PAGE)
    charts = find(page, "figure.chart")
    assert len(charts) == 2
    for chart in charts:
        (drawing,) = find(chart, "svg[role='img']")
        numbers = [words(one) for one in find(drawing, "text.value")]
        assert numbers and all(number in drawing.get("aria-label") for number in numbers)
        assert chart.getnext().tag == "details" and len(find(chart.getnext(), "tbody tr")) == len(numbers)
    assert "本年新收6，上年8" in find(charts[1], "svg[role='img']")[0].get("aria-label")


def test_nothing_is_styled_or_scripted_inline(client, both):
    for address in PAGES:
        content = client.get(address).content.decode()
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*(src=|ld\+json))", content), address


def test_the_meta_tags_are_those_of_an_annual_report(client, both):
    page = tree(client, PAGE)
    meta = {one.get("name"): one.get("content") for one in find(page, "meta[name]")}
    assert meta["ColumnType"] == "信息公开年报" and meta["ColumnName"] == "政府信息公开年报"
    assert meta["ArticleTitle"] == "杏川镇人民政府2025年政府信息公开工作年度报告"
    assert (
        re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", meta["PubDate"])
        and meta["ContentSource"] == "杏川镇人民政府"
    )
    for address in PAGES[1:]:
        meta = {one.get("name"): one.get("content") for one in find(tree(client, address), "meta[name]")}
        assert meta["ColumnType"] == "信息公开年报" and all(
            meta[name] for name in ("ColumnDescription", "SiteName")
        )


def test_other_years_are_one_step_away(client, both):
    links = {words(one): one.get("href") for one in find(tree(client, PAGE), ".years-list a")}
    assert links == {"2025年": PAGE, "2024年": "/oversight/reports/2024/"}
    titles = [words(one) for one in find(tree(client, "/disclosure/annual-reports/"), "h2.years-title")]
    assert [title[7:12] for title in titles] == ["2025年", "2024年"]


def test_the_list_of_years_is_also_feed_data_and_table(client, both):
    address = "/disclosure/annual-reports/"
    answer = client.get(address, {"format": "json"}).json()
    assert [row["year"] for row in answer["results"]] == [2025, 2024] and answer["count"] == 2
    table = b"".join(client.get(address, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert table.splitlines()[0] == "年度,名称,发布时间,地址" and len(table.splitlines()) == 3
    assert client.get(address, {"format": "atom"}).content.decode().count("<entry>") == 2
    assert client.get(address, {"format": "xml"}).status_code == 400


def test_texts_are_words_not_markup(client, add):
    add(part_one="<script>alert(1)</script>\n第二段&")
    content = client.get(PAGE).content.decode()
    assert "<script>alert" not in content and "&lt;script&gt;alert(1)&lt;/script&gt;" in content


# Checks ----------------------------------------------------------------------------------------------------
def test_an_auditor_sees_every_check_with_what_was_expected_and_found(client, both):
    page = tree(client, f"{PAGE}checks/")
    rows = find(page, "table.checks tbody tr")
    assert len(rows) == 14 + 25 + 3 + 2 + 7 + 6 + 4  # sums, carried over, counted, layout and deadline
    assert "全部成立" in words(find(page, "p.lead")[0])
    assert all(find(row, ".is-force") for row in rows)


def test_a_sum_that_fails_is_shown_first_with_its_reason(client, add):
    total = Cell("table4", "行政复议", "总计")
    data = plain_report(2025)
    data["table4"]["行政复议"][4] = 7
    add(2025, data, reasons={total: "含合并审理的6件。"})
    page = tree(client, f"{PAGE}checks/")
    assert "1项需要说明" in words(find(page, "p.lead")[0])
    (first,) = find(page, "ul.results > li")
    assert "总计填7，前四项相加是1" in words(first) and "含合并审理的6件" in words(first)
    assert "注1" in words(find(tree(client, PAGE), "table.is-four")[0])


def test_a_report_that_came_late_says_so(client, town, three):
    with clock.at(moment("2026-02-03 09:00")):
        publish(make_report(town, three["drafter"]), three)
        (row,) = [r for r in find(tree(client, f"{PAGE}checks/"), "tr") if "以前公布" in words(r)]
    assert find(row, ".is-missing") and "2026-02-03公布" in words(row)


# Sources ---------------------------------------------------------------------------------------------------
def test_what_the_portal_counted_is_listed_one_by_one(client, town, department, cast, three):
    policy = make_policy(
        department, cast["drafter"], issuers=[own_issuer(town)], title="集市办法", written_on=moment("2025-05-01 00:00").date(),
        published_on=moment("2025-05-02 00:00").date(), effective_on=moment("2025-06-01 00:00").date(),
    )  # fmt: skip
    publish(policy, cast)
    data = plain_report(2025)
    data["table2"][layout.NORMATIVE] = [1, 0, 1]
    report = make_report(town, three["drafter"], data=data)
    report.compute(by=three["drafter"])
    publish(report, three)
    page = tree(client, f"{PAGE}sources/")
    made, ended, in_force, neither = find(page, "details")
    assert [one.get("href") for one in find(made, "a")] == [policy.get_absolute_url()]
    assert words(in_force).count("集市办法") == 1 and "没有。" in words(ended) and "没有。" in words(neither)
    (row,) = find(page, f"tr#{NAMES[Cell('table2', layout.NORMATIVE, layout.MADE)]}")
    assert "系统从登记数据计算" in words(row)


# What is not there -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("year", [0, 1, 2024, 9999, 10**6, 10**30])
@pytest.mark.parametrize("below", ["", "checks/", "sources/", "word/", "pdf/"])
def test_a_year_without_report_is_not_found(client, both, year, below):
    answer = client.get(f"/oversight/reports/{year}/{below}")
    assert answer.status_code == (200 if year == 2024 else 404)


def test_a_draft_and_a_scheduled_report_are_nowhere(client, town, three):
    report = make_report(town, three["drafter"])
    for address in (*PAGES[:3], f"{PAGE}word/", "/api/v1/annual-reports/2025/"):
        assert client.get(address).status_code == 404
    soon = clock.now() + timedelta(hours=5)
    sign_off(report, three).publish(by=three["signer"], at=soon)
    for address in PAGES[3:]:
        answer = client.get(address)
        assert "2025年政府信息公开工作" not in answer.content.decode().replace("<wbr>", "")
        assert f"until={int(soon.timestamp())}" in answer["X-Page-Cache"]
    assert client.get(PAGE).status_code == 404
    with clock.at(soon):
        assert client.get(PAGE).status_code == 200


def test_a_withdrawn_report_says_so_at_each_of_its_addresses(client, both, three):
    both[1].withdraw(by=three["signer"], kind="error", reason="数据有误")
    for address in (*PAGES[:3], f"{PAGE}word/", f"{PAGE}pdf/"):
        answer = client.get(address)
        assert answer.status_code == 410 and "数据有误" in answer.content.decode()


def test_the_plain_address_of_a_record_leads_to_the_report(client, both):
    leads = client.get(f"/disclosure/{both[1].pk}/")
    assert (leads.status_code, leads["Location"]) == (301, PAGE)
    leads = client.get(f"/disclosure/i/{both[1].index_number}/")
    assert (leads.status_code, leads["Location"]) == (301, PAGE)


def test_the_sitemap_names_all_pages_of_a_report(client, both):
    said = client.get("/sitemap.xml").content.decode()
    assert all(f"{address}</loc>" in said for address in PAGES)


# Files -----------------------------------------------------------------------------------------------------
def test_the_word_file_holds_the_three_tables(client, both):
    answer = client.get(f"{PAGE}word/")
    document = Document(io.BytesIO(answer.content))
    assert [len(table.rows) for table in document.tables] == [14, 28, 4]
    assert "attachment" in answer["Content-Disposition"]
    row = [cell.text for cell in document.tables[1].rows[3].cells]
    assert row[0] == row[2] == layout.NEW and row[3:] == ["6", "0", "0", "0", "0", "0", "6"]
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert "五、存在的主要问题及改进情况" in lines and "今年重点清理文件。" in lines


@pytest.mark.skipif(not pdf.is_available(), reason="pango is missing")
def test_the_pdf_is_one(client, both):
    answer = client.get(f"{PAGE}pdf/")
    assert answer.content.startswith(b"%PDF") and answer["Content-Type"] == "application/pdf"


def test_the_print_view_leaves_last_year_and_links_out(client, both):
    page = tree(client, f"{PAGE}?view=print")
    assert find(page, ".sheet table.is-three") and not find(page, ".sheet td a:not(.note-mark)")


# Speed -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", [*PAGES, f"{PAGE}?view=print", f"{PAGE}word/"])
def test_a_page_asks_at_most_ten_questions(client, both, department, town, cast, address):
    for _ in range(3):
        publish(make_policy(department, cast["drafter"], issuers=[own_issuer(town)]), cast)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= 10


def test_ten_years_of_reports_ask_no_more_than_two(client, both, add):
    def questions(address):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    few = [questions(address) for address in PAGES]
    before = plain_report(2014)
    for year in range(2015, 2023):
        before = plain_report(year, before)
        add(year, before)
    assert [questions(address) for address in PAGES] == few


@pytest.mark.parametrize("address", PAGES)
def test_a_page_may_be_kept(client, both, address):
    assert client.get(address)["X-Page-Cache"].startswith("public")
