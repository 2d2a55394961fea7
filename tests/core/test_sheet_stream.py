"""A streamed spreadsheet is one that others read, whatever its cells hold."""

import io

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sheet_stream import sheet
from core.web import FORMULA

# what XML can carry
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
    max_size=30,
)


def read(parts):
    return list(openpyxl.load_workbook(io.BytesIO(b"".join(parts))).active.iter_rows(values_only=True))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=8))
def test_what_goes_in_is_read_again(rows):
    found = read(sheet("表", ["甲", "乙"], rows))
    assert found[0] == ("甲", "乙")
    assert [[cell or "" for cell in row] for row in found[1:]] == [
        [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in rows
    ]


def test_days_and_empty_cells_are_told_as_text():
    assert read(sheet("表<&>", ["日"], [[None], ["2026-01-02"], [3]]))[1:] == [
        (None,),
        ("2026-01-02",),
        ("3",),
    ]


def test_the_first_bytes_come_before_the_last_row_is_asked_for():
    asked = []

    def rows():
        for number in range(1000):
            asked.append(number)
            yield [f"第{number}行"]

    parts = sheet("表", ["行"], rows())
    assert next(parts).startswith(b"PK") and len(asked) < 1000
    assert len(read([b"".join(sheet("表", ["行"], [[str(n)] for n in range(1000)]))])) == 1001
