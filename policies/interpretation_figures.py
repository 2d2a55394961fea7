"""How punctual interpretation is: public figures beside those of publication (最迟不超过文件公布后3个工作日)."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear

from core import clock
from policies.models import Interpretation, Policy


@dataclass
class Year:
    """Of the documents of a year that are to be interpreted: how many in time, late, still without one past the day."""

    year: int
    due: int = 0
    late: int = 0
    overdue: int = 0
    waiting: int = 0  # the day is not over

    @property
    def in_time(self) -> int:
        return self.due - self.late - self.overdue - self.waiting


def by_year(day) -> list[Year]:
    """Newest year of publication first; one query."""
    public = Policy.objects.due_an_interpretation().annotate(
        year=ExtractYear("published_at", tzinfo=clock.SHANGHAI)
    )
    late = Interpretation.objects.late().opening().values("document")
    none = ~Q(pk__in=Policy.objects.interpreted().values("pk"))
    rows = public.order_by().values("year").annotate(
        due=Count("pk"),
        late=Count("pk", filter=Q(pk__in=late)),
        overdue=Count("pk", filter=none & Q(interpretation_due_on__lt=day)),
        waiting=Count("pk", filter=none & Q(interpretation_due_on__gte=day)),
    )  # fmt: skip
    return [Year(**row) for row in rows.order_by("-year")]
