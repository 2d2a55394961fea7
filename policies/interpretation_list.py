"""The list of interpretations: page, JSON, CSV, feed and API ask it with the same parameters."""

from collections import Counter

import django_filters
from django.db.models import Count

from core.web import LONGEST_Q, BadQuery, page_number
from disclosure.filters import YearFilter
from disclosure.models import Entry, Theme
from disclosure.models.entry import EntryLabel
from policies.forms_of_interpreting import Form
from policies.models import Interpretation

QUERY = ("q", "form", "theme", "year", "page", "format")
LABELS = {"form": "形式", "theme": "主题", "year": "年度"}


class InterpretationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="标题里的字", method="by_words")
    form = django_filters.ChoiceFilter(
        label="形式", choices=Form.choices, field_name="information__interpretation__form"
    )
    theme = django_filters.CharFilter(label="主题", method="by_theme")
    year = YearFilter(label="年度", field_name="year", min_value=1949, max_value=2100)

    class Meta:
        model = Entry
        fields = []

    def by_words(self, queryset, name, value):
        for word in value.split()[:8]:
            queryset = queryset.filter(title__icontains=word)
        return queryset

    def by_theme(self, queryset, name, value):
        return queryset.labelled("theme", value)


class Interpretations:
    """One query: its filters, counts, rows with the newest first."""

    def __init__(self, params):
        """params: a QueryDict or dict; BadQuery where a value cannot be meant."""
        self.params = {name: str(params.get(name, "")).strip() for name in QUERY}
        self.params["q"] = self.q = self.params["q"][:LONGEST_Q].strip()
        found = self._filter(self.params)
        if not found.form.is_valid():
            labels = [found.filters[name].label for name in found.form.errors]
            raise BadQuery(f"“{'”“'.join(labels)}”的值无法识别。")
        if self.params["year"]:
            self.params["year"] = str(found.form.cleaned_data["year"])
        self.page = page_number(self.params["page"])
        self.chosen = {name: self.params[name] for name in LABELS if self.params[name]}
        self.entries = found.qs
        self.total = self.entries.count()
        self.themes = dict(Theme.objects.values_list("slug", "name"))

    def _filter(self, params):
        return InterpretationFilter(params, queryset=Entry.objects.published().of_kind(Interpretation.KIND))

    def rows(self, start, stop) -> list[Interpretation]:
        """Interpretations with their documents and their own rows of the catalogue."""
        order = list(self.entries.newest().values_list("information_id", flat=True)[start:stop])
        known = Interpretation.objects.select_related("document", "office", "entry__office").in_bulk(order)
        return [known[pk] for pk in order]

    def counts(self, dimension) -> Counter:
        """Value → how many there are with the other filters applied."""
        others = self._filter(self.params | {dimension: ""}).qs.order_by()
        if dimension == "theme":
            rows = EntryLabel.objects.filter(entry__in=others, dimension="theme").values_list("value")
            return Counter(dict(rows.annotate(Count("pk")).order_by()))
        field = {"form": "information__interpretation__form", "year": "year"}[dimension]
        return Counter(
            {str(value): number for value, number in others.values_list(field).annotate(Count("pk"))}
        )

    def names(self, dimension, counted) -> dict:
        """Value → label, in the order in which it is offered."""
        if dimension == "year":
            return {year: f"{year}年" for year in sorted(counted, reverse=True)}
        return dict(Form.choices) if dimension == "form" else self.themes
