"""Five annual reports of the demo town, each the year after the other: typed or imported, reviewed, signed, published.

Figures of documents are taken from the library as it was loaded; applications from the files. What the library counts
otherwise than last year's report leads to expect is said with its reason, as staff would.
"""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path

from core import audit, clock
from core.duties import Duty
from core.models import Office
from oversight import normative, sources
from oversight.models import AnnualReport, ReportCell
from oversight.tables import TABLE2, TABLE3, TABLE4, Cell, plain
from oversight.tables.layout import (
    ALL_RESULTS,
    APPLICANTS,
    CARRIED,
    ENDED,
    ENDS,
    FEE,
    IN_FORCE,
    MADE,
    NEW,
    NORMATIVE,
    OPEN,
    RESULT_ROWS,
    RULES,
    TABLE3_COLUMNS,
    TABLE4_ROWS,
    TOTAL,
)

FOLDER = Path(__file__).parent / "reports"
Source = ReportCell.Source
STOCK = Cell(TABLE2, NORMATIVE, IN_FORCE)
DECIDED = ("行政许可", "行政处罚", "行政强制")


def load(loader) -> None:
    """Write and publish the reports of the last five complete years. loader: the town's (its staff, its way through the
    gate)."""
    town = Office.objects.get(kind=Office.Kind.TOWN)
    before: dict = {}
    files = sorted(FOLDER.glob("*.toml"))
    for path, year in zip(files, range(clock.today().year - len(files), clock.today().year), strict=True):
        facts = tomllib.loads(path.read_text("utf-8"))
        before = Report(loader, town, year, facts, before).publish()


