"""咨询: somebody asks, an office answers within its working days (政府网站检查指标 4.4：留言答复时限)."""

import re
import unicodedata

from django.conf import settings
from django.db import models
from django.urls import reverse

from core import audit, calendar, clock, privacy
from core.characters import make_printable, printable, says_something
from core.duties import CONTENT, Duty
from core.locking import read_again
from core.models import Office, Receipted, SealedTextField
from core.proofreading import proofread
from core.richtext import from_text
from disclosure import kinds, rebuilding
from disclosure.models import Entry
from disclosure.models.information import blocking
from disclosure.refusal import Refused
from questions import column
from questions.models.question import Question
from search import index as search_index

HANDLERS = CONTENT - {Duty.SECRECY_REVIEWER}
LONGEST = 2000  # characters of a question
SUMMARY = 120
CONTACTS = re.compile(r"[，,；;、/\s]+")  # what parts several in one field


class InquiryQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_at=None)

    def served_by(self, user):
        return self.filter(office__in=user.served_offices())

    def overdue(self, day):
        """Unanswered after their last day; a provisional date makes nobody late."""
        return self.open().filter(due_on__lt=day, due_is_provisional=False)

    def published(self, at=None):
        return self.filter(entry__published_at__lte=at or clock.now())

    def waiting_to_be_public(self):
        """Answered, meant for everybody, not yet looked at by a second person."""
        return self.filter(to_publish=True, published_at=None, answered_at__isnull=False)

    def with_person(self):
        return self.exclude(name="", contact="")


