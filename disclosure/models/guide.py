from django.db import models

from core import clock


class GuideVersion(models.Model):
    """政府信息公开指南 as it stood from a moment on: kept whenever what it is assembled from has changed (条例 12)."""

    at = models.DateTimeField("留存时间", default=clock.now)
    sections = models.JSONField("内容")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "指南版本"
        ordering = ["-at"]

    def __str__(self):
        return f"{self.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}的指南"
