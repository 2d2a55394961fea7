"""What is owed to readers of documents: interpretations with their last day, late ones, plans without a material."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from core import clock
from core.duties import CONTENT, WRITERS, Duty
from core.registry import work_panels
from core.worklist import Panel, Task
from disclosure.worklist.confirming import waiting as waiting_panel
from policies.models import Interpretation, InterpretationPlan, Policy, Training
from policies.models.policy_interpreting import ON_THE_WAY
from policies.worklist.documents import SHOWN, address

LATELY = 92  # days


@work_panels.add
def uninterpreted(user, day):
    """Public documents without an interpretation, the most urgent first; the auditor sees what is past its day."""
    if user.has_duty(*WRITERS, Duty.SIGNER):
        waiting = Policy.objects.needing_interpretation()
    elif user.has_duty(Duty.AUDITOR):
        waiting = Policy.objects.interpretation_overdue(day)
    else:
        return
    waiting = waiting.served_by(user).order_by("interpretation_due_on", "pk")
    tasks = [
        Task(
            policy.title, f"{address(policy)}#id_interpretations", policy.office.short_name, "待解读",
            due_on=policy.interpretation_due_on, note=policy.interpretation_reason,
        )
        for policy in waiting.select_related("office")[:SHOWN]
    ]  # fmt: skip
    hint = f"解读最迟不超过文件公布后{settings.INTERPRETATION_DAYS}个工作日；逾期的件数按年度对外公布。"
    yield Panel("已发布、还没有解读的文件", hint, tasks, total=waiting.count())


@work_panels.add
def interpreted_late(user, day):
    """Interpretations that came after their last day within a quarter of a year; the figures are public."""
    if not user.has_duty(Duty.DISCLOSURE_OFFICER, Duty.SIGNER, Duty.AUDITOR):
        return
    since = clock.midnight(day - timedelta(days=LATELY))
    late = Interpretation.objects.late().served_by(user).filter(published_at__gte=since)
    tasks = [
        Task(
            one.title, reverse("admin:policies_interpretation_change", args=[one.pk]), one.office.short_name, "逾期解读",
            note=f"应于{one.due_on}以前公开，{clock.day_of(one.published_at)}公开。",
        )
        for one in late.select_related("office").order_by("-published_at")[:SHOWN]
    ]  # fmt: skip
    yield Panel("近三个月逾期的解读", "", tasks, total=late.count())


@work_panels.add
def plans_without_material(user, day):
    """A plan was made, the document is on its way, and nobody has begun to write."""
    if not user.has_duty(*CONTENT):
        return
    begun = Interpretation.objects.records().values("document")
    plans = InterpretationPlan.objects.filter(
        policy__office__in=user.served_offices(), policy__status__in=ON_THE_WAY, policy__revises=None,
        policy__interpretation_excuse="",
    ).exclude(policy__in=begun)  # fmt: skip
    tasks = [
        Task(
            plan.policy.title, f"{address(plan.policy)}#id_interpretations", plan.policy.office.short_name,
            "有方案、没有材料", note=f"形式：{plan.form_labels}" if plan.forms else "",
        )
        for plan in plans.select_related("policy__office").order_by("-pk")[:SHOWN]
    ]  # fmt: skip
    yield Panel("有解读方案、还没有解读材料的文件", "解读与文件一并签发，没有材料的文件签发不了。", tasks)


@work_panels.add
def trainings_to_confirm(user, day):
    """What was written down of trainings is public when a signer has confirmed it."""
    return waiting_panel(user, "待复核的基层培训", [Training])
