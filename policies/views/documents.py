from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from core import clock, heavy, jsonld
from core import pdf as pdf_maker
from core.pages import Column, Page
from core.web import BadQuery, Pager, Query, absolute, cacheable, csv_download, format_links
from disclosure import presentation as records
from disclosure.feeds import MOST, atom
from disclosure.models import ChangeNote, Entry
from disclosure.views.records import find_public, withdrawn
from disclosure.views.trail import trail_home
from policies import beside, comparison, downloads, numbers, presentation, wording
from policies import interpretation_presentation as interpreting
from policies.clauses import render as render_clauses
from policies.forms import DayForm
from policies.library import DIMENSIONS, QUERY, SORTS, Library
from policies.models import Policy, PolicyIssuer, Training
from policies.texts import texts as texts_of
from policies.validity import ENDED, Status
from policies.wording import CURRENT

PER_PAGE = 20
COLUMN = Column(
    "政策文件库",
    "本镇制定和转发的行政规范性文件及其他政策文件，逐件标明有效性，可以按主题、年度、发文机关和有效性查找。",
    "规范性文件 政策文件 有效性 废止 失效",
    "政策文件",
)
LABELS = {
    "validity": "有效性", "theme": "主题", "normative": "类别", "interpreted": "解读", "year": "年度", "issuer": "发文机关",
}  # fmt: skip
CSV_HEADER = [
    "索引号", "标题", "发文字号", "发文机关", "成文日期", "公布日期", "有效性", "起止", "规范性文件", "发布时间", "地址",
]  # fmt: skip


# The list --------------------------------------------------------------------------------------------------
def policy_list(request):
    """The library: one query, shown as page, data, table or feed."""
    library = Library(request.GET)
    answers = {"json": _list_json, "csv": _list_csv, "atom": _list_atom, "": _list_page}
    if library.params["format"] not in answers:
        raise BadQuery("没有这种格式，可以用：json、csv、atom。")
    return answers[library.params["format"]](request, library)


def _query(request, library) -> Query:
    kept = {name: value for name, value in library.params.items() if name != "format"}
    return Query(request.path, kept)


def _list_page(request, library):
    query = _query(request, library)
    pager = Pager(library.total, library.page, PER_PAGE, query)
    rows = library.rows(pager.start, pager.last)
    context = {
        "page": Page(
            title="政策文件库", column=COLUMN, trail=[trail_home(), ("政策文件库", "")],
            feeds=[("政策文件", query.address(format="atom"))],
            office=settings.SITE["undertaker"], updated_at=Entry.objects.of_kind(Policy.KIND).last_update(),
            robots="noindex, follow" if library.chosen or library.q else "",
        ),
        "q": library.q,
        "on": library.day if library.params["on"] else None,
        "today": clock.today(),
        "filters": [_facet(library, query, name) for name in LABELS],
        "chips": list(_chips(library, query)),
        "clear_url": query.address(**dict.fromkeys(QUERY)) if library.chosen or library.q else "",
        "sorts": [
            {"label": label, "url": query.address(sort=sort), "current": sort == library.sort}
            for sort, label in SORTS.items()
        ],
        "rows": [records.row(entry, entry.standing) | {"has_interpretation": entry.has_interpretation} for entry in rows],
        "total": library.total,
        "total_words": f"共{library.total}件",
        "pager": pager,
        "hidden": [(name, query[name]) for name in (*DIMENSIONS, "sort") if name in query],
        "formats": format_links(query, "csv", "json", "atom"),
        "ended_hint": _ended_hint(library, query),
        "suggestion": _suggestion(library),
    }  # fmt: skip
    response = render(request, "policies/policy_list.html", context)
    return cacheable(response, query=QUERY, until=library.until)


def _facet(library, query, dimension):
    counted, chosen = library.counts(dimension), library.chosen.get(dimension)
    labels = library.names(dimension) if dimension != "year" else _years(counted)
    options = [
        {
            "label": label,
            "count": counted[value],
            "url": query.address(**{dimension: value}),
            "selected": value == chosen,
        }
        for value, label in labels.items()
        if counted[value] or value == chosen
    ]
    return {"name": dimension, "label": LABELS[dimension], "options": options}


def _years(counted):
    return {year: f"{year}年" for year in sorted(counted, reverse=True)}


