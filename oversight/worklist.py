"""What the annual report asks of staff: from January on last year's is due until it is public (条例 49)."""

from datetime import date

from django.conf import settings
from django.urls import reverse

from core.registry import work_panels
from core.worklist import Panel, Task
from oversight.models import AnnualReport
from oversight.writers import may_write, town


@work_panels.add
def annual_report(user, day):
    """Last year's report, from the first reminder of January until it is published."""
    year, reminders = day.year - 1, [date(day.year, 1, number) for number in settings.REPORT_DAYS]
    if day < reminders[0] or not may_write(user) or AnnualReport.objects.published().of(year).exists():
        return []
    draft = AnnualReport.objects.filter(only_year=year).first()
    past = sum(reminder <= day for reminder in reminders)
    task = Task(
        f"{year}年政府信息公开工作年度报告",
        _address(draft, year),
        town().short_name,
        draft.state_label if draft else "还没有起草",
        since=reminders[past - 1],
        due_on=reminders[-1],
        note=f"第{past}次提醒。" if past < len(reminders) else "最后一次提醒，请立即办理。",
    )
    return [Panel("年度报告", f"{reminders[-1]:%-m月%-d日}以前编制、审查并公布。", [task])]


def _address(draft, year):
    if draft:
        return reverse("admin:oversight_annualreport_change", args=[draft.pk])
    return f"{reverse('admin:oversight_annualreport_add')}?year={year}"
