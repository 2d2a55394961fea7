"""Texts as an owner hands them in, and the engine asked of them."""

from datetime import UTC, date, datetime

import pytest

from search import index
from search.asking import Answer, Question

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TODAY = date(2026, 6, 1)


def entry(number, title="", body="", **more):
    defaults = {
        "kind": "policy",
        "day": date(2026, 1, 1),
        "year": 2026,
        "visible_from": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return index.Entry(number=number, title=title, body=body, **defaults | more)


def ask(query, **more):
    return Answer(Question(query, **{"at": NOW, "day": TODAY} | more))


def numbers(query, **more):
    return [hit.number for hit in ask(query, **more).hits(0, 2000)]


@pytest.fixture
def keep(db):
    """Index texts: `keep(entry(1, "题目"), …)`."""

    def write(*entries):
        index.index_many(entries)

    return write
