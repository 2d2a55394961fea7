"""What waits in the gate, for the work list."""

from datetime import timedelta

from django.urls import reverse

from core import calendar, clock
from core.duties import CONTENT, WRITERS, Duty
from core.registry import work_panels
from core.worklist import Panel, Task
from disclosure import gate
from disclosure.kinds import model_of
from disclosure.models import Information

SHOWN = 20
LATELY = 92  # days
QUEUES = [
    ({Duty.SECRECY_REVIEWER}, gate.DETERMINED, "待保密审查", "逐项审查，给出结论。"),
    ({Duty.SIGNER}, gate.REVIEWED, "待签发", "看审查结论和缺项，签发后可以立即或者定时发布。"),
    ({Duty.SIGNER, Duty.DISCLOSURE_OFFICER}, gate.SIGNED, "已签发，待发布或者归档", ""),
]


@work_panels.add
def queues(user, day):
    """A queue for each duty."""
    served = Information.objects.served_by(user).select_related("office")
    for duties, status, title, hint in QUEUES:
        if user.has_duty(*duties):
            waiting = served.in_state(status).exclude(drafted_by=user).order_by("-urgent", "waiting_since")
            yield Panel(
                title, hint, [task(record) for record in waiting[:SHOWN]], total=waiting.count(), always=True
            )


@work_panels.add
def own_drafts(user, day):
    """What a drafter has begun, and what came back with a reason."""
    if not user.has_duty(*WRITERS):
        return
    own = Information.objects.served_by(user).filter(drafted_by=user).select_related("office")
    returned = own.in_state(gate.RETURNED).order_by("waiting_since")
    yield Panel("退回给我的", "按退回原因修改后重新送审。", [task(record) for record in returned[:SHOWN]])
    drafts = own.in_state(gate.DRAFT).order_by("-pk")
    yield Panel("我的草稿", "", [task(record) for record in drafts[:SHOWN]], always=True)
    moving = own.in_state(gate.DETERMINED, gate.REVIEWED, gate.SIGNED).order_by("waiting_since")
    yield Panel("我送审的", "正在审查或者等待签发、发布。", [task(record) for record in moving[:SHOWN]])


@work_panels.add
def scheduled(user, day):
    """What will appear by itself at a set time."""
    if not user.has_duty(Duty.SIGNER, Duty.DISCLOSURE_OFFICER):
        return
    waiting = (
        Information.objects.served_by(user).scheduled().select_related("office").order_by("published_at")
    )
    yield Panel("定时发布", "到时间自动公开，可以提前撤下。", [task(record) for record in waiting[:SHOWN]])


@work_panels.add
def reviews_due(user, day):
    """条例 18: what is not public is looked at again."""
    if not user.has_duty(Duty.DISCLOSURE_OFFICER):
        return
    due = Information.objects.served_by(user).in_state(gate.FILED).filter(next_review_on__lte=day)
    tasks = [task(record, due_on=record.next_review_on) for record in due.select_related("office")[:SHOWN]]
    yield Panel("到期应审查的依申请公开、不予公开信息", "情势变化可以公开的，转为主动公开。", tasks)


@work_panels.add
def unpublished_past_due(user, day):
    """Records that should be public by now and are not (条例 26): seen before anyone looks for them."""
    if not user.has_duty(*CONTENT, Duty.AUDITOR):
        return
    known = calendar.current()
    waiting = Information.objects.served_by(user).underway().filter(written_on__lte=day, migrated=False)
    late = []
    for record in waiting.exclude(category=None).select_related("office", "category__parent"):
        due = known.add(record.written_on, record.category.deadline, provisional=True).end
        if due < day:
            late.append(task(record, due_on=due))
    late.sort(key=lambda one: one.due_on)
    yield Panel("逾期尚未公开的信息", "应当自形成之日起在时限以内公开。", late[:SHOWN], total=len(late))


@work_panels.add
def published_late(user, day):
    """What appeared after its last day within a quarter of a year; the figures are public."""
    if not user.has_duty(Duty.DISCLOSURE_OFFICER, Duty.SIGNER, Duty.AUDITOR):
        return
    since = clock.midnight(day - timedelta(days=LATELY))
    late = Information.objects.served_by(user).late().filter(published_at__gte=since)
    tasks = [_late(one) for one in late.order_by("-published_at").select_related("office")[:SHOWN]]
    yield Panel("近三个月逾期公开的信息", "数量按栏目和年度对外公布。", tasks, total=late.count())


def _late(record) -> Task:
    """It is over: a day in the past is told, not set as a deadline."""
    told = task(record)
    told.note = f"应于{record.due_on}以前公开，{clock.day_of(record.published_at)}公开。"
    return told


def task(record, due_on=None) -> Task:
    since = clock.day_of(record.waiting_since or record.drafted_at)
    label = "修改稿　" if record.revises_id else ""
    return Task(
        title=f"{label}{record.title}", url=address(record), office=record.office.short_name, state=record.state_label,
        since=since, due_on=due_on, note=record.return_reason,
    )  # fmt: skip


def address(record) -> str:
    """The admin page of a record of any kind."""
    model = model_of(record.kind)._meta  # asking record.specific would cost a query each
    return reverse(f"admin:{model.app_label}_{model.model_name}_change", args=[record.pk])
