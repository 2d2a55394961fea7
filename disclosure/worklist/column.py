"""What the column owes: blank and outdated categories, what waits for a second person, checks, reports of readers."""

from django.urls import reverse

from core import clock
from core.duties import CONTENT, Duty
from core.models import LinkState
from core.registry import work_panels
from core.worklist import Panel, Task
from disclosure.column import Column
from disclosure.models import (
    FeeCheck,
    FeeItem,
    FeeStandard,
    Information,
    NothingStatement,
    ProblemReport,
    StandardEdition,
)
from disclosure.models.problem import HANDLERS
from disclosure.worklist.confirming import waiting
from disclosure.worklist.gate import address

SHOWN = 20
KEEPERS = (Duty.DISCLOSURE_OFFICER, Duty.AUDITOR)


@work_panels.add
def categories_owing(user, day):
    """Blank categories, for the officer and the auditor: five fail a site, so each has a record or a signed statement;
    then those whose cadence is broken, for the offices that answer for them too."""
    if not user.has_duty(*CONTENT, Duty.AUDITOR):
        return
    column = Column()
    if user.has_duty(*KEEPERS):
        blank = column.blank()
        hint = "没有信息的栏目不对外显示。发布一条信息，或者声明“本机关无此类信息”。"
        yield Panel("空白栏目", hint, [_blank_task(node) for node in blank[:SHOWN]], total=len(blank))
    served = set(user.served_offices().values_list("pk", flat=True))
    late = [node for node in column.overdue(day) if node.category.responsible.pk in served]
    hint = "按更新周期早该有新的信息。"
    yield Panel("应更新未更新的栏目", hint, [_late_task(node) for node in late[:SHOWN]], total=len(late))


def _blank_task(node):
    url = f"{reverse('admin:disclosure_nothingstatement_add')}?category={node.category.pk}"
    return Task(node.category.name, url, node.category.responsible.short_name, "空白")


def _late_task(node):
    category = node.category
    return Task(
        category.name, category.get_absolute_url(), category.responsible.short_name,
        f"应{category.get_cadence_display()}更新", due_on=node.update_due_on,
    )  # fmt: skip


@work_panels.add
def waiting_for_a_second_person(user, day):
    """Fees, standards and statements that a signer has yet to confirm."""
    return waiting(user, "待复核的收费、标准目录和声明", [FeeStandard, StandardEdition, NothingStatement])


@work_panels.add
def statements_due(user, day):
    """无此类信息 does not hold for ever."""
    if not user.has_duty(*KEEPERS):
        return
    add = reverse("admin:disclosure_nothingstatement_add")
    due = NothingStatement.objects.review_due(day).select_related("category__office", "category__parent")
    tasks = [
        Task(
            str(one),
            f"{add}?category={one.category_id}",
            one.category.responsible.short_name,
            "到期复查",
            due_on=one.review_on,
        )
        for one in due
    ]
    yield Panel("到期应复查的无此类信息声明", "有了信息的，发布信息；仍然没有的，重新声明。", tasks)


@work_panels.add
def fee_check(user, day):
    """定期更新: the list of fees is compared with what is charged, every some months."""
    if not user.has_duty(*KEEPERS) or not FeeItem.objects.published().exists():
        return
    last = FeeCheck.objects.last()
    if last and last.due_on >= day:
        return
    add = reverse("admin:disclosure_feecheck_add")
    since = f"上次核对是{last.checked_on}。" if last else "还没有核对过。"
    task = Task("核对收费目录清单", add, state="待核对", due_on=last.due_on if last else None, note=since)
    yield Panel("收费目录清单核对", "逐项对照批准文件，记录核对结果。", [task])


@work_panels.add
def problem_reports(user, day):
    """What readers found wrong, the most urgent first."""
    if not user.has_duty(*HANDLERS, Duty.AUDITOR):
        return
    found = ProblemReport.objects.served_by(user).open().select_related("office", "claimed_by")
    if not user.has_duty(*HANDLERS):
        found = found.overdue(day)
    tasks = [
        Task(
            str(one), reverse("admin:disclosure_problemreport_change", args=[one.pk]), one.office.short_name,
            f"{one.claimed_by}处理中" if one.claimed_by else "待认领", since=clock.day_of(one.received_at), due_on=one.due_on,
        )
        for one in found.order_by("due_on", "pk")[:SHOWN]
    ]  # fmt: skip
    yield Panel("群众纠错", "先认领，核实改正后答复。", tasks, total=found.count())


@work_panels.add
def dead_links(user, day):
    """Addresses elsewhere that no longer answer, or are somebody else's now; found by the daily check."""
    if not user.has_duty(*KEEPERS):
        return
    found = list(LinkState.objects.problems()[:SHOWN])
    tasks = [Task(one.url, _where(one.url), "", one.get_status_display(), note=one.note) for one in found]
    yield Panel(
        "失效的站外链接",
        "更正引用它的信息，或者换成有效的网址。",
        tasks,
        total=LinkState.objects.problems().count(),
    )


def _where(url) -> str:
    """The records whose text holds an address, as a search of the admin."""
    record = Information.objects.published().filter(body__contains=url).first()
    return address(record) if record else reverse("admin:core_linkstate_changelist")
