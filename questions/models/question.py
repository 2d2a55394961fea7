"""政策问答库: what people ask, answered with its basis; public when a second person has confirmed it."""

import re

from django.db import models
from django.urls import reverse

from core import audit, clock, privacy
from core.characters import printable, says_something
from core.duties import CONTENT, Duty
from core.locking import read_again
from core.models import Office
from core.proofreading import proofread
from core.richtext import RichTextField, attribute_text, plain_text
from disclosure import kinds, links, rebuilding
from disclosure.models import Entry, Theme
from disclosure.models.entry import EntryLabel
from disclosure.models.information import blocking, broken
from disclosure.models.second_person import SecondPerson, SecondPersonQuerySet
from disclosure.refusal import Refused
from questions import column
from questions.models.citation import Citation
from search import index as search_index

HANDLERS = CONTENT - {Duty.SECRECY_REVIEWER, Duty.VILLAGE_CLERK}
SUMMARY = 120  # characters of the answer in lists
MOST_PHRASINGS = 20
SENTENCES = re.compile(r"[。；\n]")
SHORT, MOST_SENTENCES = 8, 8  # characters; how many of an answer are compared by meaning
READ = 300  # characters of an answer that are compared by meaning


class QuestionQuerySet(SecondPersonQuerySet):
    def published(self, at=None):
        return self.filter(entry__published_at__lte=at or clock.now(), withdrawn_at=None)

    def about(self, theme: str):
        return self.filter(themes__slug=theme)

    def to_review(self, day):
        """待复核: public ones of which something cited is not what it was when somebody last looked; from the clock and
        the events alone, on the very day."""
        return self.published().filter(pk__in=Citation.objects.changed(day).values("question"))

    def unfounded(self):
        """未注明依据."""
        return self.filter(citations=None)

    def citing(self, record):
        return self.filter(citations__document=record).distinct()

    def disliked(self):
        """Public ones that more readers found useless than useful, three at least."""
        no = models.Count("votes", filter=models.Q(votes__useful=False))
        yes = models.Count("votes", filter=models.Q(votes__useful=True))
        return self.annotate(no=no, yes=yes).filter(no__gte=3, no__gt=models.F("yes"))


