"""The library's one query: page, JSON, CSV, feed and API ask it with the same parameters and get the same rows.

Counts come from a cube: how many documents there are of each combination of theme, issuer, year, normative and
status on a day. It takes one pass over the narrow table and is kept until something public changes, so that any
combination of filters is then counted without a query.
"""

import threading
from collections import Counter, OrderedDict
from dataclasses import dataclass, replace
from datetime import date, datetime

import django_filters
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from core import clock, revision
from core.web import LONGEST_Q, BadQuery, page_number
from disclosure.filters import YearFilter
from disclosure.models import Entry, Theme
from policies import numbers, wording
from policies.models import Interpretation, Issuer, Policy, ValidityPeriod
from policies.validity import IN_FORCE, Status

KIND = Policy.KIND
SORTS = {"": "有效的在前", "newest": "最新公布", "oldest": "最早公布", "expiring": "快到期的"}
QUERY = (
    "q", "on", "theme", "issuer", "year", "validity", "normative", "interpreted", "sort", "page", "format",
)  # fmt: skip


def in_force(day: date) -> Q:
    """Rows in force on a day, from the narrow table; those with several runs of days ask their periods."""
    within = Q(in_force_from__lte=day, in_force_until__gt=day)
    return within & (Q(in_force_runs=1) | Q(Exists(_periods(day, IN_FORCE))))


def not_in_force(day: date) -> Q:
    """The rest: never in force, or not on that day."""
    outside = Q(in_force_from=None) | Q(in_force_from__gt=day) | Q(in_force_until__lte=day)
    return outside | (Q(in_force_runs__gt=1) & ~Q(Exists(_periods(day, IN_FORCE))))


def _periods(day, statuses):
    return ValidityPeriod.objects.on(day).filter(policy=OuterRef("information_id"), status__in=list(statuses))


class LibraryFilter(django_filters.FilterSet):
    """The filters of the library, for page, data and API alike."""

    q = django_filters.CharFilter(label="标题或文号", method="by_words")
    theme = django_filters.CharFilter(label="主题", method="by_label")
    issuer = django_filters.CharFilter(label="发文机关", method="by_label")
    year = YearFilter(label="年度", field_name="year", min_value=1949, max_value=2100)
    validity = django_filters.ChoiceFilter(label="有效性", choices=wording.CHOICES, method="by_validity")
    normative = django_filters.ChoiceFilter(
        label="类别", choices=[("1", "是"), ("0", "否")], method="by_normative"
    )
    interpreted = django_filters.ChoiceFilter(
        label="解读", choices=[("1", "有"), ("0", "没有")], method="by_interpretation"
    )
    on = django_filters.DateFilter(label="看哪一天有效", method="keep")

    class Meta:
        model = Entry
        fields = []

    @property
    def day(self) -> date:
        return self.form.cleaned_data.get("on") or clock.today()

    def keep(self, queryset, name, value):
        return queryset  # the day is asked by by_validity and by the page

    def by_words(self, queryset, name, value):
        value = value.strip()
        key = numbers.key(value)
        words = Q()
        for word in value.split()[:8]:
            words &= Q(title__icontains=word) | Q(number__icontains=word)
        return queryset.filter(words | Q(number_key=key) if key else words)

    def by_label(self, queryset, name, value):
        return queryset.labelled(name, value)

    def by_validity(self, queryset, name, value):
        if value == wording.CURRENT:
            return queryset.filter(in_force(self.day))
        return queryset.filter(Exists(_periods(self.day, [value])))

    def by_normative(self, queryset, name, value):
        return queryset.filter(normative=value == "1")

    def by_interpretation(self, queryset, name, value):
        explained = Q(information_id__in=explained_ids())
        return queryset.filter(explained if value == "1" else ~explained)


def explained_ids():
    """The documents of which an interpretation is public now, as a subquery."""
    return Interpretation.objects.published().order_by().values("document")


