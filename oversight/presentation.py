"""An annual report as its pages read it: parts, tables with their figures, notes, checks, sources."""

from collections import Counter
from datetime import date

from django.conf import settings

from core import clock
from disclosure.presentation import dated, fact
from oversight import tables
from oversight.body import TABLES, headings
from oversight.grids import GRIDS, NAMES
from oversight.judging import WRITTEN
from oversight.tables import plain

HOLDS = {"status": "holds", "label": "成立", "tone": "force", "mark": "force"}
EXPLAINED = {"status": "explained", "label": "不成立，已说明", "tone": "changed", "mark": "changed"}
BROKEN = {"status": "broken", "label": "不成立", "tone": "missing", "mark": "missing"}
SAME = HOLDS | {"label": "一致"}
OTHERWISE = EXPLAINED | {"label": "不一致，已说明"}


class Shown:
    """A report with its figures and last year's, read once for a page."""

    def __init__(self, report, cells, before):
        """cells: its ReportCells in order; before: last year's figures, empty where there is no such report."""
        self.report = report
        self.cells = {one.cell: one for one in cells}
        self.figures = {cell: one.value for cell, one in self.cells.items()}
        self.before = before
        noted = [one for one in cells if one.reason]
        self.notes = {one.cell: number for number, one in enumerate(noted, start=1)}

    def parts(self, links="") -> list[dict]:
        """The six parts in order. links: the address of the page of the sources, '' on paper."""
        rows = zip(headings(), TABLES, self.report.texts, strict=True)
        return [
            {
                "id": f"part-{number}",
                "heading": heading,
                "table": self.table(GRIDS[table], links) if table else None,
                "paragraphs": [line.strip() for line in text.splitlines() if line.strip()],
                "notes": self.notes_of(table),
            }
            for number, (heading, table, text) in enumerate(rows, start=1)
        ]

    def table(self, grid, links) -> dict:
        """A grid with its figures put in."""
        return {
            "key": grid.table, "name": grid.name, "caption": grid.caption, "css": grid.css,
            "head": grid.head, "body": [self._row(row, links) for row in grid.body],
        }  # fmt: skip

    def _row(self, row, links):
        return {"css": row.css, "boxes": [self._box(box, links) for box in row.boxes]}

    def _box(self, box, links):
        if box.cell is None:
            return {"head": box}
        number, earlier = self.figures.get(box.cell, 0), self.before.get(box.cell)
        return {
            "box": box,
            "number": plain(number),
            "before": plain(earlier) if earlier is not None and earlier != number else None,
            "url": f"{links}#{NAMES[box.cell]}" if links and self._tells(box.cell) else "",
            "note": self.notes.get(box.cell),
        }

    def notes_of(self, table) -> list[dict]:
        """The figures of a table that need a word: how the registers count them, and why the report counts otherwise."""
        return [
            {"number": number, "cell": f"“{cell.row}”{cell.column}", "text": _note(self.cells[cell])}
            for cell, number in self.notes.items()
            if cell.table == table
        ]

    # The state of every check -------------------------------------------------------------------------------
    def sums(self) -> list[dict]:
        """Every sum, by table: whether it holds, expected, found."""
        found = list(tables.checked(self.figures, self.before or None))
        return [
            {"name": name, "rows": [self._sum(one) for one in found if one.equation.left.table == table]}
            for table, name in tables.TABLE_NAMES.items()
        ]

    def _sum(self, one):
        explained = self.cells[one.equation.left].reason
        return {
            "words": one.equation.name,
            "expected": plain(one.expected),
            "found": plain(one.found),
            "state": HOLDS if one.holds else EXPLAINED if explained else BROKEN,
            "message": "" if one.holds else f"{one.message}{explained}",
        }

    def registers(self) -> list[dict]:
        """Every figure that the portal counts itself: what it counted, what the report says."""
        return [
            {
                "words": f"“{one.row}”{one.column}",
                "expected": plain(one.computed),
                "found": plain(one.value),
                "state": SAME if not one.differs else OTHERWISE if one.reason else BROKEN,
                "message": one.reason if one.differs else "",
            }
            for one in self.cells.values()
            if one.computed is not None
        ]

    def form(self, percent) -> list[dict]:
        """What the layout and the deadline ask. percent: how much is lifted from last year's words."""
        published, last = clock.day_of(self.report.published_at), deadline(self.report.year)
        rows = [("六个部分齐全", all(getattr(self.report, name).strip() for name in WRITTEN), "")]
        rows.append(
            (
                f"表二、表三、表四{len(tables.ALL_CELLS)}格全部填报",
                len(self.cells) == len(tables.ALL_CELLS),
                "",
            )
        )
        rows.append((f"在{last}以前公布", published <= last, f"{published}公布。"))
        if percent is not None:
            limit = settings.REPORT_LIFTED_PERCENT
            rows.append((f"与上年文字相同的不超过{limit}%", percent <= limit, f"相同的占{percent}%。"))
        return [
            {"words": words, "state": HOLDS if good else BROKEN, "message": message}
            for words, good, message in rows
        ]

    # Where each figure comes from ---------------------------------------------------------------------------
    def sources(self) -> list[dict]:
        """Every figure that says something, by table, with its source; the others in one sentence."""
        return [
            {
                "name": GRIDS[table].name,
                "caption": GRIDS[table].caption,
                "rows": [self._source(cell) for cell in cells if self._tells(cell)],
                "rest": self._rest([cell for cell in cells if not self._tells(cell)]),
            }
            for table, cells in tables.CELLS.items()
        ]

    def _tells(self, cell) -> bool:
        """Whether a figure is more than a nought that somebody filled in."""
        one = self.cells.get(cell)
        return bool(one and (one.value or one.computed is not None or one.reason))

    def _source(self, cell):
        one = self.cells[cell]
        return {
            "id": NAMES[cell], "row": cell.row, "column": cell.column, "number": plain(one.value),
            "source": one.get_source_display(), "note": _note(one),
        }  # fmt: skip

    def _rest(self, cells) -> str:
        counted = Counter(self.cells[cell].get_source_display() for cell in cells if cell in self.cells)
        return "，".join(f"{source}{number}格" for source, number in counted.items())


def _note(one) -> str:
    if not one.differs:
        return one.reason
    value, computed = plain(one.value), plain(one.computed)
    return f"报告填{value}，系统计算是{computed}，相差{plain(abs(one.value - one.computed))}。{one.reason}"


def deadline(year) -> date:
    """The day by which a report should be public: the last of the reminders in January of the next year."""
    return date(year + 1, 1, settings.REPORT_DAYS[-1])


def facts(report) -> list[dict]:
    published = report.published_at.astimezone(clock.SHANGHAI)
    rows = [
        fact("索引号", report.index_number),
        fact("责任机构", report.office.name),
        fact("统计期限", f"{report.year}年1月1日至12月31日"),
        fact("公开依据", "条例第四十九条、第五十条"),
        dated("成文日期", report.written_on),
        fact("发布时间", f"{published:%Y-%m-%d %H:%M}", datetime=published.isoformat(timespec="seconds")),
    ]
    return [row for row in rows if row]
