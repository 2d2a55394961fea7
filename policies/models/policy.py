from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from core import clock
from core.richtext import plain_text
from disclosure.gate import Missing
from disclosure.models import Information
from disclosure.models.information import InformationQuerySet
from disclosure.refusal import Refused
from policies import numbers, periods, validity
from policies.models.cleanup import CleanUp
from policies.models.history import Relation, ValidityPeriod
from policies.models.issuer import Issuer, PolicyIssuer
from policies.models.making import Making
from policies.models.policy_interpreting import Excuse, Interpreted, InterpretedQuerySet
from search import index as search_index

# 国办发〔2018〕37号: whether a paper is normative follows from these; all five "yes" make it so.
NORMATIVE_QUESTIONS = {
    "lawful_maker": "制定主体是行政机关或者法律、法规授权的组织（不是临时机构、内设机构）吗？",
    "rights": "内容涉及公民、法人和其他组织的权利义务吗？",
    "general": "具有普遍约束力，不是针对特定的人或者事吗？",
    "repeated": "在一定期限内反复适用吗？",
    "outward": "对外公开发布，不是内部管理规范、工作方案、会议纪要、人事任免、表彰奖惩、请示报告吗？",
}


# what of the making is judged; its filing with the county comes after publication
MAKING_FIELDS = [
    field.attname for field in Making._meta.fields if not field.name.startswith(("fil", "id", "policy"))
]


class PolicyQuerySet(InterpretedQuerySet, InformationQuerySet):
    def with_status(self, statuses, on=None):
        """Those whose status on a day (today, unless told) is one of `statuses`: the query form of the rule."""
        day = on or clock.today()
        return self.filter(
            Exists(ValidityPeriod.objects.on(day).filter(policy=OuterRef("pk"), status__in=list(statuses)))
        )

    def in_force(self, on=None):
        return self.with_status(validity.IN_FORCE, on)

    def normative(self):
        return self.filter(is_normative=True)

    def about(self, theme):
        return self.filter(themes=theme)

    def lacking_facts(self):
        """Those of which nobody can say whether a clean-up covers them, or not for sure."""
        joint = PolicyIssuer.objects.filter(policy=OuterRef("pk"), position__gt=0)
        unknown = models.Q(written_on=None) | models.Q(issuers=None) | models.Q(Exists(joint))
        return self.filter(unknown).distinct()

    def expiring(self, until, today=None):
        """In force today and ending, by what is known today, on or before `until`."""
        today = today or clock.today()
        last = ValidityPeriod.objects.on(today).filter(
            policy=OuterRef("pk"), status__in=validity.IN_FORCE, ends_on__lte=until + validity.ONE_DAY
        )
        return self.filter(Exists(last))


