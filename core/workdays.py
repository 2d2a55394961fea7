"""The official calendar of working days, with its make-up days (调休).

In: days as `datetime.date` and counts of working days. Out: days, counts, and the working shown day by day.
Nothing here asks for today's date.

Source: the yearly 国务院办公厅关于部分节假日安排的通知, as collected by the package chinesecalendar
(2004–2026); staff enter every later notice, `Calendar.with_notice`.

A year whose notice is not known raises `UnknownYear`, unless the caller asks for a provisional (暂定) answer,
which knows weekends only for that year and names it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from chinese_calendar import constants

SATURDAY = 5

FESTIVALS = MappingProxyType(
    {
        "New Year's Day": "元旦",
        "Spring Festival": "春节",
        "Tomb-sweeping Day": "清明节",
        "Labour Day": "劳动节",
        "Dragon Boat Festival": "端午节",
        "National Day": "国庆节",
        "Mid-autumn Festival": "中秋节",
        "Anti-Fascist 70th Day": "抗战胜利纪念日",
    }
)


class UnknownYear(LookupError):
    """The official notice of `year` is not known. Its text is Chinese and fit to be shown."""

    def __init__(self, year: int):
        super().__init__(f"{year}年的节假日安排尚未录入")
        self.year = year

    def __reduce__(self):
        return type(self), (self.year,)


class Span(NamedTuple):
    """`days` working days from `start` (itself not counted) lead to `end`."""

    start: date
    days: int
    end: date
    provisional_years: frozenset[int]

    @property
    def is_provisional(self) -> bool:
        """Whether a later notice may still move `end` (暂定)."""
        return bool(self.provisional_years)


class ExplainedDay(NamedTuple):
    """One line of the working: `ordinal` counts working days from 1 and is None on a day off."""

    day: date
    is_workday: bool
    ordinal: int | None
    reason: str


@dataclass(frozen=True)
class Calendar:
    """Which days are worked.

    `exceptions`: True for a make-up working day, False for a holiday; other days follow the week.
    `years`: the years whose official notice is known.
    `names`: what a holiday is called, for `explain`; a holiday without a name is 法定节假日.
    """

    exceptions: Mapping[date, bool]
    years: frozenset[int]
    names: Mapping[date, str] = field(default_factory=dict)
    _worked: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "exceptions", MappingProxyType(dict(self.exceptions)))
        object.__setattr__(self, "years", frozenset(self.years))
        object.__setattr__(self, "names", MappingProxyType(dict(self.names)))

    def __hash__(self) -> int:
        return hash((frozenset(self.exceptions.items()), self.years))

    def __reduce__(self):
        return Calendar, (dict(self.exceptions), self.years, dict(self.names))

    def with_notice(
        self, year: int, exceptions: Mapping[date, bool], names: Mapping[date, str] | None = None
    ) -> "Calendar":
        """A new calendar that also knows the notice of `year`.

        Days of `exceptions` win over what was known, so a correction of a bundled year names only the days
        that change (an ordinary day is put back with the value that its weekday would give). A notice may
        reach into the December before (the New Year of 2019 made 2018-12-29 a working day); any other year
        is a ValueError. That a notice without any holiday is not a notice is for the form to say.
        """
        for day in exceptions:
            _require_day(day)
            if day.year != year and (day.year, day.month) != (year - 1, 12):
                raise ValueError(f"{day.isoformat()}不属于{year}年的节假日安排")
        return Calendar(
            {**self.exceptions, **exceptions}, self.years | {year}, {**self.names, **(names or {})}
        )

    def is_workday(self, day: date, provisional: bool = False) -> bool:
        """Whether `day` is worked. An unknown year raises UnknownYear, or knows weekends if `provisional`."""
        _require_day(day)
        if day.year in self.years:
            return self.exceptions.get(day, day.weekday() < SATURDAY)
        if provisional:
            return day.weekday() < SATURDAY
        raise UnknownYear(day.year)

    def add(self, day: date, n: int, provisional: bool = False) -> Span:
        """The n-th working day after `day`.

        `day` itself is not counted (民法典 201 条：开始的当日不计入，自下一日开始计算), so it may be free.
        n = 0 gives `day` itself, working day or not, and asks no calendar. n < 0 gives the |n|-th working
        day before `day`, again without counting `day`. Raises UnknownYear for the first unknown year that
        the span touches, OverflowError past the year 9999.
        """
        _require_day(day)
        if n == 0:
            return Span(day, 0, day, frozenset())
        end = self._forward(day, n, provisional) if n > 0 else self._backward(day, -n, provisional)
        first, last = sorted((day + _step(n), end))
        return Span(day, n, end, self._unknown(first, last))

    def count(self, frm: date, to: date, provisional: bool = False) -> int:
        """Working days after `frm` up to and with `to`; add(frm, n) gives `to` back, if `to` is worked.

        With `to` before `frm` it is negative and counts the days before `frm` down to and with `to`.
        """
        _require_day(frm), _require_day(to)
        if to < frm:
            return -self._between(to, frm - timedelta(days=1), provisional)
        return 0 if to == frm else self._between(frm + timedelta(days=1), to, provisional)

    def explain(self, frm: date, to: date, provisional: bool = False) -> Iterator[ExplainedDay]:
        """Every day after `frm` up to and with `to`; the last ordinal is count(frm, to).

        Reasons are 工作日, 周末, the festival's name, 调休上班, or, in a year without notice, 暂定（…）.
        """
        ordinal = 0
        for number in range(frm.toordinal() + 1, to.toordinal() + 1):
            day = date.fromordinal(number)
            worked = self.is_workday(day, provisional)
            ordinal += worked
            yield ExplainedDay(day, worked, ordinal if worked else None, self._reason(day, worked))

    def provisional_years(self, frm: date, to: date) -> frozenset[int]:
        """The years of unknown notice that `count(frm, to)` would touch."""
        if frm == to:
            return frozenset()
        first, last = (frm + timedelta(days=1), to) if frm < to else (to, frm - timedelta(days=1))
        return self._unknown(first, last)

    def _forward(self, day: date, n: int, provisional: bool) -> date:
        year = (day + timedelta(days=1)).year
        worked = self._working_days(year, provisional)
        position = bisect_right(worked, day.toordinal()) + n - 1
        while position >= len(worked):
            position -= len(worked)
            year = _checked(year + 1)
            worked = self._working_days(year, provisional)
        return date.fromordinal(worked[position])

    def _backward(self, day: date, n: int, provisional: bool) -> date:
        year = (day - timedelta(days=1)).year
        worked = self._working_days(year, provisional)
        position = bisect_left(worked, day.toordinal()) - n
        while position < 0:
            year = _checked(year - 1)
            worked = self._working_days(year, provisional)
            position += len(worked)
        return date.fromordinal(worked[position])

    def _between(self, first: date, last: date, provisional: bool) -> int:
        total = 0
        for year in range(first.year, last.year + 1):
            worked = self._working_days(year, provisional)
            total += bisect_right(worked, last.toordinal()) - bisect_left(worked, first.toordinal())
        return total

    def _unknown(self, first: date, last: date) -> frozenset[int]:
        return frozenset(range(first.year, last.year + 1)) - self.years

    def _working_days(self, year: int, provisional: bool) -> tuple[int, ...]:
        """The ordinals of the year's working days, ascending; made once for each known year."""
        if year not in self.years:
            if not provisional:
                raise UnknownYear(year)
            return _weekdays(year)
        if year not in self._worked:
            days = map(date.fromordinal, _ordinals(year))
            self._worked[year] = tuple(day.toordinal() for day in days if self.is_workday(day))
        return self._worked[year]

    def _reason(self, day: date, worked: bool) -> str:
        if day.year not in self.years:
            return "暂定（工作日）" if worked else "暂定（周末）"
        if day.weekday() >= SATURDAY:
            return "调休上班" if worked else self.names.get(day, "周末")
        return "工作日" if worked else self.names.get(day, "法定节假日")


@lru_cache(maxsize=1)
def official() -> Calendar:
    """The calendar of 2004–2026 from chinesecalendar; built once, about a millisecond."""
    exceptions = dict.fromkeys(constants.holidays, False) | dict.fromkeys(constants.workdays, True)
    names = {day: FESTIVALS.get(name, name) for day, name in constants.holidays.items()}
    return Calendar(exceptions, frozenset(day.year for day in constants.holidays), names)


@lru_cache(maxsize=32)
def _weekdays(year: int) -> tuple[int, ...]:
    # Ordinal 1 (0001-01-01) is a Monday.
    return tuple(number for number in _ordinals(year) if (number - 1) % 7 < SATURDAY)


def _ordinals(year: int) -> range:
    return range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)


def _step(n: int) -> timedelta:
    return timedelta(days=1 if n > 0 else -1)


def _checked(year: int) -> int:
    if MINYEAR <= year <= MAXYEAR:
        return year
    raise OverflowError("超出可以计算的日期范围")


def _require_day(day: date) -> None:
    # A datetime is a date to Python but is not found in a table of dates: it would lose its holiday.
    if isinstance(day, datetime) or not isinstance(day, date):
        raise TypeError("需要日期（date），不是时刻")
