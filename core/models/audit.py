from django.conf import settings
from django.db import models


class AppendOnly(Exception):
    """Somebody tried to change or delete an audit entry."""


class AuditQuerySet(models.QuerySet):
    def about(self, thing):
        return self.filter(object_kind=thing._meta.label_lower, object_id=thing.pk)

    def update(self, **kwargs):
        raise AppendOnly("审计记录只能追加，不能修改。")

    def delete(self):
        raise AppendOnly("审计记录只能追加，不能删除。")


class AuditEntry(models.Model):
    """One step of one person: who, when, what, before, after, from where. Written by core.audit."""

    number = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="操作人")
    actor_name = models.CharField("操作人姓名", max_length=80)
    verb = models.CharField("操作", max_length=40, db_index=True)
    object_kind = models.CharField("对象类别", max_length=80)
    object_id = models.BigIntegerField("对象编号", null=True)
    object_title = models.CharField("对象", max_length=300)
    office = models.ForeignKey("core.Office", models.PROTECT, null=True, verbose_name="机构")
    before = models.JSONField("变更前", default=dict)
    after = models.JSONField("变更后", default=dict)
    note = models.TextField("说明", blank=True)
    address = models.CharField("来源地址", max_length=60, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField("校验值", max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["-number"]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="audit_object")]

    def __str__(self):
        return f"{self.number} {self.actor_name} {self.verb} {self.object_title}"

    def save(self, **kwargs):
        if not self._state.adding:
            raise AppendOnly("审计记录只能追加，不能修改。")
        super().save(**kwargs | {"force_insert": True})  # one with the key of an old entry would overwrite it

    def delete(self, *args, **kwargs):
        raise AppendOnly("审计记录只能追加，不能删除。")


class AuditHead(models.Model):
    """One row: the length of the chain and its last digest. Locking it puts the writers in a row."""

    count = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
