"""A report as Word, in the layout of GB/T 9704 with the national tables. Loads python-docx; reached through downloads."""

import io

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from oversight.grids import GRIDS
from oversight.tables import TABLE2, TABLE3, TABLE4, plain

TABLE_SIZE = {TABLE2: 12, TABLE3: 9, TABLE4: 9}  # points
WIDTHS = {
    TABLE2: [46, 37, 37, 36],
    TABLE3: [7, 9, 53, *[12] * 6, 15],
    TABLE4: [10.4] * 15,
}  # millimetres, 156 in all


def make(report, shown, address) -> bytes:
    """A .docx of the six parts; every table as the layout has it."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(
        Mm, (37, 35, 28, 26)
    )
    _line(document.add_paragraph(), report.title, "小标宋体", 22, centre=True)
    _line(document.add_paragraph(), f"统计期限：{report.year}年1月1日至12月31日", "仿宋", 12, centre=True)
    _line(document.add_paragraph(), f"电子版：{address}", "仿宋", 12, centre=True)
    for part in shown.parts():
        _part(document, part, shown)
    document.core_properties.title, document.core_properties.author = report.title, report.office.name
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _part(document, part, shown):
    heading = document.add_paragraph()
    heading.paragraph_format.keep_with_next = True
    grid = part["table"] and GRIDS[part["table"]["key"]]
    heading.paragraph_format.page_break_before = bool(grid) and grid.table == TABLE3  # which fills a page
    _line(heading, part["heading"], "黑体", 16, indent=True)
    if grid:
        _table(document, grid, shown)
    for note in part["notes"]:
        _line(document.add_paragraph(), f"注{note['number']}：{note['cell']}。{note['text']}", "仿宋", 10.5)
    for paragraph in part["paragraphs"]:
        _line(document.add_paragraph(), paragraph, "仿宋", 16, indent=True)


def _line(paragraph, text, font, size, *, centre=False, indent=False, spacing=None):
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.space_after = Pt(spacing or max(28, size * 1.4)), Pt(0)
    if indent:
        shape.first_line_indent = Pt(2 * size)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), font
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _table(document, grid, shown):
    """The grid with its joined cells: a box takes the first place that no box before it reaches into."""
    rows = (*grid.head, *grid.body)
    table = document.add_table(len(rows), grid.width, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, WIDTHS[grid.table], strict=True):
        column.width = Mm(width)
    places = [list(row.cells) for row in table.rows]  # asked once: python-docx counts anew for every cell
    taken = set()
    for number, row in enumerate(rows):
        free = (place for place in range(grid.width) if (number, place) not in taken)
        for box in row.boxes:
            place = next(free)
            covered = {
                (number + down, place + along) for down in range(box.rows) for along in range(box.columns)
            }
            taken |= covered
            _fill(places, number, place, box, grid, shown)


def _fill(places, number, place, box, grid, shown):
    cell = places[number][place]
    for down in range(box.rows):
        for along in range(box.columns):
            places[number + down][place + along].width = Mm(WIDTHS[grid.table][place + along])
    if box.rows > 1 or box.columns > 1:
        cell = cell.merge(places[number + box.rows - 1][place + box.columns - 1])
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    size, paragraph = TABLE_SIZE[grid.table], cell.paragraphs[0]
    left = box.scope == "row" and grid.table == TABLE3
    words = box.text if box.cell is None else _figure(box.cell, shown)
    _line(paragraph, words, "仿宋", size, centre=not left, spacing=size * 1.4)


def _figure(cell, shown) -> str:
    note = f"［注{shown.notes[cell]}］" if cell in shown.notes else ""
    return f"{plain(shown.figures.get(cell, 0))}{note}"
