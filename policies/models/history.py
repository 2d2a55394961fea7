"""What happened to a document, with dates: events, relations, versions; and the periods that follow from them."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from core import audit, clock, privacy
from core.duties import Duty
from core.richtext import RichTextField, plain_text
from disclosure import gate
from disclosure.models import Information
from disclosure.refusal import Refused
from policies import validity

STANDING_WITHDRAWALS = [
    Information.Withdrawal.ARCHIVED,
    Information.Withdrawal.MERGED,
    Information.Withdrawal.PRIVACY,
]


def published(prefix: str, *, scheduled=False) -> models.Q:
    """The document at `prefix` is or was published and did not turn out an error: what it causes stands.

    scheduled: count also what a set time will publish. Only the stored periods do, since nothing runs when it appears;
    readers are shown none of it before (policies.wording).
    """
    stands = models.Q(**{f"{prefix}__status": gate.PUBLISHED}) | models.Q(
        **{f"{prefix}__status": gate.WITHDRAWN, f"{prefix}__withdraw_kind__in": STANDING_WITHDRAWALS}
    )
    return stands if scheduled else stands & models.Q(**{f"{prefix}__published_at__lte": clock.now()})


class Effect(models.Model):
    """A change of legal status: takes effect with the document that causes it, else a second person confirms it."""

    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="录入人",
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="复核人",
    )
    confirmed_at = models.DateTimeField("复核时间", null=True, editable=False)
    # Nobody changes legal status alone: what does not pass the gate with its cause waits for a second person.
    needs_confirmation = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.needs_confirmation = self.needs_confirmation or self.cause_id is None
        super().save(*args, **kwargs)

    def enter(self, *, by):
        """Store a change that somebody typed in. One whose cause still goes through the gate is judged there with it;
        any other waits for a second person."""
        with audit.act(f"录入{self._meta.verbose_name}", self.policy, by=by, public=True) as step:
            self.entered_by = by
            self.needs_confirmation = self.cause is None or self.cause.published_at is not None
            self.save()
            step.after = {"change": str(self), "cause": self.cause_id}
            self.policy.after_publishing()

    @property
    def entered_message(self) -> str:
        """What happens now, for the one who entered it."""
        if self.needs_confirmation:
            return "已录入，由签发人复核后生效。"
        return "已录入，随依据文件的发布生效。"

    def confirm(self, *, by):
        """A second person — a signer, not the one who entered it — puts the change into effect."""
        with audit.act("复核有效性变动", self, by=by, public=True, office=self.policy.office):
            if not by.may({Duty.SIGNER}, self.policy.office):
                raise Refused("有效性变动由签发人复核。")
            if by.pk == self.entered_by_id:
                raise Refused("录入人与复核人不得为同一人。")
            if not self.needs_confirmation:
                raise Refused("这一变动随其依据文件的发布生效，不需要复核。")
            if self.confirmed_by_id:
                raise Refused(f"这一变动已由{self.confirmed_by}复核。")
            found = privacy.scan(f"{self.note}\n{plain_text(getattr(self, 'body', ''))}")
            if found:
                raise Refused(
                    f"疑似个人信息：{'；'.join(one.masked for one in found[:5])}。请改正后重新录入。"
                )
            self.confirmed_by, self.confirmed_at = by, clock.now()
            self.save()
            self.policy.after_publishing()


class EffectQuerySet(models.QuerySet):
    def standing(self, *, scheduled=False):
        """Those that count: their cause is published, or a second person confirmed them."""
        public = published("cause", scheduled=scheduled)
        with_cause = models.Q(needs_confirmation=False) & public
        confirmed = models.Q(confirmed_by__isnull=False) & (models.Q(cause=None) | public)
        return self.filter(with_cause | confirmed)

    def waiting(self):
        return self.filter(needs_confirmation=True, confirmed_by=None)


ENTERED_KINDS = [
    (kind.value, kind.label)
    for kind in validity.EventKind
    if kind not in (validity.EventKind.EXPIRED, validity.EventKind.PUBLISHED)
]


class ValidityEvent(Effect):
    """A dated change of a document's validity that no relation or clean-up row already says."""

    policy = models.ForeignKey("policies.Policy", models.CASCADE, related_name="events", verbose_name="文件")
    kind = models.CharField("变动", max_length=20, choices=ENTERED_KINDS)
    on = models.DateField("自何日起")
    until = models.DateField("延长至（最后一日）", null=True, blank=True)
    clauses = models.CharField(
        "涉及条款", max_length=200, blank=True, help_text="部分废止时填写，如“第六条第二款”。"
    )
    cause = models.ForeignKey(
        "policies.Policy",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="caused_events",
        verbose_name="依据文件",
    )
    note = models.CharField("说明", max_length=300, blank=True)

    objects = EffectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "有效性变动"
        ordering = ["on", "id"]

    def __str__(self):
        return f"{self.on}起{self.get_kind_display()}"

    def clean(self):
        if self.kind == validity.EventKind.EXTENDED and not self.until:
            raise ValidationError({"until": "延长有效期须填写延长至哪一天。"})
        if self.until and self.on and self.until < self.on:
            raise ValidationError({"until": "延长至的日期不能早于变动日期。"})
        if self.kind == validity.EventKind.PARTLY_REPEALED and not self.clauses.strip():
            raise ValidationError({"clauses": "部分废止须写明哪些条款。"})
        if not self.cause_id and not self.note.strip():
            raise ValidationError({"note": "没有依据文件的变动须写明依据，并由签发人复核。"})

    def as_fact(self) -> validity.Event:
        return validity.Event(
            validity.EventKind(self.kind), self.on, self.cause_id, self.note, self.until, clauses=self.clauses
        )


