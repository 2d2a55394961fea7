"""Who takes part in a meeting: made by one, confirmed by a signer, then public."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from core import audit, clock, privacy
from decisions import drawing, periods
from decisions.models.attendance import Attendance
from decisions.models.meeting import Meeting
from decisions.models.opinion import HANDLERS
from disclosure.models.second_person import SecondPerson, SecondPersonQuerySet
from disclosure.refusal import Refused


class SelectionQuerySet(SecondPersonQuerySet):
    @transaction.atomic
    def make(self, meeting, *, by, chosen=(), reason="") -> "Selection":
        """The list of a meeting, once nobody can register any more: by its method, from all who registered.

        chosen: the attendances that the office picks; asked only where the method says so. Refused in Chinese.
        """
        selection = Selection(meeting=meeting, reason=reason.strip(), entered_by=by)
        with audit.act("确定列席名单", meeting, by=by) as step:
            if not by.may(HANDLERS, meeting.office):
                raise Refused(f"您不负责{meeting.office}的会议。")
            if meeting.phase(clock.today()) != periods.CLOSED:
                raise Refused("报名还没有截止。")
            self.model.objects.filter(meeting=meeting, confirmed_at=None).delete()
            if self.model.objects.filter(meeting=meeting).exists():
                raise Refused("名单已经公开，不能再改。")
            selection.fill(list(meeting.attendances.in_order()), {one.pk for one in chosen})
            selection.full_clean(exclude=["entered_by"])
            selection.save()
            Meeting.objects.filter(pk=meeting.pk, listed_at=None).update(listed_at=clock.now())
            step.after = {"receipts": [row["receipt"] for row in selection.chosen]}
        return selection


class Selection(SecondPerson):
    """列席（听证）名单: made by one, public once a signer has confirmed it; names are masked."""

    OFFICE = "meeting__office"

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="selection", verbose_name="会议")
    reason = models.CharField("选定的理由", max_length=300, blank=True)
    # [{receipt, group, name, where, lot, place}] in order; place: 1 taken, 0 next in line
    rows = models.JSONField(default=list, editable=False)
    registered = models.JSONField(default=dict, editable=False)  # group → how many had registered

    objects = SelectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "列席名单"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.meeting.title}：名单"

    def clean(self):
        if self.meeting.method == Meeting.Method.CHOICE and not self.reason.strip():
            raise ValidationError({"reason": "由承办单位选定的，写明理由。"})

    def fill(self, registered: list[Attendance], picked: set[int]) -> None:
        """Write the rows: for each group those with a place, then the next in line, who step in when somebody cannot come."""
        self.rows, self.registered = [], {}
        for seats in self.meeting.seats.all():
            group = [one for one in registered if one.group == seats.group]
            self.registered[seats.group] = len(group)
            self.rows += [
                self._row(one, place=number < seats.number)
                for number, one in enumerate(self._ordered(group, picked, seats)[: 2 * seats.number])
            ]
        if not self.chosen:
            raise Refused("没有人入选；没有人报名的，请登记邀请的代表。")

    def _ordered(self, group, picked, seats):
        """Those of a group, who gets a place first; of a choice only the picked ones."""
        if self.meeting.method == Meeting.Method.CHOICE:
            chosen = [one for one in group if one.pk in picked]
            if len(chosen) > seats.number:
                raise Refused(f"{seats.get_group_display()}只有{seats.number}个名额，选了{len(chosen)}人。")
            return chosen
        if self.meeting.method == Meeting.Method.DRAW:
            by_receipt = {one.receipt: one for one in group}
            return [by_receipt[receipt] for receipt in drawing.order(self.meeting.secret, by_receipt)]
        return group

    def _row(self, one, place):
        drawn = self.meeting.method == Meeting.Method.DRAW
        return {
            "receipt": one.receipt, "group": one.group, "name": privacy.mask_name(one.name), "where": one.where,
            "lot": drawing.lot(self.meeting.secret, one.receipt) if drawn else "", "place": place,
        }  # fmt: skip

    @property
    def chosen(self) -> list[dict]:
        return [row for row in self.rows if row["place"]]

    @property
    def all_receipts(self) -> dict[str, list[str]]:
        """Group → every receipt number that took part in the draw, so that it can be run again."""
        found = {}
        for one in self.meeting.attendances.in_order():
            found.setdefault(one.group, []).append(one.receipt)
        return found

    def to_scan(self):
        return "\n".join([self.reason, *(f"{row['name']}，{row['where']}" for row in self.rows)])
