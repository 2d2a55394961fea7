"""One question to the list of fees: page, table, data, feed and API ask it with the same parameters."""

from dataclasses import dataclass

import django_filters

from core import clock
from core.models import Office
from core.web import LONGEST_Q, BadQuery
from disclosure.models import FeeItem, FeeStandard

QUERY = ("q", "kind", "office", "on", "format")


@dataclass
class Row:
    """An item and the standard that holds on the day asked about."""

    item: FeeItem
    standard: FeeStandard


class FeeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="项目、标准或者依据", method="by_words")
    kind = django_filters.ChoiceFilter(label="类别", choices=FeeItem.Kind.choices)
    office = django_filters.CharFilter(label="收费单位", field_name="office__slug")
    on = django_filters.DateFilter(label="看哪一天的标准", method="keep")

    class Meta:
        model = FeeItem
        fields = []

    def by_words(self, queryset, name, value):
        return queryset.matching(value)

    def keep(self, queryset, name, value):
        return queryset  # the day chooses the standards


class FeeList:
    """What is charged on a day (`rows`), what no longer is (`ended`), what will change afterwards (`coming`)."""

    def __init__(self, params):
        """params: a QueryDict or dict; BadQuery where a value cannot be meant."""
        self.params = {name: str(params.get(name, "")).strip() for name in QUERY}
        self.params["q"] = self.q = self.params["q"][:LONGEST_Q].strip()
        self.filter = FeeFilter(self.params, queryset=FeeItem.objects.published().select_related("office"))
        if not self.filter.form.is_valid():
            names = "、".join(str(self.filter.filters[name].label) for name in self.filter.form.errors)
            raise BadQuery(f"“{names}”的值无法识别。")
        self.day = self.filter.form.cleaned_data.get("on") or clock.today()
        items = list(self.filter.qs.order_by("kind", "name"))
        standards = list(FeeStandard.objects.confirmed().filter(item__in=items).order_by("valid_from", "pk"))
        self.rows, self.ended = self._split(items, standards)
        of = {item.pk: item for item in items}
        self.coming = [Row(of[one.item_id], one) for one in standards if one.valid_from > self.day]

    def _split(self, items, standards):
        newest = {one.item_id: one for one in standards if one.valid_from <= self.day}
        rows = [Row(item, newest[item.pk]) for item in items if item.pk in newest]
        return [row for row in rows if not row.standard.abolished], [
            row for row in rows if row.standard.abolished
        ]

    @property
    def groups(self):
        """(kind, rows) in the order of the national list."""
        for kind in FeeItem.Kind:
            some = [row for row in self.rows if row.item.kind == kind]
            if some:
                yield kind, some


def offices() -> dict:
    """Slug → name of the offices that charge something."""
    return dict(Office.objects.filter(fees__entry__isnull=False).distinct().values_list("slug", "short_name"))
