from django.core.exceptions import ValidationError
from django.db import models

from core import audit, clock
from core.duties import Duty
from disclosure import cadence
from disclosure.models.category import Category
from disclosure.models.second_person import SecondPerson, SecondPersonQuerySet
from disclosure.refusal import Refused

LONGEST_MONTHS = 12  # nobody can say for longer that there will be nothing


class NothingStatementQuerySet(SecondPersonQuerySet):
    def standing(self):
        """Those that say today why a category is empty."""
        return self.confirmed().filter(models.Q(ended_at=None) | models.Q(ended_at__gt=clock.now()))

    def review_due(self, day):
        """Standing ones that should have been looked at again by a day."""
        return self.standing().filter(review_on__lte=day)

    def served_by(self, user):
        """The office of a category may be that of the one above, so each is asked."""
        served = set(user.served_offices().values_list("pk", flat=True))
        found = self.select_related("category__office", "category__parent__office")
        return self.filter(pk__in=[one.pk for one in found if one.responsible.pk in served])


class NothingStatement(SecondPerson):
    """本机关无此类信息: why a category is empty — dated, signed, and looked at again on a day."""

    OFFICE = "category__office"

    category = models.ForeignKey(Category, models.CASCADE, related_name="statements", verbose_name="栏目")
    explanation = models.CharField(
        "说明", max_length=300, default="截至目前，本机关没有制作或者保存这一类政府信息。"
    )
    stated_on = models.DateField("声明日期", default=clock.today)
    review_on = models.DateField("复查日期", help_text="到这一天再查一次有没有新的信息，最长一年。")
    ended_at = models.DateTimeField("终止时间", null=True, editable=False)

    objects = NothingStatementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "无此类信息声明"
        ordering = ["-stated_on", "-id"]

    def __str__(self):
        return f"“{self.category}”无此类信息"

    def clean(self):
        if not self.stated_on or not self.review_on:
            return
        if self.review_on <= self.stated_on:
            raise ValidationError({"review_on": "复查日期应当晚于声明日期。"})
        if self.review_on > cadence.months_later(self.stated_on, LONGEST_MONTHS):
            raise ValidationError({"review_on": "复查日期最长为声明之日起一年。"})

    @property
    def responsible(self):
        return self.category.responsible

    def to_scan(self):
        return self.explanation

    def before_confirming(self):
        if self.category.entry_set.published().exists():
            raise Refused("这一栏目已有公开的信息，不需要声明。")

    def after_confirming(self):
        """A new statement replaces the one before."""
        earlier = type(self).objects.standing().filter(category=self.category).exclude(pk=self.pk)
        earlier.update(ended_at=self.confirmed_at)

    def end(self, *, by):
        """The category will have records, or the statement was wrong: it no longer stands."""
        with audit.act("终止无此类信息声明", self, by=by, public=True, office=self.responsible):
            if not by.may({Duty.SIGNER, Duty.DISCLOSURE_OFFICER}, self.responsible):
                raise Refused("由公开办或者责任机构的签发人终止。")
            self.ended_at = clock.now()
            self.save()
