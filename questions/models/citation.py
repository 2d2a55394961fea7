"""What an answer rests on: a document, a clause of it, the text of a day, as it stood when somebody last looked."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from core import clock
from disclosure.models import Information
from disclosure.models.passage import ChangeNote
from policies.models import Policy, ValidityPeriod, Version
from policies.validity import ENDED, IN_FORCE, Status
from questions import clauses
from questions.review import Standing, changes

GONE = "已经撤下的文件"
NEVER = date.min  # in the columns that are compared: there is no such day


class CitationQuerySet(models.QuerySet):
    def on(self, day):
        """Each with how its document stands on a day: `status`, `since`, `text_from`, `is_public`, `is_corrected`."""
        period = ValidityPeriod.objects.on(day).filter(policy=OuterRef("document"))
        texts = Version.objects.standing().filter(policy=OuterRef("document"), valid_from__lte=day)
        newest = texts.order_by("-valid_from").values("valid_from")[:1]
        public = Information.objects.published().filter(pk=OuterRef("document"))
        later = ChangeNote.objects.filter(information=OuterRef("document"), at__gt=OuterRef("seen_at"))
        return self.annotate(
            status=Coalesce(Subquery(period.values("status")[:1]), Value("")),
            since=Coalesce(Subquery(period.values("starts_on")[:1]), Value(NEVER)),
            text_from=Coalesce(Subquery(newest), Value(NEVER)),
            is_public=Exists(public),
            is_corrected=Exists(later),
        )

    def changed(self, day):
        """Those whose document is, on a day, not what it was when somebody last looked."""
        same = Q(is_public=True, is_corrected=False, status=F("seen_status"), since=F("seen_since"))
        same &= Q(text_from=F("seen_text_from"))
        return self.on(day).filter(document__isnull=False).exclude(same)

    def held(self, day):
        """Those whose document was in force on a day, with the very text that was last looked at."""
        return self.on(day).filter(is_public=True, status__in=IN_FORCE, text_from=F("seen_text_from"))


class Citation(models.Model):
    """依据. A document of ours, or in words one that we do not hold; the columns `seen_…` are how it stood at the last
    look, which is what 待复核 is judged by."""

    question = models.ForeignKey(
        "questions.Question", models.CASCADE, related_name="citations", verbose_name="问答"
    )
    document = models.ForeignKey(
        Information, models.CASCADE, null=True, blank=True, related_name="cited_by", verbose_name="文件",
        help_text="本站公开的文件；本站没有的，在“文件名称”里写明名称和文号。",
    )  # fmt: skip
    named = models.CharField("文件名称", max_length=200, blank=True, help_text="只用于本站没有公开的文件。")
    clause = models.CharField("条款", max_length=60, blank=True, help_text="如“第五条”；不填为全文。")
    anchor = models.CharField(max_length=60, blank=True, editable=False)
    seen_status = models.CharField(max_length=20, blank=True, editable=False)
    seen_since = models.DateField(default=NEVER, editable=False)
    seen_text_from = models.DateField(default=NEVER, editable=False)
    seen_at = models.DateTimeField(default=clock.now, editable=False)

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "依据"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False) | ~Q(named=""), name="citation_names_something"
            )
        ]

    def __str__(self):
        """Readers, programs and search see it: the title of a document that was withdrawn goes with it."""
        if self.document_id is None:
            return f"{self.named}{self.clause}"
        title = f"《{self.document.title}》" if self.document.is_visible else GONE
        return f"{title}{self.clause}"

    def save(self, *args, **kwargs):
        """Where it is written down somebody has the document before them: that is its first look."""
        is_new = self.pk is None or self._state.adding
        self.anchor = clauses.anchor_of(self.text, self.clause) if self.document_id and self.clause else ""
        super().save(*args, **kwargs)
        if is_new and not self.seen_status and self.seen_since == NEVER:
            self.look(clock.today())

    @property
    def text(self) -> str:
        """The text (HTML) of the document as it stands today."""
        record = self.document.specific
        return record.text_on() if isinstance(record, Policy) else record.body

    @property
    def url(self) -> str:
        """Where readers find it, as today's text; empty for what we do not hold."""
        if self.document_id is None or not self.document.is_visible:
            return ""
        address = self.document.specific.get_absolute_url()
        return f"{address}#{self.anchor}" if self.anchor else address

    def in_words(self) -> str:
        """As files name it: the document's number, else its title, and the clause."""
        if self.document_id is None:
            return self.named
        if not self.document.is_visible:
            return str(self)
        record = self.document.specific
        number = record.document_number if isinstance(record, Policy) else ""
        return f"{number or f'《{record.title}》'}{self.clause}"

    @property
    def seen(self) -> Standing:
        return Standing(True, self.seen_status, _day(self.seen_since), _day(self.seen_text_from))

    def changes(self) -> list[str]:
        """What has become of it since, in half-sentences; for a row of `on(day)`."""
        if self.document_id is None:
            return []
        now = Standing(self.is_public, self.status, _day(self.since), _day(self.text_from))
        label = Status(self.status).label if self.status else ""
        return changes(self.seen, now, corrected=self.is_corrected, label=label)

    @property
    def has_ended(self) -> bool:
        """Whether its document is no longer there to answer by; for a row of `on(day)`. A paper without validity
        (不适用) ends only by being withdrawn, one that is not yet in force has still to begin."""
        if self.document_id is None:
            return False
        return not self.is_public or self.status in OVER

    @property
    def is_over_for_good(self) -> bool:
        """Repealed, expired, void or withdrawn; what is suspended may come back, and an answer may say just that."""
        return self.document_id is not None and (
            self.status in ENDED or self.document.withdrawn_at is not None
        )

    @property
    def validity(self) -> str:
        """How its document stands, in a word; for a row of `on(day)`."""
        return Status(self.status).label if self.document_id and self.is_public and self.status else ""

    def look(self, day: date) -> None:
        """Somebody has compared the answer with the document as it stands on a day."""
        if self.document_id is None:
            return
        now = type(self).objects.on(day).get(pk=self.pk)
        self.seen_status, self.seen_since, self.seen_text_from = now.status, now.since, now.text_from
        self.seen_at = clock.now()
        self.save()


OVER = ENDED | {Status.SUSPENDED}


def _day(value):
    return None if value == NEVER else value
