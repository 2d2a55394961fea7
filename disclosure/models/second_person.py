"""What is published besides records — fees, standards, statements — takes two people: one enters, a signer confirms."""

import hashlib
from functools import reduce

from django.conf import settings
from django.db import models

from core import audit, clock, privacy
from core.characters import make_printable
from core.duties import Duty
from core.locking import read_again
from core.models import AuditEntry
from disclosure.refusal import Refused

WRITING = ["新增", "修改", "导入标准目录"]  # acts that make one an author


class SecondPersonQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(confirmed_at=None)

    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def served_by(self, user):
        """Those of the offices that one serves."""
        return self.filter(**{f"{self.model.OFFICE}__in": user.served_offices()})


class SecondPerson(models.Model):
    """Stored by one person, public when a second one — a signer of the office — has confirmed it."""

    OFFICE = ""  # the relations that lead a child to its office, as in a lookup

    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="录入人"
    )  # fmt: skip
    entered_at = models.DateTimeField("录入时间", default=clock.now, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="复核人"
    )  # fmt: skip
    confirmed_at = models.DateTimeField("复核时间", null=True, editable=False)

    objects = SecondPersonQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        make_printable(self)
        super().save(*args, **kwargs)

    @property
    def audit_title(self) -> str:
        """How the trail, which cannot be erased, names it before it is public."""
        return str(self) if self.confirmed_at else f"{self._meta.verbose_name}{self.pk or ''}"

    def wrote(self, user) -> bool:
        """Whether somebody entered it or changed it, whoever touched it last."""
        written = AuditEntry.objects.about(self).filter(verb__in=WRITING, actor=user)
        return user.pk == self.entered_by_id or written.exists()

    def digest(self) -> str:
        """A fingerprint of all that would become public: what is confirmed is what was shown."""
        said = [getattr(self, field.attname) for field in self._meta.concrete_fields if field.editable]
        return hashlib.sha256(f"{self.to_scan()}\n{said}".encode()).hexdigest()

    @property
    def responsible(self):
        """The office whose signer confirms it."""
        return reduce(getattr, self.OFFICE.split("__"), self)

    def may_confirm(self, user) -> bool:
        """Whether this person would be the second one."""
        able = not self.confirmed_at and user.may({Duty.SIGNER}, self.responsible)
        return able and not self.wrote(user)

    def to_scan(self) -> str:
        """Everything in words that readers would see, for the privacy scan."""
        raise NotImplementedError

    def confirm(self, *, by, seen=""):
        """A signer who wrote nothing of it makes it public; Refused in Chinese where that may not be. seen: the digest
        of what the signer was shown."""
        with audit.act(
            f"复核{self._meta.verbose_name}", self, by=by, public=True, office=self.responsible
        ) as step:
            read_again(self)
            if self.confirmed_at:
                raise Refused(f"已由{self.confirmed_by}复核，请刷新页面查看。")
            if not by.may({Duty.SIGNER}, self.responsible):
                raise Refused("由责任机构的签发人复核后公开。")
            if self.wrote(by):
                raise Refused("录入人与复核人不得为同一人。")
            if seen and seen != self.digest():
                raise Refused("内容在您打开这一页以后有改动，请重新核对。")
            self._no_personal_data()
            self.before_confirming()
            self.confirmed_by, self.confirmed_at = by, clock.now()
            self.save()
            step.after = {"confirmed": str(self)}
            self.after_confirming()

    def _no_personal_data(self):
        found = privacy.scan(self.to_scan())
        if found:
            raise Refused(f"疑似个人信息：{'；'.join(one.masked for one in found[:5])}。请改正后再复核。")

    def before_confirming(self):
        """What a child asks besides; Refused where it is not so."""

    def after_confirming(self):
        """What a child derives when it has become public; in the same transaction."""
