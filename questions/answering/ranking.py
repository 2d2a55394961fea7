"""How well an entry or a passage answers a question, from its words and its meaning; and when to say “I do not know”.

Plain Python. The weights come from the questions of bench/ask (docs/adr/0013); `python bench/ask.py` tells what a change of
them does. A score is between 0 and 1; ENOUGH and above answers.
"""

import math
from dataclasses import dataclass

ENOUGH = 0.5
UNRELATED = 0.85  # the cosine that sentences without anything in common have, with this model
STEEP = 1.5
# With meaning / by words alone: what each tells, and the sum from which on something is an answer.
ASKED, ANSWERED, SAID, ALIKE, COVERED, BAR = 10.0, 10.0, 8.0, 1.2, 0.3, -0.13
BELONGS, UNHEARD = 16.0, 0.75
WORDS_ALIKE, WORDS_COVERED, WORDS_BAR = 2.0, 1.0, 0.24
CHANCE, LARGE = 0.18, 100
# A passage of a document has to fit better than an entry that somebody wrote for the question.
TITLED, HELD, PASSAGE_BAR = 10.0, 1.2, 0.62
HELD_BAR = 0.7
CLOSE = 0.8  # sums that say about the same
CERTAIN = 0.99  # of two results the later one is at most nearly as good


@dataclass(frozen=True)
class Signs:
    """What speaks for an entry: likeness of words to a way of asking it, share of the question's words that it holds,
    and the cosines of the question with its nearest way of asking, its answer, its nearest sentence; None where meaning
    is not had. Pieces that are near to everything have that taken off (search.meaning.likeness)."""

    alike: float
    covered: float
    asked: float | None = None
    answered: float | None = None
    said: float | None = None


@dataclass(frozen=True)
class Subject:
    """What tells whether a question is about what this library is about, whichever entry may answer it: the share of its
    words that no entry holds, and the cosine with the last of the many pieces that were looked at; None where meaning is
    not had."""

    unheard: float = 0.0
    belongs: float | None = None


def entry_score(signs: Signs, size: int, subject: Subject) -> float:
    """size: how many entries there are; among few, a likeness is seldom chance."""
    if signs.asked is None:
        return squash(WORDS_ALIKE * signs.alike + WORDS_COVERED * signs.covered - WORDS_BAR)
    near = ASKED * (signs.asked - UNRELATED) + ANSWERED * (signs.answered - UNRELATED)
    near += SAID * (signs.said - UNRELATED) + BELONGS * (subject.belongs - UNRELATED)
    heard = ALIKE * signs.alike + COVERED * signs.covered - UNHEARD * subject.unheard
    return squash(near + heard - bar(size))


def bar(size: int) -> float:
    """The sum from which on an entry answers, in a library of so many: the best of many is likelier to fit by chance."""
    return BAR + CHANCE * math.log(max(1, min(size, LARGE)) / LARGE)


def passage_score(covered: float, titled: float | None) -> float:
    """covered: the share of the question's words in the passage and its title; titled: the cosine of the question with
    the document's title or summary, None where meaning is not had."""
    if titled is None:
        return squash(3 * (covered - HELD_BAR))
    return squash(TITLED * (titled - UNRELATED) + HELD * covered - PASSAGE_BAR)


def squash(summed: float) -> float:
    return 1 / (1 + math.exp(-STEEP * max(-12.0, min(12.0, summed))))


def told(score: float) -> float:
    """The sum behind a score."""
    score = min(max(score, 1e-9), 1 - 1e-9)
    return math.log(score / (1 - score)) / STEEP


def chosen(scored: list, most: int, least: int = 3) -> list:
    """Of (score, …) rows the best ones: nothing where the first is not enough, else `least`, and more while they are."""
    ranked = sorted(scored, key=lambda row: -row[0])
    if not ranked or ranked[0][0] < ENOUGH:
        return []
    return [row for place, row in enumerate(ranked[:most]) if place < least or row[0] >= ENOUGH]


def newer_first(ranked: list, gives_way) -> list:
    """Where the best entry gives way to one that fits about as well, that one first.

    ranked: rows, best first, that begin with a score; gives_way(one, other): whether `other` is the newer answer to
    what `one` answers.
    """
    for place, later in enumerate(ranked[1:], start=1):
        if told(ranked[0][0]) - told(later[0]) < CLOSE and gives_way(ranked[0], later):
            return [later, *ranked[:place], *ranked[place + 1 :]]
    return ranked
