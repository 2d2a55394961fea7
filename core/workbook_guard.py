"""Spreadsheets that would swell when they are opened are refused before any library opens them."""

import io
import re
import zipfile

MOST_UNPACKED = 20 * 1024 * 1024  # a library needs some fifteen times as much memory
MOST_ROWS, MOST_COLUMNS, MOST_JOINED = 100_000, 400, 200_000
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.I)
TEXTS = re.compile(r"xl/(?:sharedStrings|styles)\.xml", re.I)
CELL = re.compile(rb'<c [^>]{0,200}?r="([A-Z]{1,3})([0-9]{1,7})"')
JOINED = re.compile(rb'<mergeCell [^>]{0,80}?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')


class TooLarge(ValueError):
    """The message says in Chinese what is too large."""


def check(data: bytes) -> None:
    """Raise TooLarge for a workbook whose cells or joined areas are more than a town's table needs. What is no
    workbook is left to whoever opens it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            left = MOST_UNPACKED
            for name in archive.namelist():
                if SHEET.fullmatch(name) or TEXTS.fullmatch(name):
                    with archive.open(name) as part:
                        text = part.read(left + 1)
                    left -= len(text)
                    if left < 0:
                        raise TooLarge("表格展开后太大，请拆分后再导入。")
                    if SHEET.fullmatch(name):
                        _check_sheet(text)
    except (zipfile.BadZipFile, NotImplementedError, OSError):
        return


def _check_sheet(text):
    for cell in CELL.finditer(text):
        if int(cell[2]) > MOST_ROWS or _column(cell[1]) > MOST_COLUMNS:
            raise TooLarge(f"表格太大，最多{MOST_ROWS}行、{MOST_COLUMNS}列；请删去表外的空白格后再导入。")
    joined = 0
    for area in JOINED.finditer(text):
        rows, columns = int(area[4]) - int(area[2]) + 1, _column(area[3]) - _column(area[1]) + 1
        joined += max(rows, 0) * max(columns, 0)
        if joined > MOST_JOINED:
            raise TooLarge("表格里合并的单元格太大，请取消合并后再导入。")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