def _chips(library, query):
    if library.q:
        yield {"label": f"“{library.q}”", "remove_url": query.address(q=None)}
    for name, value in library.chosen.items():
        label = f"{value}年" if name == "year" else library.names(name).get(value, value)
        yield {"label": label, "remove_url": query.address(**{name: None})}
    if library.params["on"]:
        yield {"label": f"{wording.chinese_day(library.day)}的有效性", "remove_url": query.address(on=None)}


def _ended_hint(library, query):
    """How many more there are that are no longer in force, where the filter leaves them out."""
    if library.chosen.get("validity") != CURRENT:
        return None
    counted = library.counts("validity")
    count = sum(counted[status] for status in ENDED)
    return {"count": count, "url": query.address(validity=None)} if count else None


def _suggestion(library):
    if library.params["on"]:
        return "您选了日期，也许那一天还没有这样的文件。"
    return "" if not library.chosen else "也许是条件太多了。"


def _list_csv(request, library):
    def rows():
        for entry in library.all_rows():
            published = entry.published_at.astimezone(clock.SHANGHAI)
            standing = entry.standing
            yield (
                entry.index_number, entry.title, entry.number, entry.issuer, entry.written_on, entry.sorted_on,
                standing.state["label"], standing.short_span, "是" if entry.normative else "否",
                f"{published:%Y-%m-%d %H:%M}", absolute(entry.get_absolute_url()),
            )  # fmt: skip

    return csv_download("policies", CSV_HEADER, rows())


def _list_json(request, library):
    size = 100
    query = _query(request, library)
    pager = Pager(library.total, library.page, size, query)
    results = [_row_json(request, entry) for entry in library.rows(pager.start, pager.last)]
    answer = {
        "count": library.total,
        "next": absolute(query.address(page=pager.number + 1, format="json")) if pager.next_url else None,
        "previous": absolute(query.address(page=pager.number - 1, format="json"))
        if pager.previous_url
        else None,
        "results": results,
    }
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    return cacheable(response, query=QUERY, until=library.until)


def _row_json(request, entry):
    standing = entry.standing
    return {
        "id": entry.information_id,
        "index_number": entry.index_number,
        "title": entry.title,
        "document_number": entry.number,
        "issuer": entry.issuer,
        "written_on": entry.written_on,
        "published_on": entry.sorted_on,
        "published_at": entry.published_at.astimezone(clock.SHANGHAI),
        "validity": {
            "on": standing.on,
            "status": standing.status.value,
            "label": standing.status.label,
            "since": standing.period.since if standing.period else None,
            "until": standing.period.until if standing.period else None,
        },
        "interpreted": entry.has_interpretation,
        "summary": entry.summary,
        "url": absolute(entry.get_absolute_url()),
    }


def _list_atom(request, library):
    library.sort = "newest"
    return cacheable(
        atom(request, "政策文件", library.rows(0, MOST), link=_query(request, library).address()),
        query=QUERY,
        until=library.until,
    )


# One document ----------------------------------------------------------------------------------------------
def _find(pk):
    issuers = Prefetch("policyissuer_set", PolicyIssuer.objects.select_related("issuer"))
    queryset = Policy.objects.select_related("office", "category__parent", "making").annotate(
        has_trainings=Exists(Training.objects.confirmed().filter(policy=OuterRef("pk"))),
        has_notes=Exists(ChangeNote.objects.filter(information=OuterRef("pk"))),
    )
    return find_public(queryset.prefetch_related(issuers, "themes", "audiences", "attachments"), pk)


def _day(request):
    form = DayForm(request.GET)
    if not form.is_valid():
        raise BadQuery("“看哪一天有效”应当是日期，如2024-03-01。")
    return form.cleaned_data["on"] or clock.today()


def detail(request, pk):
    """A document: its validity on a day, its facts, its text by clause, what belongs to it."""
    policy, gone = _find(pk)
    if gone:
        return withdrawn(request, gone)
    context = detail_context(request, policy, _day(request), printing=request.GET.get("view") == "print")
    response = render(request, "policies/policy_detail.html", context)
    # a scheduled document that changes this one adds itself when it appears
    return cacheable(response, query=("on", "view"), until=Entry.objects.next_change())


