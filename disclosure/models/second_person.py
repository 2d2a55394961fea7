"""What is published besides records — fees, standards, statements — takes two people: one enters, a signer confirms."""

from django.conf import settings
from django.db import models

from core import audit, clock, privacy
from core.duties import Duty
from disclosure.refusal import Refused


class SecondPersonQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(confirmed_at=None)

    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)


class SecondPerson(models.Model):
    """Stored by one person, public when a second one — a signer of the office — has confirmed it."""

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

    @property
    def responsible(self):
        """The office whose signer confirms it."""
        raise NotImplementedError

    def may_confirm(self, user) -> bool:
        """Whether this person would be the second one."""
        apart = not self.confirmed_at and user.pk != self.entered_by_id
        return apart and user.may({Duty.SIGNER}, self.responsible)

    def to_scan(self) -> str:
        """Everything in words that readers would see, for the privacy scan."""
        raise NotImplementedError

    def confirm(self, *, by):
        """A signer, not the one who entered it, makes it public; Refused in Chinese where that may not be."""
        with audit.act(
            f"复核{self._meta.verbose_name}", self, by=by, public=True, office=self.responsible
        ) as step:
            self.refresh_from_db(from_queryset=type(self).objects.select_for_update(of=("self",)))
            if self.confirmed_at:
                raise Refused(f"已由{self.confirmed_by}复核，请刷新页面查看。")
            if not by.may({Duty.SIGNER}, self.responsible):
                raise Refused("由责任机构的签发人复核后公开。")
            if by.pk == self.entered_by_id:
                raise Refused("录入人与复核人不得为同一人。")
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
