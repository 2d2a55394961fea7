from django.db import models
from django.urls import reverse

from core.models import Office
from core.pages import Column
from disclosure import cadence

DEADLINE = 20  # working days, 条例第二十六条


class Audience(models.Model):
    """服务对象: for whom a record or a category is — 高校毕业生 退役军人 …"""

    name = models.CharField("名称", max_length=30, unique=True)
    slug = models.SlugField("网址代码", unique=True)
    position = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "服务对象"
        ordering = ["position", "id"]

    def __str__(self):
        return self.name


class Theme(models.Model):
    """特色主题: what people look for — 生育 上学 就业 …"""

    name = models.CharField("名称", max_length=30, unique=True)
    slug = models.SlugField("网址代码", unique=True)
    position = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "特色主题"
        ordering = ["position", "id"]

    def __str__(self):
        return self.name


class CategoryQuerySet(models.QuerySet):
    def statutory(self):
        return self.filter(section=Category.Section.STATUTORY)

    def rules(self):
        return self.filter(section=Category.Section.RULES)


class Category(models.Model):
    """栏目: a tree; each node knows its legal basis, its deadline, its cadence, its office and for whom it is."""

    class Section(models.TextChoices):
        """Of the column's five sections, those that hold records (国办公开办函〔2019〕61号)."""

        STATUTORY = "statutory", "法定主动公开内容"
        RULES = "rules", "政府信息公开制度"
        REPORTS = "reports", "政府信息公开年报"

    name = models.CharField("名称", max_length=80)
    slug = models.SlugField("网址代码", unique=True)
    section = models.CharField("所属板块", max_length=10, choices=Section.choices, default=Section.STATUTORY)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级栏目"
    )
    description = models.CharField(
        "栏目说明", max_length=300, help_text="设置目的和主要内容，也写入网页元数据。"
    )
    keywords = models.CharField("关键词", max_length=200, help_text="用空格分开。")
    column_type = models.CharField("栏目类别", max_length=40, default="信息公开目录")
    legal_basis = models.CharField("公开依据", max_length=200, blank=True)
    deadline_workdays = models.PositiveIntegerField(
        "公开时限（工作日）", null=True, blank=True, help_text="自信息形成或者变更之日起；不填按20个工作日。"
    )
    cadence = models.CharField(
        "更新周期", max_length=12, choices=cadence.LABELS.items(), default=cadence.PROMPT,
        help_text="到期没有更新的，列入公开办、责任机构和审计员的工作列表。",
    )  # fmt: skip
    audiences = models.ManyToManyField(
        Audience, blank=True, verbose_name="服务对象", help_text="这一栏目主要面向哪些人。"
    )
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, verbose_name="责任机构")
    position = models.PositiveIntegerField("排序", default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "栏目"
        ordering = ["position", "id"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("disclosure:category", args=[self.slug])

    @property
    def deadline(self) -> int:
        """Working days after the day of making within which a record is due."""
        if self.deadline_workdays is not None:
            return self.deadline_workdays
        return self.parent.deadline if self.parent else DEADLINE

    @property
    def responsible(self) -> Office:
        """The office that answers for it: its own, that of the category above, else the town."""
        if self.office:
            return self.office
        return self.parent.responsible if self.parent else Office.objects.get(kind=Office.Kind.TOWN)

    @property
    def column(self) -> Column:
        return Column(self.name, self.description, self.keywords, self.column_type)

    @property
    def lineage(self) -> list:
        """From the top down to this one."""
        return [*(self.parent.lineage if self.parent else []), self]
