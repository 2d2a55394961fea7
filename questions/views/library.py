"""政策问答库: the list by theme, also as feed, data, table and file; one entry with its basis."""

from django.conf import settings
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from core import clock, jsonld
from core.pages import Article, Page
from core.web import BadQuery, Pager, Query, absolute, cacheable, csv_download, format_links, page_number
from disclosure import presentation as records
from disclosure.feeds import atom
from disclosure.models import Entry, Theme
from questions import column, library_file, presentation
from questions.models import Citation, Question
from questions.views.trail import trail_library

QUERY = ("theme", "page", "format")
PER_PAGE, IN_JSON = 20, 100
HEADER = ["问题", "回答", "其他问法", "依据", "主题", "责任机构", "状态", "更新日期", "地址"]


class Library:
    """One question to the library: all of it, or a theme; newest first."""

    def __init__(self, params):
        """params: a QueryDict or dict; BadQuery where a value cannot be meant."""
        self.params = {name: str(params.get(name, "")).strip() for name in QUERY}
        self.day, self.theme = clock.today(), None
        published = Question.objects.published()
        if slug := self.params["theme"]:
            self.theme = Theme.objects.filter(slug=slug[:50]).first()
            published = published.about(slug)
        self.found = published.select_related("office", "entry").order_by("-entry__sorted_on", "-pk")

    @property
    def total(self) -> int:
        return self.found.count()

    def rows(self, start, stop) -> list[Question]:
        """Each with `.to_review` and `.cited`, its citations; three queries for all."""
        return self.with_states(list(self.found[start:stop]))

    def with_states(self, questions):
        changed = Citation.objects.changed(self.day).filter(question__in=questions)
        waiting = set(changed.values_list("question_id", flat=True))
        cited = {}
        for one in Citation.objects.filter(question__in=questions).select_related("document"):
            cited.setdefault(one.question_id, []).append(one)
        for question in questions:
            question.to_review, question.cited = question.pk in waiting, cited.get(question.pk, [])
        return questions


def index(request):
    library = Library(request.GET)
    answers = {
        "": _page, "json": _json, "csv": _csv, "atom": _atom, "xlsx": _xlsx, "jsonl": _jsonl,
    }  # fmt: skip
    wanted = library.params["format"]
    if wanted not in answers:
        raise BadQuery("没有这种格式，可以用：csv、xlsx、json、jsonl、atom。")
    return cacheable(answers[wanted](request, library), query=QUERY, until=Entry.objects.next_change())


def _query(request, library) -> Query:
    return Query(request.path, {"theme": library.params["theme"], "page": library.params["page"]})


def _page(request, library):
    query = _query(request, library)
    pager = Pager(library.total, page_number(library.params["page"]), PER_PAGE, query)
    rows = library.rows(pager.start, pager.last)
    name = f"{library.theme.name}方面的问答" if library.theme else column.LIBRARY.name
    context = {
        "page": Page(
            title=name, column=column.LIBRARY,
            trail=[*trail_library(), (library.theme.name, "")] if library.theme else [*trail_library()[:-1], (name, "")],
            office=settings.SITE["undertaker"], updated_at=Entry.objects.of_kind(Question.KIND).last_update(),
            feeds=[(name, query.address(format="atom"))],
        ),
        "rows": [presentation.row(one, to_review=one.to_review, founded=bool(one.cited)) for one in rows],
        "themes": _themes(library, query),
        "all_url": query.address(theme=None),
        "theme": library.theme,
        "total": library.total,
        "pager": pager,
        "formats": format_links(query, "csv", "xlsx", "json", "atom"),
        "ask_url": reverse("questions:ask"),
    }  # fmt: skip
    return render(request, "questions/library.html", context)


def _themes(library, query):
    public = Q(question__entry__published_at__lte=clock.now())
    counted = Theme.objects.annotate(number=Count("question", filter=public)).filter(number__gt=0)
    return [
        {"name": one.name, "count": one.number, "url": query.address(theme=one.slug), "current": one == library.theme}
        for one in counted
    ]  # fmt: skip


def as_dict(question: Question) -> dict:
    """An entry as programs read it; from Library.rows."""
    return {
        "id": question.pk, "external_id": question.external_id, "question": question.question,
        "also_asked": question.phrasings[1:], "answer_html": question.answer, "answer": question.answer_text,
        "topic": question.topic or None, "themes": [key for key in question.entry.theme_keys.split(",") if key],
        "cites": [{"title": str(one), "url": absolute(one.url) if one.url else None} for one in question.cited],
        "to_review": question.to_review, "office": question.office.name,
        "published_at": question.published_at.astimezone(clock.SHANGHAI),
        "updated_at": question.entry.updated_at.astimezone(clock.SHANGHAI),
        "url": absolute(question.get_absolute_url()),
    }  # fmt: skip


