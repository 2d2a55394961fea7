"""One record: its page, what is left when it was withdrawn, its files, its index number."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render

from core import clock, jsonld
from core.pages import Column, Page
from core.web import absolute, cacheable
from disclosure import presentation
from disclosure.models import Attachment, Entry, Information
from disclosure.views.trail import trail_home, trail_of

WITHDRAWN = Column(
    "撤下的信息",
    "曾经公开、现已撤下的政府信息，逐条说明日期和原因。",
    "撤下 更正 政府信息",
    "信息公开目录",
)


def find_public(queryset, pk):
    """The record if it is public; a withdrawn one as (None, record) for its 410; else Http404."""
    record = queryset.published().filter(pk=pk).first()
    if record:
        return record, None
    gone = queryset.gone().filter(pk=pk).first()
    if gone is None:
        raise Http404("没有这条信息")
    return None, gone


def withdrawn(request, record):
    """410 for a withdrawn record, or 301 to the one that it was merged into."""
    if record.withdraw_kind == record.Withdrawal.MERGED and record.merged_into.is_visible:
        return cacheable(redirect(record.merged_into.specific, permanent=True))
    secret = record.withdraw_kind == record.Withdrawal.PRIVACY
    context = {
        "page": Page(title="这条信息已撤下", column=WITHDRAWN, trail=[trail_home()], robots="noindex"),
        "title": None if secret else record.title,
        "reason": None if secret else record.withdraw_reason,
        "reason_class": record.get_withdraw_kind_display(),
        "index_number": record.index_number,
        "office": record.office.name,
        "withdrawn_on": clock.day_of(record.withdrawn_at),
    }
    return cacheable(render(request, "disclosure/withdrawn.html", context, status=410))


def detail(request, pk):
    """A plain record's page; other kinds have addresses of their own."""
    queryset = Information.objects.select_related("office", "category__parent")
    information, gone = find_public(queryset, pk)
    record = (information or gone).specific
    if record.kind != Information.KIND:
        return cacheable(redirect(record, permanent=True))
    if gone:
        return withdrawn(request, gone)
    return cacheable(render(request, "disclosure/information_detail.html", _detail_context(information)))


def _for_machines(information) -> dict:
    return {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "identifier": information.index_number,
        "name": information.title,
        "abstract": information.summary,
        "inLanguage": "zh-CN",
        "datePublished": information.published_at.astimezone(clock.SHANGHAI).isoformat(),
        "dateModified": information.updated_at.astimezone(clock.SHANGHAI).isoformat(),
        "publisher": {"@type": "GovernmentOrganization", "name": information.office.name},
        "url": absolute(information.get_absolute_url()),
    }


def _detail_context(information):
    return {
        "page": Page(
            title=information.title, column=information.category.column, trail=trail_of(information.category),
            article=presentation.article(information, information.office.name),
            office=information.office.name, updated_at=information.updated_at,
            jsonld=jsonld.script(_for_machines(information)),
        ),
        "information": {"title": information.title, "summary": information.summary},
        "facts": [fact for fact in presentation.common_facts(information) if fact],
        "body_html": presentation.body(information.body),
        "attachments": presentation.attachments(information),
        "change_notes": information.change_notes.all(),
        "notices": presentation.notices(information),
    }  # fmt: skip


def by_index_number(request, index_number):
    """An index number leads to the one canonical address of its record."""
    entry = Entry.objects.published().filter(index_number=index_number).first()
    if entry:
        return cacheable(redirect(entry, permanent=True))
    record = get_object_or_404(Information.objects.gone(), index_number=index_number)
    return cacheable(redirect(record.specific, permanent=True))


def attachment(request, pk, name):
    """A file of a public record, as a download from a safe name; anything else is not found."""
    attachment = get_object_or_404(
        Attachment.objects.filter(information__in=Information.objects.published()), pk=pk
    )
    if name != attachment.safe_name:
        return redirect(attachment, permanent=True)
    response = FileResponse(
        attachment.file.open("rb"), as_attachment=True, filename=attachment.safe_name,
        content_type=attachment.content_type,
    )  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-cache"
    return response
