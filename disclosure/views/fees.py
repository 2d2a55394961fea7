"""收费目录清单: the list, and one item with the history of its standards."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core import clock
from core.pages import Article, Column, Page
from core.web import BadQuery, Query, absolute, cacheable, csv_download, format_links
from disclosure import presentation
from disclosure.feeds import atom
from disclosure.fees import QUERY, FeeList, offices
from disclosure.models import Entry, FeeCheck, FeeItem
from disclosure.views.trail import trail_home, trail_index

COLUMN = Column(
    "收费目录清单",
    "行政事业性收费、政府性基金和政府定价的经营服务性收费的项目、依据、标准和历史，清单之外无收费。",
    "收费 目录清单 标准 依据",
    "信息公开目录",
)
HEADER = ["类别", "项目名称", "收费单位", "收费标准", "计费单位", "缴费对象", "收费依据", "执行日期", "地址"]


def fees(request):
    """What is charged, by which standard, on a day; searched by words, kind and office."""
    asked = FeeList(request.GET)
    answers = {"": _page, "csv": _csv, "json": _json, "atom": _atom}
    if asked.params["format"] not in answers:
        raise BadQuery("没有这种格式，可以用：csv、json、atom。")
    return answers[asked.params["format"]](request, asked)


def _query(request, asked):
    return Query(request.path, {name: value for name, value in asked.params.items() if name != "format"})


def _page(request, asked):
    query, updated = _query(request, asked), Entry.objects.of_kind(FeeItem.KIND).last_update()
    page = Page(
        title="收费目录清单", column=COLUMN, trail=[trail_home(), trail_index(), ("收费目录清单", "")],
        office=settings.SITE["undertaker"], updated_at=updated, feeds=[("收费目录清单", query.address(format="atom"))],
        robots="noindex, follow" if query else "",
    )  # fmt: skip
    context = {
        "page": page,
        "asked": asked,
        "on": asked.day if asked.params["on"] else None,
        "kinds": FeeItem.Kind.choices,
        "offices": offices().items(),
        "narrowed": bool(query),
        "clear_url": request.path,
        "groups": [{"label": kind.label, "rows": rows} for kind, rows in asked.groups],
        "check": FeeCheck.objects.last(),
        "formats": format_links(query, "csv", "json", "atom"),
    }
    return cacheable(render(request, "disclosure/fees.html", context), query=QUERY)


def _csv(request, asked):
    return csv_download("fees", HEADER, map(_cells, asked.rows))


def _cells(row):
    item, standard = row.item, row.standard
    return [
        item.get_kind_display(), item.name, item.office.name, standard.standard, standard.unit, standard.payer,
        standard.basis, standard.valid_from, absolute(item.get_absolute_url()),
    ]  # fmt: skip


def as_dict(row) -> dict:
    """A fee as programs read it."""
    item, standard = row.item, row.standard
    return {
        "id": item.pk,
        "name": item.name,
        "kind": item.kind,
        "office": item.office.name,
        "standard": standard.standard,
        "unit": standard.unit,
        "payer": standard.payer,
        "basis": standard.basis,
        "valid_from": standard.valid_from,
        "note": item.note,
        "url": absolute(item.get_absolute_url()),
    }


def _json(request, asked):
    answer = {"on": asked.day, "count": len(asked.rows), "results": [as_dict(row) for row in asked.rows]}
    return cacheable(JsonResponse(answer, json_dumps_params={"ensure_ascii": False}), query=QUERY)


def _atom(request, asked):
    entries = Entry.objects.published().of_kind(FeeItem.KIND).select_related("office").order_by("-updated_at")
    return cacheable(atom(request, "收费目录清单", entries, link=request.path), query=QUERY)


def fee(request, pk):
    """One item: what it costs today, and since when it cost what."""
    item = get_object_or_404(FeeItem.objects.published().select_related("office", "entry"), pk=pk)
    standards = list(item.standards.confirmed())
    today = item.standard_on(clock.today())
    page = Page(
        title=item.name, column=COLUMN, office=item.office.name, updated_at=item.entry.updated_at,
        trail=[trail_home(), trail_index(), ("收费目录清单", reverse("disclosure:fees")), (item.name, "")],
        article=Article(item.name, item.entry.published_at.astimezone(clock.SHANGHAI), item.office.name),
    )  # fmt: skip
    context = {
        "page": page,
        "item": item,
        "today": today,
        "standards": standards,
        "facts": [fact for fact in _facts(item, today) if fact],
        "check": FeeCheck.objects.last(),
    }
    return cacheable(render(request, "disclosure/fee.html", context))


def _facts(item, standard):
    yield presentation.fact("类别", item.get_kind_display())
    yield presentation.fact("收费单位", item.office.name)
    if standard and not standard.abolished:
        yield presentation.fact("收费标准", standard.standard)
        yield presentation.fact("计费单位", standard.unit)
        yield presentation.fact("缴费对象", standard.payer)
        yield presentation.fact("收费依据", standard.basis)
        yield presentation.dated("执行日期", standard.valid_from)
    yield presentation.fact("说明", item.note)
