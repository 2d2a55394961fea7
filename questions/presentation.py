"""Entries of the library, replies and inquiries as their pages read them."""

from django.utils.html import format_html, format_html_join

from core import clock
from core.templatetags.portal_text import in_marks
from questions.models import Inquiry, Question


def state(label, tone) -> dict:
    return {"label": label, "tone": tone, "mark": tone}


TO_REVIEW = state("待复核", "changed")
UNFOUNDED = state("未注明依据", "unmarked")


def states(question: Question, changes: list[str], cited: list) -> list[dict]:
    """What readers must know before they read the answer."""
    return [*([TO_REVIEW] if changes else []), *([] if cited else [UNFOUNDED])]


def notice(changes: list[str]) -> list[dict]:
    """The banner above an answer whose basis has changed."""
    if not changes:
        return []
    told = format_html_join("；", "{}", ((one,) for one in changes))
    text = format_html("这条回答的依据有变化，正在复核，请以文件现在的规定为准：{}。", told)
    return [{"tone": "changed", "text_html": text}]


def basis(citation, day) -> dict:
    """A row of 依据: what is cited, where it is, how it stands today; from `Citation.objects.on(day)`."""
    if citation.document_id is None:
        return {
            "title": citation.named,
            "url": "",
            "clause": citation.clause,
            "changes": "",
            "text_from": None,
            "validity": "",
        }
    readable = citation.is_public
    return {
        "title": in_marks(citation.document.title) if readable else "另一份文件",
        "url": citation.url if readable else "",
        "clause": citation.clause,
        "changes": "，".join(citation.changes()),
        "validity": citation.validity,
        "text_from": citation.seen.text_from,
    }


def row(question: Question, *, to_review: bool, founded: bool) -> dict:
    """One row of the library."""
    marks = [*([TO_REVIEW] if to_review else []), *([] if founded else [UNFOUNDED])]
    return {
        "title": question.question, "url": question.get_absolute_url(), "summary": question.entry.summary,
        "office": question.office.name, "states": marks, "updated_on": clock.day_of(question.entry.updated_at),
    }  # fmt: skip


def inquiry_state(case: Inquiry) -> dict:
    """Where a case stands, for whoever sent it."""
    if case.answered_at:
        return state("已答复", "force")
    if case.is_overdue:
        return state("超过答复期限", "missing")
    return state("办理中", "notyet")
