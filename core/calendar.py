"""The calendar of working days in force: the bundled years, and the notices that staff have entered."""

from core import workdays
from core.models import CalendarNotice


def current() -> workdays.Calendar:
    """The official calendar with every notice that is on record. Two queries."""
    calendar = workdays.official()
    for notice in CalendarNotice.objects.prefetch_related("days"):
        calendar = calendar.with_notice(notice.year, {day.day: day.is_workday for day in notice.days.all()})
    return calendar
