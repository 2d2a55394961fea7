from django.db import models

from core.models import Office


class Issuer(models.Model):
    """发文机关: whoever issues a document; the responsible office of a record is always one of ours."""

    class Level(models.TextChoices):
        STATE = "state", "国家"
        PROVINCE = "province", "省"
        CITY = "city", "市"
        COUNTY = "county", "县"
        TOWN = "town", "镇"
        DEPARTMENT = "department", "镇直部门"

    name = models.CharField("名称", max_length=100, unique=True)
    slug = models.SlugField("网址代码", unique=True)
    level = models.CharField("层级", max_length=20, choices=Level.choices)
    office = models.OneToOneField(
        Office, models.PROTECT, null=True, blank=True, related_name="issuer", verbose_name="对应机构"
    )
    codes = models.CharField(
        "机关代字", max_length=100, blank=True, help_text="如“杏政发 杏政规”，用空格分开。"
    )

    class Meta:
        verbose_name = verbose_name_plural = "发文机关"
        ordering = ["id"]

    def __str__(self):
        return self.name


class PolicyIssuer(models.Model):
    """Joint issuers, in their order."""

    policy = models.ForeignKey("policies.Policy", models.CASCADE)
    issuer = models.ForeignKey(Issuer, models.PROTECT, verbose_name="发文机关")
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "发文机关"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["policy", "issuer"], name="policy_issuer_once")]

    def __str__(self):
        return str(self.issuer)