@dataclass(frozen=True)
class Cell:
    """One combination of the cube."""

    themes: frozenset
    issuers: frozenset
    year: int
    normative: str
    status: str
    interpreted: str = "0"

    def values(self, dimension) -> frozenset:
        if dimension == "validity":
            current = {wording.CURRENT} if self.status in IN_FORCE else set()
            return frozenset({self.status} | current)
        if dimension in ("theme", "issuer"):
            return getattr(self, f"{dimension}s")
        return frozenset({str(getattr(self, dimension))})


DIMENSIONS = ("theme", "issuer", "year", "validity", "normative", "interpreted")
_cubes: OrderedDict = OrderedDict()
_cubes_lock = threading.Lock()
CUBES_KEPT = 16


def cube(day: date, q: str = "", until=None) -> Counter:
    """Cell → number of public documents, on a day; kept until the site's revision changes it, or the clock at `until`."""
    moment = clock.now()
    if connection.in_atomic_block:  # the number of a revision that may still be rolled back names nothing
        return _count(day, q, moment)
    key = (connection.settings_dict["NAME"], revision.current(), day, q, until)
    with _cubes_lock:
        if key in _cubes:
            _cubes.move_to_end(key)
            return _cubes[key]
    counted = _count(day, q, moment)
    with _cubes_lock:
        _cubes[key] = counted
        while len(_cubes) > CUBES_KEPT:
            _cubes.popitem(last=False)
    return counted


COUNT = """
SELECT e.theme_keys, e.issuer_keys, e.year, e.normative, p.status, {explained}, COUNT(*)
FROM disclosure_entry e
LEFT JOIN policies_validityperiod p
  ON p.policy_id = e.information_id AND p.starts_on <= %s AND p.ends_on > %s
WHERE e.kind = %s AND e.published_at <= %s {words}
GROUP BY e.theme_keys, e.issuer_keys, e.year, e.normative, p.status
"""


def _count(day, q, moment) -> Counter:
    """One pass in SQL: the ORM would join the two wide tables between the row and its period (measured: ×4). What is
    interpreted is counted once more by itself, since it is little, and taken from the whole."""
    words, params = "", [day, day, KIND, connection.ops.adapt_datetimefield_value(moment)]
    if q:
        matching = LibraryFilter({"q": q}, queryset=Entry.objects.of_kind(KIND)).qs.order_by().values("pk")
        words, params = _within("e.id", matching, params)
    narrower, more = _within("e.information_id", explained_ids(), params)
    statement = f"{COUNT.format(words=words, explained=0)} UNION ALL {COUNT.format(words=words + narrower, explained=1)}"
    counted = Counter()
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *more])
        for themes, issuers, year, normative, status, explained, number in cursor.fetchall():
            cell = _cell(themes, issuers, year, normative, status)
            if not explained:
                counted[cell] += number
                continue
            counted[replace(cell, interpreted="1")] += number
            counted[cell] -= number  # the first part of the statement has counted it already
            if not counted[cell]:
                del counted[cell]
    return counted


def _within(column, rows, params):
    sql, values = rows.query.sql_with_params()
    return f" AND {column} IN ({sql})", [*params, *map(_adapted, values)]


def _adapted(value):
    is_moment = isinstance(value, datetime)
    return connection.ops.adapt_datetimefield_value(value) if is_moment else value


def _cell(themes, issuers, year, normative, status):
    return Cell(
        frozenset(themes.split(",")) - {""},
        frozenset(issuers.split(",")) - {""},
        year,
        "1" if normative else "0",
        status or Status.UNMARKED.value,
    )


