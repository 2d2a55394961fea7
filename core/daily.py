"""Daily work: jobs that `run_daily` does once a day, in the order in which apps registered them.

Nothing that readers see waits for them. A job is safe to do twice, and one that fails does not stop the others.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session

from core import audit, backup, calendar, clock
from core.backup.restoring import before_file
from core.models import AuditEntry
from core.public_forms import counters, files
from core.registry import Registry

# 网络安全法第二十一条第（三）项: logs are kept for no less than six months, of which the longest have 184 days.
LOG_DAYS = 190
BEFORE_RESTORE_DAYS = 30  # a whole copy of the town's data should not lie about for ever


@dataclass
class Outcome:
    """What a job did, in one Chinese sentence, and what it found that somebody has to look at."""

    done: str
    problems: list[str] = field(default_factory=list)


@dataclass
class Job:
    name: str
    do: Callable[[date], Outcome]


jobs = Registry()


def job(name: str):
    """Register a function `(day) → Outcome` under a Chinese name: `@daily.job("清理…")` in an app's daily module."""

    def register(function):
        jobs.add(Job(name, function))
        return function

    return register


def run(day: date):
    """Do every job; yields (name, Outcome). A job that raises yields that as its problem."""
    for one in list(jobs):
        try:
            yield one.name, one.do(day)
        except Exception as error:  # the other jobs still have to be done
            yield one.name, Outcome("没有完成", [f"{type(error).__name__}：{error}"])


@job("未完成的恢复")
def finish_restore(day):
    try:
        return Outcome("已收尾" if backup.complete() else "没有")
    except backup.Refused as busy:
        return Outcome(str(busy))


@job("过期会话")
def clear_sessions(day):
    number, _ = Session.objects.filter(expire_date__lt=clock.now()).delete()
    return Outcome(f"清除{number}个")


@job("登录日志")
def clear_sign_in_logs(day):
    before = clock.midnight(day - timedelta(days=LOG_DAYS))
    logs = (AccessAttempt, AccessFailureLog, AccessLog)
    number = sum(log.objects.filter(attempt_time__lt=before).delete()[0] for log in logs)
    return Outcome(f"清除{LOG_DAYS}天以前的{number}条")


@job("公众表单的凭据")
def forget_forms(day):
    return Outcome(f"清除{counters.forget(clock.now())}条，没有提交的附件{files.forget(clock.now())}个")


@job("恢复前留存的数据")
def clear_before_restore(day):
    file = before_file()
    if not file.exists() or clock.now().timestamp() - file.stat().st_mtime < BEFORE_RESTORE_DAYS * 86400:
        return Outcome("没有过期的")
    file.unlink()
    return Outcome(f"清除{BEFORE_RESTORE_DAYS}天以前的1份")


@job("审计记录")
def verify_audit(day):
    found = audit.problems()
    return Outcome(f"核验{AuditEntry.objects.count()}条", found)


@job("节假日安排")
def check_calendars(day):
    """The notice comes out in November: until its end a missing one is said, then it is a problem."""
    missing = missing_calendars(day)
    overdue = missing_calendars(day, since=12)
    return Outcome(" ".join(missing) or "齐全", overdue)


def missing_calendars(day: date, since=11) -> list[str]:
    """Sentences on the years whose calendar is needed on a day and not known: next year's from a month on."""
    needed = [day.year] + ([day.year + 1] if day.month >= since else [])
    known = calendar.current().years
    return [
        f"没有{year}年的节假日安排，期限按周末推算，请录入国务院办公厅的通知。"
        for year in needed
        if year not in known
    ]