class RelationQuerySet(models.QuerySet):
    def standing(self, *, scheduled=False):
        return self.filter(published("source", scheduled=scheduled))

    def with_effect(self):
        """Those that change the validity of their target."""
        return self.filter(kind__in=Relation.EFFECTS)


class Relation(models.Model):
    """A dated relation between two documents; shows on both pages once its source is published."""

    class Kind(models.TextChoices):
        AMENDS = "amends", "修改"
        REPEALS = "repeals", "废止"
        REPLACES = "replaces", "替代"
        BASED_ON = "based_on", "制定依据"
        IMPLEMENTS = "implements", "贯彻落实"
        FORWARDS = "forwards", "转发"
        DRAFT_OF = "draft_of", "征求意见稿"

    # how the target's page names the same relation
    INVERSE = {
        Kind.AMENDS: "被修改",
        Kind.REPEALS: "被废止",
        Kind.REPLACES: "被替代",
        Kind.BASED_ON: "据此制定的文件",
        Kind.IMPLEMENTS: "贯彻落实的文件",
        Kind.FORWARDS: "被转发",
        Kind.DRAFT_OF: "正式文件的征求意见稿",
    }
    EFFECTS = {
        Kind.AMENDS: validity.EventKind.AMENDED,
        Kind.REPEALS: validity.EventKind.REPEALED,
        Kind.REPLACES: validity.EventKind.REPLACED,
    }

    source = models.ForeignKey(
        "policies.Policy", models.CASCADE, related_name="relations", verbose_name="本文件"
    )
    target = models.ForeignKey(
        "policies.Policy", models.PROTECT, related_name="relations_to", verbose_name="相关文件"
    )
    kind = models.CharField("关系", max_length=12, choices=Kind.choices)
    on = models.DateField("自何日起", help_text="修改、废止、替代自这一天起生效。")
    clauses = models.CharField(
        "涉及条款", max_length=200, blank=True, help_text="只废止部分条款的，写明是哪些条款；不填为废止全文。"
    )
    note = models.CharField("说明", max_length=200, blank=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文件关系"
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["source", "target", "kind"], name="relation_once")]

    def __str__(self):
        return f"{self.get_kind_display()}《{self.target}》"

    def clean(self):
        if self.source_id and self.source_id == self.target_id:
            raise ValidationError({"target": "相关文件不能是本文件。"})

    @property
    def is_partial(self) -> bool:
        """A repeal of some clauses only."""
        return self.kind == self.Kind.REPEALS and bool(self.clauses)

    @property
    def label(self) -> str:
        """How the source's page names it."""
        return "部分废止" if self.is_partial else self.get_kind_display()

    @property
    def inverse_label(self) -> str:
        """How the target's page names it."""
        return "部分条款被废止" if self.is_partial else self.INVERSE[self.kind]

    def as_fact(self) -> validity.Event:
        kind = self.EFFECTS[self.kind]
        if self.is_partial:
            kind = validity.EventKind.PARTLY_REPEALED
        return validity.Event(kind, self.on, self.source_id, self.note, clauses=self.clauses)


class Version(Effect):
    """The text of a document from a day on, as an amendment left it. The first text is the document's own."""

    policy = models.ForeignKey(
        "policies.Policy", models.CASCADE, related_name="versions", verbose_name="文件"
    )
    valid_from = models.DateField("自何日起")
    body = RichTextField("修改后的正文")
    cause = models.ForeignKey(
        "policies.Policy",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="caused_versions",
        verbose_name="依据文件",
    )
    note = models.CharField("说明", max_length=300, blank=True)

    objects = EffectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文本版本"
        ordering = ["valid_from"]
        constraints = [models.UniqueConstraint(fields=["policy", "valid_from"], name="version_once_a_day")]

    def __str__(self):
        return f"{self.valid_from}起的文本"

    def clean(self):
        if not self.cause_id and not self.note.strip():
            raise ValidationError({"note": "没有依据文件的修改须写明依据，并由签发人复核。"})


class ValidityPeriodQuerySet(models.QuerySet):
    def on(self, day: date):
        return self.filter(starts_on__lte=day, ends_on__gt=day)


class ValidityPeriod(models.Model):
    """Derived: from `starts_on` up to, not including, `ends_on` a document has this status. See policies/periods.py.

    The first day and the last of the calendar stand for open ends, so that a question is one indexed range.
    """

    OPEN_START, OPEN_END = date.min, date.max

    policy = models.ForeignKey("policies.Policy", models.CASCADE, related_name="periods")
    starts_on = models.DateField()
    ends_on = models.DateField()
    status = models.CharField(max_length=20, choices=validity.Status.choices())
    reason = models.CharField(max_length=20)
    event_kind = models.CharField(max_length=20, blank=True)
    event_on = models.DateField(null=True)
    cause = models.ForeignKey("policies.Policy", models.SET_NULL, null=True, related_name="+")
    clauses = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = ValidityPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["policy", "starts_on"]
        constraints = [models.UniqueConstraint(fields=["policy", "starts_on"], name="period_starts_once")]
        indexes = [
            models.Index(fields=["status", "starts_on", "ends_on", "policy"], name="period_status"),
            models.Index(
                fields=["policy", "starts_on", "ends_on", "status"], name="period_covers"
            ),  # the counts
        ]

    @property
    def since(self):
        return None if self.starts_on == self.OPEN_START else self.starts_on

    @property
    def until(self):
        """The last day, None where open."""
        return None if self.ends_on == self.OPEN_END else self.ends_on - validity.ONE_DAY

    @property
    def label(self):
        return validity.Status(self.status).label

    @property
    def is_in_force(self):
        return self.status in validity.IN_FORCE
