"""What people ask the ask page: kept without anything of the person, to find out what the library lacks."""

from datetime import timedelta

from django.db import models
from django.db.models import Count, Max, Q

from core import clock, privacy
from questions.models.question import Question
from search.text import normalise

KEPT = timedelta(days=90)
LONGEST = 100  # characters of a question that are kept


class AskedQuestionQuerySet(models.QuerySet):
    def since(self, day):
        return self.filter(at__gte=clock.midnight(day))

    def counted(self):
        """Each question once, with how often it was asked and when last; most frequent first."""
        counted = self.values("key").annotate(number=Count("pk"), text=Max("text"), last=Max("at"))
        return counted.order_by("-number", "-last")

    def unanswered(self):
        return self.filter(answered=False)

    def outdated(self, now):
        return self.filter(Q(at__lt=now - KEPT))


class AskedQuestion(models.Model):
    """One asking. Numbers of persons are masked before it is stored; no address, no receipt, no session."""

    at = models.DateTimeField("时间", default=clock.now, db_index=True)
    text = models.CharField("问题", max_length=LONGEST)
    key = models.CharField(max_length=LONGEST, db_index=True, editable=False)
    answered = models.BooleanField("有回答")
    found = models.ForeignKey(
        Question, models.SET_NULL, null=True, related_name="asked", verbose_name="最相符的问答"
    )

    objects = AskedQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问政策记录"
        ordering = ["-at"]

    def __str__(self):
        return self.text

    def save(self, *args, **kwargs):
        self.text = privacy.mask(self.text)[:LONGEST]
        self.key = normalise(self.text).replace("\n", "")[:LONGEST]
        super().save(*args, **kwargs)
