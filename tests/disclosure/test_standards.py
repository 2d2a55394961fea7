"""基层政务公开标准目录: ten columns from a spreadsheet, confirmed by a second person, each row with what is fulfilled."""

import io

import openpyxl
import pytest

from disclosure import standards_file
from disclosure.actions import import_standards
from disclosure.models import Category, StandardEdition, StandardField
from disclosure.refusal import Refused
from tests.conftest import make_information, publish

PLAIN = [
    "序号",
    "一级事项",
    "二级事项",
    "公开内容（要素）",
    "公开依据",
    "公开时限",
    "公开主体",
    "公开渠道和载体",
    "公开对象",
    "公开方式",
    "公开层级",
]
NATIONAL = [
    ["社会救助领域基层政务公开标准目录"] + [None] * 13,
    ["序号", "公开事项", None, "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体", "公开对象", None, "公开方式", None, "公开层级", None],
    [None, "一级事项", "二级事项", None, None, None, None, None, "全社会", "特定群体", "主动", "依申请", "县级", "乡级"],
]  # fmt: skip
JOINED = ["A1:N1", "A2:A3", "B2:C2", "D2:D3", "E2:E3", "F2:F3", "G2:G3", "H2:H3", "I2:J2", "K2:L2", "M2:N2"]
ROW = [
    "1",
    "最低生活保障",
    "社会救助",
    "办理流程、对象名单",
    "《社会救助暂行办法》",
    "10个工作日",
    "镇政府",
    "政府网站\n公开栏",
]


def sheet(lines, joined=()):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    for area in joined:
        book.active.merge_cells(area)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def field(department):
    return StandardField.objects.create(name="社会救助", slug="assistance", office=department)


@pytest.fixture
def edition(field, drafter):
    lines = [
        PLAIN,
        [*ROW, "全社会", "主动", "乡级"],
        ["2", "临时救助", "", "标准", "办法", "20日", "镇政府", "网站", "全社会", "主动", "乡级"],
    ]
    return import_standards(field=field, data=sheet(lines), name="目录.xlsx", by=drafter)


# Reading ---------------------------------------------------------------------------------------------------
def test_a_table_with_one_line_of_heads_is_read():
    (row,), errors = standards_file.read(sheet([PLAIN, [*ROW, "全社会", "主动", "乡级"]]))
    assert errors == []
    assert (row["item"], row["sub_item"], row["audience"], row["way"], row["level"]) == (
        "最低生活保障", "社会救助", "全社会", "主动", "乡级",
    )  # fmt: skip
    assert row["channels"] == "政府网站\n公开栏"


def test_the_national_form_with_joined_heads_and_ticks_is_read():
    line = [*ROW, "√", None, "√", None, None, "√"]
    (row,), errors = standards_file.read(sheet([*NATIONAL, line], JOINED))
    assert errors == []
    assert (row["audience"], row["way"], row["level"]) == ("全社会", "主动", "乡级")


def test_what_is_written_instead_of_a_tick_is_kept():
    line = [*ROW, None, "救助对象", "√", None, "√", "√"]
    (row,), _ = standards_file.read(sheet([*NATIONAL, line], JOINED))
    assert (row["audience"], row["level"]) == ("特定群体：救助对象", "县级；乡级")


def test_a_joined_cell_counts_for_each_of_its_rows():
    lines = [
        PLAIN,
        [*ROW, "全社会", "主动", "乡级"],
        ["2", None, "低保标准", *ROW[3:], "全社会", "主动", "乡级"],
    ]
    rows, _ = standards_file.read(sheet(lines, ["B2:B3"]))
    assert [row["item"] for row in rows] == ["最低生活保障", "最低生活保障"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "打不开"), (b"PK\x03\x04broken", "打不开"), ("一级事项".encode("gb18030"), "打不开"),
        (sheet([["没有", "表头"]]), "没有找到表头"), (sheet([PLAIN]), "没有事项"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_table_says_why(data, words):
    with pytest.raises(standards_file.Unreadable, match=words):
        standards_file.read(data)


def test_each_wrong_row_is_named_and_nothing_is_stored(field, drafter):
    lines = [
        PLAIN,
        [*ROW, "全社会", "主动", "乡级"],
        ["2", "临时救助", "", "", "办法", "20日", "镇政府", "网站", "全社会", "主动", "乡级"],
    ]
    with pytest.raises(Refused, match="第3行：“公开内容（要素）”是空的"):
        import_standards(field=field, data=sheet(lines), name="目录.xlsx", by=drafter)
    assert StandardEdition.objects.count() == 0


def test_somebody_of_another_office_does_not_import(field, stranger):
    with pytest.raises(Refused):
        import_standards(
            field=field, data=sheet([PLAIN, [*ROW, "全社会", "主动", "乡级"]]), name="a.xlsx", by=stranger
        )


# In public -------------------------------------------------------------------------------------------------
def test_an_edition_is_public_when_a_second_person_has_confirmed_it(client, field, edition, signer):
    assert client.get(field.get_absolute_url()).status_code == 404
    assert "社会救助" not in client.get("/disclosure/standards/").content.decode()
    edition.confirm(by=signer)
    page = client.get(field.get_absolute_url()).content.decode()
    assert "最低生活保障" in page and "《社会救助暂行办法》" in page


def test_a_row_is_linked_to_the_category_of_the_same_name_and_says_whether_it_is_fulfilled(
    client, department, edition, signer, cast
):
    edition.confirm(by=signer)
    first, second = edition.rows.all()
    assert first.category.name == second.category.name == "社会救助"
    assert "尚未公开" in client.get(edition.field.get_absolute_url()).content.decode()
    publish(
        make_information(department, cast["drafter"], category=Category.objects.get(slug="assistance")), cast
    )
    page = client.get(edition.field.get_absolute_url()).content.decode()
    assert "尚未公开" not in page and "/disclosure/c/assistance/" in page
    assert "全部公开" in client.get("/disclosure/standards/").content.decode()


def test_a_row_without_a_category_is_counted_as_owed(client, edition, signer):
    edition.rows.update(category=None)
    edition.confirm(by=signer)
    assert "2项尚未公开" in client.get("/disclosure/standards/").content.decode()


def test_the_next_edition_takes_the_place_of_the_one_before(client, field, edition, drafter, signer):
    edition.confirm(by=signer)
    line = ["1", "临时救助新版", "", *ROW[3:], "全社会", "主动", "乡级"]
    later = import_standards(field=field, data=sheet([PLAIN, line]), name="新.xlsx", by=drafter)
    assert "临时救助新版" not in client.get(field.get_absolute_url()).content.decode()
    later.confirm(by=signer)
    page = client.get(field.get_absolute_url()).content.decode()
    assert "临时救助新版" in page and "最低生活保障" not in page


def test_the_table_can_be_taken_along(client, edition, signer):
    edition.confirm(by=signer)
    answer = client.get(f"{edition.field.get_absolute_url()}?format=csv")
    assert "最低生活保障" in b"".join(answer.streaming_content).decode()
    assert client.get(f"{edition.field.get_absolute_url()}?format=exe").status_code == 400
