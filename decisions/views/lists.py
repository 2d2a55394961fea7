"""The first page of decisions: what is open for comment, every year's catalogue; also as feed, data and table."""

from collections import Counter

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from core import clock
from core.pages import Page
from core.web import BadQuery, Query, absolute, cacheable, csv_download, format_links
from decisions import calendar_file, meetings, periods, presentation, stories
from decisions.column import COLUMN, NAME
from decisions.models import Catalogue, Consultation, ConsultationResult, Matter, Meeting
from decisions.views.trail import trail_decisions
from disclosure.feeds import atom
from disclosure.models import Category, Entry

KINDS = (Catalogue.KIND, Matter.KIND, Consultation.KIND, ConsultationResult.KIND, Meeting.KIND)
SHOWN = 20


def index(request):
    """Open consultations first, then those that are over, then the years."""
    answers = {"": _page, "atom": _atom, "json": _json, "csv": _csv, "ics": _ics}
    wanted = request.GET.get("format", "")
    if wanted not in answers:
        raise BadQuery("没有这种格式，可以用：json、csv、atom、ics。")
    return cacheable(answers[wanted](request), query=("format",), until=Entry.objects.next_change())


def _entries():
    return Entry.objects.published().filter(kind__in=KINDS)


def _page(request):
    day, address = clock.today(), reverse("decisions:index")
    found = list(stories.consultations().reverse())
    by_phase = {phase: [] for phase in (periods.OPEN, periods.COMING, periods.CLOSED)}
    for one in found:
        by_phase[one.phase(day)].append(presentation.consultation_row(one, day))
    page = Page(
        title=NAME, column=COLUMN, trail=[*trail_decisions()[:-1], (NAME, "")], office=settings.SITE["undertaker"],
        updated_at=_entries().last_update(), feeds=[(NAME, f"{address}?format=atom")],
    )  # fmt: skip
    context = {
        "page": page,
        "open": by_phase[periods.OPEN][::-1],  # the one that ends first comes first
        "coming": by_phase[periods.COMING],
        "meetings": [meetings.row(one, day) for one in stories.meetings().filter(meets_at__gt=clock.now())],
        "over": by_phase[periods.CLOSED][:SHOWN],
        "more": _more(by_phase[periods.CLOSED]),
        "years": list(years()),
        "track_url": reverse("decisions:track-opinion"),
        "formats": format_links(Query(address, {}), "csv", "json", "atom", "ics"),
    }
    return render(request, "decisions/index.html", context)


def _more(over):
    category = Category.objects.filter(slug="consultations").first()
    return category.get_absolute_url() if category and len(over) > SHOWN else ""


def years():
    """Every public catalogue, newest first, with how many matters it has; one query."""
    rows = Entry.objects.published().filter(kind__in=(Catalogue.KIND, Matter.KIND)).order_by("-year", "pk")
    found = list(rows.only("kind", "year", "path", "published_at"))
    totals = Counter(row.year for row in found if row.kind == Matter.KIND)
    for row in found:
        if row.kind == Catalogue.KIND:
            yield {
                "year": row.year, "url": row.get_absolute_url(), "published_at": row.published_at,
                "total": totals[row.year],
            }  # fmt: skip


def _atom(request):
    entries = _entries().select_related("office").order_by("-updated_at")
    return atom(request, NAME, entries, link=reverse("decisions:index"))


def _ics(request):
    text = calendar_file.make(stories.consultations().reverse(), stories.meetings().reverse(), NAME)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="decisions.ics"'
    return response


def as_dict(asked, day) -> dict:
    """A consultation as programs read it."""
    row = presentation.consultation_row(asked, day)
    return {
        "id": asked.pk, "title": asked.title, "index_number": asked.index_number, "subject": asked.subject,
        "phase": asked.phase(day), "starts_on": asked.starts_on, "ends_on": asked.ends_on, "office": asked.office.name,
        "matter": absolute(asked.matter.get_absolute_url()) if asked.matter else None,
        "opinions": asked.public_results[-1].tally.get("total", 0) if asked.public_results else None,
        "result": absolute(row["result"]["url"]) if row["result"] else None,
        "published_at": asked.published_at.astimezone(clock.SHANGHAI), "url": absolute(row["url"]),
    }  # fmt: skip


def _json(request):
    day = clock.today()
    results = [as_dict(one, day) for one in stories.consultations().reverse()]
    answer = {"count": len(results), "next": None, "previous": None, "results": results}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _csv(request):
    day = clock.today()
    rows = (
        (one.title, one.office.name, one.starts_on, one.ends_on,
         presentation.consultation_row(one, day)["state"]["label"], absolute(one.get_absolute_url()))
        for one in stories.consultations().reverse()
    )  # fmt: skip
    return csv_download("consultations", ["名称", "责任机构", "开始日期", "结束日期", "状态", "地址"], rows)
