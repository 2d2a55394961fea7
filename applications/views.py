"""依申请公开: what it is, how long it takes, where one hands it in, the form to take along."""

from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core import uploads
from core.lazy import lazy
from core.models import Office
from core.pages import Column, Page
from core.web import cacheable
from disclosure.models import Entry, Window
from disclosure.views.trail import trail_home

paper_form = lazy("applications.paper_form")  # brings python-docx, which pages do not need
COLUMN = Column(
    "依申请公开", "申请政府信息的条件、方式、时限、流程和申请表下载。", "依申请公开 申请表 流程", "依申请公开"
)


def index(request):
    """How to apply at the counter, by post or by fax, with the form to download."""
    page = Page(
        title="依申请公开", column=COLUMN, trail=[trail_home(), ("依申请公开", "")],
        office=settings.SITE["undertaker"], updated_at=Entry.objects.last_update(),
    )  # fmt: skip
    context = {
        "page": page,
        "town": Office.objects.get(kind=Office.Kind.TOWN),
        "windows": Window.objects.active().filter(kind=Window.Kind.REQUEST),
        "form_url": reverse("applications:form"),
    }
    return cacheable(render(request, "applications/index.html", context))


def blank_form(request):
    """The form of article 29 to print: no purpose is asked."""
    response = HttpResponse(
        paper_form.make(Office.objects.get(kind=Office.Kind.TOWN)), content_type=uploads.DOCX.content_type
    )
    name = quote("政府信息公开申请表.docx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return cacheable(response)
