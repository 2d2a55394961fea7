"""What decisions ask of staff: results overdue, opinions without answer, papers owed, what waits for a second person."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from core.duties import Duty
from core.registry import work_panels
from core.worklist import Panel, Task
from decisions import stories
from decisions.admin.catalogues import WRITERS
from decisions.models import (
    Adjustment,
    Consultation,
    ConsultationResult,
    Delay,
    Matter,
    Meeting,
    Paper,
    Selection,
    Statement,
    Unlinking,
    YearEnd,
)
from decisions.models.opinion import HANDLERS
from disclosure.worklist.confirming import waiting

SHOWN = 20
WAITING = "待复核的决策材料、目录调整、年终公示、延期说明、名单和发言"
YEARS = 2  # catalogues whose papers are looked for
SOON = timedelta(days=14)


@work_panels.add
def consultations(user, day):
    """Results that are overdue, each day from the day after the last one on; opinions that nobody has answered."""
    if not user.has_duty(*HANDLERS, Duty.AUDITOR):
        return
    served = (
        Consultation.objects.published().served_by(user).select_related("office").order_by("ends_on", "pk")
    )
    results = ConsultationResult.objects.published().filter(asked=OuterRef("pk"))
    left = Count("opinions", filter=Q(opinions__answer=None))
    told = served.annotate(left=left, answered=Exists(results))
    found = list(told.filter(Q(left__gt=0) | Q(ends_on__lt=day, answered=False)))
    late = [one for one in found if one.ends_on < day and not one.answered]
    open_ones = [one for one in found if one.left]
    hint = "征求意见已经结束。答复全部意见，汇总采纳情况，送审公布。"
    yield Panel("采纳情况逾期未公布", hint, [_result_task(one, day) for one in late[:SHOWN]], total=len(late))
    if user.has_duty(*HANDLERS):
        hint = "意思相同的可以一起答复；不采纳的写明理由。"
        yield Panel(
            "待答复的公众意见", hint, [_opinions_task(one) for one in open_ones[:SHOWN]], total=len(open_ones)
        )


def _result_task(one, day):
    delay, over = one.delay, (day - one.ends_on).days
    note = f"结束后第{over}天。"
    if delay:
        note += f"已说明：{delay.get_cause_display()}，{delay.until}公布。"
    else:
        note += "暂时不能公布的，录入“采纳情况延期”说明原因。"
    url = reverse("admin:decisions_consultation_change", args=[one.pk])
    due = delay.until if delay else one.ends_on
    return Task(
        one.title, url, one.office.short_name, "待公布采纳情况", since=one.ends_on, due_on=due, note=note
    )


def _opinions_task(one):
    url = reverse("admin:opinions-answer", args=[one.pk])
    return Task(one.title, url, one.office.short_name, f"{one.left}条未答复", due_on=one.ends_on + SOON)


@work_panels.add
def papers_owed(user, day):
    """Papers of matters that should be public by now."""
    if not user.has_duty(*WRITERS, Duty.AUDITOR):
        return
    matters = Matter.objects.published().served_by(user).filter(catalogue__year__gt=day.year - YEARS)
    owing = [one for one in stories.of(matters, day) if one.missing]
    tasks = [
        Task(
            one.matter.title, reverse("admin:decisions_matter_change", args=[one.matter.pk]), one.matter.office.short_name,
            f"缺{len(one.missing)}件", note="、".join(one.missing), due_on=_due(one.matter.planned_on, day),
        )
        for one in owing
    ]  # fmt: skip
    yield Panel(
        "应公开未公开的决策材料",
        "公开材料，再在事项里关联；确实不适用的，在“目录调整”里写明理由。",
        tasks[:SHOWN],
        total=len(tasks),
    )


def _due(planned_on, day):
    return planned_on if planned_on and planned_on < day else None


@work_panels.add
def waiting_for_a_second_person(user, day):
    """Adjustments, year-end notices and late results that a signer has yet to confirm."""
    return waiting(
        user,
        WAITING,
        [Paper, Unlinking, Adjustment, YearEnd, Delay, Selection, Statement],
    )


@work_panels.add
def meetings(user, day):
    """Lists that are to be made before the meeting, and meetings of which nobody has told what was said."""
    if not user.has_duty(*HANDLERS, Duty.AUDITOR):
        return
    served = Meeting.objects.published().served_by(user).select_related("office").order_by("meets_at", "pk")
    unlisted = list(served.closed(day).unlisted())
    silent = list(served.listed().held().filter(statements=None))
    hint = "报名已经截止。确定名单，签发人复核后公布。"
    tasks = [_meeting_task(one, _state_of_list(one), one.list_due_on) for one in unlisted[:SHOWN]]
    yield Panel("待公布的列席、听证名单", hint, tasks, total=len(unlisted))
    hint = "会议开过了。把代表的发言和采纳情况登记公开。"
    tasks = [_meeting_task(one, "待登记发言", one.meets_on + SOON) for one in silent[:SHOWN]]
    yield Panel("待登记的代表发言", hint, tasks, total=len(silent))


def _state_of_list(meeting):
    return "名单待复核" if meeting.listed_at else "待确定名单"


def _meeting_task(one, state, due_on):
    url = reverse("admin:decisions_meeting_change", args=[one.pk])
    return Task(one.title, url, one.office.short_name, state, since=one.closes_on, due_on=due_on)
