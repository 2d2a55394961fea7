import hashlib
import json
import re
from functools import wraps

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse

from core import audit, calendar, clock, masking, privacy, scanning, wording
from core.characters import make_printable
from core.duties import WRITERS, Duty
from core.models import AuditEntry, Office
from core.proofreading import proofread
from core.richtext import RichTextField, attribute_text, masked_html, plain_text
from disclosure import cadence, gate, links
from disclosure.models.attachment import Attachment
from disclosure.models.category import Audience, Category, Theme
from disclosure.models.entry import Entry, EntryLabel
from disclosure.models.passage import ChangeNote, PrivacyOverride, SecrecyReview
from disclosure.models.statement import NothingStatement
from disclosure.refusal import Incomplete, Refused
from search import index as search_index

WRITING = [
    "新增",
    "修改",
    "导入文件",
    "遮盖个人信息",
    "确定公开属性并送审",
    "开始修改",
]  # acts that make one an author
IMAGE = re.compile(r"<img\b(?![^>]*\balt=\"[^\"]*\S[^\"]*\")[^>]*>")


def verb(method):
    """A step on a record: works on the whole (child) record whichever way it was reached."""

    @wraps(method)
    def step(self, *args, **kwargs):
        record = self.specific
        try:
            result = method(record, *args, **kwargs)
        finally:
            record.scatter()
        if record is not self and self.pk and record.pk:
            self.refresh_from_db()
        return result

    return step


class InformationQuerySet(models.QuerySet):
    def records(self):
        """Records themselves, without the draft revisions of published ones."""
        return self.filter(revises=None)

    def published(self, at=None):
        """The front door: on the site at a moment (now, unless told); archived ones stay readable."""
        at = at or clock.now()
        archived = models.Q(status=gate.WITHDRAWN, withdraw_kind=Information.Withdrawal.ARCHIVED)
        return self.records().filter(models.Q(status=gate.PUBLISHED) | archived, published_at__lte=at)

    def scheduled(self, at=None):
        return self.filter(status=gate.PUBLISHED, published_at__gt=at or clock.now())

    def withdrawn(self):
        return self.filter(status=gate.WITHDRAWN)

    def gone(self):
        """Withdrawn after they had been public: their addresses say so. The others never had any."""
        return self.records().withdrawn().filter(published_at__lte=models.F("withdrawn_at"))

    def converted(self, at=None):
        """Once not public, and now public (条例 18, 44); newest first."""
        return self.published(at).filter(converted_at__isnull=False).order_by("-converted_at", "-pk")

    def late(self, at=None):
        """Published after the last day allowed; records from before the portal are not counted."""
        return self.published(at).filter(entry__late=True)

    def underway(self):
        """On their way to the site: meant to be public, not yet published."""
        on_the_way = [gate.DRAFT, gate.DETERMINED, gate.REVIEWED, gate.SIGNED, gate.RETURNED]
        return self.records().in_state(*on_the_way).exclude(attribute__in=["on_request", "withheld"])

    def served_by(self, user):
        return self.filter(office__in=user.served_offices())

    def in_state(self, *states):
        return self.filter(status__in=states)


