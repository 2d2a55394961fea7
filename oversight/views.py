from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from core import pdf as pdf_maker
from core.pages import Page
from core.web import absolute, cacheable
from disclosure import presentation as records
from disclosure.models import Entry
from disclosure.views.records import withdrawn
from disclosure.views.trail import trail_home
from oversight import charts, downloads
from oversight import sources as registers
from oversight.column import COLUMN
from oversight.models import AnnualReport, ReportCell
from oversight.presentation import Shown, facts
from oversight.tables.reading import YEARS


# One report ------------------------------------------------------------------------------------------------
def find(year):
    """(report, None) of a year, (None, one that was withdrawn), or 404."""
    if year > YEARS[-1]:  # more than the database could hold
        raise Http404("没有这一年的年度报告")
    reports = AnnualReport.objects.select_related("office", "category").of(year)
    report = reports.published().first()
    gone = None if report else reports.gone().order_by("-withdrawn_at").first()
    if report is None and gone is None:
        raise Http404("没有这一年的年度报告")
    return report, gone


def shown(report, siblings) -> Shown:
    """The report with its figures and those of the year before; one query."""
    earlier = siblings.get(report.year - 1)
    cells = ReportCell.objects.filter(report__in=[report.pk, *([earlier.pk] if earlier else [])])
    own, before = [], {}
    for one in cells:
        if one.report_id == report.pk:
            own.append(one)
        else:
            before[one.cell] = one.value
    return Shown(report, own, before)


def others() -> dict:
    """{year: report} of all that is public, newest first; one query."""
    return {report.year: report for report in AnnualReport.objects.published().newest()}


def report(request, year):
    """The six parts, last year's figures beside this year's, charts, downloads."""
    report, gone = find(year)
    if gone:
        return withdrawn(request, gone)
    context = report_context(report, printing=request.GET.get("view") == "print")
    return cacheable(
        render(request, context["template"], context), query=("view",), until=Entry.objects.next_change()
    )


def report_context(report, printing=False) -> dict:
    """Everything that the page, its print view and its PDF show."""
    siblings = others()
    whole = shown(report, siblings)
    address, live_url = report.get_absolute_url(), absolute(report.get_absolute_url())
    return {
        "template": "oversight/report_print.html" if printing else "oversight/report.html",
        "page": _page(report, f"{report.year}年", canonical=live_url),
        "report": report,
        "parts": whole.parts("" if printing else reverse("oversight:sources", args=[report.year])),
        "has_before": bool(whole.before),
        "charts": _charts(whole, siblings),
        "facts": facts(report),
        "actions": list(_actions(report, address)),
        "attachments": records.attachments(report),
        "change_notes": report.change_notes.all(),
        "notices": records.notices(report),
        "years": _years(siblings, report.year),
        "live_url": live_url,
    }


def _page(report, here, *, title=None, canonical="", trail=()):
    return Page(
        title=title or report.title, column=COLUMN, office=report.office.name, updated_at=report.updated_at,
        trail=[trail_home(), (COLUMN.name, reverse("annual-reports")), *trail, (here, "")],
        article=None if title else records.article(report, report.office.name), canonical=canonical,
    )  # fmt: skip


def _charts(whole, siblings):
    stocks = ReportCell.objects.filter(**charts.STOCK._asdict(), report__in=siblings.values())
    years = {one.pk: year for year, one in siblings.items() if year <= whole.report.year}
    found = {years[one.report_id]: int(one.value) for one in stocks if one.report_id in years}
    return {
        "part-2": charts.in_force(found) if len(found) > 1 else None,
        "part-3": charts.applications(whole.report.year, whole.figures, whole.before),
    }


def _years(siblings, current):
    return [
        {"label": f"{year}年", "url": one.get_absolute_url(), "current": year == current}
        for year, one in siblings.items()
    ]


def _actions(report, address):
    yield {"label": "打印", "url": f"{address}?view=print", "kind": "print"}
    yield {"label": "Word", "url": f"{address}word/", "kind": "word"}
    if pdf_maker.is_available():
        yield {"label": "PDF", "url": f"{address}pdf/", "kind": "pdf"}
    yield {"label": "数据（JSON）", "url": reverse("api:annual-report", args=[report.year]), "kind": "json"}


# What stands behind it -------------------------------------------------------------------------------------
def checks(request, year):
    """The state of every check of a report: each sum, each count, what the layout asks."""
    report, gone = find(year)
    if gone:
        return withdrawn(request, gone)
    siblings = others()
    whole = shown(report, siblings)
    groups = [*whole.sums(), {"name": "与系统登记数据核对", "rows": whole.registers()}]
    groups.append({"name": "格式和时间", "rows": whole.form(_lifted(report, siblings)), "plain": True})
    context = {
        "page": _page(report, "数据核对", title=f"{report.year}年年度报告数据核对", trail=[_step(report)]),
        "report": report,
        "groups": [group for group in groups if group["rows"]],
        "total": sum(len(group["rows"]) for group in groups),
        "failing": [row for group in groups for row in group["rows"] if row["state"]["tone"] != "force"],
        "has_before": bool(whole.before),
    }
    return cacheable(render(request, "oversight/checks.html", context), until=Entry.objects.next_change())


def _lifted(report, siblings):
    earlier = siblings.get(report.year - 1)
    return report.lifted_percent_from(earlier) if earlier else None


def _step(report):
    return (f"{report.year}年", report.get_absolute_url())


def sources(request, year):
    """Where each figure comes from; what the portal counted, one by one."""
    report, gone = find(year)
    if gone:
        return withdrawn(request, gone)
    whole = shown(report, others())
    context = {
        "page": _page(report, "数据来源", title=f"{report.year}年年度报告数据来源", trail=[_step(report)]),
        "report": report,
        "tables": whole.sources(),
        "evidence": [one for tell in registers.evidence for one in tell(year)],
    }
    return cacheable(render(request, "oversight/sources.html", context), until=Entry.objects.next_change())


# Files -----------------------------------------------------------------------------------------------------
def word(request, year):
    """The report as Word."""
    report, gone = find(year)
    if gone:
        return withdrawn(request, gone)
    return downloads.word_response(report, shown(report, others()))


def pdf(request, year):
    """The print view as PDF."""
    report, gone = find(year)
    if gone:
        return withdrawn(request, gone)
    if not pdf_maker.is_available():
        raise Http404("本机没有安装PDF组件")
    return downloads.pdf_response(request, report, report_context(report, printing=True))