class Question(SecondPerson):
    """问答. A change to a public one is a draft of the same entry (`revises`); confirming it takes its content over."""

    KIND = "question"
    OFFICE = "office"

    external_id = models.CharField(
        "导入编号", max_length=80, unique=True, null=True, blank=True, editable=False
    )
    question = models.CharField("问题", max_length=200, help_text="用群众的话写，如“低保怎么申请？”。")
    also_asked = models.TextField(
        "其他问法", blank=True, max_length=2000, help_text="每行一种，写群众平时怎么说。"
    )
    answer = RichTextField("回答")
    topic = models.CharField("分类", max_length=60, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, verbose_name="特色主题")
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="责任机构", related_name="questions")
    revises = models.OneToOneField(
        "self", models.CASCADE, null=True, editable=False, related_name="revision", verbose_name="修改的问答"
    )
    published_at = models.DateTimeField("发布时间", null=True, editable=False)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, editable=False)
    withdraw_reason = models.CharField("撤下原因", max_length=200, blank=True, editable=False)
    entry = models.OneToOneField(Entry, models.SET_NULL, null=True, editable=False, related_name="question")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策问答"
        ordering = ["-id"]

    def __str__(self):
        return self.question

    def get_absolute_url(self):
        return reverse("questions:question", args=[self.pk])

    @property
    def phrasings(self) -> list[str]:
        """The question and the other ways to ask it."""
        others = [line.strip() for line in self.also_asked.splitlines()]
        return [self.question, *filter(None, others)][:MOST_PHRASINGS]

    @property
    def answer_text(self) -> str:
        return plain_text(self.answer)

    # What may become public --------------------------------------------------------------------------------
    def to_scan(self):
        cited = [str(one) for one in self.citations.all()] if self.pk else []
        said = [*self.phrasings, self.answer_text, attribute_text(self.answer), self.topic, *cited]
        return "\n".join(said)

    def flags(self) -> list[str]:
        """What keeps it back besides personal data: wrong forms and bad links."""
        dead = links.problems(links.of_html(self.answer))
        return blocking(proofread(self.to_scan())) + broken(dead)

    def wrote(self, user):
        """Who answered the inquiry that it came from is its author, too."""
        return super().wrote(user) or (
            self.pk is not None and self.inquiries.filter(answered_by=user).exists()
        )

    def before_confirming(self):
        if self.withdrawn_at or (self.revises_id and self.revises.withdrawn_at):
            raise Refused("这条问答已经撤下。")
        if not says_something(self.answer_text):
            raise Refused("回答是空的。")
        if self.rests_on_nothing(clock.today()):
            raise Refused("引用的文件都已不再执行，请修改依据和回答。")
        if changes := self.changes(clock.today()):
            raise Refused(f"起草以后依据有变化：{'；'.join(changes)}。请核对、修改后再复核。")
        if found := self.flags():
            raise Refused(found)

    def after_confirming(self):
        if self.revises_id:
            self.revises.take_over(self)
            self.delete()
            return
        self.published_at = self.published_at or self.confirmed_at
        self.look()
        self.write_entry()

    # Verbs -------------------------------------------------------------------------------------------------
    def revise(self, *, by) -> "Question":
        """A draft of the same entry with its content, to be changed and confirmed; the one there is, where there is one."""
        draft = Question.objects.filter(revises=self).first()
        if draft:
            return draft
        with audit.act("修改政策问答", self, by=by, office=self.office):
            read_again(self)
            self._handled(by)
            if self.withdrawn_at:
                raise Refused("这条问答已经撤下。")
            draft = Question.objects.create(
                question=self.question, also_asked=self.also_asked, answer=self.answer, topic=self.topic,
                office=self.office, revises=self, entered_by=by,
            )  # fmt: skip
            draft.copy_from(self)
            draft.look()  # who changes the answer has what it rests on before them
        return draft

    def take_over(self, draft):
        """The content of a confirmed revision becomes this entry's; in the transaction of the confirmation."""
        for name in (
            "question",
            "also_asked",
            "answer",
            "topic",
            "office",
            "entered_by",
            "confirmed_by",
            "confirmed_at",
        ):
            setattr(self, name, getattr(draft, name))
        self.save()
        self.copy_from(draft)
        self.look()
        self.write_entry()

    def copy_from(self, other):
        """Themes and citations as another entry has them."""
        self.themes.set(other.themes.all())
        self.citations.all().delete()
        for one in other.citations.all():
            one.pk, one.question = None, self
            one.save()

    def review(self, *, by):
        """An officer has compared the answer with what it cites and found that it still holds."""
        with audit.act("复核政策问答", self, by=by, public=True, office=self.office) as step:
            read_again(self)
            self._handled(by)
            if self.withdrawn_at:
                raise Refused("这条问答已经撤下。")
            if self.has_no_basis_left(clock.today()):
                raise Refused("引用的文件都已不再执行，请修改回答和依据，或者撤下这条问答。")
            step.before = {"changes": self.changes(clock.today())}
            self.look()
            self.write_entry()

    def withdraw(self, *, by, reason):
        """Off the site at once; its address says when and why."""
        with audit.act("撤下政策问答", self, by=by, public=True, office=self.office, note=reason):
            read_again(self)
            if not by.may({Duty.SIGNER, Duty.DISCLOSURE_OFFICER}, self.office):
                raise Refused("由签发人或者公开办撤下。")
            if not says_something(reason):
                raise Refused("请写明撤下的原因。")
            if privacy.scan(reason):
                raise Refused("撤下原因随页面公开，不能写个人信息。")
            self.withdrawn_at, self.withdraw_reason = clock.now(), reason.strip()
            self.save()
            self.write_entry()

    def _handled(self, by):
        if not by.may(HANDLERS, self.office):
            raise Refused(f"您不负责{self.office}的政策问答。")

    def look(self):
        for one in self.citations.all():
            one.look(clock.today())

    # How it stands -----------------------------------------------------------------------------------------
    def changes(self, day) -> list[str]:
        """What has become of the things it cites, in sentences; none where it need not be reviewed."""
        cited = self.citations.changed(day).select_related("document")
        return [f"{one}{'，'.join(one.changes())}" for one in cited]

    def has_no_basis_left(self, day) -> bool:
        """Whether it cites documents and none of them is carried out on a day: then it is no answer about that day."""
        return self._all_cited(day, "has_ended")

    def rests_on_nothing(self, day) -> bool:
        """Whether all that it cites is over for good: nobody publishes that any more."""
        return self._all_cited(day, "is_over_for_good")

    def _all_cited(self, day, judged: str) -> bool:
        """Whether it cites documents of ours and all of them are so on a day."""
        cited = list(self.citations.on(day).filter(document__isnull=False).select_related("document"))
        return bool(cited) and all(getattr(one, judged) for one in cited)

    # The public catalogue ----------------------------------------------------------------------------------
    def write_entry(self):
        """Its row of the catalogue, while it is public; in the transaction of what changed it."""
        path = f"policies/questions/{self.pk}/"
        if self.published_at is None or self.withdrawn_at or self.revises_id:
            Entry.objects.filter(path=path).drop()
            self.entry = None
            return
        themes = [theme.slug for theme in self.themes.all()]
        text, day = self.answer_text.replace("\n", " "), clock.day_of(self.published_at)
        fields = {
            "kind": self.KIND, "title": self.question,
            "summary": f"{text[:SUMMARY]}……" if len(text) > SUMMARY else text,
            "path": path, "office_id": self.office_id, "issuer": self.office.name,
            "category_id": column.library().pk, "year": day.year, "written_on": day,
            "published_at": self.published_at, "updated_at": self.confirmed_at, "sorted_on": day,
            "theme_keys": ",".join(themes),
        }  # fmt: skip
        fields = {key: printable(value) if isinstance(value, str) else value for key, value in fields.items()}
        self.entry, _ = Entry.objects.update_or_create(pk=self.entry_id, defaults=fields)
        self.save(update_fields=["entry", "published_at"])
        EntryLabel.objects.filter(entry=self.entry).delete()
        EntryLabel.objects.bulk_create(
            EntryLabel(entry=self.entry, dimension="theme", value=slug) for slug in themes
        )
        search_index.index(self.entry.searchable(self.search_text(), self.meanings()))

    def search_text(self) -> str:
        """Without what it cites: the title of a document that is withdrawn must not be found by way of a question."""
        return "\n".join([*self.phrasings[1:], self.answer_text, self.topic])

    def meanings(self) -> list[tuple[str, str]]:
        """(part, text): each way of asking, the answer with its question, its sentences."""
        asked = [(f"q{number}", text) for number, text in enumerate(self.phrasings)]
        said = [one for one in SENTENCES.split(self.answer_text) if len(one) > SHORT][:MOST_SENTENCES]
        sentences = [(f"s{number}", text) for number, text in enumerate(said)]
        return [*asked, ("answer", f"{self.question}{self.answer_text}"[:READ]), *sentences]


kinds.others.append(Question)


@rebuilding.others.add
def questions():
    return Question.objects.published().select_related("entry", "office").order_by("pk")
