"""征求意见: its notice is a record that passes the gate; the clock alone opens and closes it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from core import clock
from core.characters import says_something
from decisions import column, periods, steps
from decisions.models.matter import Matter
from decisions.models.paper import Paper
from disclosure import gate
from disclosure.gate import Missing
from disclosure.models import Information
from disclosure.models.information import InformationQuerySet
from disclosure.refusal import Refused


class ConsultationQuerySet(InformationQuerySet):
    def in_phase(self, phase, day):
        """Those that stand in a phase on a day."""
        return {periods.OPEN: self.open(day), periods.CLOSED: self.over(day)}.get(
            phase, self.filter(starts_on__gt=day)
        )

    def open(self, day):
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def over(self, day):
        return self.filter(ends_on__lt=day)

    def answered_before(self, moment):
        """Those whose result was public before a moment."""
        return self.filter(results__published_at__lt=moment).distinct()


class Consultation(Information):
    """公开征求意见 (国令713号第十四条、第十五条). The draft and its explanation are records of their own."""

    KIND = "consultation"
    CONTENT = [
        *Information.CONTENT, "matter_id", "subject", "draft_id", "explanation_id", "starts_on", "ends_on",
        "short_reason", "contact",
    ]  # fmt: skip
    GATHERED = [*Information.GATHERED, "postings"]

    class Subject(models.TextChoices):
        DECISION = "decision", periods.MINIMUMS["decision"].label
        NORMATIVE = "normative", periods.MINIMUMS["normative"].label
        OTHER = "other", periods.MINIMUMS["other"].label

    subject = models.CharField("类型", max_length=10, choices=Subject.choices, default=Subject.DECISION)
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name="决策事项"
    )
    draft = models.ForeignKey(
        Information, models.SET_NULL, null=True, related_name="+", verbose_name="征求意见稿",
        help_text="先作为一条信息录入，与公告同时或者提前发布；按条款显示，每条都可以提意见。",
    )  # fmt: skip
    explanation = models.ForeignKey(
        Information, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="起草说明"
    )
    starts_on = models.DateField("开始日期", null=True)
    ends_on = models.DateField("结束日期", null=True, help_text="当日24:00截止。")
    short_reason = models.CharField(
        "缩短期限的理由", max_length=300, blank=True, help_text="少于规定天数的必填，随公告公开。"
    )
    contact = models.CharField(
        "其他途径", max_length=300, blank=True, help_text="邮寄地址、办公电话、电子邮箱、现场地点。"
    )

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="consultation_days_in_order"
            )
        ]

    def save(self, *args, **kwargs):
        self.category = column.asked()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("decisions:consultation", args=[self.pk])

    @property
    def subject_words(self) -> str:
        """What opinions are asked about, for titles in book marks (GB/T 15834: inner ones become single)."""
        title = self.draft.title if self.draft else self.title
        return title.replace("《", "〈").replace("》", "〉")

    # The clock ---------------------------------------------------------------------------------------------
    @property
    def minimum(self) -> periods.Minimum:
        return periods.MINIMUMS[self.subject]

    @property
    def is_short(self) -> bool:
        return periods.is_short(self.subject, self.starts_on, self.ends_on)

    def phase(self, day: date) -> str:
        return periods.phase(self.starts_on, self.ends_on, day)

    def is_open(self, day: date) -> bool:
        return self.phase(day) == periods.OPEN

    @property
    def result(self):
        """The public result, None while there is none."""
        return self.results.published().first()

    @property
    def delay(self):
        """The last confirmed reason for a late result."""
        return self.delays.confirmed().order_by("-until").first()

    def check_open_for_answers(self) -> None:
        """Opinions stay as they were reviewed: Refused once the result has left its drafter."""
        if self.results.exclude(status__in=[*gate.EDITABLE, gate.WITHDRAWN]).exists():
            raise Refused("采纳情况已经送审或者公布，不能再登记意见、改答复；确需修改的，先退回采纳情况。")

    # The gate ----------------------------------------------------------------------------------------------
    def clean(self):
        super().clean()
        if not (self.starts_on and self.ends_on):
            return
        if self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "结束日期早于开始日期。"})
        if periods.length(self.starts_on, self.ends_on) > periods.LONGEST:
            raise ValidationError({"ends_on": f"征求意见最长{periods.LONGEST}天。"})

    def gate_checks(self):
        return [*self._missing_period(), *self._missing_papers()]

    def _missing_period(self):
        if not (self.starts_on and self.ends_on):
            yield Missing("starts_on", "没有填写征求意见的起止日期。")
            return
        least = self.minimum
        if self.is_short and not says_something(self.short_reason):
            days = periods.length(self.starts_on, self.ends_on)
            yield Missing(
                "short_reason",
                f"征求意见只有{days}天，{least.label}不少于{least.days}天（{least.basis}）；缩短的，须写明理由。",
            )
        if self.revises_id:
            yield from self._moved_days()
        elif not self.migrated and self.starts_on < clock.today():
            yield Missing("starts_on", "开始日期已经过了，公告发布之前不能开始征求意见。")

    def _moved_days(self):
        """A correction does not rewrite when people were asked: what has begun, began; what is over, is over."""
        public, today = self.record, clock.today()
        if self.starts_on != public.starts_on and min(self.starts_on, public.starts_on) <= today:
            yield Missing("starts_on", "已经开始征求意见，开始日期不能改。")
        if self.ends_on != public.ends_on and min(self.ends_on, public.ends_on) < today:
            yield Missing("ends_on", "结束日期已经过了，不能改；需要再征求意见的，另发公告。")

    def _missing_papers(self):
        for name, label in (("draft", "征求意见稿"), ("explanation", "起草说明")):
            record = getattr(self, name)
            if record is None and (name == "draft" or self.subject == self.Subject.DECISION):
                yield Missing(name, f"没有选择{label}（草案及其说明应当同时公布，第十五条）。")
            elif record is not None and not record.is_visible:
                yield Missing(name, f"{label}“{record.title}”还没有发布，请先发布。")
        if self.subject == self.Subject.DECISION and self.matter is None:
            yield Missing("matter", "没有选择决策事项。")
        if self.matter is not None and self.subject == self.Subject.OTHER:
            yield Missing("subject", "选了决策事项的，类型应当是“重大行政决策”或者“行政规范性文件”。")

    def _publishable(self, at):
        super()._publishable(at)
        if at is not None and clock.day_of(at) > self.starts_on:
            raise Refused("定时发布的时间晚于征求意见的开始日期。")

    def content(self):
        return super().content() | {"postings": [posting.content() for posting in self.postings.all()]}

    def passages(self):
        yield from super().passages()
        yield "征求意见：", "\n".join([self.short_reason, self.contact])
        yield "线下发布：", "\n".join(f"{one.place}\n{one.proof}" for one in self.postings.all())

    def after_publishing(self):
        """Draft and explanation join the story of the matter; results know that the notice went."""
        if self.matter_id is None or self.status != gate.PUBLISHED:
            return
        for step, record in ((steps.DRAFT, self.draft_id), (steps.EXPLANATION, self.explanation_id)):
            if record:
                Paper.objects.join(self.matter_id, step, record)

    # Its copies and its row in the catalogue ---------------------------------------------------------------
    def copy_content(self, target):
        super().copy_content(target)
        target.postings.all().delete()
        for posting in self.postings.all():
            posting.pk, posting.consultation = None, target
            posting.save()

    def entry_fields(self):
        return super().entry_fields() | {"path": f"decisions/consultations/{self.record.pk}/"}


class Posting(models.Model):
    """线下发布: where the notice was put up besides this site, and what shows that it was."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="postings")
    place = models.CharField("地点或者方式", max_length=100, help_text="如“各村公开栏”“镇便民服务中心大厅”。")
    posted_on = models.DateField("日期")
    proof = models.CharField("证明", max_length=200, help_text="照片、签收单等，写明并上传到附件。")

    class Meta:
        verbose_name = verbose_name_plural = "线下发布"
        ordering = ["posted_on", "id"]

    def __str__(self):
        return self.place

    def content(self) -> list:
        return [self.place, self.posted_on, self.proof]