class Report:
    """One year's report on its way to the site."""

    def __init__(self, loader, town, year, facts, before):
        self.loader, self.town, self.year, self.facts, self.before = loader, town, year, facts, before
        self.counted = {cell: one.value for cell, one in sources.counted(year).items()}
        self.figures = {**self._table2(), **self._table3(), **self._table4()}

    def publish(self) -> dict:
        """Take it all the way; returns its figures, which the next year carries on."""
        report = self._draft()
        with clock.at(self._moment(self.facts["published"])):
            self.loader._walk(report, "published", {})
        if "correction" in self.facts:
            self._correct(report, **self.facts["correction"])
        return self.figures

    def _draft(self):
        officer = self.loader._someone(self.town, Duty.DISCLOSURE_OFFICER)
        written = date(self.year + 1, 1, 8)
        with clock.at(datetime.combine(min(written, clock.today()), time(9, 20), clock.SHANGHAI)):
            report = AnnualReport(
                year=self.year, office=self.town, drafted_by=officer, written_on=clock.today(),
                attribute=AnnualReport.Attribute.PROACTIVE, scope=AnnualReport.Scope.SITE,
                **{name: self._words(name) for name in ("part_one", "part_five", "part_six")},
            )  # fmt: skip
            report.save()
            with audit.act("新增", report, by=officer):
                pass
        figures = dict(self.figures)
        if "correction" in self.facts:
            figures[Cell(*self.facts["correction"]["cell"])] = self.facts["correction"]["was"]
        self._enter(report, figures)
        return report

    def _enter(self, report, figures):
        typed = Source.IMPORTED if self.facts.get("imported") else Source.TYPED
        own = {cell: value for cell, value in figures.items() if self.counted.get(cell) != value}
        report.enter(own, source=typed, reasons={STOCK: self._reason()})
        if self.facts.get("imported"):
            report.enter({cell: figures[cell] for cell in self.counted}, source=Source.IMPORTED)
        else:
            agreed = {cell: value for cell, value in self.counted.items() if cell not in own}
            report.enter(agreed, source=Source.COMPUTED)

    def _correct(self, report, *, cell, was, on, note):
        """A mistake that was found later: a revision with its note, through the same three people."""
        moment = self._moment(on)
        if moment >= clock.now():
            return
        with clock.at(moment):
            draft = report.revise(by=report.drafted_by)
            draft.enter({Cell(*cell): self.figures[Cell(*cell)]}, source=Source.TYPED)
            draft.change_note = note
            draft.save()
            self.loader._walk(draft, "published", {})

    def _moment(self, day):
        """A working day's forenoon in the year after; never later than now."""
        month, number = map(int, day.split("-"))
        day = date(self.year + 1, month, number)
        day += timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
        return min(datetime.combine(day, time(10, 15), clock.SHANGHAI), clock.now())

    # Figures -----------------------------------------------------------------------------------------------
    def _table2(self):
        figures = {Cell(TABLE2, RULES, column): 0 for column in (MADE, ENDED, IN_FORCE)}
        made, ended = (self.counted[Cell(TABLE2, NORMATIVE, column)] for column in (MADE, ENDED))
        if self.before:
            stock = self.before[STOCK] + made - ended
        else:
            stock = self.counted[STOCK] + normative.neither(self.year).count()
        figures |= {Cell(TABLE2, NORMATIVE, MADE): made, Cell(TABLE2, NORMATIVE, ENDED): ended, STOCK: stock}
        for row, number in zip(DECIDED, self.facts["decisions"], strict=True):
            figures[Cell(TABLE2, row, "本年处理决定数量")] = number
        return figures | {FEE: self.facts["fee"]}

    def _reason(self):
        """Why the report counts more in force than the library: said where the two differ."""
        more = self.figures[STOCK] - self.counted[STOCK]
        if not more:
            return ""
        left = normative.neither(self.year).count()
        if more == left:
            return f"另有{left}件已经制发、没有废止，当日尚未施行或者有效性待查明，本报告按上年数和本年增减计入。"
        return "本报告按上年数加本年制发、减本年废止填报，系统按12月31日当日的状态统计，口径不同。"

    def _table3(self):
        rows = {row: self.facts["results"].get(row, [0] * len(APPLICANTS)) for row in RESULT_ROWS}
        done = [sum(column) for column in zip(*rows.values(), strict=True)]
        left, carried = self.facts["open"], self._carried()
        new = [ready + later - earlier for ready, later, earlier in zip(done, left, carried, strict=True)]
        rows |= {NEW: new, CARRIED: carried, ALL_RESULTS: done, OPEN: left}
        return {
            Cell(TABLE3, row, column): value
            for row, values in rows.items()
            for column, value in zip(TABLE3_COLUMNS, [*values, sum(values)], strict=True)
        }

    def _carried(self):
        if not self.before:
            return self.facts["carried"]
        return [self.before[Cell(TABLE3, OPEN, column)] for column in APPLICANTS]

    def _table4(self):
        return {
            Cell(TABLE4, row, column): value
            for row, values in zip(TABLE4_ROWS, self.facts["ends"], strict=True)
            for column, value in zip((*ENDS, TOTAL), [*values, sum(values)], strict=True)
        }

    # Words -------------------------------------------------------------------------------------------------
    def _words(self, name):
        def total(row):
            return self.figures[Cell(TABLE3, row, TOTAL)]

        granted, partly = total(RESULT_ROWS[0]), total(RESULT_ROWS[1])
        new = total(NEW)
        return self.facts[name].strip().format(
            year=self.year, new=new, carried=total(CARRIED), done=total(ALL_RESULTS), open=total(OPEN),
            granted=granted + partly, partly=partly,
            organisations=new - self.figures[Cell(TABLE3, NEW, APPLICANTS[0])],
            more=new - self.before.get(Cell(TABLE3, NEW, TOTAL), 0),
            made=plain(self.figures[Cell(TABLE2, NORMATIVE, MADE)]),
            ended=plain(self.figures[Cell(TABLE2, NORMATIVE, ENDED)]), in_force=plain(self.figures[STOCK]),
            unmarked=normative.neither(self.year).count(),
        )  # fmt: skip
