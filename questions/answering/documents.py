"""Passages of documents that were in force on a day, by their words and by what their titles and summaries mean."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from core import clock
from core.words import words as words_of
from disclosure.models import Entry
from policies.models import Policy, ValidityPeriod
from policies.validity import EventKind
from questions.answering import ranking, words
from questions.clauses import Passage, ended, passages
from search.asking import Answer, Question

MOST_READ = 8  # documents whose text is looked at
MOST_BY_WORDS = 6
TOLD = 3  # words of the question that a document found by words holds


@dataclass(frozen=True)
class Found:
    """A passage with its document and the score of the two."""

    policy: Policy
    passage: Passage
    score: float


def best(text: str, on: date, rarity: words.Rarity, near: dict[int, float]) -> list[Found]:
    """The best passage of each document that could answer, best first. near: row of a document → cosine of its title
    or summary with the question; empty where meaning is not had."""
    asked = rarity.weigh(words.pieces(text))
    rows = list(
        dict.fromkeys([*sorted(near, key=near.get, reverse=True)[:MOST_READ], *_by_words(text, rarity)])
    )
    found = []
    for policy, row, without in _in_force(rows, on):
        told = near.get(row) if near else None
        if near and told is None:
            told = min(near.values())
        found.append(_best_passage(policy, policy.text_on(on), without, asked, told))
    return sorted((one for one in found if one), key=lambda one: -one.score)


def _in_force(rows, on):
    """(document, row, clauses that are no longer carried out) of those in force on the day, in the order given."""
    entries = dict(
        Entry.objects.published().filter(pk__in=rows, kind=Policy.KIND).values_list("pk", "information")
    )
    policies = Policy.objects.published().in_force(on).select_related("office").in_bulk(entries.values())
    periods = ValidityPeriod.objects.filter(
        policy__in=policies, event_kind=EventKind.PARTLY_REPEALED, starts_on__lte=on
    )
    gone = {}
    for period in periods:
        gone[period.policy_id] = f"{gone.get(period.policy_id, '')}、{period.clauses}"
    for row in rows:
        policy = policies.get(entries.get(row))
        without = ended(gone.get(policy.pk, "")) if policy is not None else None
        if without is not None:
            yield policy, row, without


@lru_cache(maxsize=64)
def _passages(html: str, without: frozenset) -> list[tuple[Passage, dict]]:
    return [(one, words.pieces(one.text)) for one in passages(html, without=without)]


def _best_passage(policy, html, without, asked, told):
    titled = words.pieces(f"{policy.title} {policy.summary}")
    scored = [
        (words.covered(asked, pieces.keys() | titled.keys()) + words.covered(asked, pieces), passage)
        for passage, pieces in _passages(html, without)
    ]
    if not scored:
        return None
    both, passage = max(scored, key=lambda one: one[0])
    return Found(policy, passage, ranking.passage_score(both / 2, told))


def _by_words(text: str, rarity: words.Rarity) -> list[int]:
    """Rows of documents that hold the rarest words of the question; fewer words where so many are in none."""
    said = {
        word for word in words_of(words.FILLERS.sub(" ", words.officially(text))) if len(word.strip()) > 1
    }
    rarest = sorted(said, key=lambda word: (rarity.holding[word[:2]], -len(word), word))
    for number in range(min(TOLD, len(rarest)), 0, -1):
        asked = Question(" ".join(rarest[:number]), clock.now(), clock.today(), kind=Policy.KIND, over=True)
        if hits := Answer(asked).hits(0, MOST_BY_WORDS):
            return [hit.number for hit in hits]
    return []
