"""What the library asks of staff: what expires, what is to be filed, what a second person must confirm."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from core.duties import WRITERS, Duty
from core.registry import work_panels
from core.worklist import Panel, Task
from disclosure import gate
from disclosure.worklist.confirming import with_waiting
from policies import periods, wording
from policies.models import Making, Policy, ValidityEvent, Version

SHOWN = 20
AHEAD = (30, 90, 180)  # days: 届满前六个月内评估


@work_panels.add
def expiring(user, day):
    """Documents whose term ends within half a year, nearest first."""
    if not user.has_duty(*WRITERS, Duty.SIGNER):
        return
    policies = Policy.objects.published().served_by(user).expiring(day + timedelta(days=AHEAD[-1]), day)
    policies = list(policies.select_related("office"))
    standings = wording.standings([policy.pk for policy in policies], day)
    tasks = [_expiry(policy, standings[policy.pk].in_force_until, day) for policy in policies]
    tasks = sorted((task for task in tasks if task), key=lambda task: task.due_on)
    yield Panel("半年内到期的文件", "评估后继续执行的，重新登记、公布；不再执行的，按期失效。", tasks)


def _expiry(policy, last, day):
    if last is None or (last - day).days > AHEAD[-1]:  # a period ends before, but the document goes on
        return None
    within = next((days for days in AHEAD if (last - day).days <= days), AHEAD[-1])
    return Task(
        policy.title,
        address(policy),
        policy.office.short_name,
        f"{within}天内到期",
        due_on=last,
        note=policy.document_number,
    )


@work_panels.add
def filings(user, day):
    """Normative documents that must still be filed with the county."""
    if not user.has_duty(*WRITERS):
        return
    waiting = Making.objects.filter(
        policy__in=Policy.objects.published().served_by(user).filter(is_normative=True, migrated=False),
        filed_on=None,
    ).select_related("policy__office")
    tasks = [
        Task(
            making.policy.title,
            address(making.policy),
            making.policy.office.short_name,
            "待报送备案",
            due_on=making.filing_due_on,
        )
        for making in waiting
    ]
    yield Panel("应报送备案的规范性文件", f"自公布之日起{settings.FILING_DAYS}日内报县政府备案。", tasks)


@work_panels.add
def confirmations(user, day):
    """Changes of validity and text without a causing document."""
    if not user.has_duty(Duty.SIGNER):
        return
    tasks = []
    for model in with_waiting([ValidityEvent, Version]):
        waiting = model.objects.waiting().filter(
            policy__office__in=user.served_offices(), policy__status=gate.PUBLISHED
        )
        for effect in waiting.exclude(entered_by=user).select_related("policy__office"):
            tasks.append(
                Task(
                    f"{effect.policy}：{effect}",
                    address(effect.policy),
                    effect.policy.office.short_name,
                    "待复核",
                )
            )
    yield Panel("待复核的有效性变动", "没有依据文件的变动，由签发人复核后生效。", tasks)


@work_panels.add
def unmarked(user, day):
    """未标注 is honest, but somebody has to find out."""
    if not user.has_duty(Duty.DISCLOSURE_OFFICER, Duty.DRAFTER):
        return
    policies = (
        Policy.objects.published().served_by(user).with_status(["unmarked"], day).select_related("office")
    )
    tasks = [
        Task(policy.title, address(policy), policy.office.short_name, "未标注有效性")
        for policy in policies[:20]
    ]
    yield Panel("有效性未标注的文件", "查明施行日期和有效期后，用“更正已公开内容”补录。", tasks)


@work_panels.add
def doubtful_clean_ups(user, day):
    """Documents that a clean-up may cover, which nobody can say because a fact is missing."""
    if not user.has_duty(Duty.DISCLOSURE_OFFICER, Duty.AUDITOR):
        return
    lacking = Policy.objects.published().served_by(user).lacking_facts().select_related("office")
    tasks = [
        Task(policy.title, address(policy), policy.office.short_name, "清理是否适用", note=problem.message)
        for policy, problem in periods.doubts(lacking[:SHOWN])
    ]
    yield Panel("清理是否适用不能确定的文件", "查明成文日期和发文机关，补录后自动按清理决定处理。", tasks)


def address(policy):
    return reverse("admin:policies_policy_change", args=[policy.pk])
