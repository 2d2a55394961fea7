"""A year's catalogue comes in from the tables that towns have, in Word or Excel; what does not fit is named by row."""

import io
from datetime import date

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from decisions import planned
from decisions.catalogue_file import NO_REASON
from decisions.models import Catalogue
from tests.decisions.conftest import make_catalogue
from tests.decisions.test_staff import words

HEAD = [
    "序号",
    "事项名称",
    "决策主体",
    "承办单位",
    "会同单位",
    "法律政策依据",
    "履行程序要求",
    "完成时间",
    "是否听证",
]
ROW = [
    "1",
    "农村道路养护办法",
    "镇政府",
    "农业农村办公室",
    "",
    "《公路法》第八条",
    "公众参与、风险评估、合法性审查、集体讨论",
    "2026年6月底前",
    "否",
]


def workbook(*lines, joined=()):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    for area in joined:
        book.active.merge_cells(area)
    buffer = io.BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("目录.xlsx", buffer.getvalue())


def word_file(*lines):
    paper = docx.Document()
    paper.add_paragraph("2026年度重大行政决策事项目录")
    table = paper.add_table(rows=0, cols=len(lines[0]))
    for line in lines:
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    paper.save(buffer)
    return SimpleUploadedFile("目录.docx", buffer.getvalue())


@pytest.fixture
def draft_catalogue(town, department, officer):
    return make_catalogue(town, department, officer, titles=())


@pytest.fixture
def bring(client, officer, draft_catalogue):
    client.force_login(officer)

    def bring(file):
        return client.post(f"/admin/catalogues/{draft_catalogue.pk}/import/", {"file": file}, follow=True)

    return bring


@pytest.mark.parametrize("make", [workbook, word_file])
def test_a_table_becomes_matters_with_their_steps(bring, draft_catalogue, department, make):
    second = ["2", "校车线路调整", "镇政府", "农业农村", "", "", "", "第三季度", "是"]
    answer = bring(make(HEAD, ROW, second))
    assert "已导入2项" in words(answer)
    road, bus = draft_catalogue.matters.order_by("position")
    assert (road.office, road.planned_on, road.legal_basis) == (
        department,
        date(2026, 6, 30),
        "《公路法》第八条",
    )
    assert {one.step: one.reason for one in road.exemptions.all()} == dict.fromkeys(
        ["hearing", "expert", "competition"], NO_REASON
    )
    assert bus.planned_on == date(2026, 9, 30) and not bus.exemptions.exists()
    assert "农村道路养护办法" in Catalogue.objects.get(pk=draft_catalogue.pk).body


def test_heads_in_two_lines_titles_above_and_remarks_below_do_not_matter(bring, draft_catalogue):
    above, below = ["重大行政决策事项目录"] + [""] * 8, ["说明：目录可以调整。"] + [""] * 8
    split = [*HEAD[:6], "履行程序要求", *HEAD[7:]]
    answer = bring(workbook(above, HEAD, split, ROW, below, joined=["A1:I1", "A5:I5"]))
    assert "已导入1项" in words(answer) and draft_catalogue.matters.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({3: "县财政局"}, "第2行：没有“县财政局”这个机构"),
        ({3: ""}, "没有承办单位"),
        ({7: "尽快"}, "完成时间“尽快”看不懂"),
        ({1: "长" * 201}, "超过200字"),
    ],
)
def test_one_wrong_row_keeps_the_whole_file_out(bring, draft_catalogue, change, said):
    line = [change.get(index, cell) for index, cell in enumerate(ROW)]
    assert said in words(bring(workbook(HEAD, line, [*ROW[:1], "另一项", *ROW[2:]])))
    assert not draft_catalogue.matters.exists()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.xlsx", b"no workbook"), "打不开"),
        (SimpleUploadedFile("a.docx", b"no document"), "docx"),
        (workbook(["姓名", "电话"]), "没有找到目录的表"),
        (workbook(HEAD), "没有事项"),
        (workbook(HEAD, ROW, ROW), "出现了两次"),
    ],
)
def test_what_is_no_such_table_is_told(bring, draft_catalogue, file, said):
    assert said in words(bring(file)) and not draft_catalogue.matters.exists()


def test_the_same_file_twice_and_a_public_catalogue_are_refused(bring, draft_catalogue):
    bring(workbook(HEAD, ROW))
    assert "目录里已有" in words(bring(workbook(HEAD, ROW))) and draft_catalogue.matters.count() == 1
    Catalogue.objects.filter(pk=draft_catalogue.pk).update(status="published")
    assert "目录调整" in words(bring(workbook(HEAD, [*ROW[:1], "另一项", *ROW[2:]])))


# When ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026年6月底前", date(2026, 6, 30)), ("6月", date(2026, 6, 30)), ("2月上旬", date(2026, 2, 10)),
        ("２０２６年３月中旬", date(2026, 3, 20)), ("第一季度", date(2026, 3, 31)), ("4季度", date(2026, 12, 31)),
        ("上半年", date(2026, 6, 30)), ("年底前", date(2026, 12, 31)), ("2026年底", date(2026, 12, 31)),
        ("2027年2月", date(2027, 2, 28)), ("2026-06-15", date(2026, 6, 15)), ("2026.6.15", date(2026, 6, 15)),
        ("2026年3月至5月", date(2026, 5, 31)), ("2026年9月前完成", date(2026, 9, 30)), ("12月底前办结", date(2026, 12, 31)), ("2026年2月30日", None), ("13月", None),
        ("尽快", None), ("", None), ("12", None),
    ],
)  # fmt: skip
def test_the_last_day_of_what_is_said(said, day):
    assert planned.last_day(said, 2026) == day


@given(st.dates(date(2019, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_as_it_is_written(day):
    for said in (f"{day.year}年{day.month}月{day.day}日", day.isoformat(), f"{day:%Y.%m.%d}"):
        assert planned.last_day(said, 2000) == day


@given(st.text("0123456789年月日底前第一季度上半/-至 "))
def test_nothing_that_is_said_raises(said):
    assert planned.last_day(said, 2026) is None or planned.last_day(said, 2026).year >= 1
