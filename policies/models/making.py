from datetime import timedelta

from django.conf import settings
from django.db import models

from core import audit
from disclosure.gate import Missing


class Making(models.Model):
    """规范性文件的制定: legality review, consultation, discussion, registration, filing with the county."""

    policy = models.OneToOneField("policies.Policy", models.CASCADE, related_name="making")
    legality_by = models.CharField("合法性审核机构", max_length=100, blank=True)
    legality_on = models.DateField("合法性审核日期", null=True, blank=True)
    legality_number = models.CharField("合法性审核意见编号", max_length=60, blank=True)
    legality_opinion = models.CharField("审核意见", max_length=300, blank=True)
    consulted_from = models.DateField("征求意见开始", null=True, blank=True)
    consulted_to = models.DateField("征求意见结束", null=True, blank=True)
    consultation_result = models.CharField("征求意见情况", max_length=300, blank=True)
    not_consulted_because = models.CharField("未公开征求意见的理由", max_length=300, blank=True)
    discussed_at = models.CharField("集体讨论会议", max_length=100, blank=True)
    discussed_on = models.DateField("集体讨论日期", null=True, blank=True)
    filed_with = models.CharField("备案机关", max_length=100, blank=True)
    filed_on = models.DateField("报送备案日期", null=True, blank=True)
    filing_number = models.CharField("备案号", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "制定过程"

    def __str__(self):
        return "制定过程"

    @property
    def filing_due_on(self):
        """自公布之日起15日内报县政府备案 (省政府令第337号; the days are a setting)."""
        published = self.policy.published_on
        return published + timedelta(days=settings.FILING_DAYS) if published else None

    def record_filing(self, *, by):
        """登记备案 of a published document; the page shows it at once."""
        with audit.act("登记备案", self.policy, by=by, public=True) as step:
            self.save()
            step.after = {
                "filed_with": self.filed_with,
                "filed_on": self.filed_on,
                "number": self.filing_number,
            }

    def missing(self):
        """What a normative document may not be signed without (国办发〔2018〕37号, 115号)."""
        if not (self.legality_by and self.legality_on):
            yield Missing("legality_by", "规范性文件没有合法性审核（审核机构、日期）。")
        if not (self.discussed_at and self.discussed_on):
            yield Missing("discussed_at", "规范性文件没有经过集体讨论（会议、日期）。")
        if not self.consulted_from and not self.not_consulted_because:
            yield Missing("consulted_from", "没有公开征求意见，也没有写明理由。")
        if self.consulted_from and self.consulted_to and self.consulted_to < self.consulted_from:
            yield Missing("consulted_to", "征求意见的结束日期早于开始日期。")
