from django.db import models
from django.urls import reverse

from core.models import Office


class WindowQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True).select_related("office")

    def about(self, words):
        """Those whose subjects, name or office hold every word."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(
                models.Q(subjects__icontains=word)
                | models.Q(name__icontains=word)
                | models.Q(office__name__icontains=word)
            )
        return found


class Window(models.Model):
    """咨询窗口: where one asks in person or by telephone, and about what (要点（七）、（十）)."""

    class Kind(models.TextChoices):
        COUNTER = "counter", "办事窗口"
        TELEPHONE = "telephone", "咨询电话"
        READING = "reading", "政府信息查阅点"
        REQUEST = "request", "依申请公开受理点"
        COMPLAINT = "complaint", "监督投诉电话"

    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.COUNTER)
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="责任机构", related_name="windows")
    subjects = models.CharField(
        "能问什么", max_length=300, help_text="用顿号分开，写群众的说法，如“低保、临时救助”。"
    )
    place = models.CharField("地点", max_length=150, blank=True)
    phone = models.CharField("电话", max_length=60)
    hours = models.CharField("时间", max_length=100)
    position = models.PositiveIntegerField("排序", default=0)
    is_active = models.BooleanField("在用", default=True)

    objects = WindowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "咨询窗口"
        ordering = ["position", "id"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('disclosure:windows')}#window-{self.pk}"
