from django.db import models

from core import clock
from questions.models.question import Question


class Vote(models.Model):
    """有用吗: what a reader thinks of an answer, once for each address (kept as a digest only)."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="votes")
    sender = models.CharField(max_length=64)
    useful = models.BooleanField("有用")
    at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "有用评价"
        constraints = [models.UniqueConstraint(fields=["question", "sender"], name="vote_once")]
        indexes = [models.Index(fields=["sender", "at"], name="votes_of_sender")]