class IndexSerial(models.Model):
    """The last running number of index numbers given in a year."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)


class Information(models.Model):
    """政府信息: the root record. Knows publishing, nothing of policies. Its verbs are below; nothing else sets status."""

    class Attribute(models.TextChoices):
        PROACTIVE = "proactive", "主动公开"
        ON_REQUEST = "on_request", "依申请公开"
        WITHHELD = "withheld", "不予公开"

    class Status(models.TextChoices):
        DRAFT = gate.DRAFT, "拟稿"
        DETERMINED = gate.DETERMINED, "待保密审查"
        REVIEWED = gate.REVIEWED, "待签发"
        SIGNED = gate.SIGNED, "已签发"
        PUBLISHED = gate.PUBLISHED, "已发布"
        WITHDRAWN = gate.WITHDRAWN, "已撤下"
        FILED = gate.FILED, "已归档"
        RETURNED = gate.RETURNED, "已退回"

    class Scope(models.TextChoices):
        SITE = "site", "本网站，面向社会"
        BOARD = "board", "本网站和公开栏"
        NAMED = "named", "仅送达特定对象"

    class Withdrawal(models.TextChoices):
        ERROR = "error", "发布有误"
        MERGED = "merged", "并入其他信息"
        ARCHIVED = "archived", "存档备查（仍可查看）"
        PRIVACY = "privacy", "涉及隐私或者秘密"

    KIND = "information"
    led = False  # while another record takes it along through a step, as a document does its interpretations
    # What a revision carries over and back; a child adds its own.
    CONTENT = ["title", "summary", "body", "keywords", "category_id", "written_on", "attribute"]
    CONTENT += ["attribute_ground", "attribute_reason", "scope"]
    CONTENT_SETS = ["themes", "audiences"]
    # What the checks of one step read more than once; a child adds its own.
    GATHERED = ["attachments", "coordinations", *CONTENT_SETS]

    kind = models.CharField(max_length=20, default="information", editable=False)
    title = models.CharField("标题", max_length=300)
    index_number = models.CharField(
        "索引号", max_length=60, unique=True, null=True, blank=True, editable=False
    )
    summary = models.TextField(
        "内容概述", blank=True, help_text="一两句话，用群众听得懂的话写明是什么事、与谁有关。"
    )
    body = RichTextField("正文", blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True, help_text="用空格分开。")
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="责任机构", related_name="information")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name="栏目")
    themes = models.ManyToManyField(Theme, blank=True, verbose_name="特色主题")
    audiences = models.ManyToManyField(Audience, blank=True, verbose_name="服务对象")
    written_on = models.DateField("成文（生成）日期", null=True, blank=True)

    attribute = models.CharField("公开属性", max_length=20, choices=Attribute.choices, blank=True)
    attribute_ground = models.CharField("法定情形", max_length=20, choices=gate.GROUNDS.items(), blank=True)
    attribute_reason = models.TextField("理由", blank=True)
    scope = models.CharField("公开范围和方式", max_length=10, choices=Scope.choices, blank=True)
    urgent = models.BooleanField("紧急预警信息", default=False)
    migrated = models.BooleanField("历史数据迁移", default=False, editable=False)

    status = models.CharField(
        "状态", max_length=20, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="拟稿人",
    )
    drafted_at = models.DateTimeField("拟稿时间", default=clock.now, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="保密审查员",
    )
    reviewed_at = models.DateTimeField("审查时间", null=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="签发人",
    )
    signed_at = models.DateTimeField("签发时间", null=True, editable=False)
    published_at = models.DateTimeField("发布时间", null=True, editable=False)
    updated_at = models.DateTimeField("更新时间", null=True, editable=False)
    due_on = models.DateField("应公开日期", null=True, editable=False)
    return_reason = models.TextField("退回原因", blank=True, editable=False)
    waiting_since = models.DateTimeField("本环节开始时间", null=True, editable=False)
    filed_at = models.DateTimeField("归档时间", null=True, editable=False)
    next_review_on = models.DateField("下次定期审查日期", null=True, editable=False)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    withdraw_kind = models.CharField(
        "撤下类别", max_length=10, choices=Withdrawal.choices, blank=True, editable=False
    )
    withdraw_reason = models.TextField("撤下原因", blank=True, editable=False)
    # 依申请公开、不予公开转主动公开 (条例 18, 44): when, from what, and why; shown in a public list
    converted_at = models.DateTimeField("转为主动公开的时间", null=True, editable=False)
    converted_from = models.CharField(
        "转换前的公开属性", max_length=20, choices=Attribute.choices, blank=True, editable=False
    )
    conversion_note = models.TextField(editable=False, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    revises = models.ForeignKey("self", models.CASCADE, null=True, editable=False, related_name="revisions")
    change_note = models.TextField("更正说明", blank=True, help_text="修改已公开内容时必填，随信息一并公开。")

    objects = InformationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政府信息"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["status", "office"], name="information_work"),  # work lists
            models.Index(fields=["kind", "status", "published_at"], name="information_public"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["revises"], name="one_open_revision", condition=models.Q(revises__isnull=False)
            )
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        make_printable(self)
        self.kind = self.KIND if type(self) is not Information else (self.kind or self.KIND)
        super().save(*args, **kwargs)

    def clean(self):
        """The form stops at a secret before anything is stored."""
        if self.attribute_ground in gate.SECRETS:
            raise ValidationError(gate.STOP)

    # What it is --------------------------------------------------------------------------------------------
    @property
    def specific(self):
        """The record as what it is (a Policy, …); itself where it is nothing more."""
        if self.kind == self.KIND or type(self) is not Information:
            return self
        return getattr(self, self.kind)

    @property
    def record(self):
        """The record that readers know: itself, or the one that it revises."""
        return self.revises.specific if self.revises_id else self

    def get_absolute_url(self):
        return reverse("disclosure:detail", args=[self.pk])

    @property
    def is_visible(self) -> bool:
        return type(self).objects.published().filter(pk=self.pk).exists()

    @property
    def is_scheduled(self) -> bool:
        return self.status == gate.PUBLISHED and self.published_at > clock.now()

    @property
    def is_late(self) -> bool | None:
        """Whether it appeared after its last day (条例 26); None where that is not counted: migrated, converted, or
        without a day of making."""
        if self.migrated or self.converted_at or self.due_on is None:
            return None
        return clock.day_of(self.published_at) > self.due_on

    @property
    def is_editable(self) -> bool:
        return self.status in gate.EDITABLE

    @property
    def state_label(self) -> str:
        """The state in words; a set time says when."""
        if self.is_scheduled:
            return f"定时发布（{self.published_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}）"
        return self.get_status_display()

    def text(self) -> str:
        """Everything in words that a reader would see, for scans."""
        return "\n".join([self.title, self.summary, self.keywords, plain_text(self.body)])

    @property
    def audit_title(self) -> str:
        """How the trail names it: by its title only once that was public, since a trail cannot be erased."""
        if self.revises_id:
            return f"{self.revises.audit_title}（修改稿）"[-300:]
        return self.title if self.published_at else (self.index_number or f"未编号信息{self.pk or ''}")

    # What is missing ---------------------------------------------------------------------------------------
    def passages(self):
        """(where, words) of everything that readers would see, for scans; a child adds what it brings."""
        yield "", self.text()
        if unseen := attribute_text(self.body):
            yield "图片说明和链接：", unseen
        if self.change_note:
            yield "更正说明：", self.change_note
        for file in self.attachments.all():
            yield f"附件“{file.title}”的名称和说明：", f"{file.title}\n{file.alt_text}"

    def personal_data(self) -> list[str]:
        """What the privacy scan finds in the texts and in the attachments, masked, one sentence each."""
        own = [
            f"{where}{privacy.LABELS[found.kind]}：{found.masked}"
            for where, text in self.passages()
            for found in privacy.scan(text)
        ]
        for attachment in self.attachments.all():
            own += [f"附件“{attachment.title}”{finding}" for finding in attachment.findings]
        return own

    def wrong_words(self) -> list[wording.Finding]:
        """Wrong forms in the texts (错敏词), those that block and those that warn."""
        return [found for _, text in self.passages() for found in proofread(text)]

    def findings(self) -> list[str]:
        """What keeps the record back until it is mended or overruled: personal data, wrong forms, bad links."""
        return self.personal_data() + blocking(self.wrong_words()) + broken(self.link_problems())

    def html_texts(self) -> list[str]:
        """The HTML that readers would see; a child adds what it brings."""
        return [self.body]

    def link_problems(self):
        """What is wrong with the links of texts and attachments (core.links.Problem)."""
        found = [link for html in self.html_texts() for link in links.of_html(html)]
        found += [link for file in self.attachments.all() for link in links.stored(file.links)]
        return links.problems(found)

    def paper(self) -> gate.Paper:
        """The facts that the gate judges."""
        personal, wrong = self.personal_data(), blocking(self.wrong_words())
        dead = broken(self.link_problems())
        found = personal + wrong + dead
        return gate.Paper(
            title=self.title,
            body=plain_text(self.body),
            index_number=self.record.index_number or "",
            category=self.category_id is not None,
            attribute=self.attribute,
            ground=self.attribute_ground,
            reason=self.attribute_reason,
            scope=self.scope,
            written_on=self.written_on,
            today=clock.today(),
            migrated=self.migrated,
            findings=personal,
            wrong_words=wrong,
            broken_links=dead,
            findings_overruled=bool(found) and self._overruled(found),
            attachments=[
                gate.AttachmentFacts(a.title, a.scanned, a.scan_note, a.is_image, a.alt_text)
                for a in self.attachments.all()
            ],
            images_without_text=len(IMAGE.findall(self.body)),
            waiting_for=[c.body for c in self.coordinations.all() if c.answered_on is None],
            later_dates=self.later_dates(),
        )

    def _overruled(self, findings) -> bool:
        return self.privacy_overrides.filter(digest=self._found_digest(findings)).exists()

    def _found_digest(self, findings) -> str:
        """A fingerprint of what was found: two numbers may look alike once masked, so it is taken of the values."""
        values = [found.text for _, text in self.passages() for found in privacy.scan(text)]
        files = [file.sha256 for file in self.attachments.all() if file.findings]
        return _digest([findings, values, files])

    def later_dates(self) -> list:
        """(field, label, date, earlier label, earlier date): pairs that must be in order; a child adds its own."""
        return []

    def missing(self) -> list[gate.Missing]:
        """What keeps this record from being signed, published or filed, each with its field."""
        record = self.specific
        found = gate.missing(record.paper()) + record.gate_checks()
        if (
            record.is_editable and not record.index_number
        ):  # given with the first step, nothing that one could fill in
            found = [item for item in found if item.field != "index_number"]
        if record.revises_id and not record.change_note.strip():
            found.append(gate.Missing("change_note", "修改已公开的信息，须写明更正说明。"))
        return found

    def gate_checks(self) -> list[gate.Missing]:
        """What a child asks besides."""
        return []

    def content_digest(self) -> str:
        """A fingerprint of what is to be published: what was reviewed is what is signed is what is published."""
        return _digest(self.content())

    def content(self) -> dict:
        """Everything that the reviewer and the signer judge; a child adds what it brings besides."""
        content = {name: getattr(self, name) for name in self.CONTENT}
        for name in self.CONTENT_SETS:
            content[name] = sorted(one.pk for one in getattr(self, name).all())
        content["attachments"] = [(a.sha256, a.title, a.alt_text) for a in self.attachments.all()]
        return content

    def judged_digest(self) -> str:
        """A fingerprint of what a page shows to be judged; a child adds what is judged together with it."""
        return self.content_digest()

    # Verbs -------------------------------------------------------------------------------------------------
    @verb
    def determine(self, *, by):
        """Fix the attribute and hand the record to the secrecy reviewer (先确定公开属性，再运转呈签)."""
        with audit.act("确定公开属性并送审", self, by=by) as step:
            self._start("determine", by, *WRITERS)
            problems = gate.attribute_problems(self.attribute, self.attribute_ground, self.attribute_reason)
            if self.attribute_ground in gate.SECRETS:
                raise Refused(gate.STOP)
            if problems:
                raise Incomplete(problems)
            self.give_index_number()
            self.return_reason = ""
            self._move("determine", step, attribute=self.attribute, ground=self.attribute_ground)
            self._take_along("determine", by=by)

    @verb
    def take_back(self, *, by):
        """The drafter takes the record back before it was reviewed."""
        with audit.act("撤回送审", self, by=by) as step:
            self._start("take_back", by, *WRITERS)
            if by.pk != self.drafted_by_id:
                raise Refused("只有拟稿人本人可以撤回送审。")
            self._move("take_back", step)

    @verb
    def review(self, *, by, conclusion, items=(), opinion="", referred_to="", answer="", seen=""):
        """保密审查. conclusion: a SecrecyReview.Conclusion; items: keys of gate.REVIEW_ITEMS that were looked for; seen:
        the `content_digest` of what the reviewer was shown."""
        conclusions = SecrecyReview.Conclusion
        if conclusion == conclusions.SECRET:
            return self.erase(by=by)
        with audit.act("保密审查", self, by=by) as step:
            self._start("review", by, Duty.SECRECY_REVIEWER)
            self._keep_apart(reviewer=by)
            self._as_seen(seen)
            self._check_review(conclusion, items, opinion, referred_to)
            SecrecyReview.objects.create(
                information_id=self.pk, reviewer=by, at=clock.now(), items=list(items), conclusion=conclusion,
                opinion=opinion, referred_to=referred_to, answer=answer, digest=self.content_digest(),
            )  # fmt: skip
            step.note = conclusions(conclusion).label
            if conclusion == conclusions.CLEAR:
                self.reviewed_by, self.reviewed_at = by, clock.now()
                self._move("review", step)
            elif conclusion == conclusions.RETURN:
                self.return_reason = opinion
                self._move("send_back", step)

    def _check_review(self, conclusion, items, opinion, referred_to):
        left = [label for item, label in gate.REVIEW_ITEMS.items() if item not in items]
        if conclusion == SecrecyReview.Conclusion.CLEAR and left:
            raise Refused(f"保密审查应当逐项进行，尚未审查：{'、'.join(left)}。")
        if conclusion == SecrecyReview.Conclusion.RETURN and not opinion.strip():
            raise Refused("退回修改须写明审查意见。")
        if conclusion == SecrecyReview.Conclusion.REFERRED and not referred_to.strip():
            raise Refused("报请确定须写明报请的单位。")

    @verb
    def overrule_findings(self, *, by, reason):
        """The secrecy reviewer lets what the privacy scan found stand, with a reason; for exactly these findings."""
        with audit.act("核销扫描结果", self, by=by, note=reason) as step:
            self._start("overrule_findings", by, Duty.SECRECY_REVIEWER)
            self._keep_apart(reviewer=by)
            if not reason.strip():
                raise Refused("核销扫描结果须写明理由。")
            findings = self.findings()
            if not findings:
                raise Refused("扫描没有发现需要核销的内容。")
            PrivacyOverride.objects.create(
                information_id=self.pk,
                by=by,
                at=clock.now(),
                reason=reason,
                digest=self._found_digest(findings),
            )
            step.after = {"findings": len(findings)}

    @verb
    def mask(self, *, by) -> list[str]:
        """遮盖个人信息 in the text and, by making new files, in the attachments; a sentence for each file in which
        it could not be done."""
        with audit.act("遮盖个人信息", self, by=by) as step:
            self._start("mask", by, *WRITERS)
            before = len(self.personal_data())
            if not before:
                raise Refused("扫描没有发现需要遮盖的内容。")
            for name in ("title", "summary", "keywords"):
                setattr(self, name, privacy.mask(getattr(self, name)))
            self.body = masked_html(self.body)
            left = [*self._mask_attachments()]
            self.save()
            step.after = {"findings": before, "left": len(self.personal_data())}
            return left

    def _mask_attachments(self):
        for file in self.attachments.all():
            if not file.findings:
                continue
            try:
                file.mask()
            except (masking.Unmaskable, scanning.Unscannable) as refusal:
                yield f"附件“{file.title}”：{refusal}"

    @verb
    def sign(self, *, by, seen=""):
        """签发: the last word on attribute and content. Nothing may be missing. seen: as for `review`."""
        with audit.act("签发", self, by=by) as step:
            self._start("sign", by, Duty.SIGNER)
            self.gather()
            self._keep_apart(signer=by)
            self._as_seen(seen)
            self._unchanged_since_review()
            self._complete()
            self.signed_by, self.signed_at = by, clock.now()
            self._move("sign", step)
            self._take_along("sign", by=by)

    @verb
    def publish(self, *, by, at=None):
        """Publish now, or at a later moment (`at`, aware). The clock sets published_at; it never lies in the past."""
        with audit.act("发布", self.record, by=by, public=True) as step:
            self._start("publish", by, Duty.SIGNER, Duty.DISCLOSURE_OFFICER)
            self.gather()
            self._keep_apart()
            self._unchanged_since_review()
            self._publishable(at)
            self._complete()
            if self.revises_id:
                return self._fold(by, step)
            moment = clock.now() if at is None else at
            self._appear(moment)
            self._move("publish", step, published_at=moment)
            self.write_entry()
            self.after_publishing()
            self._take_along("publish", by=by, at=at)

    def _publishable(self, at):
        if self.attribute != self.Attribute.PROACTIVE:
            raise Refused("依申请公开、不予公开的信息不上网，应当归档。")
        if at is not None and at < clock.now():
            raise Refused("发布时间不能早于现在。")
        if at is not None and self.revises_id:
            raise Refused("对已公开内容的修改只能立即发布，不能定时。")

    def _appear(self, moment):
        self.published_at = self.updated_at = moment
        self._end_statements(moment)
        if self.written_on:
            self.due_on = (
                calendar.current().add(self.written_on, self.category.deadline, provisional=True).end
            )

    def _end_statements(self, moment):
        """From then on nobody says any more that its category holds nothing."""
        NothingStatement.objects.standing().filter(category=self.category_id).update(ended_at=moment)

    def appear_migrated(self):
        """Publish a record from before the portal; only the migration actions call it, inside their own act."""
        self._appear(clock.now())
        self.status = gate.PUBLISHED
        self.save()
        self.write_entry()
        self.after_publishing()

    @verb
    def file(self, *, by):
        """归档: what is not published is kept, and looked at again after a year (条例 18)."""
        with audit.act("归档", self.record, by=by) as step:
            self._start("file", by, Duty.SIGNER, Duty.DISCLOSURE_OFFICER)
            self._unchanged_since_review()
            if self.attribute == self.Attribute.PROACTIVE:
                raise Refused("主动公开的信息应当发布，不能归档。")
            self._complete()
            if self.revises_id:
                if self.revises.status != gate.FILED:
                    raise Refused("已公开的信息不能改为归档；不应当公开的，请撤下。")
                return self._fold(by, step)
            self.filed_at = clock.now()
            self.next_review_on = cadence.months_later(clock.today(), settings.REVIEW_MONTHS)
            self._move("file", step, next_review_on=self.next_review_on)

    @verb
    def renew_review(self, *, by, reason):
        """定期审查: what is not public stays so for another year, with a reason; else it is revised (条例 18)."""
        with audit.act("定期审查", self, by=by, note=reason) as step:
            self._start("renew_review", by, Duty.DISCLOSURE_OFFICER)
            if not reason.strip():
                raise Refused("继续不公开须写明理由；可以公开的，请用“更正已公开内容”转为主动公开。")
            self.next_review_on = cadence.months_later(clock.today(), settings.REVIEW_MONTHS)
            self._move("renew_review", step, next_review_on=self.next_review_on)

    @verb
    def send_back(self, *, by, reason):
        """退回 with a reason, from any step before publication."""
        with audit.act("退回", self, by=by, note=reason) as step:
            self._start("send_back", by, Duty.SECRECY_REVIEWER, Duty.SIGNER, Duty.DISCLOSURE_OFFICER)
            if not reason.strip():
                raise Refused("退回须写明原因。")
            self.return_reason = reason
            self.reviewed_by = self.reviewed_at = self.signed_by = self.signed_at = None
            self._move("send_back", step)
            self._take_along("send_back", by=by, reason=reason)

    @verb
    def withdraw(self, *, by, kind, reason, into=None):
        """Take a published record off the site at once. kind: a Withdrawal; into: the record it was merged into."""
        with audit.act("撤下", self, by=by, public=True, note=reason) as step:
            self._start("withdraw", by, Duty.SIGNER, Duty.DISCLOSURE_OFFICER)
            if kind not in self.Withdrawal.values or not reason.strip():
                raise Refused("撤下须选择类别并写明原因。")
            if self.status == gate.WITHDRAWN and not gate.is_stricter(kind, self.withdraw_kind):
                raise Refused("已撤下的信息只能改为更严格的类别：存档、并入、发布有误、涉及隐私或者秘密。")
            if found := privacy.scan(reason):
                raise Refused(
                    f"撤下原因对外公布，疑似个人信息：{'；'.join(one.masked for one in found)}。请删去。"
                )
            if self.is_scheduled and kind in (self.Withdrawal.MERGED, self.Withdrawal.ARCHIVED):
                raise Refused("尚未公开的信息不能并入其他信息或者存档，请选择其他类别。")
            if kind == self.Withdrawal.MERGED:
                self._check_merge(into)
            # one that was no longer to be read stays withdrawn since then: what never appeared must not seem to have
            if self.status != gate.WITHDRAWN or self.withdraw_kind == self.Withdrawal.ARCHIVED:
                self.withdrawn_at = clock.now()
            self.withdrawn_by = by
            self.withdraw_kind, self.withdraw_reason = kind, reason
            self.merged_into_id = into.pk if kind == self.Withdrawal.MERGED else None
            self._move("withdraw", step, kind=kind)
            self.write_entry()
            self.after_publishing()
            self._take_along("withdraw", by=by, kind=kind, reason=reason)

    def _check_merge(self, into):
        if into is None or into.pk == self.pk or not into.is_visible:
            raise Refused("并入其他信息须选择一条已公开的信息。")

    @verb
    def revise(self, *, by):
        """Begin a change to a published or filed record: a draft of the same record; returns it."""
        with audit.act("开始修改", self, by=by) as step:
            self._start("revise", by, *WRITERS)
            if self.revises_id:
                raise Refused("这已经是一份修改稿。")
            if self.revisions.exists():
                raise Refused("这条信息已有一份修改稿，请在原修改稿上办理。")
            draft = self._copy(by)
            step.before, step.after = {"status": self.status}, {"revision": draft.pk}
            return draft

    def _copy(self, by):
        """A draft row with the same content, attachments included; what a child adds it copies itself."""
        draft = type(self)(office=self.office, revises_id=self.pk, drafted_by=by, waiting_since=clock.now())
        self.copy_content(draft)
        for attachment in self.attachments.all():
            attachment.pk, attachment.information = None, draft
            attachment.save()
        return draft

    def copy_content(self, target):
        """Write this record's content onto another row of the same kind."""
        for name in self.CONTENT:
            setattr(target, name, getattr(self, name))
        target.save()
        for name in self.CONTENT_SETS:
            getattr(target, name).set(getattr(self, name).all())

    def _fold(self, by, step):
        """Publish a revision: its content replaces the public one, with the change note; its row goes."""
        record = self.revises.specific
        before = {"title": record.title, "summary": record.summary, "body": record.body}
        former = record.attribute
        ChangeNote.objects.create(
            information_id=record.pk, at=clock.now(), text=self.change_note, by=by, before=before
        )
        step.note = self.change_note
        step.before, step.after = {"title": record.title}, {"title": self.title, "revises": record.pk}
        self.copy_content(record)
        record.attachments.all().delete()
        self.attachments.update(information_id=record.pk)
        if (
            record.status == gate.FILED and record.attribute == self.Attribute.PROACTIVE
        ):  # 依申请、不予公开转主动公开
            record.status = gate.PUBLISHED
            record._appear(clock.now())
            record.converted_at, record.converted_from = record.published_at, former
            record.conversion_note = self.change_note
        record.updated_at = max(clock.now(), record.published_at or clock.now())  # of a set time: not before
        record.drafted_by, record.reviewed_by, record.signed_by = (
            self.drafted_by,
            self.reviewed_by,
            self.signed_by,
        )
        record.reviewed_at, record.signed_at = self.reviewed_at, self.signed_at
        record.save()
        if record.status == gate.PUBLISHED:
            record._end_statements(record.published_at)  # a correction may move it to another category
        self.secrecy_reviews.update(information_id=record.pk)
        self.coordinations.update(information_id=record.pk)
        self.privacy_overrides.update(information_id=record.pk)
        self.delete()
        record.write_entry()
        record.after_publishing()
        return record

    @verb
    def discard(self, *, by):
        """Delete a draft that was never published."""
        with audit.act("删除草稿", self, by=by) as step:
            self._start("discard", by, *WRITERS)
            step.before = {"status": self.status}
            self.detach()
            self.delete()

    @verb
    def erase(self, *, by):
        """A review found a secret: everything stored goes, an entry without content stays."""
        trace = Trace(pk=self.pk, office=self.office)
        with audit.act("清除涉密内容", trace, by=by, public=True) as step:
            self._start("review", by, Duty.SECRECY_REVIEWER)
            step.before = {"status": self.status}
            files = [file for one in self.attachments.all() for file in (one.file, one.original) if file]
            self.detach()
            self.delete()
            kept = set(
                Attachment.objects.values_list("file", flat=True).filter(file__in=[f.name for f in files])
            )
            gone = [
                file for file in files if file.name not in kept
            ]  # a revision shares files with what it revises
            transaction.on_commit(lambda: [file.delete(save=False) for file in gone])

    def detach(self):
        """Drop what other records say of this one, so that nothing keeps it from being deleted; a child adds its own."""
        Information.objects.filter(merged_into_id=self.pk).update(merged_into=None)

    @property
    def leader(self):
        """The record together with which alone this one is signed and published; None: it goes by itself."""
        return None

    def companions(self, step) -> list:
        """Records that take a step together with this one, in the same transaction; a child says which."""
        return []

    # How verbs are made ------------------------------------------------------------------------------------
    def gather(self):
        """Read once what the checks of this step read again and again (half of a publication's time was queries)."""
        models.prefetch_related_objects([self], *self.GATHERED)

    def scatter(self):
        """Forget what was gathered: others may change it from now on."""
        self._prefetched_objects_cache = {}

    def _start(self, step, by, *duties):
        """Lock the row, then ask: may this person take this step from this state?"""
        if self.pk:
            try:
                self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
            except type(self).DoesNotExist:
                raise Refused("这份稿件已由别人办理完毕，请刷新页面查看最新状态。") from None
        if not gate.may_move(self.status, step):
            raise Refused(f"“{self.state_label}”的信息不能{gate.VERB_LABELS[step]}，请刷新页面查看最新状态。")
        if step in gate.TOGETHER and self.leader and not self.led:
            raise Refused(
                f"这份材料与《{self.leader.title}》一并{gate.VERB_LABELS[step]}，请在那一份的页面办理。"
            )
        if not by.has_duty(*duties):
            raise Refused(f"您没有{gate.VERB_LABELS[step]}的职责。")
        if not by.may(duties, self.office):
            raise Refused(f"您不负责{self.office}的信息。")

    def _move(self, step, entry, **facts):
        before, after = self.status, gate.MOVES[step][1]
        self.status, self.waiting_since = after, clock.now()
        self.save()
        entry.before, entry.after = {"status": before}, {"status": after} | facts

    def _take_along(self, step, **said):
        for other in self.companions(step):
            other.led = True
            getattr(other, step)(**said)

    def _keep_apart(self, reviewer=None, signer=None):
        problem = gate.apart(
            self.drafted_by_id,
            reviewer.pk if reviewer else self.reviewed_by_id,
            signer.pk if signer else self.signed_by_id,
        )
        if problem:
            raise Refused(problem)
        self._keep_from_authors(reviewer, "保密审查员")
        self._keep_from_authors(signer, "签发人")

    def _keep_from_authors(self, person, label):
        """Whoever wrote on it, or sent it in, neither reviews nor signs it, drafter by name or not."""
        written = AuditEntry.objects.about(self).filter(verb__in=WRITING)
        if person is not None and written.filter(actor=person).exists():
            raise Refused(f"您参与了这份信息的拟稿，不能再作为{label}。")

    def _unchanged_since_review(self):
        """What is signed and published is what was reviewed."""
        review = self.secrecy_reviews.filter(conclusion=SecrecyReview.Conclusion.CLEAR).first()
        if review is None or review.digest != self.content_digest():
            raise Refused("内容在保密审查之后有改动，请退回并重新审查。")

    def _as_seen(self, seen):
        """What somebody judged is what they were shown; commands and tests show nothing."""
        if seen and seen != self.judged_digest():
            raise Refused("内容在您打开这一页以后有改动，请重新核对。")

    def _complete(self):
        missing = self.missing()
        if missing:
            raise Incomplete(missing)

    def give_index_number(self):
        """索引号: one space for all kinds, given once, never used again."""
        if self.index_number or self.revises_id:
            return
        year = (self.written_on or clock.today()).year
        serial = IndexSerial.objects.select_for_update().get_or_create(year=year)[0]
        serial.last += 1
        serial.save()
        self.index_number = self.index_number_of(year, serial.last)

    @staticmethod
    def index_number_of(year, serial) -> str:
        """An index number in the form that the town uses (a setting)."""
        return settings.INDEX_NUMBER_FORMAT.format(code=settings.INDEX_NUMBER_CODE, year=year, serial=serial)

    def after_publishing(self):
        """What a child derives when what is public of it has changed; in the same transaction."""

    # The public catalogue ----------------------------------------------------------------------------------
    def write_entry(self):
        """Write, or remove, this record's row of the catalogue; in the record's own transaction."""
        archived = self.status == gate.WITHDRAWN and self.withdraw_kind == self.Withdrawal.ARCHIVED
        if self.status != gate.PUBLISHED and not archived:
            Entry.objects.filter(information_id=self.pk).drop()
            return
        fields, labels = self.entry_fields() | {"archived": archived}, self.entry_labels()
        fields["theme_keys"] = ",".join(labels.get("theme", []))
        fields["issuer_keys"] = ",".join(labels.get("issuer", []))
        entry = Entry.objects.put(self.pk, fields)
        EntryLabel.objects.filter(entry=entry).delete()
        EntryLabel.objects.bulk_create(
            EntryLabel(entry=entry, dimension=dimension, value=value)
            for dimension, values in labels.items()
            for value in values
        )
        # its days in force are not written here: they are what they were
        entry = Entry.objects.get(pk=entry.pk)
        search_index.index(entry.searchable(self.search_text(), self.meanings()))

    def search_text(self) -> str:
        """The words that search finds it by, besides its title; a child adds its own."""
        return self.search_text_with(files=[file.title for file in self.attachments.all()])

    def search_text_with(self, *, files=()) -> str:
        """The same where what hangs on it is known already."""
        lines = [self.summary, plain_text(self.body), self.keywords, *files, self.index_number or ""]
        return "\n".join(line for line in lines if line)

    def meanings(self) -> list[tuple[str, str]]:
        """(part, text): the short texts that it is found by in meaning; a child adds its own, never its body."""
        return [("title", self.title), ("summary", self.summary)]

    def entry_fields(self) -> dict:
        """The columns of the catalogue's row; a child adds its own."""
        return {
            "kind": self.kind,
            "title": self.title,
            "index_number": self.index_number or "",
            "summary": self.summary,
            "path": f"disclosure/{self.pk}/",
            "office_id": self.office_id,
            "issuer": self.office.name,
            "category_id": self.category_id,
            "year": (self.written_on or clock.day_of(self.published_at)).year,
            "written_on": self.written_on,
            "published_at": self.published_at,
            "updated_at": self.updated_at,
            "sorted_on": clock.day_of(self.published_at),
            "late": self.is_late,
        }

    def entry_labels(self) -> dict:
        """Dimension → values that one can filter by."""
        return {
            "theme": [theme.slug for theme in self.themes.all()],
            "audience": [audience.slug for audience in self.audiences.all()],
        }


class Trace(Information):
    """A stand-in for a record that was erased, so that the trail names no content."""

    class Meta:
        proxy = True

    audit_title = "（内容已清除）"


def blocking(found) -> list[str]:
    """A sentence for each wrong form that has to be mended."""
    return [f"“{one.wrong}”应为“{one.right}”：{one.sentence}" for one in found if one.grade == wording.BLOCK]


def broken(problems) -> list[str]:
    """A sentence for each link that has to be mended."""
    return [problem.message for problem in problems if problem.blocks]


def _digest(value) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
