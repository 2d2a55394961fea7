from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models


class CalendarNotice(models.Model):
    """The State Council's yearly notice on holidays, as staff enter it when it comes out."""

    year = models.PositiveIntegerField("年度", unique=True)
    title = models.CharField("通知标题", max_length=200)
    document_number = models.CharField("发文字号", max_length=60)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, verbose_name="录入人"
    )
    entered_at = models.DateTimeField("录入时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "节假日安排"
        ordering = ["-year"]

    def __str__(self):
        return f"{self.year}年节假日安排"


class CalendarDay(models.Model):
    """One day that differs from the week: a holiday, or a Saturday or Sunday worked in exchange (调休)."""

    notice = models.ForeignKey(CalendarNotice, models.CASCADE, related_name="days", verbose_name="通知")
    day = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班（调休）", default=False)
    name = models.CharField("节日名称", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "日期"
        ordering = ["day"]

    def __str__(self):
        return f"{self.day} {'上班' if self.is_workday else '放假'}"

    def clean(self):
        if self.day and self.notice_id and self.day.year not in (self.notice.year, self.notice.year - 1):
            raise ValidationError({"day": f"日期应当在{self.notice.year}年，或者是上一年年末的调休日。"})
        if self.day and self.is_workday and self.day.weekday() < 5:
            raise ValidationError({"is_workday": "调休上班日应当是星期六或者星期日。"})
