from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property

from core import clock
from core.duties import Duty, incompatible
from core.models.office import Office


class User(AbstractUser):
    """A member of staff. Citizens have no account."""

    first_name = None
    last_name = None
    name = models.CharField("姓名", max_length=40)
    title = models.CharField("职务", max_length=60, blank=True)
    offices = models.ManyToManyField(Office, verbose_name="所在机构", blank=True, related_name="staff")
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    is_demo = models.BooleanField("演示账号", default=False, editable=False)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "工作人员"

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name

    get_short_name = get_full_name

    @cached_property
    def duties(self) -> frozenset:
        """The duties held today: own ones and those deputised for."""
        return frozenset(self._own_duties | {Duty(one.duty) for one in self._deputyships})

    def has_duty(self, *duties) -> bool:
        """Whether one of the duties is held today by an active account, for whatever office."""
        return self.is_active and not self.duties.isdisjoint(duties)

    def may(self, duties, office) -> bool:
        """Whether one of the duties is held today *for this office*: an own duty in an own office, or a deputised one
        in an office of the person stood in for."""
        if not self.is_active:
            return False
        own = not self._own_duties.isdisjoint(duties) and _within(office, self.offices.all())
        return own or any(
            one.duty in duties and _within(office, one.principal.offices.all()) for one in self._deputyships
        )

    @cached_property
    def _own_duties(self):
        own = set(self.groups.values_list("name", flat=True))
        return {duty for duty in Duty if duty.label in own}

    @cached_property
    def _deputyships(self):
        """Where this person stands in today, for somebody active who still holds the duty."""
        standing_in = Deputy.objects.on(clock.today()).filter(deputy=self).select_related("principal")
        return [one for one in standing_in if Duty(one.duty) in one.principal._own_duties]

    @cached_property
    def _served(self):
        principals = [one.principal_id for one in self._deputyships]
        return list(Office.objects.filter(models.Q(staff=self) | models.Q(staff__in=principals)).distinct())

    def served_offices(self):
        """The offices whose records this person sees: their own and all below; for an auditor all."""
        if self.has_duty(Duty.AUDITOR):
            return Office.objects.all()
        return Office.objects.within(self._served)

    def serves(self, office) -> bool:
        return _within(office, self._served)


def _within(office, offices) -> bool:
    return any(office.path.startswith(own.path) for own in offices)


class DeputyQuerySet(models.QuerySet):
    def on(self, day: date):
        return self.filter(starts_on__lte=day, ends_on__gte=day, principal__is_active=True)


class Deputy(models.Model):
    """代理: somebody stands in for one duty of somebody else, from one day to another."""

    duty = models.CharField("职责", max_length=30, choices=Duty.choices)
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="deputies", verbose_name="被代理人"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="stands_in_for", verbose_name="代理人"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期（含当日）")

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "职责代理"
        ordering = ["-starts_on"]

    def __str__(self):
        return f"{self.deputy}代理{self.principal}的{self.get_duty_display()}职责"

    def clean(self):
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "结束日期不能早于开始日期。"})
        if self.principal_id and self.principal_id == self.deputy_id:
            raise ValidationError({"deputy": "代理人不能是被代理人本人。"})
        if self.principal_id and self.duty and Duty(self.duty).label not in self._own_groups():
            raise ValidationError({"duty": "被代理人没有这一职责。"})
        if self.deputy_id and self.duty and (problem := incompatible(self._together())):
            raise ValidationError({"deputy": problem})

    def _own_groups(self):
        return set(self.principal.groups.values_list("name", flat=True))

    def _together(self):
        """What the deputy would hold: own duties, this one, and those of deputyships that have not ended."""
        own = set(self.deputy.groups.values_list("name", flat=True))
        others = Deputy.objects.filter(deputy=self.deputy, ends_on__gte=clock.today()).exclude(pk=self.pk)
        held = {Duty(duty) for duty in others.values_list("duty", flat=True)}
        return {Duty(self.duty), *held, *(duty for duty in Duty if duty.label in own)}
