"""A report as one plain text with its tables, derived whenever it is saved: what reviewers judge and versions compare."""

from django.utils.html import format_html, format_html_join

from core.richtext import from_text
from oversight.grids import GRIDS
from oversight.tables import TABLE2, TABLE3, TABLE4, plain
from oversight.tables.layout import PARTS

NUMERALS = "一二三四五六"
TABLES = (None, TABLE2, TABLE3, TABLE4, None, None)  # the table of each part, where it has one


def headings() -> list[str]:
    """一、总体情况 …"""
    return [f"{numeral}、{title}" for numeral, title in zip(NUMERALS, PARTS, strict=True)]


def compose(texts, figures) -> str:
    """HTML from the six texts and the figures that are known; the editor's allow-list lets all of it pass."""
    return "".join(
        format_html("<h2>{}</h2>", heading) + _table(table, figures) + from_text(text)
        for heading, table, text in zip(headings(), TABLES, texts, strict=True)
    )


def _table(table, figures):
    if table is None or not figures:
        return ""
    grid = GRIDS[table]
    rows = format_html_join("", "<tr>{}</tr>", ([_boxes(row, figures)] for row in (*grid.head, *grid.body)))
    return format_html("<table><tbody>{}</tbody></table>", rows)


def _boxes(row, figures):
    return format_html_join("", "<{0}{1}>{2}</{0}>", (_box(box, figures) for box in row.boxes))


def _box(box, figures):
    spans = [(name, size) for name, size in (("colspan", box.columns), ("rowspan", box.rows)) if size > 1]
    tag = "th" if box.cell is None else "td"
    words = box.text if box.cell is None else plain(figures[box.cell]) if box.cell in figures else ""
    return tag, format_html_join("", ' {}="{}"', spans), words
