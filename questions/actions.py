"""Verbs across entries of the library and inquiries."""

from collections import Counter

from django.db import transaction

from core import audit, clock, privacy, revision
from core.richtext import from_text, masked_html, sanitise
from disclosure.models import Theme
from disclosure.refusal import Refused
from questions.citing import citation
from questions.library_file import OWN
from questions.models import Question

HTML = ("<p", "<ul", "<ol", "<table", "<div", "<h2", "<h3", "<h4", "<blockquote")


def import_questions(rows, *, office, by=None) -> dict:
    """Rows of a file (library_file.read): new entries are published at once, with the operator as author and no second
    person; known ones (by `id`) are changed where they differ. One transaction: nothing is half done.

    Personal data is masked, and counted, since an import shows nobody a page to mend it on. Returns
    {created, changed, unchanged, masked, errors: [{line, id, error}]}; rows with problems are left out and named.
    """
    counts, errors = Counter(created=0, changed=0, unchanged=0, masked=0), []
    with revision.public_write():
        entries = Question.objects.filter(revises=None).exclude(published_at=None, external_id=None)
        known = {one.external_id or f"{OWN}{one.pk}": one for one in entries}
        themes = {name: theme for theme in Theme.objects.all() for name in (theme.name, theme.slug)}
        for row in rows:
            if row.problems:
                errors.append({"line": row.number, "id": row.id, "error": "".join(row.problems)})
                continue
            try:
                with transaction.atomic():
                    outcome = _import(row, known.get(row.id), themes, office, by, counts)
            except Refused as refusal:
                errors.append({"line": row.number, "id": row.id, "error": "".join(refusal.messages)})
            else:
                counts[outcome] += 1
    return dict(counts) | {"errors": errors}


def _import(row, question, themes, office, by, counts):
    if question is not None and question.withdrawn_at:
        raise Refused("这条问答已经撤下，导入不能恢复。")
    said = _fields(row)
    counts["masked"] += said.pop("masked")
    if question is not None and _is_same(question, said, row):
        return "unchanged"
    outcome = "changed" if question else "created"
    question = question or Question(external_id=row.id, office=office)
    with audit.act("导入政策问答", question, by=by, public=True, office=question.office) as step:
        for name, value in said.items():
            setattr(question, name, value)
        question.entered_by, question.entered_at = by, clock.now()
        question.confirmed_by, question.confirmed_at = None, clock.now()  # nobody else has seen this text
        question.published_at = question.published_at or clock.now()
        question.save()
        question.themes.set({themes[row.topic]} if row.topic in themes else [])
        question.citations.all().delete()
        for words in row.cites:
            cited = citation(privacy.mask(words))
            cited.question = question
            cited.save()
        question.look()
        if question.rests_on_nothing(clock.today()):
            raise Refused("引用的文件都已不再执行。")
        question.write_entry()
        step.after = {"external_id": row.id}
    return outcome


def _fields(row) -> dict:
    """What is stored of a row, without personal data; `masked`: whether there was some."""
    html = row.answer if row.answer.lstrip().lower().startswith(HTML) else from_text(row.answer)
    plain = {"question": row.question, "also_asked": "\n".join(row.also_asked), "topic": row.topic}
    safe = {name: privacy.mask(value) for name, value in plain.items()}
    clean = sanitise(html)
    answer = sanitise(masked_html(clean))
    return safe | {"answer": answer, "masked": int(safe != plain or answer != clean)}


def _is_same(question, said, row):
    same = all(getattr(question, name) == value for name, value in said.items())
    cited = [one.in_words() for one in question.citations.all()]
    return same and cited == [citation(privacy.mask(one)).in_words() for one in row.cites]