def detail_context(request, policy, on, printing=False):
    """Everything that the page, its print view and its PDF show."""
    related = presentation.related(policy)
    others = [pk for one in related for pk in (one.source_id, one.target_id)]
    standings = wording.standings([policy.pk, *others], on)
    standing, versions = standings[policy.pk], list(policy.versions.standing())
    text = _text(policy, versions, on)
    body_html, toc = render_clauses(text)
    live_url, today = absolute(policy.get_absolute_url()), clock.today()
    address, explained = policy.get_absolute_url(), interpreting.of_document(policy)
    return {
        "page": _page(request, policy, standing, live_url, dated=on != today),
        "policy": {"title": policy.title, "number": policy.document_number, "summary": policy.summary},
        "validity": {
            "state": standing.state,
            "span_text": standing.span_text,
            "reason_html": standing.reason_html(policy.effective_on),
            "on": on,
            "is_today": on == today,
            "day_form_action": address,
            "unsure": standing.unsure,
        },
        "facts": presentation.facts(policy, standing),
        "actions": list(_actions(policy, on, today, explained)),
        "body_html": records.body(_with_notes(body_html, standing, explained)),
        "interpretations": interpreting.links(explained),
        "interpretation_owed": interpreting.promise(policy, explained, today),
        "trainings": interpreting.trainings(policy),
        "toc": toc,
        "toc_words": presentation.toc_words(text),
        "change_notes": policy.change_notes.all() if policy.has_notes else [],
        "notices": [*records.notices(policy), *_text_notices(policy, versions, standing)],
        "timeline": presentation.timeline(policy, standing, on),
        "compare_links": list(presentation.compare_links(policy, versions, related)),
        "relations": presentation.relations(policy, related, standings),
        "attachments": records.attachments(policy),
        "qr_svg": presentation.qr(live_url),
        "live_url": live_url,
        "made_of": presentation.made_of(policy),
        "beside": beside.of(policy),
        "printing": printing,
        "print_head": {
            "mark_line": f"{policy.issuer_names}文件",
            "number": policy.document_number,
            "signer": "",
        },
    }


def _text(policy, versions, on):
    begun = [version for version in versions if version.valid_from <= on]
    return begun[-1].body if begun else policy.body


def _page(request, policy, standing, live_url, *, dated):
    trail = [trail_home(), ("政策文件库", reverse("policies:list"))]
    return Page(
        title=policy.title, column=policy.category.column, trail=[*trail, (policy.document_number or "正文", "")],
        article=records.article(policy, policy.issuer_names or policy.office.name), office=policy.office.name,
        updated_at=policy.updated_at, canonical=live_url, robots="noindex" if dated else "",
        jsonld=jsonld.script(_legislation(request, policy, standing, live_url)),
    )  # fmt: skip


LEGAL_FORCE = {
    Status.IN_FORCE: "InForce",
    Status.AMENDED: "InForce",
    Status.PARTLY_REPEALED: "PartiallyInForce",
    Status.SUSPENDED: "NotInForce",
    Status.NOT_YET: "NotInForce",
    Status.REPEALED: "NotInForce",
    Status.EXPIRED: "NotInForce",
    Status.DECLARED_VOID: "NotInForce",
}


def _legislation(request, policy, standing, live_url):
    """schema.org Legislation; force is left out where it is not known."""
    force = LEGAL_FORCE.get(standing.status)
    said = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "name": policy.title,
        "url": live_url,
        "legislationIdentifier": policy.document_number or policy.index_number,
        "legislationDate": policy.written_on,
        "legislationDateVersion": policy.effective_on,
        "legislationPassedBy": policy.issuer_names,
        "legislationLegalForce": f"https://schema.org/{force}" if force else None,
        "datePublished": policy.published_at.astimezone(clock.SHANGHAI),
        "inLanguage": "zh-CN",
    }
    return {name: value for name, value in said.items() if value}


def _with_notes(body_html, standing, explained):
    """The text with what is over marked and what is explained beside its clause."""
    return interpreting.beside_clauses(presentation.mark_ended_clauses(body_html, standing), explained)