def _json(request, library):
    query = _query(request, library)
    pager = Pager(library.total, page_number(library.params["page"]), IN_JSON, query)
    following = pager.number + 1
    answer = {
        "count": pager.total,
        "next": absolute(query.address(page=following, format="json")) if pager.next_url else None,
        "previous": absolute(query.address(page=pager.number - 1, format="json"))
        if pager.previous_url
        else None,
        "results": [as_dict(one) for one in library.rows(pager.start, pager.last)],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _csv(request, library):
    rows = (
        (
            one.question, one.answer_text, "\n".join(one.phrasings[1:]), "；".join(map(str, one.cited)),
            "、".join(theme.name for theme in one.themes.all()), one.office.name,
            "、".join(mark["label"] for mark in presentation.row(one, to_review=one.to_review, founded=bool(one.cited))["states"]),
            clock.day_of(one.entry.updated_at), absolute(one.get_absolute_url()),
        )
        for one in library.with_states(list(library.found.prefetch_related("themes")))
    )  # fmt: skip
    return csv_download("questions", HEADER, rows)


def _files(library):
    return library.found.prefetch_related("citations__document")


def _xlsx(request, library):
    response = HttpResponse(library_file.workbook(_files(library)), content_type=library_file.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="questions.xlsx"'
    return response


def _jsonl(request, library):
    lines = library_file.lines(_files(library))
    response = StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="questions.jsonl"'
    return response


def _atom(request, library):
    rows = Entry.objects.published().of_kind(Question.KIND).select_related("office").order_by("-updated_at")
    if library.theme:
        rows = rows.labelled("theme", library.theme.slug)
    return atom(request, column.LIBRARY.name, rows, link=_query(request, library).address())


# One entry -------------------------------------------------------------------------------------------------
def question(request, pk):
    """The answer with its basis, as it stands today."""
    found = Question.objects.published().select_related("office", "entry").filter(pk=pk).first()
    if found is None:
        return _gone(request, pk)
    day = clock.today()
    cited = list(found.citations.on(day).select_related("document"))
    changes = [f"{one}{'，'.join(one.changes())}" for one in cited if one.changes() and one.is_public]
    changes += ["引用的一份文件已撤下"] * any(one.document_id and not one.is_public for one in cited)
    context = {
        "page": _page_of(found),
        "question": found,
        "states": presentation.states(found, changes, cited),
        "notices": presentation.notice(changes),
        "answer_html": records.body(found.answer),
        "basis": [presentation.basis(one, day) for one in cited],
        "themes": [
            (one.name, f"{reverse('questions:library')}?theme={one.slug}") for one in found.themes.all()
        ],
        "vote_url": reverse("questions:vote", args=[found.pk]),
        "inquiry_url": reverse("questions:send-inquiry"),
    }
    response = render(request, "questions/question.html", context)
    return cacheable(response, until=Entry.objects.next_change())


def _page_of(found):
    published = found.published_at.astimezone(clock.SHANGHAI)
    url = absolute(found.get_absolute_url())
    return Page(
        title=found.question, column=column.LIBRARY, trail=[*trail_library(), ("问答", "")], office=found.office.name,
        article=Article(found.question, published, found.office.name, description=found.entry.summary),
        updated_at=found.entry.updated_at, canonical=url, jsonld=jsonld.script(_for_machines(found, url)),
    )  # fmt: skip


def _for_machines(found, url):
    answer = {"@type": "Answer", "text": found.answer_text, "url": url}
    asked = {"@type": "Question", "name": found.question, "acceptedAnswer": answer}
    return {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": asked, "inLanguage": "zh-CN"}


def _gone(request, pk):
    """410 for a withdrawn entry, with its date and reason."""
    found = Question.objects.filter(pk=pk, withdrawn_at__isnull=False, published_at__isnull=False).first()
    if found is None:
        raise Http404("没有这条问答")
    context = {
        "page": Page(title="这条问答已撤下", column=column.LIBRARY, trail=trail_library(), robots="noindex"),
        "question": found, "withdrawn_on": clock.day_of(found.withdrawn_at),
    }  # fmt: skip
    return cacheable(render(request, "questions/gone.html", context, status=410))
