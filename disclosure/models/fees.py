"""收费目录清单: what may be charged, by which standard on which day, and who looked last (要点（三）；清单之外无收费)."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from core import audit, clock
from core.characters import printable
from core.duties import Duty
from core.models import Office
from disclosure import cadence
from disclosure.models.category import Category
from disclosure.models.entry import Entry
from disclosure.models.second_person import SecondPerson, SecondPersonQuerySet
from disclosure.refusal import Refused
from search import index as search_index

CATEGORY = "fees"


class FeeItemQuerySet(models.QuerySet):
    def published(self):
        """Items with at least one confirmed standard."""
        return self.filter(entry__published_at__lte=clock.now())

    def charged(self, on):
        """Items that are charged on a day: their newest standard by then is not an abolition."""
        newest = FeeStandard.objects.confirmed().filter(item=models.OuterRef("pk"), valid_from__lte=on)
        newest = newest.order_by("-valid_from", "-pk").values("abolished")[:1]
        return self.annotate(is_abolished=models.Subquery(newest)).filter(is_abolished=False)

    def matching(self, words):
        found = self
        for word in words.split()[:8]:
            found = found.filter(
                models.Q(name__icontains=word)
                | models.Q(office__name__icontains=word)
                | models.Q(standards__in=FeeStandard.objects.confirmed().mentioning(word))
            )
        return found.distinct()


class FeeItem(models.Model):
    """收费项目. What it costs stands in its dated standards; without a confirmed one it is not public."""

    KIND = "fee"

    class Kind(models.TextChoices):
        ADMINISTRATIVE = "administrative", "行政事业性收费"
        FUND = "fund", "政府性基金"
        SERVICE = "service", "政府定价的经营服务性收费"

    name = models.CharField("项目名称", max_length=150, unique=True)
    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="收费单位", related_name="fees")
    note = models.CharField("说明", max_length=300, blank=True, help_text="减免对象、收取方式等。")
    entry = models.OneToOneField(Entry, models.SET_NULL, null=True, editable=False, related_name="fee")

    objects = FeeItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "收费项目"
        ordering = ["kind", "id"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("disclosure:fee", args=[self.pk])

    def standard_on(self, day: date):
        """The confirmed standard that holds on a day, which may be an abolition; None before the first."""
        return self.standards.confirmed().filter(valid_from__lte=day).order_by("-valid_from", "-pk").first()

    def write_entry(self):
        """Its row in the catalogue: there while it has a confirmed standard; in the transaction of what changed it."""
        confirmed = self.standards.confirmed().order_by("confirmed_at")
        if not confirmed:
            Entry.objects.filter(pk=self.entry_id).drop()
            self.entry = None
            return
        first, last = confirmed[0], confirmed[len(confirmed) - 1]
        fields = {
            "kind": self.KIND,
            "title": self.name,
            "summary": f"{self.get_kind_display()}。{last.summary}",
            "path": f"disclosure/fees/{self.pk}/",
            "office_id": self.office_id,
            "issuer": self.office.name,
            "category_id": Category.objects.values_list("pk", flat=True).get(slug=CATEGORY),
            "year": clock.day_of(last.confirmed_at).year,
            "written_on": clock.day_of(last.confirmed_at),
            "published_at": first.confirmed_at,
            "updated_at": last.confirmed_at,
            "sorted_on": clock.day_of(last.confirmed_at),
        }
        fields = {
            name: printable(value) if isinstance(value, str) else value for name, value in fields.items()
        }
        self.entry, _ = Entry.objects.update_or_create(pk=self.entry_id, defaults=fields)
        self.save(update_fields=["entry"])
        search_index.index(self.entry.searchable(self.search_text(), self.meanings()))

    def search_text(self) -> str:
        """The words that search finds it by, besides its name: every confirmed standard."""
        said = [
            f"{one.summary}。缴费对象：{one.payer}。依据：{one.basis}" for one in self.standards.confirmed()
        ]
        return "\n".join([self.get_kind_display(), *said, self.note])

    def meanings(self) -> list[tuple[str, str]]:
        """(part, text): what it is found by in meaning."""
        return [("title", self.name)]


class FeeStandardQuerySet(SecondPersonQuerySet):
    def mentioning(self, word):
        said = models.Q(standard__icontains=word) | models.Q(basis__icontains=word)
        return self.filter(said | models.Q(payer__icontains=word))


class FeeStandard(SecondPerson):
    """收费标准 from a day on, or the day from which nothing is charged any more."""

    OFFICE = "item__office"

    item = models.ForeignKey(FeeItem, models.CASCADE, related_name="standards", verbose_name="收费项目")
    valid_from = models.DateField("自何日起执行")
    abolished = models.BooleanField("自该日起取消收费", default=False)
    standard = models.CharField("收费标准", max_length=200, blank=True, help_text="如“每墓穴每年80元”。")
    unit = models.CharField("计费单位", max_length=30, blank=True)
    payer = models.CharField("缴费对象", max_length=100, blank=True)
    basis = models.CharField("收费依据", max_length=300, help_text="批准文件的名称和文号。")

    objects = FeeStandardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "收费标准"
        ordering = ["-valid_from", "-id"]

    def __str__(self):
        return f"{self.item}：{self.summary}"

    def clean(self):
        missing = {
            name: "请填写；取消收费的，勾选“自该日起取消收费”。"
            for name in ("standard", "unit", "payer")
            if not self.abolished and not getattr(self, name).strip()
        }
        if missing:
            raise ValidationError(missing)

    @property
    def summary(self) -> str:
        if self.abolished:
            return f"自{self.valid_from}起取消收费"
        return f"自{self.valid_from}起：{self.standard}"

    def to_scan(self):
        return "\n".join([self.item.name, self.item.note, self.standard, self.unit, self.payer, self.basis])

    def after_confirming(self):
        self.item.write_entry()


class FeeCheckManager(models.Manager):
    def last(self):
        return self.select_related("by", "office").order_by("-checked_on", "-pk").first()


class FeeCheck(models.Model):
    """定期核对: somebody compared the whole list with what is charged."""

    checked_on = models.DateField("核对日期", default=clock.today)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, verbose_name="核对人", related_name="+"
    )
    office = models.ForeignKey(Office, models.PROTECT, editable=False, verbose_name="核对机构")
    result = models.CharField("核对结果", max_length=300)

    objects = FeeCheckManager()

    class Meta:
        verbose_name = verbose_name_plural = "收费清单核对"
        ordering = ["-checked_on", "-id"]

    def __str__(self):
        return f"{self.checked_on}核对"

    @property
    def due_on(self) -> date:
        """The last day for the next check."""
        return cadence.months_later(self.checked_on, settings.FEE_CHECK_MONTHS)

    def clean(self):
        if self.checked_on and self.checked_on > clock.today():
            raise ValidationError({"checked_on": "核对日期不能晚于今天。"})

    def record(self, *, by):
        """Keep who checked and what came of it."""
        with audit.act("核对收费清单", self, by=by, public=True):
            if not by.has_duty(Duty.DRAFTER, Duty.DISCLOSURE_OFFICER, Duty.SIGNER):
                raise Refused("由公开办或者收费单位的工作人员核对。")
            self.by, self.office = by, by.served_offices().first()
            self.save()
