from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from core import clock
from decisions import body, column
from disclosure import gate
from disclosure.gate import Missing
from disclosure.models import Information
from disclosure.models.information import InformationQuerySet

FIRST_YEAR = 2019  # 国令713号 came into force in that year


class CatalogueQuerySet(InformationQuerySet):
    def of(self, year):
        return self.filter(year=year)

    def newest(self):
        return self.order_by("-year")


class Catalogue(Information):
    """重大行政决策事项目录 of a year: approved, published, adjusted by dated entries (国令713号第三条)."""

    KIND = "catalogue"
    CONTENT = [*Information.CONTENT, "year", "approved_by", "approved_on", "preamble"]
    GATHERED = [*Information.GATHERED, "matters__office", "matters__joint_offices", "matters__exemptions"]

    year = models.PositiveSmallIntegerField("年度")
    # One record a year; draft revisions and what was withdrawn leave it to others.
    only_year = models.PositiveSmallIntegerField(unique=True, null=True, editable=False)
    approved_by = models.CharField(
        "审定", max_length=150, blank=True, help_text="如“经镇党委同意，第5次镇长办公会议”。"
    )
    approved_on = models.DateField("审定日期", null=True, blank=True)
    preamble = models.TextField(
        "说明", blank=True, help_text="印发目录时的要求：严格程序、档案管理、动态调整等，一段一行。"
    )

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "决策事项目录"
        ordering = ["-year", "-pk"]

    def save(self, *args, **kwargs):
        """What follows from year, office and matters is never asked."""
        self.title = f"{self.office.name}{self.year}年度重大行政决策事项目录"
        self.summary = (
            self.summary
            or f"{self.year}年度由本镇决定的重大行政决策事项、承办单位、法律政策依据、履行程序和完成时间。"
        )
        self.keywords = self.keywords or "重大行政决策 事项目录"
        self.category = column.category()
        self.only_year = self.year if self._claims_year else None
        self.body = body.of_catalogue(self)
        super().save(*args, **kwargs)

    @property
    def _claims_year(self):
        gone = self.status == gate.WITHDRAWN and self.withdraw_kind != self.Withdrawal.ARCHIVED
        return not self.revises_id and not gone

    def get_absolute_url(self):
        return reverse("decisions:year", args=[self.year])

    @property
    def listed(self):
        """The matters with which the catalogue began: those that were added later have entries of their own."""
        if not self.pk:
            return []
        matters = [one for one in self.matters.all() if one.added_by_id is None]
        return [one for one in matters if one.original] or matters

    # The gate ----------------------------------------------------------------------------------------------
    def clean(self):
        super().clean()
        if self.year is None:  # the form has refused it
            return
        if not FIRST_YEAR <= self.year <= clock.today().year + 1:
            raise ValidationError({"year": f"年度应当在{FIRST_YEAR}年至明年之间。"})
        if not self.revises_id and self.same_year().exists():
            raise ValidationError({"year": f"{self.year}年度的目录已经有了；增减事项，请用“目录调整”。"})

    def same_year(self):
        """Another catalogue of the same year."""
        return Catalogue.objects.filter(only_year=self.year).exclude(pk=self.pk)

    def content(self):
        return super().content() | {"matters": [matter.content() for matter in self.listed]}

    def gate_checks(self):
        missing = []
        if not (self.approved_by and self.approved_on):
            missing.append(Missing("approved_by", "没有填写审定的会议和日期（目录经同级党委同意后公布）。"))
        if not self.revises_id and not self.listed:
            missing.append(Missing("matters", "目录里没有事项。"))
        return missing

    def later_dates(self):
        return [("written_on", "成文日期", self.written_on, "审定日期", self.approved_on)]

    def after_publishing(self):
        """Its matters appear and go with it; those that it holds when it first appears were judged with it."""
        if self.status == gate.PUBLISHED and not self.matters.filter(original=True).exists():
            self.matters.filter(added_by=None).update(original=True)
            self.scatter()
        for matter in self.matters.select_related("added_by"):
            matter.write_entry()

    def entry_fields(self):
        return super().entry_fields() | {"path": f"decisions/{self.year}/", "year": self.year}
