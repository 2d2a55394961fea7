"""The work list: what waits for a member of staff, with its deadline; apps add panels in their worklist modules."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from core import calendar, clock
from core.duties import Duty
from core.registry import work_panels


@dataclass
class Task:
    """One thing to do. due_on: the last day; late: whether that is over."""

    title: str
    url: str
    office: str = ""
    state: str = ""
    since: date | None = None
    due_on: date | None = None
    note: str = ""

    @property
    def late(self) -> bool:
        return self.due_on is not None and self.due_on < clock.today()


@dataclass
class Panel:
    """A group of tasks. shown even when empty only where `always` is set."""

    title: str
    hint: str
    tasks: list[Task] = field(default_factory=list)
    more_url: str = ""
    total: int = 0
    always: bool = False


def panels(user, day: date) -> Iterator[Panel]:
    """What waits for this person today, in the order in which apps registered."""
    for make in work_panels:
        for panel in make(user, day):
            if panel.tasks or panel.always:
                yield panel


@work_panels.add
def calendar_notice(user, day):
    """From November on, next year's calendar is looked for: without it deadlines are provisional."""
    if day.month < 11 or not user.has_duty(Duty.DISCLOSURE_OFFICER, Duty.SYSTEM_ADMINISTRATOR):
        return []
    if day.year + 1 in calendar.current().years:
        return []
    url = reverse("admin:core_calendarnotice_add")
    note = f"国务院办公厅{day.year + 1}年节假日安排通知印发后录入；录入前，跨入{day.year + 1}年的期限按周末推算，为暂定日期。"
    return [
        Panel(
            "日历",
            "",
            [Task(f"录入{day.year + 1}年节假日安排", url, note=note, due_on=date(day.year, 12, 31))],
        )
    ]
