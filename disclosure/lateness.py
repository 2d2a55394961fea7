"""How punctual publication was: figures by year and category, read from the catalogue (条例 26)."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count
from django.db.models.functions import ExtractYear

from core import clock
from core.registry import Registry
from disclosure.models import Category, Entry

# functions that tell of another punctuality with figures of its own: (words, address)
others = Registry()


@dataclass
class Figures:
    """Of `counted` records that had a last day, `late` appeared after it."""

    counted: int = 0
    late: int = 0

    @property
    def share(self) -> float:
        """Per cent that appeared in time, with one decimal, never rounded up to 100."""
        if not self.counted:
            return 100.0
        return int(1000 * (self.counted - self.late) / self.counted) / 10

    def add(self, other: "Figures"):
        self.counted, self.late = self.counted + other.counted, self.late + other.late


@dataclass
class Year:
    year: int
    whole: Figures = field(default_factory=Figures)
    categories: dict = field(default_factory=dict)  # Category → Figures, in the order of the tree


def by_year() -> list[Year]:
    """Newest year (of publication) first. Two queries."""
    rows = Entry.objects.published().filter(late__isnull=False).order_by()
    rows = rows.annotate(at=ExtractYear("published_at", tzinfo=clock.SHANGHAI))
    found = defaultdict(lambda: defaultdict(Figures))
    for year, category, late, number in rows.values_list("at", "category", "late").annotate(Count("pk")):
        found[year][category].add(Figures(number, number if late else 0))
    categories = {one.pk: one for one in Category.objects.all()}
    return [_year(year, found[year], categories) for year in sorted(found, reverse=True)]


def _year(number, by_category, categories):
    year = Year(number)
    for pk, category in categories.items():
        if pk in by_category:
            year.categories[category] = by_category[pk]
            year.whole.add(by_category[pk])
    return year
