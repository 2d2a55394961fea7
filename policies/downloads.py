"""A document as a file to take along: Word and PDF."""

from urllib.parse import quote

from django.http import HttpResponse
from django.template.loader import render_to_string

from core import heavy, pdf, uploads
from core.lazy import lazy
from core.web import absolute, cacheable

word = lazy("policies.word")  # brings python-docx, which pages do not need


def word_response(request, policy, on) -> HttpResponse:
    """Download of the text in force on a day."""
    with heavy.alone():
        data = word.make(policy, on, absolute(policy.get_absolute_url()))
    response = HttpResponse(data, content_type=uploads.DOCX.content_type)
    return cacheable(_named(response, policy.title, "docx"), query=("on",))


def pdf_response(request, policy, context) -> HttpResponse:
    """The print view as PDF; core.heavy.Busy where another is being made."""
    html = render_to_string("policies/policy_detail.html", context, request=request)
    with heavy.alone():
        data = pdf.make(html)
    response = HttpResponse(data, content_type="application/pdf")
    return cacheable(_named(response, policy.title, "pdf"), query=("on",))


def _named(response, title, extension):
    name = uploads.safe_name(title, extension)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
