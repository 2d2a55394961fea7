"""政策解读: the list in every form, one interpretation."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse

from core import clock
from core.pages import Page
from core.web import BadQuery, Pager, Query, absolute, cacheable, csv_download, format_links
from disclosure import presentation as records
from disclosure.feeds import MOST, atom
from disclosure.models import Entry
from disclosure.views.records import find_public, withdrawn
from disclosure.views.trail import trail_home
from policies import interpretation_figures, presentation, wording
from policies import interpretation_presentation as shown
from policies.interpretation_column import COLUMN
from policies.interpretation_list import LABELS, QUERY, Interpretations
from policies.models import Interpretation

PER_PAGE, IN_DATA = 20, 100
CSV_HEADER = ["索引号", "标题", "形式", "解读的文件", "发文字号", "责任机构", "发布时间", "逾期", "地址"]


# The list --------------------------------------------------------------------------------------------------
def interpretation_list(request):
    """One query, shown as page, data, table or feed."""
    found = Interpretations(request.GET)
    answers = {"json": _json, "csv": _csv, "atom": _atom, "": _page}
    if found.params["format"] not in answers:
        raise BadQuery("没有这种格式，可以用：json、csv、atom。")
    response = answers[found.params["format"]](request, found)
    return cacheable(response, query=QUERY, until=Entry.objects.next_change())


def _query(request, found) -> Query:
    return Query(request.path, {name: value for name, value in found.params.items() if name != "format"})


def _page(request, found):
    query = _query(request, found)
    pager = Pager(found.total, found.page, PER_PAGE, query)
    context = {
        "page": Page(
            title="政策解读", column=COLUMN, trail=[*_trail()[:-1], ("政策解读", "")],
            feeds=[("政策解读", query.address(format="atom"))], office=settings.SITE["undertaker"],
            updated_at=Entry.objects.of_kind(Interpretation.KIND).last_update(),
            robots="noindex, follow" if found.chosen or found.q else "",
        ),
        "q": found.q,
        "filters": [_facet(found, query, name) for name in LABELS],
        "chips": list(_chips(found, query)),
        "clear_url": query.address(**dict.fromkeys(QUERY)) if found.chosen or found.q else "",
        "hidden": [(name, query[name]) for name in LABELS if name in query],
        "rows": [shown.row(one) for one in found.rows(pager.start, pager.last)],
        "total": found.total,
        "pager": pager,
        "formats": format_links(query, "csv", "json", "atom"),
        "years": interpretation_figures.by_year(clock.today()),
        "days": settings.INTERPRETATION_DAYS,
    }  # fmt: skip
    return render(request, "policies/interpretation_list.html", context)


def _trail():
    return [
        trail_home(),
        ("政策文件库", reverse("policies:list")),
        ("政策解读", reverse("policies:interpretations")),
    ]


def _facet(found, query, dimension):
    counted, chosen = found.counts(dimension), found.chosen.get(dimension)
    options = [
        {"label": label, "count": counted[value], "url": query.address(**{dimension: value}), "selected": value == chosen}
        for value, label in found.names(dimension, counted).items()
        if counted[value] or value == chosen
    ]  # fmt: skip
    return {"name": dimension, "label": LABELS[dimension], "options": options}


def _chips(found, query):
    if found.q:
        yield {"label": f"“{found.q}”", "remove_url": query.address(q=None)}
    for name, value in found.chosen.items():
        label = f"{value}年" if name == "year" else found.names(name, {}).get(value, value)
        yield {"label": label, "remove_url": query.address(**{name: None})}


def as_dict(one) -> dict:
    """One line of the list as programs read it."""
    return {
        "id": one.pk, "index_number": one.index_number, "title": one.title, "form": one.form, "summary": one.summary,
        "office": one.office.name, "source": one.source_name or None, "late": one.is_late,
        "document": {
            "id": one.document_id, "title": one.document.title, "document_number": one.document.document_number or None,
            "url": absolute(one.document.get_absolute_url()),
        },
        "published_at": one.published_at.astimezone(clock.SHANGHAI), "url": absolute(one.get_absolute_url()),
    }  # fmt: skip


def _json(request, found):
    query = _query(request, found)
    pager = Pager(found.total, found.page, IN_DATA, query)
    near = {
        name: absolute(query.address(page=number, format="json")) if there else None
        for name, number, there in (
            ("next", pager.number + 1, pager.next_url), ("previous", pager.number - 1, pager.previous_url),
        )
    }  # fmt: skip
    answer = {
        "count": found.total,
        **near,
        "results": [as_dict(one) for one in found.rows(pager.start, pager.last)],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _csv(request, found):
    def rows():
        for start in range(0, found.total, 500):
            for one in found.rows(start, start + 500):
                at = one.published_at.astimezone(clock.SHANGHAI)
                yield (
                    one.index_number, one.title, one.get_form_display(), one.document.title, one.document.document_number,
                    one.office.name, f"{at:%Y-%m-%d %H:%M}", "是" if one.is_late else "否", absolute(one.get_absolute_url()),
                )  # fmt: skip

    return csv_download("interpretations", CSV_HEADER, rows())


def _atom(request, found):
    entries = [one.entry for one in found.rows(0, MOST)]
    return atom(request, "政策解读", entries, link=_query(request, found).address())


# One interpretation ------------------------------------------------------------------------------------------
def find(pk):
    """The interpretation if it is public, else (None, the withdrawn one), else 404."""
    queryset = Interpretation.objects.select_related("office", "category__parent", "document__office")
    return find_public(
        queryset.prefetch_related("sections", "media", "themes", "audiences", "attachments"), pk
    )


def detail(request, pk):
    """What explains a document: first what it is about, then who, how much, how; the document one press away."""
    one, gone = find(pk)
    if gone:
        return withdrawn(request, gone)
    return cacheable(
        render(request, "policies/interpretation_detail.html", _context(one)),
        until=Entry.objects.next_change(),
    )


def _context(one):
    document, day = one.document, clock.today()
    readable = document.is_visible
    standing = wording.standings([document.pk], day)[document.pk]
    related = presentation.related(document) if readable else []
    compare = (
        list(presentation.compare_links(document, document.versions.standing(), related)) if readable else []
    )
    return {
        "page": Page(
            title=one.title, column=COLUMN, trail=[*_trail(), ("正文", "")], office=one.office.name,
            updated_at=one.updated_at, article=records.article(one, one.source_name or one.office.name),
            canonical=absolute(one.get_absolute_url()),
        ),
        "one": one,
        "document": {
            "title": document.title, "number": document.document_number, "url": document.get_absolute_url() if readable else "",
            "state": standing.state if standing.period and readable else None, "span": standing.span_text,
        },
        "facts": shown.facts(one),
        "notices": shown.notices(one, standing) if readable else records.notices(one),
        "media": shown.media(one),
        "transcript": shown.paragraphs(one.transcript),
        "elements": shown.elements(one, compare),
        "parts": shown.sections(one, shown.clause_names(document) if readable else {}),
        "body_html": records.body(one.body),
        "others": shown.links(other for other in shown.of_document(document) if other.pk != one.pk) if readable else [],
        "attachments": records.attachments(one),
        "change_notes": one.change_notes.all(),
    }  # fmt: skip
