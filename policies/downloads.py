"""A document as a file to take along: Word and PDF."""

from urllib.parse import quote

from django.http import HttpResponse
from django.template.loader import render_to_string

from core import pdf, uploads
from core.lazy import lazy
from core.web import absolute, cacheable

word = lazy("policies.word")  # brings python-docx, which pages do not need


def word_response(request, policy, on) -> HttpResponse:
    """Download of the text in force on a day."""
    data = word.make(policy, on, absolute(policy.get_absolute_url()))
    response = HttpResponse(data, content_type=uploads.DOCX.content_type)
    return cacheable(_named(response, policy.title, "docx"), query=("on",))


def pdf_response(request, policy, context) -> HttpResponse:
    """The print view as PDF; core.pdf.Busy where too many are being made."""
    html = render_to_string("policies/policy_detail.html", context, request=request)
    response = HttpResponse(pdf.make(html), content_type="application/pdf")
    return cacheable(_named(response, policy.title, "pdf"), query=("on",))


def _named(response, title, extension):
    name = uploads.safe_name(title, extension)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
