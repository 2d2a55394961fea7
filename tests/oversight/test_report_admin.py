"""The staff's side of an annual report: three tables to type into, sums said by row and column, last year beside."""

import io
import json
import re

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import AuditEntry
from disclosure import gate
from oversight import tables
from oversight.grids import NAMES
from oversight.models import AnnualReport, ReportCell
from oversight.tables import Cell, layout
from tests.conftest import make_staff, sign_off
from tests.oversight.conftest import WORDS, make_report
from tests.oversight.pages import find, tree, words
from tests.oversight.reports import example, plain_report

ADD = "/admin/oversight/annualreport/add/"
IMPORT = "/admin/oversight/annualreport/import/"
PERMITS = Cell("table2", "行政许可", layout.DECISIONS)
MADE = Cell("table2", layout.NORMATIVE, layout.MADE)
TOTAL = Cell("table4", "行政复议", "总计")


def typed(data, office, **more):
    """What the page sends when somebody has typed a report."""
    sent = {NAMES[cell]: str(value) for cell, value in tables.read(data).items()}
    sent |= {
        "year": data["year"], "office": office.pk, "written_on": "2026-01-15", "attribute": "proactive", "scope": "site",
        "attribute_ground": "", "attribute_reason": "", "summary": "", "keywords": "", "change_note": "",
        "part_two": "", "part_three": "", "part_four": "", **WORDS,
        "attachments-TOTAL_FORMS": 0, "attachments-INITIAL_FORMS": 0,
    }  # fmt: skip
    return sent | more


def page_of(report):
    return f"/admin/oversight/annualreport/{report.pk}/change/"


def messages(answer):
    return re.sub(r"<[^>]+>", "", answer.content.decode())


# Typing ----------------------------------------------------------------------------------------------------
def test_a_report_is_typed_on_one_page(client, town, officer):
    client.force_login(officer)
    answer = client.post(ADD, typed(plain_report(2025), town))
    report = AnnualReport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(report))
    assert report.as_data() == plain_report(2025) | {"office": town.name}
    assert set(report.cells.values_list("source", flat=True)) == {"typed"} and report.drafted_by == officer
    assert report.missing() == []


def test_the_page_has_a_named_box_for_each_of_the_200_figures(client, town, officer):
    client.force_login(officer)
    boxes = find(tree(client, ADD), "table.cells input")
    assert [box.get("name") for box in boxes] == [NAMES[cell] for cell in tables.ALL_CELLS]
    assert all("，" in box.get("aria-label") for box in boxes)
    assert find(tree(client, ADD), "input#id_year")[0].get("value") == "2025"


def test_what_is_no_number_is_named_by_row_and_column_and_kept(client, town, officer):
    client.force_login(officer)
    wrong = {NAMES[PERMITS]: "一百二", NAMES[TOTAL]: "-1", NAMES[MADE]: "3"}
    answer = client.post(ADD, typed(plain_report(2025), town, **wrong))
    said = messages(answer)
    assert answer.status_code == 200 and not AnnualReport.objects.exists()
    assert "表二“行政许可”“本年处理决定数量”应当是整数，不能是“一百二”。" in said
    assert "表四“行政复议”“总计”不能小于零。" in said
    kept = {box.get("name"): box for box in find(_tree(answer), "table.cells input")}
    assert [kept[name].get("value") for name in wrong] == list(wrong.values())
    assert [name for name in wrong if kept[name].get("aria-invalid")] == [NAMES[PERMITS], NAMES[TOTAL]]


def _tree(answer):
    return lxml.html.fromstring(answer.content.decode())


def test_a_sum_that_fails_is_saved_and_said_with_a_line_for_its_reason(client, town, officer):
    client.force_login(officer)
    answer = client.post(ADD, typed(plain_report(2025), town, **{NAMES[TOTAL]: "7"}), follow=True)
    report = AnnualReport.objects.get()
    assert report.figures[TOTAL] == 7
    page = _tree(answer)
    (line,) = [one for one in find(page, "div.missing a") if "表四" in words(one)]
    assert (
        words(line) == "表四“行政复议”：总计填7，前四项相加是1。"
        and line.get("href") == f"#id_{NAMES[TOTAL]}"
    )
    (box,) = find(page, f"input#id_why-{NAMES[TOTAL]}")
    again = typed(plain_report(2025), town, **{NAMES[TOTAL]: "7", box.get("name"): "含合并审理的6件。"})
    client.post(page_of(report), again)
    assert (
        report.cells.get(row="行政复议", column="总计").reason == "含合并审理的6件。"
        and report.missing() == []
    )