def _actions(policy, on, today, explained):
    address = policy.get_absolute_url()
    if explained:
        url = explained[0].get_absolute_url() if len(explained) == 1 else "#interpretations"
        yield {"label": "看解读", "url": url, "kind": "interpretation"}
    suffix = f"?on={on}" if on != today else ""
    yield {"label": "打印", "url": f"{address}?view=print{suffix.replace('?', '&')}", "kind": "print"}
    yield {"label": "Word", "url": f"{address}word/{suffix}", "kind": "word"}
    if pdf_maker.is_available():
        yield {"label": "PDF", "url": f"{address}pdf/{suffix}", "kind": "pdf"}
    yield {"label": "数据（JSON）", "url": reverse("api:policy", args=[policy.pk]), "kind": "json"}
    if policy.attachments.all():
        yield {"label": "附件", "url": "#files", "kind": "files"}


def _text_notices(policy, versions, standing):
    """An amendment is in force but its text is not here yet: the reader must know."""
    amended = [
        period
        for period in standing.periods
        if period.status == "amended" and period.starts_on <= standing.on
    ]
    begun = [version.valid_from for version in versions if version.valid_from <= standing.on]
    if amended and max(begun, default=date.min) < amended[-1].starts_on:
        text = "这份文件已经修改，修改后的全文还没有录入。下面是修改前的文本，请与修改决定对照阅读。"
        yield {"tone": "missing", "text_html": text}


# Comparison ------------------------------------------------------------------------------------------------
def compare(request, pk):
    """Two texts side by side: versions of this document, or this one and those that it replaced."""
    policy, gone = _find(pk)
    if gone:
        return withdrawn(request, gone)
    texts = texts_of(policy)
    left, right = _chosen(request, texts, policy)
    rows = []
    if left and right and left is not right:
        with heavy.alone():
            rows = comparison.compare(left.body, right.body)
    context = {
        "page": Page(
            title=f"文本对照：{policy.title}", column=COLUMN, robots="noindex",
            trail=[trail_home(), ("政策文件库", reverse("policies:list")), (policy.title, policy.get_absolute_url())],
            office=policy.office.name, updated_at=policy.updated_at,
        ),
        "left": left and left.side(),
        "right": right and right.side(),
        "choices_left": [text.choice(left) for text in texts],
        "choices_right": [text.choice(right) for text in texts],
        "rows": rows,
        "summary_words": comparison.summary(rows) if rows else "",
    }  # fmt: skip
    return cacheable(
        render(request, "policies/policy_compare.html", context),
        query=("left", "right"),
        until=Entry.objects.next_change(),
    )


def _chosen(request, texts, policy):
    by_value = {text.value: text for text in texts}
    for name in ("left", "right"):
        if request.GET.get(name) and request.GET[name] not in by_value:
            raise BadQuery("没有要对照的文本，请从列表里选择。")
    own = [text for text in texts if text.is_own]
    right = by_value.get(request.GET.get("right"), own[-1])
    earlier = [text for text in texts if text is not right]
    left = by_value.get(
        request.GET.get("left"), (own[-2] if len(own) > 1 else earlier[0] if earlier else None)
    )
    return left, right


# Number, Word, PDF -----------------------------------------------------------------------------------------
def number(request, number):
    """A document number, in any spelling, leads to its document; to a list where several bear it."""
    key = numbers.key(number)
    if not key:
        raise Http404("不是发文字号")
    entries = list(
        Entry.objects.published().filter(kind=Policy.KIND, number_key=key).select_related("office")
    )
    if not entries:
        raise Http404("没有这个文号的文件")
    if len(entries) == 1:
        return cacheable(redirect(entries[0], permanent=True), until=Entry.objects.next_change())
    page = Page(title=f"文号{entries[0].number}", column=COLUMN, trail=[trail_home()], robots="noindex")
    rows = [records.row(entry) for entry in entries]
    return cacheable(
        render(request, "policies/number_list.html", {"page": page, "rows": rows, "number": number}),
        until=Entry.objects.next_change(),
    )


def word(request, pk):
    """The document as Word, in the layout of GB/T 9704, with its validity as of today on top."""
    policy, gone = _find(pk)
    if gone:
        return withdrawn(request, gone)
    return downloads.word_response(request, policy, _day(request))


def pdf(request, pk):
    """The print view as PDF."""
    policy, gone = _find(pk)
    if gone:
        return withdrawn(request, gone)
    if not pdf_maker.is_available():
        raise Http404("本机没有安装PDF组件")
    context = detail_context(request, policy, _day(request), printing=True)
    return downloads.pdf_response(request, policy, context)


def feed(request):
    """The newest documents as a feed at an address of its own."""
    return _list_atom(request, Library({}))
