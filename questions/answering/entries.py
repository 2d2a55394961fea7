"""Entries of the library that answer about a day, by their words and their meaning."""

from dataclasses import replace
from datetime import date

from questions.answering import ranking, words
from questions.answering.library import Library
from questions.models import Citation, Question

MOST = 5  # entries of one answer
LOOKED_AT = 40  # entries whose answers are read


def best(text: str, day: date, known: Library, near: list, *, past: bool) -> list[tuple[float, Question]]:
    """(score, entry), best first; none where the best is not enough. near: pieces near the question in meaning."""
    officially = known.rarity.weigh(words.pieces(words.officially(text)))
    subject = _subject(officially, known, near)
    likely = _likely(officially, known, near, subject)
    questions = (
        Question.objects.published().filter(pk__in=[one.pk for one, _ in likely]).select_related("office")
    )
    held = _held(questions, day, past)
    asked = known.weighed(text)
    scored = []
    for entry, signs in likely:
        question = held.get(entry.pk)
        if question is None:
            continue
        said = words.pieces(" ".join([*question.phrasings, question.answer_text]))
        signs = replace(signs, covered=words.covered(asked, said))
        scored.append((ranking.entry_score(signs, len(known.entries), subject), question, entry))
    ranked = ranking.chosen(scored, MOST)
    return [(score, question) for score, question, _ in _in_order(ranked, known)]


def _in_order(ranked, known):
    """Newer ones of the same question first, with scores that still fall."""
    scores = [row[0] for row in ranked]
    moved = ranking.newer_first(ranked, lambda one, other: one[2].gives_way_to(other[2], known.likeness))
    return [(score, *row[1:]) for score, row in zip(scores, moved, strict=True)]


def _subject(asked, known, near):
    """Whether the question is about what the library is about."""
    unheard = 1 - words.covered(asked, known.rarity.holding) if asked else 0.0
    return ranking.Subject(unheard, near[-1].similarity if near else None)


def _likely(asked, known, near, subject):
    """(entry, its signs but for the words of its answer) of the LOOKED_AT likeliest."""
    nearest = _nearest(known, near)
    floor = near[-1].similarity if near else None
    rows = []
    for row, entry in known.entries.items():
        cosines = [nearest.get((row, group), floor) for group in "qas"]
        signs = ranking.Signs(entry.alike(asked), 0.0, *cosines)
        rows.append((ranking.entry_score(signs, len(known.entries), subject), entry, signs))
    rows.sort(key=lambda one: -one[0])
    return [(entry, signs) for _, entry, signs in rows[:LOOKED_AT]]


def _nearest(known, near):
    """(row, group of its pieces: q a way of asking, a the answer, s a sentence) → the best cosine, less what the piece
    is near to everything by."""
    found = {}
    for one in near:
        if one.number in known.entries:
            key = one.number, one.part[0]
            less = known.likeness.excess(one.number, one.part) if known.likeness else 0.0
            found[key] = max(one.similarity - less, found.get(key, -1.0))
    return found


def _held(questions, day, past) -> dict[int, Question]:
    """Those that are an answer about the day. About today: not where everything cited is no longer carried out. About a
    past day: only where everything cited was in force with the very text that was last looked at."""
    found = {one.pk: one for one in questions}
    cited = list(Citation.objects.on(day).filter(question__in=found, document__isnull=False))
    by_question = {}
    for one in cited:
        by_question.setdefault(one.question_id, []).append(one)
    if not past:
        return {
            pk: one for pk, one in found.items()
            if pk not in by_question or not all(cite.has_ended for cite in by_question[pk])
        }  # fmt: skip
    held = set(
        Citation.objects.held(day).filter(pk__in=[one.pk for one in cited]).values_list("pk", flat=True)
    )
    return {pk: found[pk] for pk, some in by_question.items() if all(one.pk in held for one in some)}
