"""咨询留言: published ones, the form, tracking."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core import clock
from core.models import Office
from core.pages import Article, Page
from core.public_forms import PublicFormView, TrackView
from core.web import BadQuery, Pager, Query, absolute, cacheable, csv_download, format_links, page_number
from disclosure.feeds import atom
from disclosure.models import Entry
from questions import column, presentation
from questions.forms import InquiryForm
from questions.models import Inquiry
from questions.views.trail import trail_inquiries

QUERY = ("page", "format")
PER_PAGE = 20
HEADER = ["标题", "问题", "答复", "答复机构", "收到日期", "答复日期", "地址"]


def index(request):
    answers = {"": _page, "json": _json, "csv": _csv, "atom": _atom}
    wanted = request.GET.get("format", "")
    if wanted not in answers:
        raise BadQuery("没有这种格式，可以用：csv、json、atom。")
    return cacheable(answers[wanted](request), query=QUERY, until=Entry.objects.next_change())


def _found():
    return Inquiry.objects.published().select_related("office", "entry").order_by("-published_at", "-pk")


def _page(request):
    query = Query(request.path, {})
    pager = Pager(_found().count(), page_number(request.GET.get("page", "")), PER_PAGE, query)
    name = column.INQUIRIES.name
    context = {
        "page": Page(
            title=name, column=column.INQUIRIES, trail=[*trail_inquiries()[:-1], (name, "")],
            office=settings.SITE["undertaker"], updated_at=Entry.objects.of_kind(Inquiry.KIND).last_update(),
            feeds=[(name, query.address(format="atom"))],
        ),
        "rows": _found()[pager.start : pager.last], "pager": pager, "days": settings.INQUIRY_DAYS,
        "complex_days": settings.INQUIRY_COMPLEX_DAYS, "formats": format_links(query, "csv", "json", "atom"),
    }  # fmt: skip
    return render(request, "questions/inquiries.html", context)


def _as_dict(case):
    return {
        "id": case.pk, "title": case.public_subject, "question": case.public_text, "answer": case.answer,
        "office": case.office.name, "received_on": clock.day_of(case.received_at),
        "answered_on": clock.day_of(case.answered_at), "url": absolute(case.get_absolute_url()),
    }  # fmt: skip


def _json(request):
    results = [_as_dict(case) for case in _found()]
    answer = {"count": len(results), "next": None, "previous": None, "results": results}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _csv(request):
    rows = (list(_as_dict(case).values())[1:] for case in _found().iterator())
    return csv_download("inquiries", HEADER, rows)


def _atom(request):
    rows = Entry.objects.published().of_kind(Inquiry.KIND).select_related("office").order_by("-updated_at")
    return atom(request, column.INQUIRIES.name, rows, link=request.path)


def inquiry(request, pk):
    """One that everybody may read."""
    case = get_object_or_404(_found(), pk=pk)
    page = Page(
        title=case.public_subject, column=column.INQUIRIES, trail=[*trail_inquiries(), ("咨询和答复", "")],
        article=Article(case.public_subject, case.published_at.astimezone(clock.SHANGHAI), case.office.name),
        office=case.office.name, updated_at=case.published_at,
    )  # fmt: skip
    answered_in_library = case.question if case.question and case.question.entry_id else None
    context = {"page": page, "case": case, "entry": answered_in_library}
    return cacheable(render(request, "questions/inquiry.html", context))


class SendInquiry(PublicFormView):
    """Anybody asks an office; what was asked of the library is carried over."""

    form_class, title, column, prefix, noun = (
        InquiryForm,
        "我要咨询",
        column.INQUIRIES,
        Inquiry.PREFIX,
        "咨询",
    )
    form_template = "questions/inquiry_form.html"
    track_page = "questions:track-inquiry"

    def initial(self):
        asked = " ".join(self.request.GET.get("q", "").replace("\0", " ").split())[:200]
        return {"subject": asked[:60], "text": asked}

    def context(self):
        return {"days": settings.INQUIRY_DAYS, "complex_days": settings.INQUIRY_COMPLEX_DAYS,
                "ask_url": reverse("questions:ask")}  # fmt: skip

    def trail(self):
        return [*trail_inquiries(), (self.title, "")]

    def next_steps(self, number):
        return [
            "公开办一个工作日内转给承办部门。",
            f"承办部门在{settings.INQUIRY_DAYS}个工作日内答复；情况复杂的，说明理由后延长到{settings.INQUIRY_COMPLEX_DAYS}个工作日。",
            "凭回执号和查询码查看答复。",
        ]

    def store(self, cleaned, receipt):
        office = Office.objects.active().filter(slug=cleaned.pop("office")).first()
        town = Office.objects.get(kind=Office.Kind.TOWN)
        return Inquiry.objects.create(**receipt.fields, office=office or town, **cleaned)


class TrackInquiry(TrackView):
    title, column, model = "查询咨询答复", column.INQUIRIES, Inquiry
    found_template = "questions/inquiry_found.html"

    def trail(self):
        return [*trail_inquiries(), (self.title, "")]

    def context(self, case):
        return {"state": presentation.inquiry_state(case)} if case else {}
