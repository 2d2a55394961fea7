"""A report as data (the JSON that people exchange) → figures, and back.

Data: {office, year, table2: {规章: [制发, 废止, 现行有效], 行政规范性文件: […], 行政许可: n, …},
table3: {row: {column: n}}, table4: {row: [维持, 纠正, 其他, 未审结, 总计]}}. More keys beside these are let be; inside a
table there are none more.
"""

import json
from decimal import Decimal, InvalidOperation

from oversight.tables.layout import (
    ALL_CELLS,
    CELLS,
    FEE,
    PARTS,
    TABLE2,
    TABLE2_ITEMS,
    TABLE3,
    TABLE3_COLUMNS,
    TABLE3_ROWS,
    TABLE4,
    TABLE4_COLUMNS,
    TABLE4_ROWS,
    TABLE_NAMES,
    Cell,
    Figures,
)

YEARS = range(1900, 9999)
LIMIT = 10**12  # no town counts so far
FEE_DECIMALS = 6  # 万元: a hundredth of a yuan


class NotAReport(ValueError):
    """What was handed in is no report of this shape; the message says in Chinese what is wrong."""


def parse(text: str) -> dict:
    """JSON → data; NotAReport where it is none, or says a thing twice."""
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=Decimal)
        return _object(data, "年报")
    except NotAReport:
        raise
    except (ValueError, RecursionError):
        raise NotAReport("文件不是完整的JSON数据。") from None


def _once(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NotAReport(f"“{twice}”写了两次。")
    return found


def _no_number(text):
    raise NotAReport(f"“{text}”不是数字。")


def read(data) -> Figures:
    """The 200 figures of a report; NotAReport where one is missing, is none, or is there besides."""
    _object(data, "年报")
    if not isinstance(data.get("office"), str) or not data["office"].strip():
        raise NotAReport("没有写明机关名称（office）。")
    year_of(data)
    tables = {name: _object(data.get(name), f"{label}（{name}）") for name, label in TABLE_NAMES.items()}
    return _table2(tables[TABLE2]) | _table3(tables[TABLE3]) | _table4(tables[TABLE4])


def year_of(data) -> int:
    """The year of a report."""
    year = data.get("year")
    if type(year) is not int or year not in YEARS:
        raise NotAReport("没有写明年度（year），应当是四位数字。")
    return year


def parts_of(data) -> list[str]:
    """The six texts of a report that brings them (`parts`); none where it does not."""
    parts = data.get("parts", [])
    if not isinstance(parts, list) or len(parts) not in (0, len(PARTS)):
        raise NotAReport(f"文字（parts）应当有{len(PARTS)}段。")
    if not all(isinstance(part, str) for part in parts):
        raise NotAReport("文字（parts）里有的不是文字。")
    return parts


def _object(value, name):
    if not isinstance(value, dict):
        raise NotAReport(f"没有{name}，或者不是一组名称和数值。")
    return value


def _rows(table, found, names):
    """Exactly the named rows are there."""
    missing = [name for name in names if name not in found]
    if missing:
        raise NotAReport(f"{TABLE_NAMES[table]}缺少“{missing[0]}”。")
    unknown = [name for name in found if name not in names]
    if unknown:
        raise NotAReport(f"{TABLE_NAMES[table]}里没有“{unknown[0]}”这一项。")


def _table2(found) -> Figures:
    items = [(row, columns) for _, rows, columns in TABLE2_ITEMS for row in rows]
    _rows(TABLE2, found, [row for row, _ in items])
    figures: Figures = {}
    for row, columns in items:
        values = found[row] if len(columns) > 1 else [found[row]]
        figures |= _list(TABLE2, row, columns, values)
    return figures


def _table3(found) -> Figures:
    _rows(TABLE3, found, TABLE3_ROWS)
    figures: Figures = {}
    for row in TABLE3_ROWS:
        columns = _object(found[row], f"表三“{row}”一行")
        _rows(TABLE3, columns, TABLE3_COLUMNS)
        figures |= {
            (cell := Cell(TABLE3, row, column)): figure(cell, columns[column]) for column in TABLE3_COLUMNS
        }
    return figures


def _table4(found) -> Figures:
    _rows(TABLE4, found, TABLE4_ROWS)
    figures: Figures = {}
    for row in TABLE4_ROWS:
        figures |= _list(TABLE4, row, TABLE4_COLUMNS, found[row])
    return figures


def _list(table, row, columns, values) -> Figures:
    if not isinstance(values, list) or len(values) != len(columns):
        raise NotAReport(f"{TABLE_NAMES[table]}“{row}”应当有{len(columns)}个数。")
    cells = [Cell(table, row, column) for column in columns]
    return {cell: figure(cell, value) for cell, value in zip(cells, values, strict=True)}


def figure(cell: Cell, value) -> int | Decimal:
    """A whole number from nothing up; for the fee an amount in 万元 with at most six decimals."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise NotAReport(f"{cell}不是数字。")
    if cell != FEE:
        if not isinstance(value, int):
            raise NotAReport(f"{cell}是件数，应当是整数。")
        return _within(cell, value)
    return _within(cell, _amount(cell, value))


def _amount(cell, value) -> Decimal:
    amount = Decimal(str(value))
    if not amount.is_finite():
        raise NotAReport(f"{cell}不是数字。")
    if -amount.normalize().as_tuple().exponent > FEE_DECIMALS:
        raise NotAReport(f"{cell}最多{FEE_DECIMALS}位小数。")
    return amount


def _within(cell, value):
    if value < 0:
        raise NotAReport(f"{cell}不能小于零。")
    if value >= LIMIT:
        raise NotAReport(f"{cell}太大，请核对单位。")
    return value


def typed(cell: Cell, text: str) -> int | Decimal | None:
    """What somebody typed into a cell, full-width digits and all; None where nothing; NotAReport where no figure."""
    text = text.strip().replace(",", "").replace("，", "")
    if not text:
        return None
    try:
        if "_" in text:  # Python would read it
            raise ValueError
        value = Decimal(text) if cell == FEE else int(text)
    except (ValueError, InvalidOperation):
        word = "数字" if cell == FEE else "整数"
        raise NotAReport(f"{cell}应当是{word}，不能是“{text[:20]}”。") from None
    return figure(cell, value)


def write(figures: Figures) -> dict:
    """Figures → the three tables as data. The reverse of `read`; a figure that is not known becomes 0."""
    known = {cell: plain(figures.get(cell, 0)) for cell in ALL_CELLS}
    table2 = {
        row: [known[Cell(TABLE2, row, column)] for column in columns]
        for _, rows, columns in TABLE2_ITEMS
        for row in rows
    }
    table3: dict = {}
    for cell in CELLS[TABLE3]:
        table3.setdefault(cell.row, {})[cell.column] = known[cell]
    table4 = {row: [known[Cell(TABLE4, row, column)] for column in TABLE4_COLUMNS] for row in TABLE4_ROWS}
    return {
        TABLE2: {row: values if len(values) > 1 else values[0] for row, values in table2.items()},
        TABLE3: table3,
        TABLE4: table4,
    }


def plain(value) -> int | float:
    """A figure as JSON has it: 7, 2.39."""
    return int(value) if value == int(value) else float(value)
