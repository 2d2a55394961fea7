import re
import secrets
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from core import audit, clock
from core.characters import make_printable
from core.models import Receipted, SealedTextField
from core.public_forms import receipts
from core.public_forms.tokens import digest_of
from decisions import periods
from decisions.models.meeting import Meeting, Seats
from decisions.models.opinion import HANDLERS
from disclosure.refusal import Refused


def new_ticket() -> str:
    """Eight letters and digits by lot: what the draw is made from."""
    letters = "".join(secrets.choice(receipts.ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


class AttendanceQuerySet(models.QuerySet):
    def served_by(self, user):
        return self.filter(meeting__office__in=user.served_offices())

    def with_sender(self):
        """Those that still say who registered."""
        return self.exclude(name="", contact="")

    def on_a_list(self):
        """Those on a public list, also who was next in line and stepped in."""
        lists = Meeting.objects.listed().values_list("selection__rows", flat=True)
        return self.filter(ticket__in=[row["ticket"] for rows in lists for row in rows])

    def in_order(self):
        """As they were stored: what staff say of the hour decides nothing."""
        return self.order_by("pk")

    def once_each(self) -> list["Attendance"]:
        """In order, of each telephone the first."""
        first = {}
        for one in self.in_order():
            first.setdefault(one.contact_key, one)
        return list(first.values())


class Attendance(Receipted):
    """列席代表: somebody who registered, however; one who got a place may have said something."""

    PREFIX = "LX"

    class Channel(models.TextChoices):
        WEB = "web", "网上"
        PHONE = "phone", "电话"
        COUNTER = "counter", "现场"
        INVITED = "invited", "邀请"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances", verbose_name="会议")
    group = models.CharField("代表", max_length=12, choices=Seats.Group.choices)
    name = SealedTextField("姓名", max_length=60)
    contact = SealedTextField("联系电话", max_length=40)
    # tells the same telephone from another without telling which it is; whoever registers is not told who else did
    contact_key = models.CharField(max_length=64, editable=False, db_index=True)
    # stands in public for the receipt, with which one asks for the case
    ticket = models.CharField("抽签编号", max_length=12, unique=True, default=new_ticket, editable=False)
    where = models.CharField("所在村（社区）或者单位", max_length=80)
    about = models.TextField("想说什么", blank=True, max_length=500)
    channel = models.CharField("报名途径", max_length=8, choices=Channel.choices, default=Channel.WEB)
    received_at = models.DateTimeField("报名时间", default=clock.now)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="录入人"
    )  # fmt: skip

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "列席代表报名"
        ordering = ["received_at", "id"]

    def __str__(self):
        return self.receipt

    audit_title = property(lambda self: f"报名{self.receipt}")

    @property
    def office(self):
        return self.meeting.office

    def save(self, *args, **kwargs):
        make_printable(self)
        if self.contact:
            self.contact_key = self.key_of(self.contact)
        super().save(*args, **kwargs)

    @staticmethod
    def key_of(contact) -> str:
        """The same for every way to write a number: full width, blanks, the country's code."""
        digits = "".join(str(unicodedata.digit(letter)) for letter in contact if letter.isdecimal())
        own = re.sub(r"^(?:00)?86(?=1)", "", digits)
        mobile = re.match(
            r"1[3-9]\d{9}", own
        )  # what is written behind it, such as an extension, makes no other person
        return digest_of("attendance", mobile[0] if mobile else own or contact.strip())

    def clean(self):
        """What staff are told; the public form must not tell strangers who has registered."""
        same = Attendance.objects.filter(meeting=self.meeting_id, contact_key=self.key_of(self.contact))
        if self.meeting_id and same.exclude(pk=self.pk).exists():
            raise ValidationError({"contact": "这个电话已经报过名，一人只报一次。"})
        if not self.meeting.seats.filter(group=self.group).exists():
            raise ValidationError({"group": "这次会议没有这类代表的名额。"})

    def forget_sender(self) -> None:
        """Take away who it was; that somebody of this group registered stays."""
        self.name = self.contact = ""
        self.contact_key = self.receipt
        self.save(update_fields=["name", "contact", "contact_key"])

    def enter(self, *, by):
        """Staff write down who registered by telephone or at the counter, or was invited."""
        with audit.act("登记列席报名", self, by=by, office=self.meeting.office) as step:
            if not by.may(HANDLERS, self.meeting.office):
                raise Refused(f"您不负责{self.meeting.office}的会议。")
            if self.channel == self.Channel.WEB:
                raise Refused("网上的报名由本人提交，这里请选择其他途径。")
            self.check_time()
            self.full_clean(exclude=["entered_by"])
            self.entered_by = by
            self.save()
            step.after = {"channel": self.channel, "group": self.group}

    def check_time(self):
        """Refused where nobody may be added. Who draws again after adding somebody could add until the lot falls right: nobody is added then, nor after the
        last day, but for those who are invited where nobody came."""
        meeting = Meeting.objects.get(pk=self.meeting_id)
        if meeting.listed_at:
            raise Refused("已经定过名单，不能再登记。")
        if meeting.phase(clock.today()) == periods.COMING:
            raise Refused("报名还没有开始。")
        if not clock.midnight(meeting.opens_on) <= self.received_at <= clock.now():
            raise Refused("报名时间应当在报名开始以后、现在以前。")
        if meeting.phase(clock.today()) == periods.OPEN:
            return
        others = meeting.attendances.filter(group=self.group).exclude(channel=self.Channel.INVITED)
        if self.channel != self.Channel.INVITED or others.exists():
            raise Refused("报名已经截止。没有人报名的一类，可以登记邀请的代表。")
