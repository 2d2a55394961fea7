"""What decisions do once a day."""

from datetime import timedelta

from django.conf import settings

from core import audit, clock
from core.daily import Outcome, job
from decisions.models import Consultation, Opinion


@job("提意见的人的个人信息")
def forget_senders(day):
    """Name, contact and files go a while after the result: nobody needs to be asked any more (个人信息保护法第十九条、第四十七条)."""
    before = clock.midnight(day - timedelta(days=settings.SENDER_DAYS))
    number = sum(_forget(asked) for asked in Consultation.objects.answered_before(before))
    return Outcome(f"清除{number}条")


def _forget(asked) -> int:
    known = Opinion.objects.filter(consultation=asked).with_sender()
    if not known.exists():
        return 0
    with audit.act("清除提意见的人的个人信息", asked, by=None) as step:
        number = sum(opinion.forget_sender() for opinion in known)
        step.after = {"opinions": number}
    return number
