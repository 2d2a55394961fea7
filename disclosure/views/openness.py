"""A column that hides nothing: what was converted, what was withdrawn, what came late."""

from django.conf import settings
from django.shortcuts import render

from core import clock
from core.pages import Column, Page
from core.web import BadQuery, Pager, Query, absolute, cacheable, format_links, page_number
from disclosure import lateness as punctuality
from disclosure.feeds import MOST, atom
from disclosure.models import Entry, Information
from disclosure.views.records import WITHDRAWN
from disclosure.views.trail import trail_home, trail_index

PER_PAGE = 20
CONVERTED = Column(
    "依申请公开、不予公开转主动公开",
    "定期审查后由依申请公开、不予公开转为主动公开的政府信息，集中发布。",
    "转为主动公开 定期审查 依申请公开",
    "信息公开目录",
)
LATENESS = Column(
    "公开及时率",
    "各栏目、各年度政府信息按时公开和逾期公开的数量。",
    "及时 逾期 公开时限 20个工作日",
    "数据发布",
)


def _pages(request, total):
    query = Query(request.path, request.GET.dict() if "page" in request.GET else {})
    return Pager(total, page_number(request.GET.get("page", "")), PER_PAGE, query)


def _page(title, column, **more):
    return Page(
        title=title, column=column, trail=[trail_home(), trail_index(), (title, "")],
        office=settings.SITE["undertaker"], updated_at=Entry.objects.last_update(), **more,
    )  # fmt: skip


def converted(request):
    """依申请公开、不予公开转主动公开 (条例 18, 44): what was not public once, when and why it is now."""
    records = Information.objects.converted()
    if request.GET.get("format"):
        if request.GET["format"] != "atom":
            raise BadQuery("没有这种格式，可以用：atom。")
        entries = [record.entry for record in records.select_related("entry__office")[:MOST]]
        return cacheable(atom(request, CONVERTED.name, entries, link=request.path), query=("format",))
    pager = _pages(request, records.count())
    shown = records.select_related("entry", "office")[pager.start : pager.last]
    query = Query(request.path, {})
    context = {
        "page": _page(
            "转为主动公开的信息", CONVERTED, feeds=[(CONVERTED.name, query.address(format="atom"))]
        ),
        "records": [
            {
                "title": record.title,
                "url": record.entry.get_absolute_url(),
                "before": record.get_converted_from_display(),
                "on": clock.day_of(record.converted_at),
                "why": record.conversion_note,
                "index_number": record.index_number,
                "office": record.office.name,
            }
            for record in shown
        ],
        "pager": pager,
        "formats": format_links(query, "atom"),
    }
    return cacheable(render(request, "disclosure/converted.html", context), query=("page", "format"))


def withdrawn_list(request):
    """What was public and no longer is: of private or secret records nothing but number, office, day and class."""
    records = Information.objects.gone().order_by("-withdrawn_at", "-pk")
    pager = _pages(request, records.count())
    shown = records.select_related("office", "merged_into")[pager.start : pager.last]
    context = {
        "page": _page("撤下的信息", WITHDRAWN),
        "records": [_withdrawn(record) for record in shown],
        "pager": pager,
    }
    return cacheable(render(request, "disclosure/withdrawn_list.html", context), query=("page",))


def _withdrawn(record):
    secret = record.withdraw_kind == record.Withdrawal.PRIVACY
    return {
        "title": "" if secret else record.title,
        "reason": "" if secret else record.withdraw_reason,
        "kind": record.get_withdraw_kind_display(),
        "on": clock.day_of(record.withdrawn_at),
        "index_number": record.index_number,
        "office": record.office.name,
        "url": "" if secret else absolute(record.specific.get_absolute_url()),
    }


def lateness(request):
    """How many records appeared in time, by year and category (条例 26)."""
    context = {
        "page": _page("公开及时率", LATENESS), "years": punctuality.by_year(),
        "others": [tell() for tell in punctuality.others],
    }  # fmt: skip
    return cacheable(render(request, "disclosure/lateness.html", context), until=Entry.objects.next_change())
