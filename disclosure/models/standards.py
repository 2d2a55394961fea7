"""基层政务公开标准目录: by field, ten columns, each row linked to its category (国办发〔2019〕54号)."""

from django.db import models
from django.urls import reverse

from core.models import Office
from disclosure.models.category import Category
from disclosure.models.second_person import SecondPerson, SecondPersonQuerySet


class StandardField(models.Model):
    """试点领域, e.g. 社会救助."""

    name = models.CharField("领域", max_length=60, unique=True)
    slug = models.SlugField("网址代码", unique=True)
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="责任机构")
    position = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "标准目录领域"
        ordering = ["position", "id"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("disclosure:standard", args=[self.slug])

    @property
    def edition(self):
        """The edition that is public: the one confirmed last; None before the first."""
        return self.editions.confirmed().order_by("-confirmed_at", "-pk").first()


class StandardEditionQuerySet(SecondPersonQuerySet):
    def current(self):
        """The public edition of each field, in the order of the fields, with their rows; two queries."""
        later = StandardEdition.objects.confirmed().filter(field=models.OuterRef("field"))
        newest = later.order_by("-confirmed_at", "-pk").values("pk")[:1]
        shown = self.confirmed().filter(pk=models.Subquery(newest)).select_related("field__office")
        return shown.prefetch_related("rows").order_by("field__position", "field_id")


class StandardEdition(SecondPerson):
    """One edition of a field's catalogue: imported whole, public when a signer has confirmed it."""

    OFFICE = "field__office"

    field = models.ForeignKey(StandardField, models.CASCADE, related_name="editions", verbose_name="领域")
    source = models.CharField("来源文件", max_length=200, blank=True)

    objects = StandardEditionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "标准目录版本"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.field}标准目录（{self.entered_at:%Y-%m-%d}录入）"

    def to_scan(self):
        return "\n".join(" ".join(row.cells) for row in self.rows.all())


class StandardRow(models.Model):
    """One row of the ten-column table, verbatim, with the category where it is fulfilled."""

    # the ten columns in the order of the national table; (attribute, heading)
    COLUMNS = [
        ("item", "一级事项"),
        ("sub_item", "二级事项"),
        ("content", "公开内容（要素）"),
        ("basis", "公开依据"),
        ("deadline", "公开时限"),
        ("subject", "公开主体"),
        ("channels", "公开渠道和载体"),
        ("audience", "公开对象"),
        ("way", "公开方式"),
        ("level", "公开层级"),
    ]

    edition = models.ForeignKey(StandardEdition, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField("序号", default=0)
    item = models.CharField("一级事项", max_length=100)
    sub_item = models.CharField("二级事项", max_length=100, blank=True)
    content = models.TextField("公开内容（要素）")
    basis = models.TextField("公开依据")
    deadline = models.CharField("公开时限", max_length=200)
    subject = models.CharField("公开主体", max_length=100)
    channels = models.CharField("公开渠道和载体", max_length=300)
    audience = models.CharField("公开对象", max_length=100)
    way = models.CharField("公开方式", max_length=60)
    level = models.CharField("公开层级", max_length=60)
    category = models.ForeignKey(
        Category,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="对应栏目",
        related_name="standard_rows",
    )

    class Meta:
        verbose_name = verbose_name_plural = "标准目录事项"
        ordering = ["position", "id"]

    def __str__(self):
        return " · ".join(part for part in (self.item, self.sub_item) if part)

    @property
    def cells(self) -> list[str]:
        return [getattr(self, name) for name, _ in self.COLUMNS]