class Library:
    """One query to the library: its filters, counts, rows in order."""

    def __init__(self, params):
        """params: a QueryDict or dict; BadQuery where a value cannot be meant."""
        self.params = {name: str(params.get(name, "")).strip() for name in QUERY}
        self.params["q"] = self.q = self.params["q"][:LONGEST_Q].strip()
        self.filter = LibraryFilter(self.params, queryset=Entry.objects.published().of_kind(KIND))
        if not self.filter.form.is_valid():
            raise BadQuery("；".join(_complaints(self.filter)))
        if self.params["year"]:
            self.params["year"] = str(self.filter.form.cleaned_data["year"])  # ２０２４ is counted as 2024
        self.day = self.filter.day
        self.sort = self.params["sort"]
        if self.sort not in SORTS:
            raise BadQuery("没有这种排序方式。")
        self.page = page_number(self.params["page"])
        self.chosen = {name: self.params[name] for name in DIMENSIONS if self.params[name]}
        self.until = Entry.objects.next_change()  # then the counts change without a write
        self.cube, self._names = cube(self.day, self.q, self.until), {}

    @property
    def total(self) -> int:
        return sum(number for cell, number in self.cube.items() if self._fits(cell))

    def counts(self, dimension: str) -> Counter:
        """Value → number of documents with the other filters applied: what a choice would show."""
        counted = Counter()
        for cell, number in self.cube.items():
            if self._fits(cell, but=dimension):
                for value in cell.values(dimension):
                    counted[value] += number
        return counted

    def names(self, dimension: str) -> dict:
        """`names` of a dimension, asked once: choices and chosen filters both show them."""
        if dimension not in self._names:
            self._names[dimension] = names(dimension)
        return self._names[dimension]

    def _fits(self, cell, but="") -> bool:
        return all(value in cell.values(name) for name, value in self.chosen.items() if name != but)

    def rows(self, start: int, stop: int) -> list[Entry]:
        """The rows from `start` up to `stop`, in the chosen order, each with `.standing`."""
        ids = self._ids(start, stop)
        explained = Interpretation.objects.published().filter(document=OuterRef("information_id"))
        entries = (
            Entry.objects.select_related("office").annotate(has_interpretation=Exists(explained)).in_bulk(ids)
        )
        rows = [entries[pk] for pk in ids]
        standings = wording.standings([row.information_id for row in rows], self.day)
        for row in rows:
            row.standing = standings[row.information_id]
        return rows

    def _ids(self, start, stop):
        found, queryset = [], self.filter.qs
        for segment, size in self._segments(queryset):
            if start < size and stop > 0:
                found += segment.values_list("pk", flat=True)[max(start, 0) : min(stop, size)]
            start, stop = start - size, stop - size
        return found

    def _segments(self, queryset):
        """(QuerySet, number of rows) one after another; only "in force first" needs two."""
        total = self.total
        if self.sort == "newest":
            return [(queryset.order_by("-sorted_on", "-id"), total)]
        if self.sort == "oldest":
            return [(queryset.order_by("sorted_on", "id"), total)]
        current = self._current_total()
        first, rest = queryset.filter(in_force(self.day)), queryset.filter(not_in_force(self.day))
        order = ("in_force_until", "id") if self.sort == "expiring" else ("-sorted_on", "-id")
        return [(first.order_by(*order), current), (rest.order_by("-sorted_on", "-id"), total - current)]

    def _current_total(self):
        return sum(
            number for cell, number in self.cube.items() if cell.status in IN_FORCE and self._fits(cell)
        )

    def all_rows(self, size=500):
        """Every row in order, a few hundred at a time: for downloads."""
        for start in range(0, self.total, size):
            yield from self.rows(start, start + size)


def _complaints(filterset):
    for name, errors in filterset.form.errors.items():
        label = filterset.filters[name].label
        yield f"“{label}”的值无法识别：{'，'.join(errors)}"


def names(dimension: str) -> dict:
    """Value → label of a dimension, in the order in which it is offered."""
    if dimension == "theme":
        return dict(Theme.objects.values_list("slug", "name"))
    if dimension == "issuer":
        return dict(Issuer.objects.values_list("slug", "name"))
    if dimension == "validity":
        return dict(wording.CHOICES)
    if dimension == "interpreted":
        return {"1": "有解读", "0": "没有解读"}
    return {"1": "行政规范性文件", "0": "其他政策文件"}
