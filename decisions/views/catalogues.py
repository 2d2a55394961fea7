"""A year's catalogue: the table whose cells link to what exists and say what is missing; also as feed, data and table."""

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from core import clock
from core.pages import Page
from core.web import BadQuery, Query, absolute, cacheable, csv_download, format_links
from decisions import steps, stories
from decisions.column import COLUMN, NAME
from decisions.models import Catalogue, Matter
from decisions.views.lists import years
from decisions.views.trail import trail_decisions
from disclosure import presentation as records
from disclosure.feeds import atom
from disclosure.models import Attachment, ChangeNote, Entry
from disclosure.presentation import dated, fact
from disclosure.views.records import withdrawn

HEADER = ["事项名称", "承办单位", "计划完成", *(steps.LABELS[key] for key in steps.COLUMNS), "状态", "地址"]


def find(year):
    """(catalogue, None) of a year, (None, one that was withdrawn), or 404."""
    beside = {
        "has_files": Exists(Attachment.objects.filter(information=OuterRef("pk"))),
        "has_notes": Exists(ChangeNote.objects.filter(information=OuterRef("pk"))),
    }
    catalogues = (
        Catalogue.objects.select_related("office", "category", "year_end").annotate(**beside).of(year)
    )
    catalogue = catalogues.published().first()
    gone = None if catalogue else catalogues.gone().order_by("-withdrawn_at").first()
    if catalogue is None and gone is None:
        raise Http404("没有这一年度的目录")
    return catalogue, gone


def year(request, year):
    """The matters of a year, thirteen columns."""
    catalogue, gone = find(year)
    if gone:
        return withdrawn(request, gone)
    answers = {"": _page, "atom": _atom, "json": _json, "csv": _csv}
    wanted = request.GET.get("format", "")
    if wanted not in answers:
        raise BadQuery("没有这种格式，可以用：json、csv、atom。")
    return cacheable(
        answers[wanted](request, catalogue), query=("format",), until=Entry.objects.next_change()
    )


def _page(request, catalogue):
    found = stories.of_year(catalogue.year, clock.today())
    title, address = f"{catalogue.year}年度重大行政决策事项目录", catalogue.get_absolute_url()
    page = Page(
        title=title, column=COLUMN, trail=[*trail_decisions(), (f"{catalogue.year}年度", "")], office=catalogue.office.name,
        updated_at=max([catalogue.updated_at, *(one.matter.entry.updated_at for one in found)]),
        article=records.article(catalogue, catalogue.office.name), feeds=[(title, f"{address}?format=atom")],
    )  # fmt: skip
    context = {
        "page": page,
        "catalogue": catalogue,
        "rows": [row(one) for one in found],
        "groups": [(label, len(keys)) for label, keys in steps.GROUPS],
        "columns": [column for _, keys in steps.GROUPS for column in _columns(keys)],
        "missing": sum(bool(one.missing) for one in found),
        "adjustments": _adjustments(found),
        "year_end": _year_end(catalogue),
        "preamble": [line for line in catalogue.preamble.splitlines() if line.strip()],
        "years": [one | {"current": one["year"] == catalogue.year} for one in years()],
        "facts": [fact for fact in _facts(catalogue) if fact],
        "attachments": records.attachments(catalogue) if catalogue.has_files else [],
        "change_notes": catalogue.change_notes.all() if catalogue.has_notes else [],
        "notices": records.notices(catalogue),
        "formats": format_links(Query(address, {}), "csv", "json", "atom"),
    }
    return render(request, "decisions/year.html", context)


def _columns(keys):
    return [{"label": steps.STEPS[key].heading, "first": place == 0} for place, key in enumerate(keys)]


def _adjustments(found):
    """Every confirmed change of the year's matters, oldest first."""
    changes = [change for story in found for change in story.matter.adjustments.all()]
    return sorted(changes, key=lambda change: (change.on, change.pk))


def _facts(catalogue):
    yield fact("索引号", catalogue.index_number)
    yield fact("责任机构", catalogue.office.name)
    yield fact("栏目", catalogue.category.name, url=catalogue.category.get_absolute_url())
    yield dated("成文日期", catalogue.written_on)
    yield dated("审定日期", catalogue.approved_on)


def _year_end(catalogue):
    notice = getattr(catalogue, "year_end", None)
    return notice if notice and notice.confirmed_at else None


def row(story) -> dict:
    matter = story.matter
    return {
        "title": matter.title, "url": matter.get_absolute_url(), "office": matter.office.short_name,
        "planned": matter.planned_words, "state": story.state_shown, "cells": story.cells(), "is_ended": matter.is_ended,
    }  # fmt: skip


def as_dicts(found) -> list[dict]:
    """Matters as programs read them; the offices that a page does not name are asked for at once."""
    prefetch_related_objects([one.matter for one in found], "joint_offices")
    return [as_dict(one) for one in found]


def as_dict(story) -> dict:
    """A matter as programs read it."""
    matter = story.matter
    return {
        "id": matter.pk, "year": matter.catalogue.year, "title": matter.title, "office": matter.office.name,
        "joint_offices": [office.name for office in matter.joint_offices.all()], "legal_basis": matter.legal_basis,
        "planned_on": matter.planned_on, "state": story.state, "state_label": story.state_shown["label"],
        "ended_on": matter.ended_on, "steps": story.judged, "url": absolute(matter.get_absolute_url()),
    }  # fmt: skip


def _atom(request, catalogue):
    entries = Entry.objects.published().of_kind(Matter.KIND).filter(matter__catalogue=catalogue)
    newest = entries.select_related("office").order_by("-updated_at")
    return atom(
        request, f"{catalogue.year}年度{NAME}", newest, link=reverse("decisions:year", args=[catalogue.year])
    )


def _json(request, catalogue):
    results = as_dicts(stories.of_year(catalogue.year, clock.today()))
    answer = {"count": len(results), "next": None, "previous": None, "results": results}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _csv(request, catalogue):
    return csv_download(
        f"decisions-{catalogue.year}", HEADER, map(_line, stories.of_year(catalogue.year, clock.today()))
    )


def _line(story):
    shown = row(story)
    cells = [cell["state"]["label"] for cell in shown["cells"]]
    return [
        shown["title"],
        shown["office"],
        shown["planned"],
        *cells,
        shown["state"]["label"],
        absolute(shown["url"]),
    ]
