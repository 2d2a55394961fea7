"""基层政务公开标准目录: the fields, and the ten-column table of one with what is fulfilled."""

from collections import Counter

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core.pages import Column as ColumnTags
from core.pages import Page
from core.web import BadQuery, Query, cacheable, csv_download, format_links
from disclosure.column import Column
from disclosure.models import Entry, StandardEdition, StandardField, StandardRow
from disclosure.views.trail import trail_home, trail_index

COLUMN = ColumnTags(
    "基层政务公开标准目录",
    "各领域应当公开的事项、内容、依据、时限、主体、渠道和方式，逐项对应栏目，公开了没有一看便知。",
    "标准目录 公开事项 标准化 规范化",
    "信息公开目录",
)
DONE, NOTHING, OWED, UNLINKED = "done", "nothing", "owed", "unlinked"
# state → (tone and mark of templates/_state.html, words)
STATES = {
    DONE: ("force", "已公开"),
    NOTHING: ("none", "声明无此类信息"),
    OWED: ("missing", "尚未公开"),
    UNLINKED: ("notyet", "未对应栏目"),
}
ROOT = "基层政务公开标准目录"


def coverage(column: Column, row: StandardRow) -> str:
    """Whether what the row asks for is there: records in its category or below, or a signed statement."""
    if row.category_id is None:
        return UNLINKED
    node = column.nodes[row.category_id]
    if node.total:
        return DONE
    return OWED if node.is_blank else NOTHING


def standards(request):
    """The fields, each with how many of its rows are fulfilled."""
    column = Column()
    fields = [
        {"field": edition.field, "rows": counted.total(), "owed": counted[OWED] + counted[UNLINKED]}
        for edition in StandardEdition.objects.current()
        for counted in [Counter(coverage(column, row) for row in edition.rows.all())]
    ]
    page = Page(
        title=ROOT, column=COLUMN, trail=[trail_home(), trail_index(), (ROOT, "")],
        office=settings.SITE["undertaker"], updated_at=Entry.objects.last_update(),
    )  # fmt: skip
    return cacheable(
        render(request, "disclosure/standards.html", {"page": page, "fields": fields}),
        until=Entry.objects.next_change(),
    )


def standard(request, slug):
    """One field: ten columns, and beside each row where it is fulfilled."""
    one = get_object_or_404(StandardField.objects.select_related("office"), slug=slug)
    edition = one.edition
    if edition is None:
        raise Http404("这个领域还没有公布标准目录")
    rows = list(edition.rows.select_related("category"))
    wanted = request.GET.get("format", "")
    if wanted == "csv":
        return csv_download(
            slug, ["序号", *(heading for _, heading in StandardRow.COLUMNS)], map(_cells, rows)
        )
    if wanted:
        raise BadQuery("没有这种格式，可以用：csv。")
    return _page(request, one, edition, rows)


def _cells(row):
    return [row.position, *row.cells]


def _page(request, one, edition, rows):
    column = Column()
    page = Page(
        title=f"{one.name}领域标准目录", column=COLUMN, office=one.office.name, updated_at=edition.confirmed_at,
        trail=[trail_home(), trail_index(), (ROOT, reverse("disclosure:standards")), (one.name, "")],
    )  # fmt: skip
    states = [coverage(column, row) for row in rows]
    context = {
        "page": page,
        "field": one,
        "edition": edition,
        "columns": [heading for _, heading in StandardRow.COLUMNS],
        "rows": [_shown(column, row, state) for row, state in zip(rows, states, strict=True)],
        "owed": sum(state in (OWED, UNLINKED) for state in states),
        "formats": format_links(Query(request.path, {}), "csv"),
    }
    return cacheable(
        render(request, "disclosure/standard.html", context),
        query=("format",),
        until=Entry.objects.next_change(),
    )


def _shown(column, row, state):
    tone, words = STATES[state]
    node = column.nodes.get(row.category_id)
    return {
        "number": row.position,
        "title": row.item,
        "sub_title": row.sub_item,
        "cells": list(zip([heading for _, heading in StandardRow.COLUMNS], row.cells, strict=True))[2:],
        "state": {"tone": tone, "mark": tone, "label": words},
        "url": row.category.get_absolute_url() if node and not node.is_blank else "",
        "category": row.category.name if row.category else "",
    }