class Policy(Interpreted, Information):
    """A published 公文; where `is_normative`, a 行政规范性文件. Its validity is derived, never typed in."""

    class Genre(models.TextChoices):
        MEASURES = "办法", "办法"
        RULES = "细则", "细则"
        PROVISIONS = "规定", "规定"
        NOTICE = "通知", "通知"
        OPINION = "意见", "意见"
        ANNOUNCEMENT = "公告", "公告"
        CIRCULAR = "通告", "通告"
        DECISION = "决定", "决定"
        REPLY = "批复", "批复"
        REPORT = "通报", "通报"
        PLAN = "方案", "方案"
        REGULATION = "条例", "条例"
        OTHER = "其他", "其他"

    class Trial(models.TextChoices):
        NONE = "", "否"
        TRIAL = "试行", "试行"
        INTERIM = "暂行", "暂行"

    Excuse = Excuse
    KIND = "policy"
    former_targets: set = (
        frozenset()
    )  # documents that a revision no longer touches: their validity is derived anew
    CONTENT = [
        *Information.CONTENT, "document_number", "number_key", "registration_number", "is_normative", "normative_answers",
        "genre", "trial", "published_on", "effective_on", "term_kind", "term_months", "expires_on",
        "interpretation_excuse", "interpretation_reason",
    ]  # fmt: skip
    GATHERED = [
        *Information.GATHERED, "policyissuer_set__issuer", "relations", "caused_events", "caused_versions",
    ]  # fmt: skip

    document_number = models.CharField(
        "发文字号", max_length=60, blank=True, help_text="如“杏政发〔2025〕3号”，括号写法不限。"
    )
    number_key = models.CharField(max_length=60, blank=True, editable=False, db_index=True)
    registration_number = models.CharField("登记号", max_length=40, blank=True)
    issuers = models.ManyToManyField(Issuer, through=PolicyIssuer, verbose_name="发文机关")
    genre = models.CharField("文种", max_length=10, choices=Genre.choices, blank=True)
    is_normative = models.BooleanField("行政规范性文件", default=False)
    normative_answers = models.JSONField("判别记录", default=dict, blank=True)
    trial = models.CharField("试行、暂行", max_length=4, choices=Trial.choices, blank=True, default="")
    published_on = models.DateField("公布日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    term_kind = models.CharField(
        "有效期", max_length=10, choices=validity.TermKind.choices(), default=validity.TermKind.UNKNOWN
    )
    term_months = models.PositiveSmallIntegerField(
        "有效期（月）", null=True, blank=True, help_text="两年填24，五年填60。"
    )
    expires_on = models.DateField("有效期至（最后一日）", null=True, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策文件"
        ordering = ["-pk"]

    def get_absolute_url(self):
        return reverse("policies:detail", args=[self.pk])

    def save(self, *args, **kwargs):
        number = numbers.parse(self.document_number) if self.document_number else None
        self.document_number = str(number) if number else self.document_number.strip()
        self.number_key = numbers.key(self.document_number)
        if self.term_kind == validity.TermKind.LENGTH:
            self.expires_on = validity.last_day(self.effective_on, self.term)
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        if self.term_kind == validity.TermKind.LENGTH and not self.term_months:
            raise ValidationError({"term_months": "请填写有效期是多少个月。"})
        if self.term_kind == validity.TermKind.DATE and not self.expires_on:
            raise ValidationError({"expires_on": "请填写有效期的最后一日。"})

    # Validity ----------------------------------------------------------------------------------------------
    @property
    def term(self) -> validity.Term:
        return validity.Term(validity.TermKind(self.term_kind), self.term_months, self.expires_on)

    def validity(self, on=None) -> validity.Validity:
        """The status on a day (today, unless told), by the rule itself."""
        return validity.validity(periods.facts_of(self), on or clock.today())

    def text_on(self, on=None) -> str:
        """The text (HTML) in force on a day: the newest version that had begun by then, else the first text."""
        version = self.versions.standing().filter(valid_from__lte=on or clock.today()).last()
        return version.body if version else self.body

    def after_publishing(self):
        periods.rewrite_around(self, also=self.former_targets)
        self._index_changed_texts()

    def _index_changed_texts(self):
        """Search finds a document by the versions that it got, too."""
        touched = Policy.objects.filter(
            Q(versions__in=self.caused_versions.all()) | Q(pk=self.pk, versions__gt=0)
        )
        for policy in touched.distinct().select_related("entry"):
            policy.index()

    def index(self):
        """Tell search its words anew, where it is public."""
        if hasattr(self, "entry"):
            search_index.index(self.entry.searchable(self.search_text(), self.meanings()))

    def search_text_with(self, *, files=(), versions=()):
        own = [
            super().search_text_with(files=files),
            *versions,
            self.document_number,
            self.registration_number,
        ]
        return "\n".join(one for one in own if one)

    def search_text(self):
        versions = [plain_text(version.body) for version in self.versions.standing()]
        return self.search_text_with(files=[file.title for file in self.attachments.all()], versions=versions)

    # The gate ----------------------------------------------------------------------------------------------
    def later_dates(self):
        written = ("成文日期", self.written_on)
        return [
            ("published_on", "公布日期", self.published_on, *written),
            ("effective_on", "施行日期", self.effective_on, *written),
            ("expires_on", "有效期至", self.expires_on, "施行日期", self.effective_on),
        ]

    def passages(self):
        """Besides its own text: that of the versions which it brings."""
        yield from super().passages()
        for version in self.caused_versions.all():
            yield f"《{version.policy}》修改后文本：", plain_text(version.body)

    def html_texts(self):
        return [*super().html_texts(), *(version.body for version in self.caused_versions.all())]

    def content(self):
        """Besides: issuers, making, and all that it does to other documents."""
        brought = {
            "issuers": [link.issuer_id for link in self.policyissuer_set.all()],
            "making": list(Making.objects.filter(policy=self).values_list(*MAKING_FIELDS)),
            "relations": [(r.kind, r.target_id, r.on, r.clauses, r.note) for r in self.relations.all()],
            "events": [
                (e.policy_id, e.kind, e.on, e.until, e.clauses, e.note) for e in self.caused_events.all()
            ],
            "plan": plan.content() if (plan := self.plan_or_none) else [],
            "versions": [(v.policy_id, v.valid_from, v.body, v.note) for v in self.caused_versions.all()],
        }
        return super().content() | brought | self._clean_up_content()

    def judged_digest(self):
        """The signer sees the bundle: the document with the interpretations that go with it."""
        return "-".join([self.content_digest(), *(one.content_digest() for one in self.bundle)])

    def _clean_up_content(self):
        clean_up = CleanUp.objects.filter(notice=self).first()
        if clean_up is None:
            return {}
        scope = list(clean_up.issuers.values_list("pk", flat=True))
        rows = list(clean_up.rows.values_list("policy", "decision", "by", "on", "note"))
        return {"clean_up": [clean_up.on, clean_up.default, clean_up.made_on_or_before, scope, rows]}

    def gate_checks(self):
        found = [*self._identity_missing(), *self._making_missing(), *self.interpretation_missing()]
        found += [*self._term_missing(), *self._relation_missing()]
        return found + [
            Missing("effective_on", p.message) for p in validity.check(periods.facts_of(self)) if p.is_error
        ]

    @property
    def is_old(self) -> bool:
        """From before the portal; a correction of such a document is not asked for a making that nobody recorded."""
        return self.record.migrated

    def _identity_missing(self):
        if not self.policyissuer_set.all() and not self.is_old:
            yield Missing("issuers", "没有填写发文机关。")
        if self.document_number and not numbers.parse(self.document_number):
            yield Missing(
                "document_number", f"发文字号“{self.document_number}”的写法不规范，应如“杏政发〔2025〕3号”。"
            )
        if not self.document_number and not self.is_old and self.is_normative:
            yield Missing("document_number", "规范性文件没有发文字号。")
        twin = self.same_number().first()
        if twin:
            named = f"《{twin.title}》" if twin.is_visible else f"{twin.office}的一份未公开文件"
            yield Missing("document_number", f"发文字号与{named}重复。")

    def same_number(self):
        """Other documents of one of its issuers with the same number; its own draft revision does not count."""
        if not self.number_key:
            return Policy.objects.none()
        own = [self.pk, self.revises_id]
        issuers = [link.issuer_id for link in self.policyissuer_set.all()]
        return (
            Policy.objects.records()
            .filter(number_key=self.number_key, issuers__in=issuers)
            .exclude(pk__in=[pk for pk in own if pk])
            .exclude(withdraw_kind=self.Withdrawal.ERROR)
            .distinct()
        )

    def _making_missing(self):
        if not self.is_normative or self.is_old:
            return
        yield from (Making.objects.filter(policy=self).first() or Making(policy=self)).missing()
        if not self.registration_number:
            yield Missing("registration_number", "规范性文件没有登记号（统一登记、统一编号、统一印发）。")

    def _term_missing(self):
        if self.is_normative and not self.is_old and self.term_kind == validity.TermKind.UNKNOWN:
            yield Missing("term_kind", "规范性文件须填写有效期；文件没有规定的，选“文件未规定”。")

    def _relation_missing(self):
        for relation in self.relations.all():
            if relation.kind not in Relation.EFFECTS:
                continue
            if self.effective_on and relation.on < self.effective_on and not self.is_old:
                yield Missing("relations", f"{relation}的日期早于本文件的施行日期。")

    def _publishable(self, at):
        super()._publishable(at)
        if at is None:
            return
        first = min(self._effect_days(), default=None)
        if first and clock.midnight(first) < at:
            raise Refused(f"本文件自{first}起改变其他文件的有效性，定时发布不能晚于这一天的零时。")

    def _effect_days(self):
        yield from self.relations.with_effect().values_list("on", flat=True)
        yield from self.caused_events.values_list("on", flat=True)
        yield from self.caused_versions.values_list("valid_from", flat=True)
        for clean_up in CleanUp.objects.filter(notice=self).prefetch_related("rows"):
            yield clean_up.on
            yield from (row.on for row in clean_up.rows.all() if row.on)

    def detach(self):
        super().detach()
        for others in (self.relations_to, self.caused_events, self.caused_versions, self.clean_up_rows):
            others.all().delete()
        for one in self.interpretations.all():  # of a document that was never public: nor were they
            one.detach()
            one.forget_attachments()

    # Its copies and its row in the catalogue ---------------------------------------------------------------
    def copy_content(self, target):
        super().copy_content(target)
        target.policyissuer_set.all().delete()
        for link in self.policyissuer_set.all():
            PolicyIssuer.objects.create(policy=target, issuer=link.issuer, position=link.position)
        target.former_targets = set(target.relations.values_list("target_id", flat=True))
        target.relations.all().delete()
        for relation in self.relations.all():
            relation.pk, relation.source = None, target
            relation.save()
        making = Making.objects.filter(policy=self).first()
        if making:
            making.pk, making.policy = (
                getattr(Making.objects.filter(policy=target).first(), "pk", None),
                target,
            )
            making.save()

    @property
    def issuer_names(self) -> str:
        return "、".join(link.issuer.name for link in self.policyissuer_set.all())

    def entry_fields(self):
        return self.entry_fields_with(issuer=self.issuer_names)

    def entry_fields_with(self, *, issuer):
        """The columns of the catalogue's row where the issuers' names are known already."""
        public_day = clock.day_of(self.published_at)
        return super().entry_fields() | {
            "number": self.document_number,
            "number_key": self.number_key,
            "path": f"policies/{self.pk}/",
            "issuer": issuer,
            "normative": self.is_normative,
            "year": (self.written_on or self.published_on or self.effective_on or public_day).year,
            "sorted_on": self.published_on or self.written_on or public_day,
        }

    def entry_labels(self):
        return super().entry_labels() | {"issuer": [link.issuer.slug for link in self.policyissuer_set.all()]}
