"""基层政务公开标准目录 of the demo town: each edition is made into a spreadsheet of the national form, then imported.

A file holds the rows of a field's first edition; a later edition says which rows it drops and adds. Cells are parted
by “|”; “=” says the same as the row above.
"""

import io
from datetime import timedelta

import openpyxl

from core.duties import Duty
from disclosure.actions import import_standards
from disclosure.models import Category, StandardField
from portal.demo.column import entered, lately

HEADS = ["序号", "公开事项", "", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体"]
HEADS += ["公开对象", "", "公开方式", "", "公开层级", ""]
BELOW = ["", "一级事项", "二级事项", *[""] * 5, "全社会", "特定群体", "主动", "依申请", "县级", "乡级"]
JOINED = ["A2:A3", "B2:C2", "D2:D3", "E2:E3", "F2:F3", "G2:G3", "H2:H3", "I2:J2", "K2:L2", "M2:N2"]
ITEM, SUB_ITEM, FIRST = 0, 1, 4  # columns of a row; the first line below the heads
TICK = "√"


def steps(loader):
    for position, path in enumerate(sorted((loader.town.folder / "standards").glob("*.toml"))):
        yield from _field(loader, position, loader.town.read(f"standards/{path.name}"))


def _field(loader, position, facts):
    office = loader.offices[facts["office"]]
    field = StandardField(name=facts["name"], slug=facts["slug"], office=office, position=position)
    officer, signer = loader._someone(office, Duty.DISCLOSURE_OFFICER), loader._someone(office, Duty.SIGNER)
    yield loader._moment(facts["edition"][0]["on"], 8), lambda: entered(field, officer)
    rows = _rows(facts["rows"])
    for edition in facts["edition"]:
        rows = [row for row in rows if row[SUB_ITEM] not in edition.get("drop", [])]
        rows = rows + _rows(edition.get("add", ""))
        yield from _edition(loader, field, facts, edition, rows, officer, signer)


def _edition(loader, field, facts, edition, rows, officer, signer):
    made = {}

    def bring_in():
        data = sheet(f"{facts['name']}领域基层政务公开标准目录", rows)
        made["edition"] = import_standards(field=field, data=data, name=edition["source"], by=officer)
        link(made["edition"], facts["category"])

    yield lately(loader, edition["on"], 9), bring_in
    if not edition.get("waiting"):
        yield (
            lately(loader, edition["on"] + timedelta(days=1), 10),
            lambda: made["edition"].confirm(by=signer),
        )


def link(edition, slug) -> None:
    """Rows whose names are no category's stand under the one of their field, as the officer would choose."""
    edition.rows.filter(category=None).update(category=Category.objects.get(slug=slug))


def _rows(text):
    rows = []
    for line in text.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        above = rows[-1] if rows else cells
        rows.append([up if cell == "=" else cell for cell, up in zip(cells, above, strict=True)])
    return rows


# The spreadsheet ---------------------------------------------------------------------------------------------
def sheet(title: str, rows) -> bytes:
    """The ten columns with heads in two lines, joined cells and ticks (国办发〔2019〕54号)."""
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    page = book.active
    for line in ([title], HEADS, BELOW, *(_line(number, row) for number, row in enumerate(rows, 1))):
        page.append(line)
    for area in (f"A1:{page.cell(1, len(HEADS)).coordinate}", *JOINED, *_same_items(rows)):
        page.merge_cells(area)
    book.save(buffer)
    return buffer.getvalue()


def _line(number, row):
    *words, audience, way, level = row
    audiences = [TICK, ""] if audience == "全社会" else ["", audience]
    ticks = [TICK if name in said else "" for said, name in ((way, "主动"), (way, "依申请"), (level, "县级"), (level, "乡级"))]  # fmt: skip
    return [number, *words, *audiences, *ticks]


def _same_items(rows):
    """The areas in which the first-level item stays the same."""
    start = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or rows[end][ITEM] != rows[start][ITEM]:
            if end - start > 1:
                yield f"B{FIRST + start}:B{FIRST + end - 1}"
            start = end
