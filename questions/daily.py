"""What questions do once a day."""

from datetime import timedelta

from django.conf import settings

from core import audit, clock
from core.daily import Outcome, job
from disclosure import links
from questions.models import AskedQuestion, Inquiry, Question


@job("问政策记录")
def forget_asked(day):
    number, _ = AskedQuestion.objects.outdated(clock.now()).delete()
    return Outcome(f"清除{number}条")


@job("咨询人的个人信息")
def forget_people(day):
    """Name and contact go a while after the answer: nobody needs to be asked any more (个人信息保护法第十九条、第四十七条)."""
    before = clock.midnight(day - timedelta(days=settings.SENDER_DAYS))
    old = list(Inquiry.objects.filter(answered_at__lt=before).with_person())
    for case in old:
        with audit.act("清除咨询人的个人信息", case, by=None):
            case.forget_person()
    return Outcome(f"清除{len(old)}条")


@job("咨询的暂定期限")
def settle_days(day):
    """Provisional days are counted anew when the year's calendar has been entered."""
    waiting = Inquiry.objects.open().filter(due_is_provisional=True)
    settled = 0
    for case in waiting:
        case.set_due()
        if not case.due_is_provisional:
            with audit.act("重算咨询期限", case, by=None) as step:
                case.save()
                step.after = {"due_on": case.due_on}
            settled += 1
    return Outcome(f"重算{settled}件")


@links.public_texts.add
def answers():
    """(page, link) of every public answer."""
    for question in Question.objects.published().filter(answer__contains="<a").iterator(chunk_size=200):
        for link in links.of_html(question.answer):
            yield question.question, link
