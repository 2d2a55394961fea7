from django.db import models
from django.urls import reverse

from core import clock
from core.richtext import from_text
from decisions import column, periods, steps, summary
from decisions.models.consultation import Consultation
from decisions.models.paper import Paper
from disclosure import gate
from disclosure.gate import Missing
from disclosure.models import Information
from disclosure.models.information import InformationQuerySet


class ConsultationResult(Information):
    """意见采纳情况: assembled from the register of opinions, reviewed, signed and published like any record."""

    KIND = "consultationresult"
    CONTENT = [*Information.CONTENT, "asked_id", "preface", "tally"]

    asked = models.ForeignKey(
        Consultation, models.PROTECT, null=True, related_name="results", verbose_name="征求意见"
    )
    preface = models.TextField("说明", blank=True, help_text="征求意见的经过和总的情况，一段一行。")
    # the numbers, groups and single opinions as they were put together: what was reviewed is what is shown
    tally = models.JSONField(default=dict, editable=False)

    objects = InformationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "意见采纳情况"
        ordering = ["-pk"]

    def save(self, *args, **kwargs):
        """What follows from the consultation is never asked; a draft is put together anew each time."""
        asked = self.asked
        self.title = f"关于《{asked.subject_words}》意见采纳情况的说明"
        self.category = column.asked()
        self.keywords = self.keywords or "意见采纳情况 征求意见"
        if self.is_editable and not self.revises_id:
            self.tally = summary.tally(asked)
        self.summary = summary.in_words(self.tally)
        self.body = from_text(self.preface) + summary.as_html(self.tally)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("decisions:result", args=[self.asked_id])

    def gate_checks(self):
        """A correction keeps the numbers; the first text waits for the end, for every answer, and for the last word."""
        return [] if self.revises_id else [Missing("asked", why) for why in self._why_not_yet()]

    def _why_not_yet(self):
        if self.asked.phase(clock.today()) != periods.CLOSED:
            yield "征求意见还没有结束。"
        if left := self.asked.opinions.open().count():
            yield f"还有{left}条意见没有答复。"
        if summary.tally(self.asked) != self.tally:
            yield "汇总以后意见或者答复有变动，请退回，重新汇总。"
        if self._another_exists():
            yield "这次征求意见的采纳情况已经公布。"

    def _another_exists(self):
        return self.asked.results.published().exclude(pk=self.pk).exists()

    def after_publishing(self):
        """It joins the story of the matter."""
        matter = self.asked.matter_id
        if matter and self.status == gate.PUBLISHED:
            Paper.objects.join(matter, steps.ADOPTION, self.pk)

    def entry_fields(self):
        return super().entry_fields() | {"path": f"decisions/consultations/{self.asked_id}/result/"}
