"""An annual report on its way to the site: like any record, and its sums must hold or be explained in writing."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core import clock
from core.models import AuditEntry
from disclosure.models import Category, Entry, Information
from disclosure.models.information import Incomplete, Refused
from oversight import tables
from oversight.models import AnnualReport, ReportCell
from oversight.models.report import TEXTS
from oversight.tables import Cell, layout
from tests.conftest import make_policy, publish, sign_off
from tests.oversight.conftest import WORDS, enter, make_report, own_issuer
from tests.oversight.reports import plain_report

MADE = Cell("table2", layout.NORMATIVE, layout.MADE)
TOTAL = Cell("table4", "行政复议", "总计")
PENALTIES = Cell("table2", "行政处罚", layout.DECISIONS)


@pytest.fixture
def draft(town, officer):
    return make_report(town, officer)


def missing(report):
    return [item.message for item in report.missing()]


# The way through -------------------------------------------------------------------------------------------
def test_three_people_bring_a_report_to_the_site(draft, three):
    publish(draft, three)
    assert draft.is_visible and draft.index_number
    assert (draft.title, draft.category.column_type) == (
        "杏川镇人民政府2025年政府信息公开工作年度报告",
        "信息公开年报",
    )
    entry = Entry.objects.get(information=draft.pk)
    assert (entry.kind, entry.path, entry.year) == ("annualreport", "oversight/reports/2025/", 2025)


def test_reached_as_its_parent_it_passes_the_same_checks(draft, three):
    draft.enter({TOTAL: 7}, source=ReportCell.Source.TYPED)
    parent = Information.objects.get(pk=draft.pk)
    with pytest.raises(Incomplete, match="表四"):
        sign_off(parent, three)


def test_the_three_are_three(draft, three):
    draft.determine(by=three["drafter"])
    with pytest.raises(Refused):
        draft.review(by=three["drafter"], conclusion="clear", items=[])


def test_a_figure_that_changes_after_the_review_is_reviewed_again(draft, three):
    sign_off(draft, three, until="review")
    ReportCell.objects.filter(report=draft, row="行政处罚").update(value=99)
    with pytest.raises(Refused, match="保密审查之后有改动"):
        draft.sign(by=three["signer"])


def test_figures_of_what_was_handed_in_are_not_changed(draft, three):
    sign_off(draft, three, until="determine")
    with pytest.raises(Refused, match="不能改数据"):
        draft.enter({PENALTIES: 3}, source=ReportCell.Source.TYPED)
    with pytest.raises(Refused):
        draft.compute(by=three["drafter"])


# What is missing -------------------------------------------------------------------------------------------
def test_nothing_is_missing_from_a_balanced_report(draft):
    assert draft.missing() == []


@pytest.mark.parametrize("part", sorted(WORDS))
def test_each_part_must_be_written(draft, part):
    setattr(draft, part, " \n")
    assert [item.field for item in draft.missing()] == [part]


def test_every_figure_must_be_there(draft):
    draft.enter({PENALTIES: None, TOTAL: None}, source=ReportCell.Source.TYPED)
    assert missing(draft) == ["表二还有1格没有填，没有的填0。", "表四还有1格没有填，没有的填0。"]


def test_a_sum_that_fails_names_row_and_column_and_a_reason_lets_it_pass(draft):
    draft.enter({TOTAL: 7}, source=ReportCell.Source.TYPED)
    assert missing(draft) == ["表四“行政复议”：总计填7，前四项相加是1。"]
    draft.enter({TOTAL: 7}, source=ReportCell.Source.TYPED, reasons={TOTAL: "含合并审理的6件。"})
    assert missing(draft) == []
    assert draft.problems()


def test_what_is_carried_over_must_agree_with_last_years_report(town, officer, add):
    add(2024)
    report = make_report(town, officer, 2025)
    assert [message for message in missing(report) if "上年结转填0件" in message]
    report.discard(by=officer)
    report = make_report(town, officer, 2025, plain_report(2025, plain_report(2024)))
    assert missing(report) == []


def test_a_count_of_the_registers_must_be_taken_or_explained(town, department, officer, cast):
    publish(
        make_policy(
            department,
            cast["drafter"],
            issuers=[own_issuer(town)],
            written_on=clock.today().replace(year=2025),
        ),
        cast,
    )
    report = make_report(town, officer)
    assert missing(report) == ["表二“行政规范性文件”“本年制发件数”填0，系统计算是1，请改正或者写明原因。"]
    report.enter({MADE: 0}, source=ReportCell.Source.TYPED, reasons={MADE: "这件按上级口径不计。"})
    assert missing(report) == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"year": 2026}, "2026年还没有结束"),
        (
            {"attribute": "on_request", "attribute_ground": "internal", "attribute_reason": "内部"},
            "应当主动公开",
        ),
    ],
)
def test_a_report_is_of_a_year_that_is_over_and_public(town, officer, values, words):
    assert any(words in message for message in missing(make_report(town, officer, **{"year": 2025} | values)))


def test_only_the_town_itself_reports(department, officer):
    assert "年度报告的责任机构应当是镇人民政府。" in missing(make_report(department, officer))


# One a year ------------------------------------------------------------------------------------------------
def test_a_year_has_one_report(draft, town, officer):
    with pytest.raises(ValidationError, match="已经有了"):
        AnnualReport(year=2025, office=town).clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_report(town, officer)


def test_a_withdrawn_report_leaves_its_year_to_another(add, three):
    add().withdraw(by=three["signer"], kind="error", reason="数据有误")
    assert add().is_visible


def test_the_category_is_made_once_and_nobody_chooses_it(add):
    add(2024), add(2025, plain_report(2025, plain_report(2024)))
    assert Category.objects.filter(slug="annual-reports").count() == 1


# Figures ---------------------------------------------------------------------------------------------------
def test_a_figure_that_stays_keeps_its_source(draft):
    enter(draft, plain_report(2025), source=ReportCell.Source.IMPORTED)
    sources = set(draft.cells.values_list("source", flat=True))
    assert sources == {"typed"}
    draft.enter({PENALTIES: 77}, source=ReportCell.Source.IMPORTED)
    assert draft.cells.get(row="行政处罚").source == "imported"


def test_computing_takes_over_what_is_not_explained(draft, officer):
    draft.enter({MADE: 5}, source=ReportCell.Source.TYPED)
    draft.compute(by=officer)
    cell = draft.cells.get(row=layout.NORMATIVE, column=layout.MADE)
    assert (cell.value, cell.source) == (0, "computed")
    draft.enter({MADE: 5}, source=ReportCell.Source.TYPED, reasons={MADE: "补登记"})
    draft.compute(by=officer)
    cell = draft.cells.get(row=layout.NORMATIVE, column=layout.MADE)
    assert (cell.value, cell.computed, cell.reason) == (5, 0, "补登记")
    assert AuditEntry.objects.filter(verb="计算年报数据").count() == 2


def test_a_report_comes_in_as_data_with_its_texts(draft, officer):
    texts = [f"第{number}部分。" for number in range(6)]
    draft.take(plain_report(2025) | {"parts": texts}, by=officer)
    assert draft.texts == texts and draft.as_data()["table3"] == plain_report(2025)["table3"]
    for wrong in ({"year": 2024}, {"parts": ["一"]}, {"parts": [1] * 6}, {"table2": {}}):
        with pytest.raises(tables.NotAReport):
            draft.take(plain_report(2025) | wrong, by=officer)
    assert AuditEntry.objects.filter(verb="导入文件").count() == 1


def test_whoever_brought_in_the_figures_does_not_review_them(draft, officer, reviewer, three):
    draft.take(plain_report(2025), by=reviewer)
    draft.determine(by=officer)
    with pytest.raises(Refused, match="参与了这份信息的拟稿"):
        draft.review(by=reviewer, conclusion="clear", items=[])


def test_columns_of_figures_are_not_taken_for_telephone_numbers(draft):
    cells = tables.CELLS["table4"]
    digits = [1, 3, 9, 1, 2, 3, 4, 5, 6, 7, 8, 1, 3, 9, 1]
    draft.enter(dict(zip(cells, digits, strict=True)), source=ReportCell.Source.TYPED)
    assert draft.findings() == []
    draft.part_six = "联系人手机13912345678。"
    assert draft.findings()


def test_the_text_that_is_judged_holds_the_tables(draft):
    assert "<h2>四、政府信息公开行政复议、行政诉讼情况</h2><table>" in draft.body
    assert '<td colspan="3">120</td>' in draft.body and "1.属于国家秘密" in draft.body


# Corrections -----------------------------------------------------------------------------------------------
def test_a_correction_carries_every_figure_and_is_noted(add, three):
    report = add()
    revision = report.revise(by=three["drafter"])
    assert revision.figures == report.figures and revision.texts == report.texts
    revision.enter({PENALTIES: 8}, source=ReportCell.Source.TYPED)
    revision.change_note = "行政处罚数量更正为8件。"
    revision.save()
    assert report.figures[PENALTIES] == 9
    publish(revision, three)
    report.refresh_from_db()
    assert report.figures[PENALTIES] == 8 and '<td colspan="3">8</td>' in report.body
    assert AnnualReport.objects.count() == 1 and ReportCell.objects.count() == 200
    assert report.change_notes.get().text == "行政处罚数量更正为8件。"


def test_a_correction_does_not_move_the_report_to_another_year(add, three):
    revision = add().revise(by=three["drafter"])
    revision.year, revision.change_note = 2024, "改年度"
    revision.save()
    assert "更正年度报告不能改统计年度。" in missing(revision)


# Words -----------------------------------------------------------------------------------------------------
def test_words_lifted_from_last_year_are_told_but_hold_nothing_back(town, officer, add):
    words = {name: f"{WORDS.get(name, '')}这一段话和上一年的一模一样，一个字也没有改动过。" for name in TEXTS}
    add(2024, **words)
    report = make_report(town, officer, 2025, plain_report(2025, plain_report(2024)), **words)
    assert report.lifted_percent() == 100 and report.missing() == []
    assert any("100%与上年年报相同" in sentence for sentence in report.advice())


def test_a_long_first_part_is_told(draft):
    assert draft.advice() == []
    draft.part_one = "字" * 1001
    assert draft.advice() == ["“一、总体情况”有1001字，一般不超过1000字。"]
