"""The lists of annual reports: the first page of oversight, and every year's report as page, feed, data and table."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse

from core import clock
from core import pdf as pdf_maker
from core.pages import Page
from core.web import BadQuery, Query, absolute, cacheable, csv_download, format_links
from disclosure.feeds import atom
from disclosure.models import Entry
from disclosure.views.trail import trail_home
from oversight.column import COLUMN
from oversight.models import AnnualReport


def index(request):
    """监督保障: how the town answers for its disclosure work."""
    page = Page(
        title="监督保障", column=COLUMN, trail=[trail_home(), ("监督保障", "")], office=settings.SITE["undertaker"],
        updated_at=Entry.objects.of_kind(AnnualReport.KIND).last_update(),
    )  # fmt: skip
    context = {"page": page, "reports": rows(), "years_url": reverse("annual-reports")}
    return cacheable(render(request, "oversight/index.html", context), until=Entry.objects.next_change())


def years(request):
    """政府信息公开年报: every year's report, newest first; also as feed, data and table."""
    answers = {"": _years_page, "atom": _years_atom, "csv": _years_csv, "json": _years_json}
    wanted = request.GET.get("format", "")
    if wanted not in answers:
        raise BadQuery("没有这种格式，可以用：json、csv、atom。")
    return cacheable(answers[wanted](request), query=("format",), until=Entry.objects.next_change())


def _years_page(request):
    address = reverse("annual-reports")
    page = Page(
        title=COLUMN.name, column=COLUMN, trail=[trail_home(), (COLUMN.name, "")], office=settings.SITE["undertaker"],
        updated_at=Entry.objects.of_kind(AnnualReport.KIND).last_update(), feeds=[(COLUMN.name, f"{address}?format=atom")],
    )  # fmt: skip
    formats = format_links(Query(address, {}), "csv", "json", "atom")
    context = {"page": page, "reports": rows(), "has_pdf": pdf_maker.is_available(), "formats": formats}
    return render(request, "oversight/years.html", context)


def _years_atom(request):
    entries = (
        Entry.objects.published().of_kind(AnnualReport.KIND).select_related("office").order_by("-updated_at")
    )
    return atom(request, COLUMN.name, entries, link=reverse("annual-reports"))


def _years_csv(request):
    header = ["年度", "名称", "发布时间", "地址"]
    cells = (
        (row["year"], row["title"], f"{row['published_at']:%Y-%m-%d %H:%M}", absolute(row["url"]))
        for row in rows()
    )
    return csv_download("annual-reports", header, cells)


def _years_json(request):
    results = [row | {"url": absolute(row["url"])} for row in rows()]
    answer = {"count": len(results), "next": None, "previous": None, "results": results}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def rows() -> list[dict]:
    return [
        {
            "year": report.year,
            "title": report.title,
            "url": report.get_absolute_url(),
            "published_at": report.published_at.astimezone(clock.SHANGHAI),
        }
        for report in AnnualReport.objects.published().newest()
    ]
