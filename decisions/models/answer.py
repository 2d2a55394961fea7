from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from core import clock
from core.characters import make_printable, says_something

# 国令713号第十八条、第三十二条: what is not taken as it was said owes its reason
OWES_REASON = ["partly", "not_adopted"]


class Answer(models.Model):
    """What became of opinions that say the same: one answer for as many as there are."""

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", "采纳"
        PARTLY = "partly", "部分采纳"
        NOT_ADOPTED = "not_adopted", "不予采纳"
        NOTED = "noted", "留作参考"

    consultation = models.ForeignKey("decisions.Consultation", models.CASCADE, related_name="answers")
    topic = models.CharField("意见归纳", max_length=100, help_text="一句话说清这些意见要求什么，随结果公开。")
    outcome = models.CharField("处理结果", max_length=12, choices=Outcome.choices)
    reason = models.TextField(
        "理由", blank=True, max_length=1000, help_text="采纳的写明改在哪里；部分采纳、不予采纳的必须写理由。"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name="经办人"
    )
    answered_at = models.DateTimeField("答复时间", default=clock.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "意见答复"
        ordering = ["id"]
        constraints = [
            # 国令713号第十八条、第三十二条: no opinion is refused without a reason
            models.CheckConstraint(
                condition=~models.Q(outcome__in=OWES_REASON) | ~models.Q(reason=""),
                name="no_refusal_without_reason",
            )
        ]

    def __str__(self):
        return f"{self.get_outcome_display()}：{self.topic}"

    def clean(self):
        make_printable(self)
        self.reason = self.reason.strip()
        if self.outcome in OWES_REASON and not says_something(self.reason):
            label = self.Outcome(self.outcome).label
            raise ValidationError({"reason": f"“{label}”必须写明理由。"})

    def save(self, *args, **kwargs):
        self.clean()
        super().save(*args, **kwargs)
