"""What a document's page shows of questions: the entries that cite it, what people ask about it."""

from django.conf import settings

from core import revision
from policies import beside
from questions.models import Question

SHOWN = 10
_kept: tuple = (None, {})


@beside.sections.add
def asked_about(policy):
    """The public entries that cite the document; one query after each change of what is public, for all documents."""
    rows = _cited().get(policy.record.pk, [])
    return {"id": "questions", "title": "群众常问", "rows": rows[:SHOWN]} if rows else None


def _cited() -> dict[int, list[dict]]:
    """Document → the entries that cite it."""
    global _kept
    now = str(settings.PORTAL_DATA), revision.current()
    if _kept[0] != now:
        found: dict[int, list[dict]] = {}
        cited = Question.objects.published().filter(citations__document__isnull=False).order_by("pk")
        for pk, question, document in cited.values_list("pk", "question", "citations__document").distinct():
            row = {"title": question, "url": Question(pk=pk).get_absolute_url(), "note": ""}
            found.setdefault(document, []).append(row)
        _kept = now, found
    return _kept[1]
