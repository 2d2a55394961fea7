"""Asking: one question, its hits in order, how many there are, and how many each other choice would show."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.db import connection

from search.conditions import DIMENSIONS, NO_STATES, Conditions, States
from search.index import title_key
from search.sql import form
from search.text import asked

MOST_RANKED = 2_000  # hits that pages lead to


@dataclass(frozen=True)
class Question:
    """What is asked, of texts visible at a moment, with validity as of a day."""

    query: str
    at: datetime
    day: date
    kind: str = ""
    theme: str = ""
    year: str = ""
    validity: frozenset[str] = frozenset()  # words of `states`, any of which will do
    over: bool = False  # also those no longer in force
    states: States = NO_STATES

    def chosen(self, but="") -> list[tuple[str, frozenset]]:
        """The choices made, but for one dimension, each as the values of which one must fit."""
        values = ((name, getattr(self, name)) for name in DIMENSIONS if name != but)
        return [
            (name, value if name == "validity" else frozenset([value])) for name, value in values if value
        ]


class Cell(NamedTuple):
    """One combination of what is counted."""

    kind: str
    year: str
    themes: frozenset
    state: str

    def values(self, dimension) -> Collection[str]:
        if dimension == "theme":
            return self.themes
        return (self.state if dimension == "validity" else getattr(self, dimension),)


@dataclass(frozen=True)
class Hit:
    number: int
    score: float


class Answer:
    """The answer to a question; each part is asked for when it is read."""

    def __init__(self, question: Question):
        self.question = question
        self.tokens = asked(question.query)
        self.conditions = Conditions(question, form().expression(self.tokens) if self.tokens else "")

    # How many ----------------------------------------------------------------------------------------------
    @property
    def is_counted(self) -> bool:
        """Whether facets are exact; otherwise they count some of the hits, and there are more."""
        return sum(self.cube.values()) <= form().MOST_COUNTED

    @property
    def total(self) -> int:
        """How many there are, exactly."""
        return self._totals[0]

    @property
    def left_out(self) -> int:
        """How many more there would be with those no longer in force."""
        return 0 if self._shows_over else self._totals[1]

    @property
    def _shows_over(self) -> bool:
        return self.question.over or bool(self.question.validity)

    @cached_property
    def _totals(self):
        """(shown, left out)"""
        if not self.is_counted:
            shown, over = self._sums()
            return (shown + over, 0) if self._shows_over else (shown, over)
        fitting, states_over = list(self._fitting()), self.question.states.over
        over = 0 if self._shows_over else sum(number for cell, number in fitting if cell.state in states_over)
        return sum(number for _, number in fitting) - over, over

    def counts(self, dimension: str) -> Counter:
        """Value → number of hits with the other choices as they are."""
        all_shown = dimension == "validity" or self._shows_over
        counted, hidden = Counter(), set() if all_shown else self.question.states.over
        for cell, number in self._fitting(but=dimension):
            if cell.state not in hidden:
                for value in cell.values(dimension):
                    counted[value] += number
        return counted

    def _fitting(self, but=""):
        """(cell, number) of those that the choices leave."""
        chosen = self.question.chosen(but)
        for cell, number in self.cube.items():
            if all(not values.isdisjoint(cell.values(name)) for name, values in chosen):
                yield cell, number

    @cached_property
    def cube(self) -> Counter:
        """Cell → number of visible hits; of one more than are counted exactly where there are many."""
        if not self.tokens:
            return Counter()
        counted, words = Counter(), self.question.states.words
        for kind, year, themes, state, number in _rows(*self.conditions.cube(form().MOST_COUNTED + 1)):
            cell = Cell(kind, str(year), frozenset(themes.split(",")) - {""}, words[state])
            counted[cell] += number
        return counted

    def _sums(self):
        ((all_of_them, over),) = _rows(*self.conditions.sums())
        return all_of_them - (over or 0), over or 0

    # Which -------------------------------------------------------------------------------------------------
    @property
    def reachable(self) -> int:
        return min(self.total, MOST_RANKED)

    def hits(self, start: int, stop: int) -> list[Hit]:
        """From `start` up to `stop`: equal titles, then what is in force — by title, by text —, then the rest alike;
        newest first within each."""
        found, stop = {}, min(stop, MOST_RANKED)
        for score, rows in self._segments():
            if len(found) >= stop or not self.tokens:
                break
            for (number,) in rows(stop + len(found)):
                found.setdefault(number, score)
        return [Hit(number, score) for number, score in list(found.items())[start:stop]]

    def _segments(self):
        """(score, limit → rows), best first."""
        key = title_key(self.question.query)
        yield 1.0, lambda limit: _rows(*self.conditions.same_title(key, limit, self._shows_over))
        for over, score in ((False, 0.8), (True, 0.4))[: 2 if self._shows_over else 1]:
            yield score, lambda limit, over=over: self._ordered("title", over, limit)
            yield score - 0.2, lambda limit, over=over: self._ordered("every", over, limit)

    def _ordered(self, table, over, limit):
        """The newest hits. Those of a common word are among the newest texts: putting all of them in order costs 15 ms.
        How common it is is known where facets were counted; counting for this alone would cost more."""
        counted = sum(self.cube.values()) if "cube" in vars(self) else 0
        newest = form().newest_that_hold(limit, counted)
        if newest:
            found = _rows(*self.conditions.among_newest(table, over, limit, newest))
            if len(found) == limit:
                return found
        return _rows(*self.conditions.ordered(table, over, limit))


def holding(query: str):
    """The numbers of the texts that hold a query, as an expression for `pk__in`; a query that says nothing holds none."""
    tokens = asked(query)
    return form().numbers(form().expression(tokens)) if tokens else []


def _rows(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(form().WITH_INDEXES + statement, values)
        return cursor.fetchall()
