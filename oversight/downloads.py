"""A report as a file to take along: Word and PDF."""

from urllib.parse import quote

from django.http import HttpResponse
from django.template.loader import render_to_string

from core import heavy, pdf, uploads
from core.lazy import lazy
from core.web import absolute, cacheable
from disclosure.models import Entry

word = lazy("oversight.word")  # brings python-docx, which pages do not need


def word_response(report, shown) -> HttpResponse:
    """Download of the six parts with their tables."""
    with heavy.alone():
        data = word.make(report, shown, absolute(report.get_absolute_url()))
    return _named(HttpResponse(data, content_type=uploads.DOCX.content_type), report.title, "docx")


def pdf_response(request, report, context) -> HttpResponse:
    """The print view as PDF; core.heavy.Busy where another is being made."""
    html = render_to_string(context["template"], context, request=request)
    with heavy.alone():
        data = pdf.make(html)
    return _named(HttpResponse(data, content_type="application/pdf"), report.title, "pdf")


def _named(response, title, extension):
    name = uploads.safe_name(title, extension)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return cacheable(response, until=Entry.objects.next_change())
