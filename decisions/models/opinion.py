from django.conf import settings
from django.db import models

from core import audit, clock, privacy
from core.characters import make_printable
from core.duties import CONTENT, Duty
from core.models import Receipted, SealedTextField, SentFile
from core.proofreading import proofread
from decisions.models.answer import Answer
from decisions.models.consultation import Consultation
from disclosure.refusal import Refused

HANDLERS = CONTENT - {Duty.SECRECY_REVIEWER, Duty.VILLAGE_CLERK}
LONGEST = 2000  # characters of one opinion


class OpinionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answer=None)

    def served_by(self, user):
        return self.filter(consultation__office__in=user.served_offices())

    def with_sender(self):
        """Those that still say who sent them, or hold a file."""
        known = ~models.Q(name="") | ~models.Q(contact="") | models.Q(files__isnull=False)
        return self.filter(known).distinct()

    def to_be_shown(self):
        """Single ones whose senders agreed."""
        return self.filter(may_publish=True, answer__isnull=False)


class Opinion(Receipted):
    """What somebody thinks of a draft, however it came. Name and contact are shown on its own page to staff, nowhere else."""

    PREFIX = "YJ"

    class Channel(models.TextChoices):
        WEB = "web", "网上"
        LETTER = "letter", "信函"
        PHONE = "phone", "电话"
        MEETING = "meeting", "座谈会"
        HOTLINE = "hotline", "12345热线"

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="opinions", verbose_name="征求意见"
    )
    clause = models.CharField("针对的条款", max_length=60, blank=True, help_text="不填为对整个草案。")
    text = models.TextField("意见内容", max_length=LONGEST)
    name = SealedTextField("姓名或者单位", max_length=60, blank=True)
    contact = SealedTextField("联系方式", max_length=100, blank=True)
    may_publish = models.BooleanField("同意公开意见原文（不带姓名）", default=False)
    channel = models.CharField("来源", max_length=8, choices=Channel.choices, default=Channel.WEB)
    received_at = models.DateTimeField("收到时间", default=clock.now)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="录入人"
    )  # fmt: skip
    answer = models.ForeignKey(
        Answer, models.PROTECT, null=True, editable=False, related_name="opinions", verbose_name="答复"
    )

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公众意见"
        ordering = ["-received_at", "-id"]
        indexes = [models.Index(fields=["consultation", "answer"], name="opinions_open")]

    def __str__(self):
        return self.receipt

    audit_title = property(lambda self: f"意见{self.receipt}")  # what somebody wrote stays out of the trail

    @property
    def office(self):
        return self.consultation.office

    def check_time(self):
        """Refused where nobody could have received it, or nobody could answer it any more."""
        self.consultation.check_open_for_answers()
        if not clock.midnight(self.consultation.starts_on) <= self.received_at <= clock.now():
            raise Refused("收到时间应当在征求意见开始以后、现在以前。")

    def save(self, *args, **kwargs):
        make_printable(self)
        super().save(*args, **kwargs)

    def flags(self) -> list[str]:
        """What staff should look at before the words are shown to anybody: personal data, wrong forms."""
        own = [f"疑似{privacy.LABELS[one.kind]}：{one.masked}" for one in privacy.scan(self.text)]
        return own + [f"错敏词“{one.wrong}”" for one in proofread(self.text)]

    @property
    def shown_text(self) -> str:
        """The words as readers may see them."""
        return privacy.mask(self.text)

    def forget_sender(self) -> None:
        """Take away who sent it, and the files; what was said and what became of it stay."""
        self.name = self.contact = ""
        self.save(update_fields=["name", "contact"])
        for one in self.files.all():
            one.delete()

    def enter(self, *, by):
        """Staff write down what came by letter, telephone, meeting or hotline."""
        with audit.act("登记公众意见", self, by=by, office=self.consultation.office) as step:
            if not by.may(HANDLERS, self.consultation.office):
                raise Refused(f"您不负责{self.consultation.office}的征求意见。")
            if self.channel == self.Channel.WEB:
                raise Refused("网上的意见由提意见的人自己提交，这里请选择其他来源。")
            self.check_time()
            self.entered_by = by
            self.save()
            step.after = {"channel": self.channel}


class OpinionFile(SentFile):
    """What somebody sent along with an opinion; for those who handle it alone."""

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="files")

    class Meta:
        verbose_name = verbose_name_plural = "意见附件"
        ordering = ["id"]
