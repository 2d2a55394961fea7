"""Excel: a new workbook that holds what can be seen of the old one, as values. Nothing hidden can survive in it."""

import io
from copy import copy
from datetime import date, datetime, time

from core import workbook_guard
from core.lazy import lazy
from core.masking.pieces import mask_pieces
from core.scanning.pieces import FileFinding, Table, Unscannable
from core.scanning.sheet import number_text

openpyxl = lazy("openpyxl")  # 15 MB in each worker, for what few requests do
STYLES = ("font", "fill", "border", "alignment", "number_format", "protection")


def mask_workbook(data: bytes) -> tuple[bytes, list[FileFinding], list[str]]:
    """The bytes of the new workbook, what was masked, what was left out."""
    try:
        workbook_guard.check(data)
    except workbook_guard.TooLarge as refusal:
        raise Unscannable(str(refusal)) from refusal
    values, formulas = (openpyxl.load_workbook(io.BytesIO(data), data_only=only) for only in (True, False))
    new, masked, dropped = openpyxl.Workbook(), [], []
    new.remove(new.active)
    for name in values.sheetnames:
        if values[name].sheet_state != "visible" or not hasattr(values[name], "iter_rows"):
            dropped.append(f"工作表“{name}”")
            continue
        copying = _Copy(values[name], formulas[name], new.create_sheet(name))
        masked += copying.copy()
        dropped += copying.dropped
    buffer = io.BytesIO()
    new.save(buffer)
    return buffer.getvalue(), masked, dropped


class _Copy:
    """One sheet, from the old workbook into the new one."""

    def __init__(self, values, formulas, new):
        self.values, self.formulas, self.new = values, formulas, new
        self.place = f"工作表“{values.title}”"
        self.columns = self._visible(values.max_column, _hidden_columns(values))
        self.rows = self._visible(values.max_row, _hidden_rows(values))
        self.dropped: list[str] = []

    def _visible(self, last, hidden):
        """Old number → new number of what stays."""
        stays = [number for number in range(1, last + 1) if number not in hidden]
        return {old: new for new, old in enumerate(stays, 1)}

    def copy(self) -> list[FileFinding]:
        self._note()
        self._shape()
        masked, table = [], Table()
        for number in self.rows:
            cells = [self.values.cell(number, column) for column in self.columns]
            texts = self._masked(table, number, cells, masked)
            for cell in cells:
                self._write(cell, texts.get(cell.column))
        self._merge()
        return masked

    def _masked(self, table, number, cells, masked):
        """Column → new text, of the cells of a row that had to change."""
        shown = [(cell.column, _text(cell.value)) for cell in cells]
        pieces = list(
            table.row(shown, lambda column: f"{self.place}{openpyxl.utils.get_column_letter(column)}{number}")
        )
        if not pieces:
            return {}
        texts, found = mask_pieces(pieces)
        masked += found
        filled = [column for column, text in shown if text.strip()]
        pairs = zip(filled, pieces, texts, strict=True)
        return {column: text for column, piece, text in pairs if text != piece.text}

    def _write(self, cell, text):
        new = self.new.cell(self.rows[cell.row], self.columns[cell.column])
        if not isinstance(cell, openpyxl.cell.MergedCell):
            value = self._value(cell) if text is None else text
            new.value = value
            if isinstance(value, str):
                new.data_type = "s"  # text that begins like a formula stays text
        if cell.has_style:
            for style in STYLES:
                setattr(new, style, copy(getattr(cell, style)))

    def _value(self, cell):
        if cell.value is not None:
            return cell.value
        formula = self.formulas.cell(cell.row, cell.column).value
        if isinstance(formula, str) and formula.startswith("="):
            self.dropped.append(f"{self.place}{cell.coordinate}的公式（没有算出的结果）")
        return None

    def _note(self):
        lost = {
            "隐藏行": len(self.rows) < self.values.max_row,
            "隐藏列": len(self.columns) < self.values.max_column,
            "批注": any(cell.comment for row in self.formulas.iter_rows() for cell in row),
            "图表": bool(self.formulas._charts),
            "图片": bool(self.formulas._images),
        }
        self.dropped += [f"{self.place}{what}" for what, is_so in lost.items() if is_so]

    def _shape(self):
        for old, new in self.columns.items():
            width = self.values.column_dimensions[openpyxl.utils.get_column_letter(old)].width
            self.new.column_dimensions[openpyxl.utils.get_column_letter(new)].width = width
        for old, new in self.rows.items():
            self.new.row_dimensions[new].height = self.values.row_dimensions[old].height
        self.new.page_setup.orientation = self.values.page_setup.orientation

    def _merge(self):
        for area in self.values.merged_cells.ranges:
            rows = [self.rows[row] for row in range(area.min_row, area.max_row + 1) if row in self.rows]
            columns = [self.columns[at] for at in range(area.min_col, area.max_col + 1) if at in self.columns]
            if rows and columns and (len(rows) > 1 or len(columns) > 1):
                self.new.merge_cells(
                    start_row=rows[0], end_row=rows[-1], start_column=columns[0], end_column=columns[-1]
                )


def _hidden_rows(sheet):
    return {number for number, row in sheet.row_dimensions.items() if row.hidden or row.height == 0}


def _hidden_columns(sheet):
    hidden: set[int] = set()
    for column in sheet.column_dimensions.values():
        if column.hidden or column.width == 0:
            hidden.update(range(column.min or column.index_as_number, (column.max or column.min) + 1))
    return hidden


def _text(value):
    """What the scan reads in a cell: a number as its digits, a day as nothing that could be a number."""
    if value is None or isinstance(value, (bool, date, datetime, time)):
        return ""
    return number_text(repr(value)) if isinstance(value, (int, float)) else str(value)