class Inquiry(Receipted):
    """咨询留言. Name and contact are sealed, shown to the office that answers, and erased when they are no longer needed."""

    KIND = "inquiry"
    PREFIX = "ZX"  # 咨询

    class Channel(models.TextChoices):
        WEB = "web", "网上"
        PHONE = "phone", "电话"
        WINDOW = "window", "窗口"
        LETTER = "letter", "信函"
        HOTLINE = "hotline", "12345热线"

    subject = models.CharField("标题", max_length=60)
    text = models.TextField("咨询内容", max_length=LONGEST)
    name = SealedTextField("姓名", max_length=60, blank=True)
    contact = SealedTextField("联系方式", max_length=100, blank=True)
    may_publish = models.BooleanField("同意公开问题和答复（不带姓名）", default=False)
    channel = models.CharField("来源", max_length=8, choices=Channel.choices, default=Channel.WEB)
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="承办机构", related_name="inquiries")
    received_at = models.DateTimeField("收到时间", default=clock.now)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="登记人"
    )  # fmt: skip
    complex_reason = models.CharField("延长办理的理由", max_length=200, blank=True, editable=False)
    due_on = models.DateField("答复期限", editable=False)
    due_is_provisional = models.BooleanField("暂定期限", default=False, editable=False)
    answer = models.TextField("答复", blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="答复人"
    )  # fmt: skip
    answered_at = models.DateTimeField("答复时间", null=True, editable=False)
    # What everybody may read: the words as the office made them fit for that.
    to_publish = models.BooleanField("拟公开", default=False, editable=False)
    public_subject = models.CharField("公开的标题", max_length=60, blank=True, editable=False)
    public_text = models.TextField("公开的问题", blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="核准公开人"
    )  # fmt: skip
    published_at = models.DateTimeField("公开时间", null=True, editable=False)
    question = models.ForeignKey(
        Question, models.SET_NULL, null=True, editable=False, related_name="inquiries", verbose_name="转入的问答"
    )  # fmt: skip
    entry = models.OneToOneField(Entry, models.SET_NULL, null=True, editable=False, related_name="inquiry")

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "咨询留言"
        ordering = ["-received_at", "-id"]
        indexes = [models.Index(fields=["answered_at", "due_on"], name="inquiries_open")]

    def __str__(self):
        return self.receipt

    audit_title = property(lambda self: f"咨询{self.receipt}")  # what somebody wrote stays out of the trail

    def get_absolute_url(self):
        return reverse("questions:inquiry", args=[self.pk])

    def save(self, *args, **kwargs):
        make_printable(self)
        if self.due_on is None:
            self.set_due()
        super().save(*args, **kwargs)

    # The clock ---------------------------------------------------------------------------------------------
    @property
    def days(self) -> int:
        """Working days to answer."""
        return settings.INQUIRY_COMPLEX_DAYS if self.complex_reason else settings.INQUIRY_DAYS

    def set_due(self):
        """The last day by the calendars on record, from the day after it came."""
        day = clock.day_of(self.received_at)
        span = calendar.current().add(day, self.days, provisional=True)
        self.due_on, self.due_is_provisional = span.end, span.is_provisional

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and not self.due_is_provisional and self.due_on < clock.today()

    @property
    def was_late(self) -> bool:
        """A provisional date makes nobody late."""
        return (
            not self.is_open and not self.due_is_provisional and clock.day_of(self.answered_at) > self.due_on
        )

    # Verbs -------------------------------------------------------------------------------------------------
    def enter(self, *, by):
        """Staff write down what came by telephone, at the window, by letter or hotline."""
        with audit.act("登记咨询", self, by=by, office=self.office) as step:
            self._handled(by)
            if self.channel == self.Channel.WEB:
                raise Refused("网上的咨询由咨询人自己提交，这里请选择其他来源。")
            if self.received_at > clock.now():
                raise Refused("收到时间不能晚于现在。")
            self.entered_by = by
            self.save()
            step.after = {"channel": self.channel}

    def hand_over(self, *, by, office):
        """It is another office's business; the days run on."""
        with audit.act("转办咨询", self, by=by, office=self.office) as step:
            self._start(by)
            step.before, step.after = {"office": self.office.slug}, {"office": office.slug}
            self.office = office
            self.save()

    def prolong(self, *, by, reason):
        """A complex matter gets the longer period, once, with its reason; not after the first one is over."""
        with audit.act("延长咨询答复期限", self, by=by, office=self.office, note=reason) as step:
            self._start(by)
            if self.complex_reason:
                raise Refused("已经延长过一次。")
            if not says_something(reason):
                raise Refused("延长须写明理由。")
            if clock.today() > self.due_on:
                raise Refused("答复期限已过，不能再延长。")
            step.before = {"due_on": self.due_on}
            self.complex_reason = reason.strip()
            self.set_due()
            self.save()
            step.after = {"due_on": self.due_on}

    def reply(self, *, by, answer, public=False, subject="", text=""):
        """The office's answer, which whoever asked reads with the receipt; public: meant for everybody, once a second
        person has looked at it, with subject and text as they may be shown."""
        with audit.act("答复咨询", self, by=by, office=self.office) as step:
            self._start(by)
            if not says_something(answer):
                raise Refused("请写明答复。")
            if public and not self.may_publish:
                raise Refused("咨询人没有同意公开，只能单独答复。")
            self.answer, self.answered_by, self.answered_at = answer.strip(), by, clock.now()
            self.to_publish = public
            self.public_subject, self.public_text = (
                (subject or self.subject).strip(),
                (text or self.text).strip(),
            )
            if public:
                self._fit_for_everybody()
            self.save()
            step.after = {"public": public, "late": self.was_late}

    def publish(self, *, by):
        """A second person — signer or disclosure officer — lets everybody read question and answer."""
        with audit.act("公开咨询答复", self, by=by, public=True, office=self.office) as step:
            read_again(self)
            if not by.may({Duty.SIGNER, Duty.DISCLOSURE_OFFICER}, self.office):
                raise Refused("由签发人或者公开办核准公开。")
            if by.pk == self.answered_by_id:
                raise Refused("答复人与核准公开的人不得为同一人。")
            if not self.to_publish or self.published_at:
                raise Refused("这件咨询不在等待公开，请刷新页面查看。")
            self._fit_for_everybody()
            self.published_by, self.published_at = by, clock.now()
            self.save()
            step.after = {"published": self.public_subject}
            self.write_entry()

    def keep_private(self, *, by):
        """Not for everybody after all; what was public goes at once."""
        with audit.act("不公开咨询答复", self, by=by, public=True, office=self.office):
            read_again(self)
            if not by.may({Duty.SIGNER, Duty.DISCLOSURE_OFFICER}, self.office):
                raise Refused("由签发人或者公开办决定。")
            self.to_publish, self.published_at = False, None
            self.save()
            self.write_entry()

    def promote(self, *, by) -> Question:
        """One step from an answered inquiry to a draft of the library, which a signer confirms as any other."""
        with audit.act("咨询转入问答库", self, by=by, office=self.office) as step:
            read_again(self)
            if self.is_open:
                raise Refused("先答复，再转入问答库。")
            self._handled(by)
            if self.question_id:
                return self.question
            if not self.may_publish:
                raise Refused("咨询人没有同意公开，答复不能转入问答库；请另写一条问答。")
            self._fit_for_everybody()
            self.question = Question.objects.create(
                question=privacy.mask(self.public_subject or self.subject), office=self.office, entered_by=by,
                answer=from_text(privacy.mask(self.answer)),
            )  # fmt: skip
            self.save()
            step.after = {"question": self.question.pk}
        return self.question

    def forget_person(self):
        """Name and contact go; the case stays for the counts."""
        self.name = self.contact = ""
        self.save()

    def _start(self, by):
        read_again(self)
        if not self.is_open:
            raise Refused("这件咨询已经答复，请刷新页面查看。")
        self._handled(by)

    def _handled(self, by):
        if not by.may(HANDLERS, self.office):
            raise Refused(f"您不负责{self.office}的咨询。")

    def _fit_for_everybody(self):
        """No personal data, no name of the sender, no wrong forms in what everybody would read."""
        said = "\n".join([self.public_subject or self.subject, self.public_text, self.answer])
        found = [f"疑似{privacy.LABELS[one.kind]}：{one.masked}" for one in privacy.scan(said)]
        bare = _bare(said)
        for label, own in (("姓名", [self.name]), ("联系方式", CONTACTS.split(self.contact))):
            if any(len(_bare(one)) > 1 and _bare(one) in bare for one in own):
                found.append(f"出现了咨询人的{label}")
        if found:
            raise Refused(f"公开的文字里{'；'.join(found[:5])}。请改正后再公开。")
        if wrong := blocking(proofread(said)):
            raise Refused(wrong)

    # The public catalogue ----------------------------------------------------------------------------------
    def write_entry(self):
        """Its row of the catalogue, while everybody may read it."""
        path = f"policies/inquiries/{self.pk}/"
        if self.published_at is None:
            Entry.objects.filter(path=path).drop()
            self.entry = None
            return
        day, text = clock.day_of(self.published_at), self.answer.replace("\n", " ")
        fields = {
            "kind": self.KIND, "title": self.public_subject,
            "summary": f"{text[:SUMMARY]}……" if len(text) > SUMMARY else text,
            "path": path, "office_id": self.office_id, "issuer": self.office.name,
            "category_id": column.inquiries().pk, "year": day.year, "written_on": clock.day_of(self.answered_at),
            "published_at": self.published_at, "updated_at": self.published_at, "sorted_on": day,
        }  # fmt: skip
        fields = {key: printable(value) if isinstance(value, str) else value for key, value in fields.items()}
        self.entry, _ = Entry.objects.update_or_create(pk=self.entry_id, defaults=fields)
        self.save(update_fields=["entry"])
        search_index.index(self.entry.searchable(self.search_text(), self.meanings()))

    def search_text(self) -> str:
        return "\n".join([self.public_text, self.answer])

    def meanings(self) -> list[tuple[str, str]]:
        return [("title", self.public_subject)]


def _bare(text) -> str:
    """Letters and digits alone: a name with a blank in it is the same name."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum()).lower()


kinds.others.append(Inquiry)


@rebuilding.others.add
def inquiries():
    return Inquiry.objects.published().select_related("entry", "office").order_by("pk")
