"""How long the public is asked, and when: plain Python, days are arguments.

国令713号第十五条: 公开征求意见的期限一般不少于30日；因情况紧急等原因需要缩短期限的，公开征求意见时应当予以说明。
"""

from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = 366  # days that a consultation may last; a later year is a slip of the pen
COMING, OPEN, CLOSED = "coming", "open", "closed"


@dataclass(frozen=True)
class Minimum:
    """The least number of days between the first and the last day, and where that is written."""

    label: str
    days: int
    basis: str


MINIMUMS = {
    "decision": Minimum("重大行政决策", 30, "《重大行政决策程序暂行条例》第十五条"),
    "normative": Minimum("行政规范性文件", 30, "《重大行政决策程序暂行条例》第十五条（参照）"),
    "other": Minimum("其他征求意见", 7, "本镇政务公开工作规定"),
}


def length(starts_on: date, ends_on: date) -> int:
    """Days as the law counts them: the last day less the first."""
    return (ends_on - starts_on).days


def is_short(kind: str, starts_on: date, ends_on: date) -> bool:
    """Whether the period is shorter than its kind asks for, so that the notice has to say why."""
    return length(starts_on, ends_on) < MINIMUMS[kind].days


def phase(starts_on: date, ends_on: date, day: date) -> str:
    """Where the clock stands: open from 0:00 of the first to 24:00 of the last day."""
    if day < starts_on:
        return COMING
    return OPEN if day <= ends_on else CLOSED


def days_left(ends_on: date, day: date) -> int:
    """How many more days there are after today: 0 on the last one."""
    return (ends_on - day).days


def overdue_from(ends_on: date) -> date:
    """The first day on which a result that is not public is overdue."""
    return ends_on + timedelta(days=1)


# Meetings: 第十七条, 听证会材料应当于召开听证会7日前送达听证会参加人
DAYS_WITH_MATERIALS = 7


def leaves_time_for_materials(closes_on: date, meets_on: date) -> bool:
    """Whether those who are chosen after the last day of registration can have the papers seven days before a hearing."""
    return (meets_on - closes_on).days > DAYS_WITH_MATERIALS
