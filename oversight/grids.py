"""The national tables as grids of boxes: one layout for page, print, Word and the form that staff type into.

A box is a head or a figure, with the rows and columns that it covers. Heads have ids and every figure names its heads,
so that a screen reader tells them; a row may begin with boxes that reach down into the next ones.
"""

from dataclasses import dataclass

from oversight.tables import TABLE2, TABLE3, TABLE4, Cell
from oversight.tables.layout import (
    ALL_RESULTS,
    APPLICANTS,
    CARRIED,
    CELLS,
    CORNER,
    ENDS,
    LAWSUITS,
    NEW,
    OPEN,
    ORGANISATIONS,
    OUTCOME,
    PERSON,
    RECONSIDERED,
    RESULTS,
    TABLE2_ITEMS,
    TABLE3_COLUMNS,
    TABLE4_COLUMNS,
    TABLE4_ROWS,
    TOTAL,
    result_rows,
)


@dataclass(frozen=True)
class Box:
    """A head (with text and scope) or a figure (with a cell)."""

    text: str = ""
    columns: int = 1
    rows: int = 1
    scope: str = ""
    id: str = ""
    headers: str = ""
    css: str = ""
    cell: Cell | None = None


@dataclass(frozen=True)
class Row:
    boxes: tuple[Box, ...]
    css: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: `head` rows above, `body` rows below; `width` is its number of columns."""

    table: str
    name: str
    caption: str
    width: int
    head: tuple[Row, ...]
    body: tuple[Row, ...]
    css: str = ""


def _row(*boxes, css=""):
    return Row(boxes, css)


# 表二 -------------------------------------------------------------------------------------------------------
def _table2() -> Grid:
    body = [row for number, item in enumerate(TABLE2_ITEMS, start=1) for row in _item(number, *item)]
    return Grid(TABLE2, "表二", "主动公开政府信息情况", 4, (), tuple(body), "is-two")


def _item(number, title, rows, columns):
    item, wide = f"t2-{number}", 3 // len(columns)
    yield _row(Box(title, 4, scope="colgroup", id=item, css="item"), css="item-row")
    heads = [
        Box(column, wide, scope="col", id=f"{item}-c{index}", headers=item, css="number")
        for index, column in enumerate(columns)
    ]
    yield _row(Box("信息内容", scope="col", id=f"{item}-c", headers=item), *heads, css="heads")
    for index, name in enumerate(rows):
        head = Box(name, scope="row", id=f"{item}-r{index}", headers=f"{item} {item}-c")
        figures = [
            Box(
                columns=wide,
                headers=f"{item} {item}-r{index} {heads[place].id}",
                cell=Cell(TABLE2, name, column),
            )
            for place, column in enumerate(columns)
        ]
        yield _row(head, *figures)


# 表三 -------------------------------------------------------------------------------------------------------
_HEADS = [f"t3-c{index}" for index in range(len(TABLE3_COLUMNS))]


def _table3() -> Grid:
    organisations = [
        Box(name, scope="col", id=_HEADS[index], headers="t3-all t3-org")
        for index, name in enumerate(ORGANISATIONS, start=1)
    ]
    head = (
        _row(Box(CORNER, 3, 3, css="stub"), Box("申请人情况", 7, scope="colgroup", id="t3-all")),
        _row(
            Box(PERSON, rows=2, scope="col", id=_HEADS[0], headers="t3-all"),
            Box("法人或其他组织", 5, scope="colgroup", id="t3-org", headers="t3-all"),
            Box(TOTAL, rows=2, scope="col", id=_HEADS[-1], headers="t3-all"),
        ),
        _row(*organisations),
    )
    body = (_plain_row("t3-1", NEW), _plain_row("t3-2", CARRIED), *_outcome(), _plain_row("t3-4", OPEN))
    return Grid(TABLE3, "表三", "收到和处理政府信息公开申请情况", 10, head, body, "is-three")


def _figures(row, heads):
    for index, column in enumerate(TABLE3_COLUMNS):
        above = "t3-all t3-org" if 0 < index < len(APPLICANTS) else "t3-all"
        yield Box(headers=f"{heads} {above} {_HEADS[index]}", cell=Cell(TABLE3, row, column))


def _plain_row(id, name):
    return _row(Box(name, 3, scope="row", id=id), *_figures(name, id))


def _outcome():
    height = sum(max(1, len(leaves)) for _, leaves in RESULTS) + 1
    first = [Box(OUTCOME, rows=height, scope="rowgroup", id="t3-3", css="down")]
    for number, (group, leaves) in enumerate(RESULTS, start=1):
        yield from _group(f"t3-3{number}", group, leaves, first)
        first = []
    total = Box(ALL_RESULTS, 2, scope="row", id="t3-37", headers="t3-3")
    yield _row(total, *_figures(ALL_RESULTS, "t3-3 t3-37"), css="sum")


def _group(id, group, leaves, first):
    if not leaves:
        head = Box(group, 2, scope="row", id=id, headers="t3-3")
        yield _row(*first, head, *_figures(group, f"t3-3 {id}"))
        return
    before = [*first, Box(group, rows=len(leaves), scope="rowgroup", id=id, headers="t3-3", css="down")]
    for number, (leaf, row) in enumerate(zip(leaves, result_rows(group, leaves), strict=True), start=1):
        head = Box(leaf, scope="row", id=f"{id}{number}", headers=f"t3-3 {id}", css="leaf")
        yield _row(*before, head, *_figures(row, f"t3-3 {id} {id}{number}"))
        before = []


# 表四 -------------------------------------------------------------------------------------------------------
def _table4() -> Grid:
    ends = [
        Box(name, scope="col", id=f"t4-{group}{index}", headers=_above(group), css="end")
        for group in range(len(TABLE4_ROWS))
        for index, name in enumerate(TABLE4_COLUMNS)
    ]
    head = (
        _row(
            Box(RECONSIDERED, 5, 2, scope="colgroup", id="t4-0"),
            Box("行政诉讼", 10, scope="colgroup", id="t4-law"),
        ),
        _row(
            *(
                Box(name, 5, scope="colgroup", id=f"t4-{index}", headers="t4-law")
                for index, name in enumerate(LAWSUITS, start=1)
            )
        ),
        _row(*ends),
    )
    figures = [
        Box(
            text=_label(cell),
            headers=f"{_above(group)} t4-{group}{index}",
            cell=cell,
            css="first" * (not index),
        )
        for number, cell in enumerate(CELLS[TABLE4])
        for group, index in [divmod(number, len(TABLE4_COLUMNS))]
    ]
    return Grid(
        TABLE4,
        "表四",
        "政府信息公开行政复议、行政诉讼情况",
        3 * (len(ENDS) + 1),
        head,
        (_row(*figures),),
        "is-four",
    )


def _above(group):
    return f"t4-law t4-{group}" if group else "t4-0"


def _label(cell):
    """What a figure of 表四 is called where its heads do not stand above it (on a phone)."""
    return f"{cell.row}：{cell.column}"


GRIDS = {grid.table: grid for grid in (_table2(), _table3(), _table4())}


# Names for forms and anchors ---------------------------------------------------------------------------------
NAMES = {
    cell: f"t{table[-1]}-{number}" for table, cells in CELLS.items() for number, cell in enumerate(cells)
}
BY_NAME = {name: cell for cell, name in NAMES.items()}