def test_blanks_stay_blank_until_somebody_asks_to_fill_them(client, town, officer):
    client.force_login(officer)
    sent = typed(plain_report(2025), town, **{NAMES[TOTAL]: "", NAMES[PERMITS]: " "})
    client.post(ADD, sent)
    report = AnnualReport.objects.get()
    assert report.cells.count() == 198
    client.post(page_of(report), sent | {"_fill": "1"})
    assert (report.figures[TOTAL], report.figures[PERMITS]) == (1, 0)


def test_a_report_without_a_single_figure_can_be_begun(client, town, officer):
    client.force_login(officer)
    sent = {
        name: value for name, value in typed(plain_report(2025), town).items() if not name.startswith("t")
    }
    client.post(ADD, sent)
    assert AnnualReport.objects.get().cells.count() == 0


def test_the_registers_fill_what_they_count(client, town, officer):
    client.force_login(officer)
    client.post(ADD, typed(plain_report(2025), town, **{NAMES[MADE]: "4"}))
    report = AnnualReport.objects.get()
    answer = client.post(
        page_of(report), typed(plain_report(2025), town, **{NAMES[MADE]: "4", "_compute": "1"})
    )
    assert answer["Location"] == page_of(report)
    cell = report.cells.get(row=layout.NORMATIVE, column=layout.MADE)
    assert (cell.value, cell.source) == (0, ReportCell.Source.COMPUTED)


def test_last_years_figures_and_the_counts_stand_beside_the_boxes(client, town, add, officer):
    add(2024)
    client.force_login(officer)
    page = tree(client, ADD)
    (box,) = find(page, f"input#id_{NAMES[PERMITS]}")
    assert "上年120" in words(box.getparent())
    (box,) = find(page, f"input#id_{NAMES[MADE]}")
    assert words(box.getparent()) == "上年0系统0"


@pytest.mark.parametrize("year", ["99999", "0", "", "二〇二五", "2027", "1899"])
def test_a_year_that_cannot_be_meant_is_refused_at_its_field(client, town, officer, year):
    client.force_login(officer)
    answer = client.post(ADD, typed(plain_report(2025), town, year=year))
    assert answer.status_code == 200 and not AnnualReport.objects.exists()


def test_a_second_report_of_a_year_is_refused(client, town, officer, add):
    add(2025)
    client.force_login(officer)
    assert "2025年的年度报告已经有了" in messages(client.post(ADD, typed(plain_report(2025), town)))


def test_saving_leaves_a_trail_that_names_what_was_changed(client, town, officer):
    report = make_report(town, officer)
    client.force_login(officer)
    client.post(page_of(report), typed(plain_report(2025), town, **{NAMES[PERMITS]: "121"}))
    entry = AuditEntry.objects.filter(verb="修改").get()
    assert "数据" in entry.after["fields"] and report.figures[PERMITS] == 121


def test_saving_and_sending_in_is_one_press(client, town, officer):
    report = make_report(town, officer)
    client.force_login(officer)
    answer = client.post(page_of(report), typed(plain_report(2025), town, _submit_for_review="1"))
    assert answer["Location"] == f"/admin/records/{report.pk}/determine/"


def test_enter_in_a_box_saves(client, town, officer):
    report = make_report(town, officer)
    client.force_login(officer)
    (form,) = find(tree(client, page_of(report)), "form#annualreport_form")
    first = find(form, "input[type='submit']")[0]
    assert first.get("name") == "_save"


# Who may ---------------------------------------------------------------------------------------------------
def test_only_those_who_serve_the_town_write_reports(client, town, drafter, clerk, auditor, signer):
    for user in (drafter, clerk, auditor, signer):
        client.force_login(user)
        assert client.get(ADD).status_code == 403 and client.get(IMPORT).status_code == 403
    client.force_login(make_staff("沈镇", "drafter", offices=[town]))
    assert client.get(ADD).status_code == 200


