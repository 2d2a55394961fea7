from django.db import models

from core import clock
from core.links import LABELS, OK, UNREACHABLE

PATIENCE = 3  # a site that does not answer on one day may be back on the next


class LinkStateQuerySet(models.QuerySet):
    def problems(self):
        """Those that answer badly; one that does not answer at all, only after some days in a row."""
        patient = models.Q(status=UNREACHABLE, failures__lt=PATIENCE)
        return self.exclude(status__in=["", OK]).exclude(patient)


class LinkState(models.Model):
    """An address elsewhere that stands in a public text, and how it answered (core/link_check/)."""

    url = models.CharField("网址", max_length=1000, unique=True)
    first_seen_at = models.DateTimeField("首次出现", default=clock.now)
    last_checked_at = models.DateTimeField("最近检查", null=True)
    last_ok_at = models.DateTimeField("最近正常", null=True)
    status = models.CharField("状态", max_length=12, choices=list(LABELS.items()), blank=True, default="")
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    note = models.CharField("说明", max_length=100, blank=True, default="")
    moved_to = models.CharField("转到", max_length=1000, blank=True, default="")

    objects = LinkStateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "外部链接"
        ordering = ["url"]

    def __str__(self):
        return self.url

    @property
    def counted_status(self) -> str:
        """The status that a text is judged by: patience with those that do not answer."""
        return (
            OK
            if self.status == "" or (self.status == UNREACHABLE and self.failures < PATIENCE)
            else self.status
        )

    def note_answer(self, status: str, note: str = "", moved_to: str = "") -> None:
        self.status, self.note, self.moved_to = status, note[:100], moved_to[:1000]
        self.last_checked_at = clock.now()
        if status == OK:
            self.last_ok_at, self.failures = self.last_checked_at, 0
        else:
            self.failures += 1
        self.save()
