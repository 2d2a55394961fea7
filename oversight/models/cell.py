from django.db import models

from oversight.tables import TABLE_NAMES, Cell
from oversight.tables.reading import FEE_DECIMALS


class ReportCell(models.Model):
    """One figure of an annual report, and where it comes from."""

    class Source(models.TextChoices):
        TYPED = "typed", "工作人员填报"
        IMPORTED = "imported", "从已编制的年报导入"
        COMPUTED = "computed", "系统从登记数据计算"

    report = models.ForeignKey(
        "oversight.AnnualReport", models.CASCADE, related_name="cells", verbose_name="年度报告"
    )
    table = models.CharField("表", max_length=6, choices=TABLE_NAMES.items())
    row = models.CharField("行", max_length=60)
    column = models.CharField("列", max_length=20)
    value = models.DecimalField("数值", max_digits=18, decimal_places=FEE_DECIMALS)
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    computed = models.DecimalField(
        "系统计算", max_digits=18, decimal_places=FEE_DECIMALS, null=True, blank=True
    )
    reason = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年报数据"
        ordering = ["id"]  # in the order of the layout
        constraints = [
            models.UniqueConstraint(fields=["report", "table", "row", "column"], name="report_cell_once")
        ]

    def __str__(self):
        return str(self.cell)

    @property
    def cell(self) -> Cell:
        return Cell(self.table, self.row, self.column)

    @property
    def differs(self) -> bool:
        """Whether a register counts otherwise."""
        return self.computed is not None and self.computed != self.value
