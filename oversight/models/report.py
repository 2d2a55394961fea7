from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from core import audit, clock
from disclosure import gate
from disclosure.models import Information
from disclosure.models.information import InformationQuerySet, Refused
from oversight import body, column, sources, tables
from oversight.judging import advice_on, missing_from
from oversight.models.cell import ReportCell
from oversight.similarity import lifted_share

TEXTS = ["part_one", "part_two", "part_three", "part_four", "part_five", "part_six"]
FIRST_YEAR = 2008  # the regulations came into force in that year


class AnnualReportQuerySet(InformationQuerySet):
    def of(self, year):
        return self.filter(year=year)

    def newest(self):
        return self.order_by("-year")


class AnnualReport(Information):
    """政府信息公开工作年度报告: six parts, three of them tables (条例 49, 50; 国办公开办函〔2021〕30号)."""

    KIND = "annualreport"
    CONTENT = [*Information.CONTENT, "year", *TEXTS]

    year = models.PositiveSmallIntegerField("统计年度")
    # One record a year; draft revisions and what was withdrawn leave it to others.
    only_year = models.PositiveSmallIntegerField(unique=True, null=True, editable=False)
    part_one = models.TextField("总体情况", blank=True)
    part_two = models.TextField("表二说明", blank=True)
    part_three = models.TextField("表三说明", blank=True)
    part_four = models.TextField("表四说明", blank=True)
    part_five = models.TextField("主要问题及改进情况", blank=True)
    part_six = models.TextField("其他需要报告的事项", blank=True)

    objects = AnnualReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度报告"
        ordering = ["-year", "-pk"]

    def save(self, *args, **kwargs):
        """What follows from year and office is never asked: title, summary, category, the text with its tables."""
        self.title = f"{self.office.name}{self.year}年政府信息公开工作年度报告"
        self.summary = (
            self.summary
            or f"{self.year}年主动公开、依申请公开、行政复议和诉讼的情况和数据，存在的问题和改进措施。"
        )
        self.keywords = self.keywords or "政府信息公开 年度报告"
        self.category = column.category()
        self.only_year = self.year if self._claims_year else None
        self.body = body.compose(self.texts, self.figures if self.pk else {})
        super().save(*args, **kwargs)

    @property
    def _claims_year(self):
        gone = self.status == gate.WITHDRAWN and self.withdraw_kind != self.Withdrawal.ARCHIVED
        return not self.revises_id and not gone

    def get_absolute_url(self):
        return reverse("oversight:report", args=[self.year])

    @property
    def texts(self) -> list[str]:
        return [getattr(self, name) for name in TEXTS]

    def text(self):
        """The words alone: columns of figures would look like telephone numbers to the scan."""
        reasons = self.cells.exclude(reason="").values_list("reason", flat=True) if self.pk else []
        return "\n".join([self.title, self.summary, self.keywords, *self.texts, *reasons])

    # Figures -----------------------------------------------------------------------------------------------
    @property
    def figures(self) -> tables.Figures:
        return {cell.cell: cell.value for cell in self.cells.all()}

    @property
    def previous(self):
        """Last year's report as the public reads it, None where there is none."""
        return AnnualReport.objects.published().of(self.year - 1).first()

    def problems(self) -> list[tables.Problem]:
        """The sums that do not hold, of the figures that are known."""
        previous = self.previous
        return tables.problems(self.figures, previous.figures if previous else None)

    def as_data(self) -> dict:
        """The shape in which reports are exchanged."""
        return {"office": self.office.name, "year": self.year, **tables.write(self.figures)}

    def enter(self, figures, *, source, reasons=None):
        """Store figures (Cell → number; None empties the cell) and reasons (Cell → words), and what the registers say.

        A figure that stays keeps its source. The caller's step tells the trail.
        """
        self._still_editable()
        known = {one.cell: one for one in self.cells.all()}
        said, reasons = sources.counted(self.year), reasons or {}
        rows = [
            self._row(cell, value, source, known.get(cell), said.get(cell), reasons)
            for cell, value in figures.items()
            if value is not None
        ]
        untouched = [one for cell, one in known.items() if cell not in figures]
        self._replace(rows + untouched)

    def _row(self, cell, value, source, before, said, reasons):
        value = Decimal(value)
        kept = before is not None and before.value == value and source != ReportCell.Source.COMPUTED
        return ReportCell(
            **cell._asdict(), value=value, source=before.source if kept else source,
            computed=said.value if said else None,
            reason=reasons.get(cell, before.reason if before else "").strip(),
        )  # fmt: skip

    def _replace(self, rows):
        order = {cell: place for place, cell in enumerate(tables.ALL_CELLS)}
        self.cells.all().delete()
        for row in rows:
            row.pk, row.report = None, self
        ReportCell.objects.bulk_create(sorted(rows, key=lambda row: order[row.cell]))
        self.save()

    def _still_editable(self):
        if not self.is_editable:
            raise Refused("已经送审或者公开的年度报告不能改数据，请撤回、退回或者更正。")

    def compute(self, *, by):
        """Take over what the registers count; figures that were typed otherwise stay only where a reason says why."""
        with audit.act("计算年报数据", self, by=by) as step:
            said = {cell: one.value for cell, one in sources.counted(self.year).items()}
            kept = {one.cell for one in self.cells.all() if one.reason and one.value != said.get(one.cell)}
            taken = {cell: value for cell, value in said.items() if cell not in kept}
            self.enter(taken, source=ReportCell.Source.COMPUTED)
            step.after = {"computed": len(taken), "kept": len(kept & said.keys())}

    def take(self, data, *, by):
        """Bring in the figures of a report as data, and its six texts where it has `parts`; NotAReport (a ValueError)
        where it is none or of another year."""
        figures, texts = tables.read(data), tables.parts_of(data)
        if tables.year_of(data) != self.year:
            raise tables.NotAReport(f"文件是{data['year']}年的年报，这里是{self.year}年。")
        with audit.act("导入文件", self, by=by) as step:
            for name, text in zip(TEXTS, texts, strict=False):
                setattr(self, name, text)
            self.enter(figures, source=ReportCell.Source.IMPORTED)
            step.after = {"cells": len(figures), "parts": len(texts)}

    # The gate ----------------------------------------------------------------------------------------------
    def clean(self):
        super().clean()
        if self.year is None:  # the form has refused it
            return
        if not FIRST_YEAR <= self.year <= clock.today().year:
            raise ValidationError({"year": f"统计年度应当在{FIRST_YEAR}年至今年之间。"})
        if not self.revises_id and self.same_year().exists():
            raise ValidationError({"year": f"{self.year}年的年度报告已经有了，请在原来的报告上修改。"})

    def same_year(self):
        """Another record of the same year."""
        return AnnualReport.objects.filter(only_year=self.year).exclude(pk=self.pk)

    def content(self):
        cells = self.cells.values_list("table", "row", "column", "value", "source", "computed", "reason")
        return super().content() | {"cells": [list(map(str, cell)) for cell in cells]}

    def gate_checks(self):
        return list(missing_from(self))

    def advice(self) -> list[str]:
        """What does not keep the report back, but drafter and signer should know."""
        return list(advice_on(self))

    def lifted_percent(self) -> int | None:
        """How much of the words is lifted from last year's report; None where there is none."""
        previous = self.previous
        return self.lifted_percent_from(previous) if previous else None

    def lifted_percent_from(self, other) -> int:
        """How much of the words stands in another report too."""
        return round(100 * lifted_share("\n".join(self.texts), "\n".join(other.texts)))

    # Its copies and its row in the catalogue ---------------------------------------------------------------
    def copy_content(self, target):
        super().copy_content(target)
        target._replace(list(self.cells.all()))

    def entry_fields(self):
        return super().entry_fields() | {"path": f"oversight/reports/{self.year}/", "year": self.year}
