"""A consultation: notice, draft by clause with a link at each, where else it was put up; and what came of it."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from core import clock
from core.pages import Page
from core.web import absolute, cacheable
from decisions import drafts, periods, presentation, stories
from decisions.column import ASKED
from decisions.models import Consultation, ConsultationResult
from decisions.views.trail import trail_asked
from disclosure import presentation as records
from disclosure.models import Entry
from disclosure.presentation import dated, fact
from disclosure.views.records import find_public, withdrawn


def find(pk):
    """(consultation with its public results, None), (None, one that was withdrawn), or 404."""
    found = stories.consultations().select_related("draft", "explanation__entry", "category")
    asked = found.filter(pk=pk).first()
    return (
        (asked, None) if asked else find_public(Consultation.objects.select_related("office", "category"), pk)
    )


def consultation(request, pk):
    asked, gone = find(pk)
    if gone:
        return withdrawn(request, gone)
    context = _context(asked, clock.today())
    return cacheable(
        render(request, "decisions/consultation.html", context), until=Entry.objects.next_change()
    )


def _context(asked, day):
    opinion_url = reverse("decisions:opinion", args=[asked.pk])
    is_open = asked.is_open(day)
    draft = asked.draft if asked.draft and asked.draft.is_visible else None
    draft_html, toc = drafts.with_links(draft.body, opinion_url if is_open else "") if draft else ("", [])
    row = presentation.consultation_row(asked, day)
    return {
        "page": Page(
            title=asked.title, column=ASKED, trail=[*trail_asked(), ("公告", "")], office=asked.office.name,
            updated_at=asked.updated_at, article=records.article(asked, asked.office.name),
            canonical=absolute(asked.get_absolute_url()),
        ),
        "asked": asked,
        "state": row["state"],
        "is_open": is_open,
        "is_over": asked.phase(day) == periods.CLOSED,
        "days": periods.length(asked.starts_on, asked.ends_on),
        "result": asked.public_results[-1] if asked.public_results else None,
        "delay": asked.delay,
        "opinion_url": opinion_url,
        "track_url": reverse("decisions:track-opinion"),
        "body_html": records.body(asked.body),
        "draft": draft,
        "draft_html": records.body(draft_html),
        "toc": toc,
        "explanation": _explanation(asked),
        "postings": asked.postings.all(),
        "facts": [one for one in _facts(asked) if one],
        "attachments": records.attachments(asked),
        "change_notes": asked.change_notes.all(),
        "notices": records.notices(asked),
    }  # fmt: skip


def _explanation(asked):
    record = asked.explanation
    return record if record and record.is_visible else None


def _facts(asked):
    if asked.matter and asked.matter.entry_id:
        yield fact("决策事项", asked.matter.title, url=asked.matter.get_absolute_url())
    yield dated("开始", asked.starts_on)
    yield dated("截止", asked.ends_on)
    yield fact("期限依据", f"{asked.minimum.label}不少于{asked.minimum.days}天，{asked.minimum.basis}")
    yield from records.common_facts(asked)


def result(request, pk):
    """What came of it: numbers, concentrated opinions with their reasons, single ones."""
    found = ConsultationResult.objects.filter(asked=pk).select_related("office", "category", "asked")
    shown = found.published().first()
    gone = None if shown else found.gone().order_by("-withdrawn_at").first()
    if shown is None and gone is None:
        raise Http404("没有公布采纳情况")
    if gone:
        return withdrawn(request, gone)
    return cacheable(
        render(request, "decisions/result.html", _result(shown)), until=Entry.objects.next_change()
    )


def _result(shown):
    asked = shown.asked
    link = (asked.title, asked.get_absolute_url()) if asked.is_visible else (asked.title, "")
    return {
        "page": Page(
            title=shown.title, column=ASKED, trail=[*trail_asked(), link, ("采纳情况", "")], office=shown.office.name,
            updated_at=shown.updated_at, article=records.article(shown, shown.office.name),
        ),
        "result": shown,
        "asked_url": link[1],
        "asked": asked,
        "preface": [line for line in shown.preface.splitlines() if line.strip()],
        "opinions": presentation.opinions(shown.tally),
        "facts": [one for one in records.common_facts(shown) if one],
        "attachments": records.attachments(shown),
        "change_notes": shown.change_notes.all(),
        "notices": records.notices(shown),
    }  # fmt: skip
