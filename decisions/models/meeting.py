"""会议公告: a public call to take part in a hearing, or to sit in when a matter is decided."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from core import clock
from core.characters import says_something
from core.models import SealedTextField
from decisions import column, drawing, periods, steps
from decisions.models.matter import Matter
from disclosure.gate import Missing
from disclosure.models import Information
from disclosure.models.information import InformationQuerySet
from disclosure.refusal import Refused


class MeetingQuerySet(InformationQuerySet):
    def open(self, day):
        """Those that one may register for on a day."""
        return self.filter(opens_on__lte=day, closes_on__gte=day)

    def closed(self, day):
        return self.filter(closes_on__lt=day)

    def listed(self):
        """Those whose list is public."""
        return self.filter(selection__confirmed_at__isnull=False)

    def unlisted(self):
        """Those whose list is not public."""
        return self.exclude(selection__confirmed_at__isnull=False)

    def held(self, at=None):
        return self.filter(meets_at__lte=at or clock.now())


class Meeting(Information):
    """听证会公告 (国令713号第十六条、第十七条), 列席会议公告. Who sits in is drawn, chosen or comes first, as the call says."""

    KIND = "meeting"
    CONTENT = [
        *Information.CONTENT, "purpose", "matter_id", "meets_at", "place", "opens_on", "closes_on", "method", "conditions", "contact",
    ]  # fmt: skip
    GATHERED = [*Information.GATHERED, "seats"]

    class Purpose(models.TextChoices):
        ATTENDANCE = steps.ATTENDANCE, "列席会议"
        HEARING = steps.HEARING, "听证会"

    class Method(models.TextChoices):
        FIRST_COME = "first_come", "按报名先后"
        DRAW = "draw", "抽签"
        CHOICE = "choice", "由承办单位选定"

    purpose = models.CharField("会议", max_length=10, choices=Purpose.choices, default=Purpose.ATTENDANCE)
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, related_name="meetings", verbose_name="决策事项"
    )
    meets_at = models.DateTimeField("开会时间", null=True)
    place = models.CharField("开会地点", max_length=150, blank=True)
    opens_on = models.DateField("报名开始", null=True)
    closes_on = models.DateField("报名截止", null=True, help_text="当日24:00截止。")
    method = models.CharField(
        "遴选办法", max_length=12, choices=Method.choices, default=Method.DRAW, help_text="报名人数超过名额时怎样定。抽签由系统按公开的算法进行，任何人都可以重算。"
    )  # fmt: skip
    conditions = models.TextField("报名条件", blank=True, help_text="一条一行；没有条件的不填。")
    contact = models.CharField("咨询和其他报名途径", max_length=300, blank=True)
    # made when the call appears; shown with the list, so that nobody knows it while one can register
    secret = SealedTextField(blank=True, editable=False)
    commitment = models.CharField(max_length=64, blank=True, editable=False)
    listed_at = models.DateTimeField(
        null=True, editable=False
    )  # a list was made: from then on nobody is added

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会议公告"
        ordering = ["-meets_at", "-pk"]

    def save(self, *args, **kwargs):
        self.category = column.category()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("decisions:meeting", args=[self.pk])

    # The clock ---------------------------------------------------------------------------------------------
    def phase(self, day) -> str:
        """Where registration stands; once a list was made it is over."""
        return periods.CLOSED if self.listed_at else periods.phase(self.opens_on, self.closes_on, day)

    @property
    def listed(self):
        """Who takes part, once that is public; else None."""
        made = getattr(self, "selection", None)
        return made if made and made.confirmed_at else None

    @property
    def list_due_on(self):
        """The last day on which the list is in time: of a hearing those who take part need the papers before."""
        days = periods.DAYS_WITH_MATERIALS if self.purpose == self.Purpose.HEARING else 1
        return self.meets_on - timedelta(days=days)

    @property
    def meets_on(self):
        return clock.day_of(self.meets_at)

    # The gate ----------------------------------------------------------------------------------------------
    def clean(self):
        super().clean()
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": "报名截止早于报名开始。"})
        if self.closes_on and self.meets_at and self.meets_on <= self.closes_on:
            raise ValidationError({"meets_at": "开会应当在报名截止以后。"})
        if self.opens_on and self.meets_at and periods.length(self.opens_on, self.meets_on) > periods.LONGEST:
            raise ValidationError({"meets_at": f"从报名到开会最长{periods.LONGEST}天。"})

    def gate_checks(self):
        return [*self._missing_facts(), *self._missing_days(), *self._changed_promises()]

    def _changed_promises(self):
        """Who registered, did so under these rules, and the draw rests on them: a correction leaves them alone."""
        public = self.record
        if not self.revises_id or not (public.listed_at or public.attendances.exists()):
            return
        said = {"opens_on": "报名开始", "closes_on": "报名截止", "method": "遴选办法", "purpose": "会议"}
        changed = [label for name, label in said.items() if getattr(self, name) != getattr(public, name)]
        if [seat.content()[:2] for seat in self.seats.all()] != [
            seat.content()[:2] for seat in public.seats.all()
        ]:
            changed.append("名额")
        if changed:
            yield Missing(
                "closes_on", f"已经有人报名，{'、'.join(changed)}不能再改；确需改变的，撤下公告，另发一份。"
            )

    def _publishable(self, at):
        super()._publishable(at)
        if at is not None and not self.revises_id and clock.day_of(at) > self.opens_on:
            raise Refused("定时发布的时间晚于报名开始的日期。")

    def _missing_facts(self):
        if self.matter is None:
            yield Missing("matter", "没有选择决策事项。")
        if not (self.meets_at and says_something(self.place)):
            yield Missing("meets_at", "没有填写开会的时间和地点。")
        if not self.seats.all():
            yield Missing("seats", "没有填写各类代表的名额。")

    def _missing_days(self):
        if not (self.opens_on and self.closes_on):
            yield Missing("opens_on", "没有填写报名的起止日期。")
            return
        if not self.revises_id and not self.migrated and self.opens_on < clock.today():
            yield Missing("opens_on", "报名开始的日期已经过了。")
        hearing = self.purpose == self.Purpose.HEARING and self.meets_at
        if hearing and not periods.leaves_time_for_materials(self.closes_on, self.meets_on):
            days = periods.DAYS_WITH_MATERIALS
            yield Missing(
                "meets_at", f"报名截止到听证会应当多于{days}天，材料须在会前{days}日送达参加人（第十七条）。"
            )

    def content(self):
        return super().content() | {"seats": [seat.content() for seat in self.seats.all()]}

    def passages(self):
        yield from super().passages()
        lines = [self.place, self.conditions, self.contact, *(seat.conditions for seat in self.seats.all())]
        yield "会议：", "\n".join(lines)

    def after_publishing(self):
        if not self.secret:
            self.secret = drawing.new_secret()
            self.commitment = drawing.commitment(self.secret)
            self.save(update_fields=["secret", "commitment"])

    # Its copies and its row in the catalogue ---------------------------------------------------------------
    def copy_content(self, target):
        super().copy_content(target)
        target.seats.all().delete()
        for seat in self.seats.all():
            seat.pk, seat.meeting = None, target
            seat.save()

    def entry_fields(self):
        return super().entry_fields() | {"path": f"decisions/meetings/{self.record.pk}/"}


class Seats(models.Model):
    """名额: how many of a group may take part."""

    class Group(models.TextChoices):
        STAKEHOLDER = "stakeholder", "利益相关方"
        RESIDENT = "resident", "群众代表"
        EXPERT = "expert", "专家"
        MEDIA = "media", "媒体"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats")
    group = models.CharField("代表", max_length=12, choices=Group.choices)
    number = models.PositiveSmallIntegerField("名额", default=1)
    conditions = models.CharField("条件", max_length=150, blank=True, help_text="如“常住本镇，年满18周岁”。")

    class Meta:
        verbose_name = verbose_name_plural = "名额"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "group"], name="seats_once_a_group"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="a_seat_at_least"),
        ]

    def __str__(self):
        return f"{self.get_group_display()}{self.number}名"

    def content(self) -> list:
        return [self.group, self.number, self.conditions]
