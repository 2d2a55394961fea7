from django.conf import settings
from django.db import models

from core import audit, calendar, clock, privacy
from core.duties import CONTENT, Duty
from core.models import Office
from core.models.public_forms import Receipted
from disclosure.models.entry import Entry
from disclosure.refusal import Refused

HANDLERS = CONTENT - {Duty.SECRECY_REVIEWER}


class ProblemReportQuerySet(models.QuerySet):
    def open(self):
        return self.exclude(status=ProblemReport.Status.CLOSED)

    def served_by(self, user):
        return self.filter(office__in=user.served_offices())

    def overdue(self, day):
        return self.open().filter(due_on__lt=day)


class ProblemReport(Receipted):
    """信息纠错: what a reader found wrong on a page, and what became of it."""

    RECEIPT_PREFIX = "JC"  # 纠错

    class Kind(models.TextChoices):
        WRONG = "wrong", "内容有误"
        OUTDATED = "outdated", "内容过时"
        BROKEN = "broken", "链接或者附件打不开"
        PRIVACY = "privacy", "泄露了个人信息"
        UNREADABLE = "unreadable", "看不清、看不懂、用不了"
        OTHER = "other", "其他问题"

    class Status(models.TextChoices):
        NEW = "new", "待认领"
        CLAIMED = "claimed", "处理中"
        CLOSED = "closed", "已办结"

    class Outcome(models.TextChoices):
        MENDED = "mended", "已经改正"
        NOT_WRONG = "not_wrong", "经核实没有问题"
        PASSED_ON = "passed_on", "不属于本机关，已经转告"
        REPEATED = "repeated", "与已办结的反映重复"

    kind = models.CharField("问题类型", max_length=12, choices=Kind.choices)
    text = models.TextField("问题说明")
    path = models.CharField("页面地址", max_length=300, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="责任机构", related_name="problems")
    received_at = models.DateTimeField("收到时间", default=clock.now)
    due_on = models.DateField("办理期限")
    status = models.CharField(
        "状态", max_length=8, choices=Status.choices, default=Status.NEW, editable=False
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="经办人",
    )
    claimed_at = models.DateTimeField("认领时间", null=True, editable=False)
    outcome = models.CharField("处理结果", max_length=10, choices=Outcome.choices, blank=True, editable=False)
    answer = models.TextField("答复", blank=True, editable=False)
    closed_at = models.DateTimeField("办结时间", null=True, editable=False)

    objects = ProblemReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "纠错反映"
        ordering = ["-received_at"]
        indexes = [models.Index(fields=["status", "due_on"], name="problems_open")]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.page_title or '未指明页面'}"

    @property
    def page_title(self) -> str:
        """The title of the page while it is public; not kept, since a title may have to disappear."""
        entry = Entry.objects.published().filter(path=self.path.lstrip("/")).first() if self.path else None
        return entry.title if entry else ""

    audit_title = property(
        lambda self: f"纠错反映{self.receipt}"
    )  # what a reader wrote stays out of the trail

    def save(self, *args, **kwargs):
        self.text = privacy.mask(self.text)  # nobody's number is needed to mend a page
        if self.due_on is None:
            day = clock.day_of(self.received_at)
            self.due_on = calendar.current().add(day, settings.PROBLEM_DAYS, provisional=True).end
        super().save(*args, **kwargs)

    @property
    def is_overdue(self) -> bool:
        return self.status != self.Status.CLOSED and self.due_on < clock.today()

    def claim(self, *, by):
        """Somebody of the office takes it on."""
        with audit.act("认领纠错反映", self, by=by, office=self.office) as step:
            self._start(by, {self.Status.NEW})
            self.claimed_by, self.claimed_at, self.status = by, clock.now(), self.Status.CLAIMED
            self._save(step)

    def close(self, *, by, outcome, answer):
        """Say what came of it; the sender reads the answer with the receipt's code."""
        with audit.act("办结纠错反映", self, by=by, office=self.office) as step:
            self._start(by, {self.Status.NEW, self.Status.CLAIMED})
            if outcome not in self.Outcome.values or not answer.strip():
                raise Refused("办结须选择处理结果并写明答复。")
            self.claimed_by, self.claimed_at = self.claimed_by or by, self.claimed_at or clock.now()
            self.outcome, self.answer = outcome, answer.strip()
            self.closed_at, self.status = clock.now(), self.Status.CLOSED
            self._save(step)

    def hand_over(self, *, by, office):
        """The page belongs to somebody else: another office answers, within the same days."""
        with audit.act("转办纠错反映", self, by=by, office=self.office) as step:
            self._start(by, {self.Status.NEW, self.Status.CLAIMED})
            step.before = {"office": self.office.slug}
            self.office, self.claimed_by, self.claimed_at = office, None, None
            self.status = self.Status.NEW
            self._save(step)
            step.after |= {"office": office.slug}

    def _start(self, by, states):
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if self.status not in states:
            raise Refused(f"这件反映{self.get_status_display()}，请刷新页面查看。")
        if not by.may(HANDLERS, self.office):
            raise Refused(f"您不负责{self.office}的纠错反映。")

    def _save(self, step):
        self.save()
        step.after = {"status": self.status}
