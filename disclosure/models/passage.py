"""What a record leaves behind on its way through the gate."""

from django.conf import settings
from django.db import models


class SecrecyReview(models.Model):
    """保密审查: item by item, with conclusion, reviewer, date, opinion; or referred to a named body (条例 17)."""

    class Conclusion(models.TextChoices):
        CLEAR = "clear", "可以公开"
        RETURN = "return", "修改后再审"
        REFERRED = "referred", "报请确定"
        SECRET = "secret", "涉密，立即清除"

    information = models.ForeignKey("disclosure.Information", models.CASCADE, related_name="secrecy_reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审查人")
    at = models.DateTimeField("审查时间")
    items = models.JSONField("逐项审查", default=list)
    conclusion = models.CharField("审查结论", max_length=20, choices=Conclusion.choices)
    opinion = models.TextField("审查意见", blank=True)
    referred_to = models.CharField("报请单位", max_length=100, blank=True)
    answer = models.TextField("答复", blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "保密审查"
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.reviewer}：{self.get_conclusion_display()}"


class Coordination(models.Model):
    """协调确认: another office that shares the matter is asked before publication (条例 11)."""

    information = models.ForeignKey("disclosure.Information", models.CASCADE, related_name="coordinations")
    body = models.CharField("协调机关", max_length=100)
    asked_on = models.DateField("发函日期")
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answer = models.CharField("答复意见", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "协调确认"
        ordering = ["asked_on", "id"]

    def __str__(self):
        return self.body


class PrivacyOverride(models.Model):
    """The secrecy reviewer says that what the scan found may stand; it holds for exactly these findings."""

    information = models.ForeignKey(
        "disclosure.Information", models.CASCADE, related_name="privacy_overrides"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审查人")
    at = models.DateTimeField("时间")
    reason = models.TextField("理由")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "扫描结果核销"


class ChangeNote(models.Model):
    """更正说明: what was changed in a published record, shown with it; the text before stays with staff."""

    information = models.ForeignKey("disclosure.Information", models.CASCADE, related_name="change_notes")
    at = models.DateTimeField("时间")
    text = models.TextField("说明")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="签发人")
    before = models.JSONField("修改前", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "更正说明"
        ordering = ["-at"]

    def __str__(self):
        return self.text
