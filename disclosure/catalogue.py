"""公开目录: one query over every public record — page, table, data and feed ask it with the same parameters (条例 12, 24)."""

from functools import cached_property, lru_cache

import django_filters
from django.db import connection
from django.db.models import Q

from core import revision
from core.models import Office
from core.web import LONGEST_Q, BadQuery, page_number
from disclosure.filters import YearFilter
from disclosure.kinds import labels as kind_labels
from disclosure.models import Audience, Category, Entry
from search.asking import holding

QUERY = ("q", "kind", "category", "office", "audience", "year", "page", "format")
CHOICES = ("kind", "category", "office", "audience", "year")


class CatalogueFilter(django_filters.FilterSet):
    """The filters of the catalogue, for page, data and API alike."""

    q = django_filters.CharFilter(label="名称、内容、索引号或者文号", method="by_words")
    kind = django_filters.CharFilter(label="种类", field_name="kind")
    category = django_filters.CharFilter(label="栏目", method="by_category")
    office = django_filters.CharFilter(label="责任机构", field_name="office__slug")
    audience = django_filters.CharFilter(label="服务对象", method="by_audience")
    year = YearFilter(label="年度", field_name="year", min_value=1949, max_value=2100)

    class Meta:
        model = Entry
        fields = []

    def by_words(self, queryset, name, value):
        """A whole number names its record; else as the search box finds them: each word somewhere in title or text."""
        found = queryset.filter(pk__in=holding(value))
        if any(sign.isdigit() for sign in value):
            for named in (queryset.filter(index_number=value), found.filter(number=value)):
                if named.exists():
                    return named
        return found

    def by_category(self, queryset, name, value):
        """The category and all below it."""
        return queryset.filter(category__in=_with_those_below(value, self.categories))

    @cached_property
    def categories(self) -> list:
        return list(Category.objects.all())

    def by_audience(self, queryset, name, value):
        """Records for these people, and all that stands in a category for them."""
        labelled = queryset.labelled("audience", value).values("pk")
        for_them = Category.objects.filter(audiences__slug=value)
        return queryset.filter(Q(pk__in=labelled) | Q(category__in=for_them))


def _with_those_below(slug, categories) -> set:
    wanted = {one.pk for one in categories if one.slug == slug}
    found = set(wanted)
    while wanted:
        wanted = {one.pk for one in categories if one.parent_id in wanted} - found
        found |= wanted
    return found


class Catalogue:
    """One question to the catalogue: its rows in order, and how many."""

    def __init__(self, params):
        """params: a QueryDict or dict; BadQuery where a value cannot be meant."""
        self.params = {name: str(params.get(name, "")).strip() for name in QUERY}
        self.params["q"] = self.q = self.params["q"][:LONGEST_Q].strip()
        self.filter = CatalogueFilter(self.params, queryset=Entry.objects.published())
        if not self.filter.form.is_valid():
            names = "、".join(str(self.filter.filters[name].label) for name in self.filter.form.errors)
            raise BadQuery(f"“{names}”的值无法识别。")
        self.page = page_number(self.params["page"])
        self.chosen = {name: self.params[name] for name in CHOICES if self.params[name]}

    @property
    def entries(self):
        return self.filter.qs.newest()

    @property
    def total(self) -> int:
        return self.filter.qs.order_by().count()

    def names(self, dimension: str) -> dict:
        """Value → label of a filter, in the order in which it is offered."""
        if dimension == "kind":
            return kind_labels()
        if dimension == "category":
            return {one.slug: one.name for one in self.filter.categories}
        if dimension == "year":
            return {str(year): f"{year}年" for year in years()}
        model = {"office": Office, "audience": Audience}[dimension]
        return dict(model.objects.values_list("slug", "name"))


@lru_cache(maxsize=4)
def _years(database, number, until) -> tuple[int, ...]:
    """Asked once for each revision of the site: telling years apart takes one pass over the catalogue."""
    shown = Entry.objects.published().order_by("-year").values_list("year", flat=True)
    return tuple(shown.distinct())


def years() -> tuple[int, ...]:
    """The years of public records, newest first."""
    if connection.in_atomic_block:  # the number of a revision that may still be rolled back names nothing
        return _years.__wrapped__(None, None, None)
    return _years(connection.settings_dict["NAME"], revision.current(), Entry.objects.next_change())
