"""The one clock: every day, deadline and midnight is Asia/Shanghai, whatever the server's zone."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
_set: ContextVar[datetime | None] = ContextVar("set", default=None)


def now() -> datetime:
    """The present moment, aware."""
    return _set.get() or timezone.now()


@contextmanager
def at(moment: datetime):
    """Let the clock stand at an aware moment: for tests, and for the demo town's past on an empty database."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)


def today() -> date:
    """The present day in Shanghai."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day in Shanghai on which an aware moment falls."""
    return moment.astimezone(SHANGHAI).date()


def midnight(day: date) -> datetime:
    """The moment at which `day` begins in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def next_midnight(moment: datetime) -> datetime:
    """The moment at which the day after `moment` begins."""
    return midnight(day_of(moment) + timedelta(days=1))
