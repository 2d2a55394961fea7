"""No workbook swells when it is opened, however its XML is written; those that programs write pass."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as case
from hypothesis import strategies as st

from core import grids, workbook_guard
from core.grids import Unreadable
from decisions import opinion_file
from questions import library_file
from tests.conftest import examples

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def with_sheet(sheet, path=SHEET):
    """A real workbook whose sheet is this text, at this path."""
    buffer, made = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(buffer)
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            said = old.read(name).decode()
            if name == SHEET:
                new.writestr(path, sheet)
            else:
                new.writestr(name, said.replace(f"/{SHEET}", f"/{path}"))
    return made.getvalue()


def worksheet(inside, prefix=""):
    name, declared = (f"{prefix}:worksheet", f"xmlns:{prefix}") if prefix else ("worksheet", "xmlns")
    return f'<{name} {declared}="{MAIN}">{inside}</{name}>'


SWELLING = [
    worksheet("<sheetData/><mergeCells><mergeCell ref='A1:SF2000'/></mergeCells>"),
    worksheet("<x:sheetData/><x:mergeCells><x:mergeCell ref='A1:SF2000'/></x:mergeCells>", "x"),
    worksheet("<sheetData/><mergeCells><mergeCell\nref = 'a1:sf2000'/></mergeCells>"),
    worksheet("<sheetData/><mergeCells><mergeCell ref='A:B'/></mergeCells>"),
    worksheet("<sheetData/><mergeCells>" + "<mergeCell ref='A1:T400'/>" * 20 + "</mergeCells>"),
    worksheet("<sheetData/><hyperlinks><hyperlink ref='A1:SF2000' location='a'/></hyperlinks>"),
    worksheet("<x:sheetData><x:row><x:c r='XFD1'/></x:row></x:sheetData>", "x"),
    worksheet("<sheetData><row><c\nr='A1048576'><v>1</v></c></row></sheetData>"),
    worksheet("<sheetData><row r='1048576'><c><v>1</v></c></row></sheetData>"),
    worksheet("<sheetData><row>" + "<c><v>1</v></c>" * 500 + "</row></sheetData>"),
    worksheet("<dimension ref='A1:XFD400'/><sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData>"),
    "<!DOCTYPE a [<!ENTITY b 'A1:SF2000'>]>" + worksheet("<mergeCells><mergeCell ref='&b;'/></mergeCells>"),
    worksheet("<sheetData>" + " " * (21 << 20) + "</sheetData>"),
]


@pytest.mark.parametrize("path", [SHEET, "xl/sheets/one.xml", "elsewhere.bin"])
@pytest.mark.parametrize("sheet", SWELLING, ids=range(len(SWELLING)))
def test_what_would_swell_is_refused_by_every_reader_before_it_is_opened(sheet, path):
    data = with_sheet(sheet, path)
    with pytest.raises(workbook_guard.TooLarge):
        workbook_guard.check(data)


@pytest.mark.parametrize(
    "read", [grids.of_workbook, opinion_file.read, lambda data: library_file.read(data, "a.xlsx")]
)
def test_every_reader_asks_the_guard(read):
    with pytest.raises((Unreadable, library_file.Unreadable), match="表格太大"):
        read(with_sheet(SWELLING[0]))


def test_what_programs_write_passes():
    book = openpyxl.Workbook()
    sheet = book.active
    for number in range(300):
        sheet.append([f"第{number}行", number, None, "内容"])
    sheet.merge_cells("A1:D2")
    sheet["A5"].hyperlink = "https://example.com/"
    sheet.row_dimensions[1_048_576].height = 10  # an empty row at the end costs nothing
    sheet["B5"].comment = openpyxl.comments.Comment("看", "甲")
    buffer = io.BytesIO()
    book.save(buffer)
    workbook_guard.check(buffer.getvalue())
    assert len(grids.of_workbook(buffer.getvalue())) == 300


@case(max_examples=examples(200))
@given(
    st.text("AZaz019$:_ １٣", max_size=12),
    st.sampled_from(["mergeCell ref", "c r", "dimension ref", "row r"]),
)
def test_no_reference_breaks_it(reference, place):
    try:
        workbook_guard.check(with_sheet(worksheet(f"<{place}='{reference}'/>")))
    except workbook_guard.TooLarge as refusal:
        assert "表格" in str(refusal)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip"])
def test_what_is_no_workbook_is_left_to_others(data):
    workbook_guard.check(data)
