"""Who takes part in a meeting: made by one, confirmed by a signer, then public."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from core import audit, clock, privacy
from core.characters import says_something
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
            selection.fill(meeting.attendances.once_each(), {one.pk for one in chosen})
            selection.full_clean(exclude=["entered_by"])
            selection.save()
            Meeting.objects.filter(pk=meeting.pk, listed_at=None).update(listed_at=clock.now())
            step.after = {"tickets": [row["ticket"] for row in selection.chosen]}
        return selection


class Selection(SecondPerson):
    """列席（听证）名单: made by one, public once a signer has confirmed it; names are masked."""

    OFFICE = "meeting__office"

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="selection", verbose_name="会议")
    reason = models.CharField("选定的理由", max_length=300, blank=True)
    # [{ticket, group, name, where, lot, place}] in order; place: true for a seat, false for who is next in line
    rows = models.JSONField(default=list, editable=False)
    registered = models.JSONField(
        default=dict, editable=False
    )  # group → the ticket of everybody who had registered

    objects = SelectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "列席名单"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.meeting.title}：名单"

    def clean(self):
        if self.meeting.method == Meeting.Method.CHOICE and not says_something(self.reason):
            raise ValidationError({"reason": "由承办单位选定的，写明理由。"})

    def fill(self, registered: list[Attendance], picked: set[int]) -> None:
        """Write the rows: for each group those with a place, then the next in line, who step in when somebody cannot come."""
        self.rows, self.registered = [], {}
        for seats in self.meeting.seats.all():
            group = [one for one in registered if one.group == seats.group]
            self.registered[seats.group] = [one.ticket for one in group]
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
            by_ticket = {one.ticket: one for one in group}
            return [by_ticket[ticket] for ticket in drawing.order(self.meeting.secret, by_ticket)]
        return group

    def _row(self, one, place):
        drawn = self.meeting.method == Meeting.Method.DRAW
        return {
            "ticket": one.ticket, "group": one.group, "name": privacy.mask_name(one.name), "where": one.where,
            "lot": drawing.lot(self.meeting.secret, one.ticket) if drawn else "", "place": place,
        }  # fmt: skip

    @property
    def chosen(self) -> list[dict]:
        return [row for row in self.rows if row["place"]]

    @property
    def number_registered(self) -> int:
        return sum(len(tickets) for tickets in self.registered.values())

    def row_of(self, attendance) -> dict | None:
        """Where somebody stands on the list; None: not on it."""
        return next((row for row in self.rows if row["ticket"] == attendance.ticket), None)

    def wrote(self, user):
        """Who brought people in does not confirm that they were taken."""
        return super().wrote(user) or self.meeting.attendances.filter(entered_by=user).exists()

    def to_scan(self):
        return "\n".join([self.reason, *(f"{row['name']}，{row['where']}" for row in self.rows)])
