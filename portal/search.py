"""The page of the one box, and its answer as feed, data and table."""

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from core import line_breaks
from core.pages import Column, Page
from core.web import BadQuery, Pager, Query, absolute, cacheable, csv_download, format_links
from disclosure import presentation
from disclosure.feeds import atom
from disclosure.kinds import labels as kind_labels
from disclosure.models import Entry
from disclosure.views.trail import trail_home
from portal.api.policies import validity
from portal.search_query import QUERY, Search
from search.asking import MOST_RANKED
from search.places import place

COLUMN = Column(
    "搜索",
    "在全部公开信息的标题和正文里查找，可以按种类、主题、年度和有效性筛选。",
    "搜索 查找 检索",
    "办事服务",
)
LABELS = {"kind": "种类", "theme": "主题", "year": "年度", "validity": "有效性"}
PER_PAGE = 20
CSV_HEADER = ["名称", "种类", "发文字号", "索引号", "日期", "责任机构", "地址"]


def search(request):
    """Results for `q`; an exact document or index number goes straight to the record."""
    with place():
        asked = Search(request.GET)
        answers = {"json": _json, "csv": _csv, "atom": _atom, "": _page}
        if asked.params["format"] not in answers:
            raise BadQuery("没有这种格式，可以用：json、csv、atom。")
        exact = asked.exact()
        if exact:
            return redirect(exact)
        response = answers[asked.params["format"]](request, asked)
    return cacheable(response, query=QUERY, until=Entry.objects.next_change())


def _query(request, asked) -> Query:
    return Query(request.path, {name: value for name, value in asked.params.items() if name != "format"})


def _page(request, asked):
    query, answer = _query(request, asked), asked.answer
    pager = Pager(answer.reachable, asked.page, PER_PAGE, query)
    context = {
        "page": Page(
            title="搜索", column=COLUMN, trail=[trail_home(), ("搜索", "")], robots="noindex" if asked.q else "",
            feeds=[(f"搜索：{asked.q}", query.address(format="atom"))] if asked.q else [],
        ),
        "q": asked.q,
        "hidden": [(name, query[name]) for name in (*LABELS, "over") if name in query],
        "rows": [_row(entry) for entry in asked.rows(pager.start, pager.last)],
        "pager": pager,
        "total": answer.total,
        "most": MOST_RANKED if answer.total > MOST_RANKED else None,
        "filters": [_facet(asked, query, name) for name in LABELS] if asked.q else [],
        "chips": list(_chips(asked, query)),
        "clear_url": query.address(**dict.fromkeys(LABELS)) if asked.chosen else "",
        "left_out": {"count": answer.left_out, "url": query.address(over=1)} if answer.left_out else None,
        "policies_url": reverse("policies:list"),
        "formats": format_links(query, "csv", "json", "atom") if answer.total else [],
    }  # fmt: skip
    return render(request, "portal/search.html", context)


def _row(entry):
    shown = presentation.row(entry, getattr(entry, "standing", None))
    return shown | {
        "marked_title": list(line_breaks.marked((one.text, one.marked) for one in entry.marked_title)),
        "quote": entry.quote,
        "kind": kind_labels().get(entry.kind),
    }


def _facet(asked, query, dimension):
    counted, chosen = asked.counts(dimension), asked.chosen.get(dimension)
    more = "" if asked.answer.is_counted else "多于"
    options = [
        {
            "label": label,
            "count": f"{more}{counted[value]}",
            "url": query.address(**{dimension: value}),
            "selected": value == chosen,
        }
        for value, label in asked.names(dimension).items()
        if counted[value] or value == chosen
    ]
    return {"name": dimension, "label": LABELS[dimension], "options": options}


def _chips(asked, query):
    for name, value in asked.chosen.items():
        label = f"{value}年" if name == "year" else asked.names(name).get(value, value)
        yield {"label": label, "remove_url": query.address(**{name: None})}
    if asked.params["over"] == "1":
        yield {"label": "包括已经废止或失效的", "remove_url": query.address(over=None)}


# The same answer for programs ------------------------------------------------------------------------------
def _json(request, asked):
    query = _query(request, asked)
    pager = Pager(asked.answer.reachable, asked.page, 100, query)
    answer = {
        "count": asked.answer.total,
        "next": absolute(query.address(page=pager.number + 1, format="json")) if pager.next_url else None,
        "previous": absolute(query.address(page=pager.number - 1, format="json"))
        if pager.previous_url
        else None,
        "results": [as_dict(entry) for entry in asked.rows(pager.start, pager.last)],
        "facets": facets(asked),
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def as_dict(entry) -> dict:
    """A hit as programs read it."""
    standing = getattr(entry, "standing", None)
    return {
        "kind": entry.kind,
        "id": entry.own_id,
        "title": entry.title,
        "quote": "".join(piece.text for piece in entry.quote),
        "url": absolute(entry.get_absolute_url()),
        "score": entry.score,
        "validity": validity(standing) if standing else None,
    }


def facets(asked) -> dict:
    """Dimension → its values with their labels and counts; `exact` is false where there are more than counted."""
    counted = {name: _counted(asked, name) for name in LABELS}
    return counted | {"exact": asked.answer.is_counted}


def _counted(asked, name):
    counts = asked.counts(name)
    names = asked.names(name).items()
    return [
        {"value": value, "label": label, "count": counts[value]} for value, label in names if counts[value]
    ]


def _csv(request, asked):
    rows = [
        (
            entry.title, kind_labels().get(entry.kind, entry.kind), entry.number, entry.index_number, entry.sorted_on,
            entry.office.name, absolute(entry.get_absolute_url()),
        )
        for entry in asked.rows(0, MOST_RANKED)
    ]  # fmt: skip
    return csv_download("search", CSV_HEADER, rows)


def _atom(request, asked):
    newest = sorted(asked.rows(0, MOST_RANKED), key=lambda entry: entry.updated_at, reverse=True)
    return atom(request, f"搜索：{asked.q}", newest, link=_query(request, asked).address())
