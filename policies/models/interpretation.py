from dataclasses import replace
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from core.characters import says_something
from core.richtext import outside_host, plain_text
from disclosure import gate
from disclosure.gate import Missing
from disclosure.models import Information
from disclosure.models.information import InformationQuerySet
from disclosure.refusal import Refused
from policies import copying, interpretation_column
from policies.forms_of_interpreting import ELEMENTS, Form


class InterpretationQuerySet(InformationQuerySet):
    """`late()` counts the first of a document, and what came along with it, from the last day for its interpretation;
    others like any record."""

    def explaining(self, policies):
        return self.filter(document__in=policies)

    def in_form(self, form):
        return self.filter(form=form)

    def opening(self):
        """Of each document the one that was public first: it says whether the document was interpreted in time."""
        public = Interpretation.objects.published().filter(document=OuterRef("document"))
        at, pk = OuterRef("published_at"), OuterRef("pk")
        earlier = public.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk))
        return self.published().exclude(Exists(earlier))

    def first_on_site(self):
        return self.order_by("published_at", "pk")


class Interpretation(Information):
    """政策解读: what explains a document; who drafted the document drafts it (谁起草、谁解读)."""

    KIND = "interpretation"
    OWN = [
        "document_id", "form", "together", "interpreter", "contact", *ELEMENTS, "transcript", "source_name", "source_url",
        "copying_reason",
    ]  # fmt: skip
    CONTENT = [*Information.CONTENT, *OWN]
    GATHERED = [*Information.GATHERED, "sections", "media"]

    document = models.ForeignKey(
        "policies.Policy", models.CASCADE, related_name="interpretations", verbose_name="解读的文件"
    )
    form = models.CharField("解读形式", max_length=10, choices=Form.choices, default=Form.TEXT)
    together = models.BooleanField(
        "与文件一并签发、发布",
        default=True,
        help_text="文件还没有发布时有效。以后才发布的补充材料，去掉勾选。",
    )
    interpreter = models.CharField(
        "解读机构和解读人",
        max_length=100,
        blank=True,
        help_text="如“镇社会事务办公室主任 周某”，随解读公开。",
    )
    contact = models.CharField("咨询电话", max_length=60, blank=True, help_text="办公电话，随解读公开。")
    background = models.TextField(ELEMENTS["background"][0], blank=True, help_text=ELEMENTS["background"][1])
    affected = models.TextField(ELEMENTS["affected"][0], blank=True, help_text=ELEMENTS["affected"][1])
    standards = models.TextField(ELEMENTS["standards"][0], blank=True, help_text=ELEMENTS["standards"][1])
    benefits = models.TextField(ELEMENTS["benefits"][0], blank=True, help_text=ELEMENTS["benefits"][1])
    differences = models.TextField(
        ELEMENTS["differences"][0], blank=True, help_text=ELEMENTS["differences"][1]
    )
    key_terms = models.TextField(ELEMENTS["key_terms"][0], blank=True, help_text=ELEMENTS["key_terms"][1])
    cautions = models.TextField(ELEMENTS["cautions"][0], blank=True, help_text=ELEMENTS["cautions"][1])
    transcript = models.TextField(
        "文字稿", blank=True, help_text="视频、图解、发布会的全部内容写成文字，看不见、听不清的人靠它。"
    )
    source_name = models.CharField(
        "来源机关", max_length=80, blank=True, help_text="转载上级机关的解读才填，如“澄陵县民政局”。"
    )
    source_url = models.CharField("原文网址", max_length=300, blank=True)
    copying_reason = models.CharField(
        "大段引用原文的理由", max_length=200, blank=True, help_text="照抄的部分超过上限才填。"
    )

    objects = InterpretationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策解读"
        ordering = ["-pk"]

    def save(self, *args, **kwargs):
        self.category = interpretation_column.category()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("policies:interpretation", args=[self.pk])

    def clean(self):
        super().clean()
        if self.source_url and not outside_host(self.source_url):
            raise ValidationError({"source_url": "网址应当完整，以http://或者https://开头。"})

    @property
    def is_from_above(self) -> bool:
        """An upper level's interpretation for the readers of this town: the people to ask are named there, nothing else
        of the rules is lifted by a name that anybody can type."""
        return says_something(self.source_name)

    # Its words ---------------------------------------------------------------------------------------------
    @property
    def elements(self) -> list[tuple]:
        """(field, label, text) of those that are filled in, in the order in which they are read."""
        filled = [(name, label, getattr(self, name)) for name, (label, _) in ELEMENTS.items()]
        return [one for one in filled if one[2].strip()]

    def own_words(self) -> str:
        """Everything that it says itself, a line for each part: what is scanned, searched and measured."""
        parts = [plain_text(self.body), *(text for _, _, text in self.elements), self.transcript]
        if self.pk:
            parts += [f"{one.heading}\n{one.text}" for one in self.sections.all()]
            parts += [one.alt_text for one in self.media.all()]
        return "\n".join(part for part in parts if part.strip())

    def copying(self) -> copying.Copying:
        """How much of it is lifted from its document (policies.copying)."""
        return copying.measure(self.measured_words(), plain_text(self.document.text_on()))

    def measured_words(self) -> str:
        """What `copying` measures; its passages are places in this."""
        return f"{self.own_words()}\n{self.summary}"

    def meanings(self) -> tuple:
        """(part, text) for search by meaning: the title with the summary, then each part under its anchor."""
        found = [("", f"{self.title}\n{self.summary}".strip())]
        found += [(name, text) for name, _, text in self.elements]
        found += [(one.anchor, f"{one.heading}\n{one.text}") for one in self.sections.all()]
        return tuple(found)

    def passages(self):
        yield from super().passages()
        yield "解读：", "\n".join([self.own_words(), self.interpreter, self.contact, self.source_name])
        for medium in self.media.all():
            yield f"“{medium}”：", f"{medium.title}\n{medium.file_text or medium.words}"

    def search_text(self):
        files = [file.title for file in self.attachments.all()]
        return f"{self.search_text_with(files=files)}\n{self.own_words()}"

    def content(self):
        sections = [one.content() for one in self.sections.all()]
        return super().content() | {
            "sections": sections,
            "media": [one.content() for one in self.media.all()],
        }

    def number_sections(self) -> None:
        """Give each part a number of its own, since its address on the page follows from it; those that have one keep it."""
        taken: set[int] = set()
        for section in sorted(self.sections.all(), key=lambda one: (one.position == 0, one.position, one.pk)):
            if section.position in taken or section.position == 0:
                section.position = max(taken, default=0) + 1
                section.save()
            taken.add(section.position)

    # Together with its document ------------------------------------------------------------------------------
    @property
    def leader(self):
        """Its document, while that is on its way and takes it along."""
        return self.document if self.pk and any(one.pk == self.pk for one in self.document.bundle) else None

    def _appear(self, moment):
        super()._appear(moment)
        due_on = self.document.interpretation_due_on  # 最迟不超过文件公布后3个工作日
        others = (
            Interpretation.objects.published(moment).filter(document=self.document_id).exclude(pk=self.pk)
        )
        if due_on and (self.led or not others.exists()):  # what comes with its document comes in time
            self.due_on = due_on

    def _publishable(self, at):
        super()._publishable(at)
        document = self.document
        if self.revises_id:
            return
        if document.status != gate.PUBLISHED:
            raise Refused(f"所解读的《{document.title}》没有公开，解读不能先发布。")
        if document.is_scheduled and (at is None or at < document.published_at):
            raise Refused("解读不能早于文件公开：文件是定时发布的，请定在同一时间或者以后。")

    # The gate ----------------------------------------------------------------------------------------------
    def paper(self):
        return replace(super().paper(), body=self.own_words())

    def gate_checks(self):
        return [*self._people_missing(), *self._media_missing(), *self._copied()]

    def _people_missing(self):
        """五公开: 政策文件、解读文本、解读机构、解读人、联系方式."""
        if self.is_from_above:
            if not self.source_url:
                yield Missing("source_url", "转载上级解读的，须填写原文网址。")
            return
        if not self.interpreter.strip():
            yield Missing("interpreter", "没有填写解读机构和解读人。")
        if not self.contact.strip():
            yield Missing("contact", "没有填写咨询电话。")

    def _media_missing(self):
        media = list(self.media.all())
        kinds = {one.kind for one in media}
        for one in media:
            if one.is_picture and not one.alt_text.strip():
                yield Missing("media", f"图片“{one}”没有文字说明，看不见图的人不知道内容。")
        if self.form == Form.PICTURE and "picture" not in kinds:
            yield Missing("media", "图解没有上传图片。")
        if self.form == Form.VIDEO and "video" not in kinds:
            yield Missing("media", "视频解读没有上传视频。")
        if "video" in kinds and "captions" not in kinds and not self.transcript.strip():
            yield Missing("transcript", "视频没有字幕（.vtt），也没有文字稿，听不见的人看不懂。")

    def _copied(self):
        if says_something(self.copying_reason):
            return
        found = self.copying()
        if found.percent > settings.COPY_LIMIT_PERCENT:
            yield Missing(
                "copying_reason",
                f"解读有{found.percent}%的字照抄原文，超过{settings.COPY_LIMIT_PERCENT}%。请改成自己的话；确需引用的，写明理由。",
            )

    # Its copies and its row in the catalogue -------------------------------------------------------------------
    def copy_content(self, target):
        super().copy_content(target)
        for rows in ("sections", "media"):
            getattr(target, rows).all().delete()
            for row in getattr(self, rows).all():
                row.pk, row.interpretation = None, target
                row.save()

    def detach(self):
        super().detach()
        for medium in self.media.all():
            medium.forget()

    def forget_attachments(self):
        """Delete their files once the transaction is through: it goes with its document, unseen by its own verbs."""
        for file in [file for one in self.attachments.all() for file in (one.file, one.original) if file]:
            transaction.on_commit(partial(file.storage.delete, file.name))

    def entry_fields(self):
        own = {
            "path": f"policies/interpretations/{self.record.pk}/",
            "issuer": self.source_name or self.office.name,
        }
        return super().entry_fields() | own


class InterpretationSection(models.Model):
    """One part of an interpretation — a question with its answer, a point — and the clauses that it explains."""

    interpretation = models.ForeignKey(Interpretation, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField("序号", default=0)
    heading = models.CharField("小标题或者问题", max_length=120)
    text = models.TextField("内容")
    clauses = models.JSONField("对应条款", default=list, blank=True)  # anchors of the document's text

    class Meta:
        verbose_name = "分段"
        verbose_name_plural = "分段（问答）"
        ordering = ["position", "id"]

    def __str__(self):
        return self.heading

    @property
    def anchor(self) -> str:
        """Where it stands on the page: a name that outlives a correction."""
        return f"s{self.position}"

    def content(self) -> list:
        return [self.position, self.heading, self.text, self.clauses]
