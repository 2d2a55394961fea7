from django.core.exceptions import ValidationError
from django.db import models

from policies import validity
from policies.models.history import published
from policies.models.issuer import Issuer


class CleanUpQuerySet(models.QuerySet):
    def standing(self, *, scheduled=False):
        return self.filter(published("notice", scheduled=scheduled))


class CleanUp(models.Model):
    """清理: one decision, its scope, its rows, and a default for documents in scope that it does not list."""

    notice = models.OneToOneField(
        "policies.Policy", models.CASCADE, related_name="clean_up", verbose_name="清理决定（公告）"
    )
    on = models.DateField("生效日期")
    issuers = models.ManyToManyField(Issuer, verbose_name="清理范围：发文机关")
    normative_only = models.BooleanField("只限规范性文件", default=True)
    made_on_or_before = models.DateField("成文日期不晚于", null=True, blank=True)
    default = models.CharField(
        "未列入的文件", max_length=20, choices=validity.Default.choices(), default=validity.Default.NONE
    )
    keeps_open_ended = models.BooleanField("保留而未规定有效期的，延续至下一次清理", default=False)

    objects = CleanUpQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "清理决定"
        ordering = ["on", "id"]

    def __str__(self):
        return f"{self.on}清理"

    def clean(self):
        if self.notice_id and (not self.notice.is_editable or self.notice.revises_id):
            raise ValidationError({"notice": "这份公告已经送审或者发布，清理目录应当在送审以前录入。"})

    def as_fact(self) -> validity.CleanUp:
        return validity.CleanUp(
            source=self.notice_id,
            on=self.on,
            scope_issuers=frozenset(issuer.pk for issuer in self.issuers.all()),
            normative_only=self.normative_only,
            made_on_or_before=self.made_on_or_before,
            default=validity.Default(self.default),
            rows={row.policy_id: row.as_fact() for row in self.rows.all()},
            keeps_open_ended=self.keeps_open_ended,
        )


class CleanUpRow(models.Model):
    """One document of a clean-up and what is decided on it."""

    clean_up = models.ForeignKey(CleanUp, models.CASCADE, related_name="rows")
    policy = models.ForeignKey(
        "policies.Policy", models.PROTECT, related_name="clean_up_rows", verbose_name="文件"
    )
    decision = models.CharField("清理意见", max_length=20, choices=validity.Decision.choices())
    by = models.DateField("限期（最后一日）", null=True, blank=True)
    on = models.DateField("自何日起（不填为清理生效日期）", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "清理目录"
        constraints = [models.UniqueConstraint(fields=["clean_up", "policy"], name="clean_up_row_once")]

    def __str__(self):
        return f"{self.policy}：{self.get_decision_display()}"

    def clean(self):
        if self.decision == validity.Decision.AMEND_BY and not self.by:
            raise ValidationError({"by": "限期修改须填写期限。"})

    def as_fact(self) -> validity.Row:
        return validity.Row(validity.Decision(self.decision), by=self.by, on=self.on, note=self.note)
