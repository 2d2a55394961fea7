"""What is said of a catalogue or a consultation after it was published: each entered by one, confirmed by a signer."""

from django.core.exceptions import ValidationError
from django.db import models

from core import clock
from core.models import AuditEntry
from decisions import steps
from disclosure.models.second_person import WRITING, SecondPerson, SecondPersonQuerySet
from disclosure.refusal import Refused


class Adjustment(SecondPerson):
    """目录调整: a matter is added, ended, put off or freed of a step, on a day and for a reason that are public."""

    OFFICE = "catalogue__office"

    class Kind(models.TextChoices):
        ADDED = "added", "增加"
        ENDED = "ended", "终止"
        POSTPONED = "postponed", "延期"
        EXEMPT = "exempt", "程序不适用"

    catalogue = models.ForeignKey(
        "decisions.Catalogue", models.CASCADE, related_name="adjustments", verbose_name="目录"
    )
    kind = models.CharField("调整", max_length=10, choices=Kind.choices)
    matter = models.ForeignKey(
        "decisions.Matter", models.CASCADE, related_name="adjustments", verbose_name="事项",
        help_text="增加的，先在“决策事项”里录入，再来这里写明理由。",
    )  # fmt: skip
    on = models.DateField("调整日期", default=clock.today)
    reason = models.CharField("理由", max_length=300)
    approved_by = models.CharField("审定", max_length=150, help_text="同意调整的会议。")
    planned_on = models.DateField("改为何时完成", null=True, blank=True, help_text="延期的必填。")

    step = models.CharField(
        "不适用的程序",
        max_length=16,
        choices=steps.OPTIONAL,
        blank=True,
        help_text="程序不适用的必选；理由写明依据。",
    )

    objects = SecondPersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "目录调整"
        ordering = ["on", "id"]

    def __str__(self):
        return f"{self.words}“{self.matter}”"

    @property
    def words(self) -> str:
        """What is done, in a word: 延期, or 风险评估不适用."""
        return (
            f"{self.get_step_display()}不适用" if self.kind == self.Kind.EXEMPT else self.get_kind_display()
        )

    def clean(self):
        if self.kind == self.Kind.EXEMPT and not self.step:
            raise ValidationError({"step": "选择不适用的程序。"})
        if self.kind == self.Kind.POSTPONED and not self.planned_on:
            raise ValidationError({"planned_on": "延期的，写明改为何时完成。"})
        if self.on and self.on > clock.today():
            raise ValidationError({"on": "调整日期不能晚于今天。"})
        if self.on and self.catalogue_id and self.on.year < self.catalogue.year - 1:
            raise ValidationError({"on": "调整日期早于目录，请核对。"})
        if self.matter_id and self.catalogue_id and self.matter.catalogue_id != self.catalogue_id:
            raise ValidationError({"matter": "这个事项不在所选的目录里。"})

    def to_scan(self):
        said = [self.reason, self.approved_by]
        return "\n".join(
            [*said, *(self.of_the_matter() if self.kind == self.Kind.ADDED else [self.matter.title])]
        )

    def of_the_matter(self) -> list[str]:
        """All that becomes public with a matter that is added: it is judged with the adjustment."""
        one = self.matter
        exempt = [f"{each.get_step_display()}：{each.reason}" for each in one.exemptions.all()]
        return [one.title, one.about, one.offices_in_words, one.legal_basis, one.planned_words, *exempt]

    def wrote(self, user):
        """Who wrote the matter does not confirm that it is added."""
        written = AuditEntry.objects.about(self.matter).filter(verb__in=WRITING, actor=user)
        return super().wrote(user) or (self.kind == self.Kind.ADDED and written.exists())

    def before_confirming(self):
        if not self.catalogue.is_visible:
            raise Refused("目录还没有公布，直接修改目录，不用调整。")
        if self.kind == self.Kind.ADDED and self.matter.entry_id:
            raise Refused("这个事项已经在目录里。")
        if self.kind != self.Kind.ADDED and not self.matter.is_approved:
            raise Refused("这个事项还没有列入目录，先办“增加”。")
        if self.matter.is_ended:
            raise Refused("这个事项已经终止。")

    def after_confirming(self):
        matter = self.matter
        if self.kind == self.Kind.ADDED:
            matter.added_by = self
        elif self.kind == self.Kind.ENDED:
            matter.ended_on = self.on
        elif self.kind == self.Kind.EXEMPT:
            matter.exemptions.get_or_create(step=self.step, defaults={"reason": self.reason[:200]})
        else:
            matter.planned_on = self.planned_on
        matter.save()
        matter.write_entry()


class YearEnd(SecondPerson):
    """年终公示: what was done of the year's matters, said before the year ends."""

    OFFICE = "catalogue__office"

    catalogue = models.OneToOneField(
        "decisions.Catalogue", models.CASCADE, related_name="year_end", verbose_name="目录"
    )
    text = models.TextField("完成情况", help_text="一段一行：完成了哪些，没有完成的为什么、何时完成。")

    objects = SecondPersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年终公示"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.catalogue.year}年度年终公示"

    def to_scan(self):
        return self.text


class Delay(SecondPerson):
    """采纳情况延期公布: why a result is late, and until when; told with the consultation."""

    OFFICE = "consultation__office"

    class Cause(models.TextChoices):
        MANY = "many", "意见较多，需要逐条研究"
        AGAIN = "again", "需要重新论证或者评估"
        ABOVE = "above", "上级政策正在调整"
        OTHER = "other", "其他"

    consultation = models.ForeignKey(
        "decisions.Consultation", models.CASCADE, related_name="delays", verbose_name="征求意见"
    )
    cause = models.CharField("原因", max_length=8, choices=Cause.choices)
    note = models.CharField("说明", max_length=300)
    until = models.DateField("何时公布")

    objects = SecondPersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "采纳情况延期"
        ordering = ["until", "id"]

    def __str__(self):
        return f"“{self.consultation}”采纳情况延至{self.until}"

    def clean(self):
        if self.until and self.until <= clock.today():
            raise ValidationError({"until": "应当是今后的一天。"})

    def to_scan(self):
        return self.note