def test_reviewer_signer_and_auditor_read_the_report_itself(client, town, officer, reviewer, signer, auditor):
    report = make_report(town, officer)
    for user in (reviewer, signer, auditor):
        client.force_login(user)
        page = tree(client, page_of(report))
        assert not find(page, "table.cells") and "杏川镇认真执行条例" in words(find(page, "div.body")[0])
        assert "勾稽关系" in words(find(page, "dl.facts")[0])


def test_the_signer_is_told_how_much_is_lifted_from_last_year(client, town, officer, signer, add):
    add(2024)
    report = make_report(town, officer, 2025, plain_report(2025, plain_report(2024)))
    client.force_login(signer)
    assert "100%" in words(find(tree(client, page_of(report)), "dl.facts")[0])
    client.force_login(officer)
    assert "与上年年报相同" in words(find(tree(client, page_of(report)), "div.missing")[-1])


def test_every_step_of_the_gate_has_its_page(client, town, three):
    report = make_report(town, three["drafter"])
    for who, verb, told in [
        ("drafter", "determine", {}),
        ("reviewer", "review", {"conclusion": "clear", "items": list(gate.REVIEW_ITEMS)}),
        ("signer", "sign", {"when": "now"}),
    ]:
        client.force_login(three[who])
        assert client.get(f"/admin/records/{report.pk}/{verb}/").status_code == 200
        assert client.post(f"/admin/records/{report.pk}/{verb}/", {"go": "1"} | told).status_code == 302
    assert client.get("/oversight/reports/2025/").status_code == 200


def test_a_correction_is_typed_on_the_same_page(client, add, town, three):
    report = add()
    client.force_login(three["drafter"])
    revision = report.revise(by=three["drafter"])
    page = tree(client, page_of(revision))
    assert find(page, f"input#id_{NAMES[PERMITS]}")[0].get("value") == "120"
    client.post(
        page_of(revision), typed(plain_report(2025), town, change_note="更正", **{NAMES[PERMITS]: "125"})
    )
    assert (revision.figures[PERMITS], report.figures[PERMITS]) == (125, 120)


def test_the_list_shows_reports(client, add, officer):
    add()
    client.force_login(officer)
    assert "2025年政府信息公开工作年度报告" in client.get("/admin/oversight/annualreport/").content.decode()


# Importing -------------------------------------------------------------------------------------------------
def upload(client, data):
    content = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile("年报.json", content)})


def test_a_file_becomes_a_draft_with_its_figures(client, town, officer):
    client.force_login(officer)
    answer = upload(client, example())
    report = AnnualReport.objects.get()
    assert answer["Location"] == page_of(report)
    assert (report.year, report.office, report.status) == (2021, town, "draft")
    assert report.as_data() == example() | {"office": town.name}
    assert set(report.cells.values_list("source", flat=True)) == {"imported"}


def test_a_file_for_a_year_that_has_a_draft_goes_into_it(client, town, officer):
    report = make_report(town, officer, 2021, plain_report(2021))
    client.force_login(officer)
    upload(client, example())
    assert AnnualReport.objects.get() == report and report.figures[PERMITS] == 304 and report.part_one


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"{}", b"[]", "年报".encode(), io.BytesIO(b"{" * 3_000_000).read()]
)
def test_what_is_no_report_is_said_at_the_field_and_stores_nothing(client, town, officer, content):
    client.force_login(officer)
    answer = upload(client, content)
    assert answer.status_code == 200 and "没有完成" in answer.content.decode()
    assert not AnnualReport.objects.exists() and not AuditEntry.objects.exists()


@pytest.mark.parametrize("until", ["determine", "sign"])
def test_a_report_on_its_way_is_not_overwritten(client, town, three, until):
    report = sign_off(make_report(town, three["drafter"], 2021, plain_report(2021)), three, until=until)
    client.force_login(three["drafter"])
    assert "不能再导入" in messages(upload(client, example()))
    assert report.figures[PERMITS] == 120


def test_a_year_to_come_is_not_brought_in(client, town, officer):
    client.force_login(officer)
    assert upload(client, example() | {"year": 2030}).status_code == 200
    assert not AnnualReport.objects.exists()
