"""Tables that people bring in, whatever program made them: each as lines of cells in plain text.

A joined cell says its text in each place that it covers, so that heads of two lines and grouped rows read like others.
"""

import io
import re
from datetime import date, datetime

import lxml.html

from core import workbook_guard
from core.lazy import lazy

openpyxl = lazy("openpyxl")

BLANKS = re.compile(r"\s+")
MOST_ROWS, MOST_COLUMNS = 2000, 60
TOO_LARGE = f"表太大，最多{MOST_ROWS}行、{MOST_COLUMNS}列。"


class Unreadable(ValueError):
    """The file holds no such table; the message says in Chinese why."""


def of_workbook(data: bytes) -> list[list[str]]:
    """The first sheet of a workbook (.xlsx)."""
    try:
        workbook_guard.check(data)
        sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    except workbook_guard.TooLarge as refusal:
        raise Unreadable(str(refusal)) from refusal
    except Exception as error:  # openpyxl raises many kinds on broken files
        raise Unreadable("文件打不开，请另存为Excel工作簿（.xlsx）后再导入。") from error
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise Unreadable(TOO_LARGE)
    grid = [[text_of(cell.value) for cell in row] for row in sheet.iter_rows()]
    for area in sheet.merged_cells.ranges:
        value = grid[area.min_row - 1][area.min_col - 1]
        for row in range(area.min_row - 1, area.max_row):
            for column in range(area.min_col - 1, area.max_col):
                grid[row][column] = value
    return grid


def of_html(html: str) -> list[list[list[str]]]:
    """Every table of a text, in order; tables within tables are read with the outer one."""
    if not html.strip():
        return []
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    outer = [table for table in tree.iter("table") if not any(True for _ in table.iterancestors("table"))]
    return [_of_table(table) for table in outer]


def _of_table(table) -> list[list[str]]:
    covered: dict[tuple[int, int], str] = {}
    lines = table.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr")
    if len(lines) > MOST_ROWS:
        raise Unreadable(TOO_LARGE)
    for number, line in enumerate(lines):
        column = 0
        for cell in line.xpath("./td|./th"):
            while (number, column) in covered:
                column += 1
            down = min(_span(cell, "rowspan"), len(lines) - number)
            right = _span(cell, "colspan")
            if column + right > MOST_COLUMNS:
                raise Unreadable(TOO_LARGE)
            covered |= dict.fromkeys(
                ((number + y, column + x) for y in range(down) for x in range(right)), _words(cell)
            )
            column += right
    width = 1 + max((column for _, column in covered), default=-1)
    return [[covered.get((number, column), "") for column in range(width)] for number in range(len(lines))]


def _words(cell) -> str:
    return text_of("\n".join(part.text_content() for part in cell.xpath("./p")) or cell.text_content())


def _span(cell, name) -> int:
    said = cell.get(name, "1")
    return max(int(said), 1) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def text_of(value) -> str:
    """A cell as text: its lines without outer blanks, days as ISO."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    lines = (BLANKS.sub(" ", line).strip() for line in str("" if value is None else value).splitlines())
    return "\n".join(line for line in lines if line)
