from django.core.exceptions import ValidationError
from django.db import models, transaction


class OfficeQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def villages(self):
        return self.filter(kind=Office.Kind.VILLAGE)

    def within(self, offices):
        """The given offices and all below them."""
        paths = [office.path for office in offices]
        if not paths:
            return self.none()
        below = models.Q()
        for path in paths:
            below |= models.Q(path__startswith=path)
        return self.filter(below)


class Office(models.Model):
    """公开主体: the town, its departments and its villages, a tree."""

    class Kind(models.TextChoices):
        TOWN = "town", "镇"
        DEPARTMENT = "department", "部门"
        VILLAGE = "village", "村"

    name = models.CharField("名称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=40)
    slug = models.SlugField("网址代码", unique=True)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级机构"
    )
    former_names = models.CharField(
        "曾用名", max_length=200, blank=True, help_text="用顿号分开。公开的文字里仍用曾用名时给出提示。"
    )
    code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    duties = models.TextField("职能", blank=True)
    address = models.CharField("办公地址", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=60, blank=True)
    fax = models.CharField("传真", max_length=60, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    hours = models.CharField("办公时间", max_length=100, blank=True)
    position = models.PositiveIntegerField("排序", default=0)
    is_active = models.BooleanField("在用", default=True)
    path = models.CharField(max_length=120, editable=False, default="", db_index=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ["position", "id"]

    def __str__(self):
        return self.name

    def clean(self):
        if self.parent and self.pk and self.parent.path.startswith(self.path):
            raise ValidationError({"parent": "上级机构不能是本机构或者本机构的下级。"})

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self._place_in_tree()

    def _place_in_tree(self):
        """Write the path /1/5/ that makes "this office and all below" one indexed prefix."""
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path == self.path:
            return
        self.path = path
        type(self).objects.filter(pk=self.pk).update(path=path)
        for child in self.children.all():
            child.parent = self
            child._place_in_tree()
