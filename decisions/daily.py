"""What decisions do once a day."""

from datetime import timedelta

from django.conf import settings

from core import audit, clock
from core.daily import Outcome, job
from decisions.models import Attendance, Consultation, Meeting, Opinion


@job("提意见的人的个人信息")
def forget_senders(day):
    """Name, contact and files go a while after the result: nobody needs to be asked any more (个人信息保护法第十九条、第四十七条)."""
    answered = Consultation.objects.answered_before(_long_ago(day))
    number = sum(_forget(asked, Opinion.objects.filter(consultation=asked)) for asked in answered)
    return Outcome(f"清除{number}条")


@job("报名参加会议的人的个人信息")
def forget_registered(day):
    """Name and telephone go a while after the meeting; the public list keeps the family name."""
    held = Meeting.objects.held(_long_ago(day))
    number = sum(_forget(meeting, Attendance.objects.filter(meeting=meeting)) for meeting in held)
    return Outcome(f"清除{number}条")


def _long_ago(day):
    return clock.midnight(day - timedelta(days=settings.SENDER_DAYS))


def _forget(about, everybody) -> int:
    """Take away who sent what is about a record; one entry of the trail for all of it."""
    known = everybody.with_sender()
    if not known.exists():
        return 0
    with audit.act("清除提交人的个人信息", about, by=None) as step:
        for one in known:
            one.forget_sender()
        step.after = {"number": len(known)}
    return len(known)
