"""The national tables as form fields: one field a table, drawn as the table that it is."""

from django import forms
from django.core.exceptions import ValidationError

from oversight.grids import BY_NAME, GRIDS, NAMES
from oversight.tables import CELLS, NotAReport, plain, typed

REASON = 300  # characters


class TableWidget(forms.Widget):
    """A box for each figure. before: last year's figures; counted: what the registers say; both by cell."""

    template_name = "admin/oversight/_cells.html"
    use_fieldset = True

    def __init__(self, table):
        self.table, self.before, self.counted = table, {}, {}
        super().__init__()

    def value_from_datadict(self, data, files, name):
        return {cell: data.get(NAMES[cell], "") for cell in CELLS[self.table]}

    def value_omitted_from_datadict(self, data, files, name):
        return not any(NAMES[cell] in data for cell in CELLS[self.table])

    def id_for_label(self, id_):
        return ""

    def get_context(self, name, value, attrs):
        grid, value = GRIDS[self.table], value or {}
        body = [{"css": row.css, "boxes": [self._box(box, value) for box in row.boxes]} for row in grid.body]
        return super().get_context(name, None, attrs) | {"grid": grid, "body": body}

    def _box(self, box, value):
        if box.cell is None:
            return {"head": box}
        given = value.get(box.cell, "")
        shown = given if isinstance(given, str) else plain(given)
        return {
            "box": box, "name": NAMES[box.cell], "value": shown, "wrong": isinstance(given, str) and _wrong(box.cell, given),
            "label": f"{box.cell.row}，{box.cell.column}",
            "before": plain(self.before[box.cell]) if box.cell in self.before else None,
            "counted": plain(self.counted[box.cell]) if box.cell in self.counted else None,
        }  # fmt: skip


def _wrong(cell, text) -> bool:
    try:
        typed(cell, text)
    except NotAReport:
        return True
    return False


class TableField(forms.Field):
    """Cell → figure, None for a blank; every box that holds none is named with its row and column."""

    def __init__(self, table, **kwargs):
        super().__init__(widget=TableWidget(table), required=False, **kwargs)

    def clean(self, value):
        figures, refusals = {}, []
        for cell, text in value.items():
            try:
                figures[cell] = typed(cell, text)
            except NotAReport as refusal:
                refusals.append(str(refusal))
        if refusals:
            raise ValidationError(refusals)
        return figures

    def has_changed(self, initial, data):
        initial = initial or {}
        return any(
            _wrong(cell, text) or typed(cell, text) != initial.get(cell)
            for cell, text in (data or {}).items()
        )


class ReasonsWidget(forms.Widget):
    """A line for each figure that needs a word. asked: [(cell, why it is asked)]."""

    template_name = "admin/oversight/_reasons.html"
    use_fieldset = True
    PREFIX = "why-"

    def __init__(self):
        self.asked = []
        super().__init__()

    def value_from_datadict(self, data, files, name):
        names = (key.removeprefix(self.PREFIX) for key in data if key.startswith(self.PREFIX))
        return {BY_NAME[name]: data[f"{self.PREFIX}{name}"] for name in names if name in BY_NAME}

    def value_omitted_from_datadict(self, data, files, name):
        return not any(key.startswith(self.PREFIX) for key in data)

    def id_for_label(self, id_):
        return ""

    def get_context(self, name, value, attrs):
        value = value or {}
        lines = [
            {"cell": cell, "name": f"{self.PREFIX}{NAMES[cell]}", "why": why, "value": value.get(cell, "")}
            for cell, why in self.asked
        ]
        return super().get_context(name, None, attrs) | {"lines": lines}


class ReasonsField(forms.Field):
    """Cell → why the figure stands although a sum or a register says otherwise."""

    def __init__(self, **kwargs):
        super().__init__(widget=ReasonsWidget(), required=False, **kwargs)

    def clean(self, value):
        long = [str(cell) for cell, words in value.items() if len(words.strip()) > REASON]
        if long:
            raise ValidationError(f"{'、'.join(long)}的说明超过{REASON}字。")
        return {cell: words.strip() for cell, words in value.items()}

    def has_changed(self, initial, data):
        initial = initial or {}
        return any(words.strip() != initial.get(cell, "") for cell, words in (data or {}).items())
