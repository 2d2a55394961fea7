"""What questions ask of staff: entries whose basis changed, inquiries due and overdue, what waits for a second person,
what is asked in vain."""

from datetime import timedelta

from django.urls import reverse

from core import clock
from core.duties import Duty
from core.registry import work_panels
from core.worklist import Panel, Task
from disclosure.worklist.confirming import waiting
from questions.admin.handling import PUBLISHERS
from questions.models import AskedQuestion, Inquiry, Question
from questions.models import inquiry as inquiries_model
from questions.models.question import HANDLERS

SHOWN = 20
LOOKED_BACK = timedelta(days=30)
OFTEN = 3  # times


def _entry_task(question, state, note=""):
    url = reverse("admin:questions_question_change", args=[question.pk])
    return Task(question.question, url, question.office.short_name, state, note=note)


@work_panels.add
def entries(user, day):
    """Public entries to be looked at again, and those that readers found useless."""
    if not user.has_duty(*HANDLERS, Duty.AUDITOR):
        return
    served = Question.objects.served_by(user).select_related("office")
    changed = list(served.to_review(day).order_by("pk")[: SHOWN + 1])
    hint = "引用的文件有变化。对照现在的规定，正确的复核确认，有变化的修改或者撤下。"
    total = served.to_review(day).count() if len(changed) > SHOWN else len(changed)
    yield Panel(
        "依据有变化的政策问答", hint, [_entry_task(one, "待复核") for one in changed[:SHOWN]], total=total
    )
    disliked = list(served.published().disliked().order_by("-no")[:SHOWN])
    tasks = [_entry_task(one, f"{one.no}人说没有用", f"{one.yes}人说有用。") for one in disliked]
    yield Panel("群众说没有用的回答", "改得清楚一些，或者补上办理的地点和电话。", tasks)


@work_panels.add
def to_confirm(user, day):
    return waiting(user, "待复核的政策问答", [Question])


@work_panels.add
def inquiries(user, day):
    """Inquiries without an answer, the latest first of all; answers that wait to be public."""
    if not user.has_duty(*inquiries_model.HANDLERS, Duty.AUDITOR):
        return
    served = Inquiry.objects.served_by(user)
    found = list(
        (served.open() | served.waiting_to_be_public()).select_related("office").order_by("due_on", "pk")
    )
    open_ones = [_inquiry_task(one) for one in found if one.is_open]
    hint = "在期限内答复；情况复杂的说明理由延长一次。"
    yield Panel("待答复的咨询", hint, open_ones[:SHOWN], total=len(open_ones))
    if user.has_duty(*PUBLISHERS):
        ready = [_inquiry_task(one) for one in found if not one.is_open and one.answered_by_id != user.pk]
        yield Panel("等待核准公开的咨询答复", "核对没有个人信息后公开。", ready[:SHOWN], total=len(ready))


def _inquiry_task(one):
    url = reverse("admin:questions_inquiry_change", args=[one.pk])
    due = None if one.answered_at or one.due_is_provisional else one.due_on
    note = f"暂定{one.due_on}前答复。" if one.is_open and one.due_is_provisional else ""
    state = "待核准公开" if one.answered_at else "待答复"
    since = clock.day_of(one.answered_at or one.received_at)
    return Task(one.subject, url, one.office.short_name, state, since=since, due_on=due, note=note)


@work_panels.add
def asked_in_vain(user, day):
    """What was asked again and again and has no answer."""
    if not user.has_duty(Duty.DISCLOSURE_OFFICER):
        return
    often = AskedQuestion.objects.since(day - LOOKED_BACK).unanswered().counted().filter(number__gte=OFTEN)
    tasks = [Task(one["text"], reverse("admin:asked"), state=f"{one['number']}次") for one in often[:SHOWN]]
    yield Panel("问了多次没有回答的问题", "补进政策问答库，或者写明该找谁。", tasks)
