from django.core.exceptions import ValidationError
from django.db import models

from core import clock
from core.characters import make_printable, says_something
from decisions.models.answer import OWES_REASON, Answer
from decisions.models.attendance import Attendance
from decisions.models.meeting import Meeting
from disclosure.models.second_person import SecondPerson, SecondPersonQuerySet
from disclosure.refusal import Refused


class Statement(SecondPerson):
    """列席代表发言: what somebody said, and what became of it."""

    OFFICE = "meeting__office"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="statements", verbose_name="会议")
    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="statements", verbose_name="代表")
    text = models.TextField("发言", max_length=1000, help_text="写要点，不写姓名、电话。")
    outcome = models.CharField("采纳情况", max_length=12, choices=Answer.Outcome.choices)
    reason = models.TextField(
        "理由", max_length=1000, blank=True, help_text="部分采纳、不予采纳的必须写理由。"
    )

    objects = SecondPersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "列席代表发言"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outcome__in=OWES_REASON) | ~models.Q(reason=""),
                name="no_statement_refused_silently",
            )
        ]

    def __str__(self):
        return f"{self.meeting.title}：发言{self.pk or ''}"

    def clean(self):
        make_printable(self)
        self.reason = self.reason.strip()
        if self.outcome in OWES_REASON and not says_something(self.reason):
            raise ValidationError({"reason": f"“{self.get_outcome_display()}”必须写明理由。"})
        if self.attendance_id and self.meeting_id and self.attendance.meeting_id != self.meeting_id:
            raise ValidationError({"attendance": "这位代表不是这次会议的。"})

    def to_scan(self):
        return f"{self.text}\n{self.reason}"

    def before_confirming(self):
        listed = getattr(self.meeting, "selection", None)
        if listed is None or not listed.confirmed_at:
            raise Refused("名单还没有公开，发言不能公开。")
        if clock.now() < self.meeting.meets_at:
            raise Refused("会议还没有开。")
