"""Writing: texts come in, change and go, always in the caller's own transaction."""

import hashlib
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F

from search import outbox
from search.meaning import pieces
from search.models import Document, State, Text
from search.sql import form
from search.text import TOKENIZER_VERSION, normalise, tokens

SERIALS = 1 << 18  # texts of one day
NEVER = 1 << 62  # a moment
DAYS_AT_ONCE = 400  # SQLite takes no more than 500 rows of VALUES in older versions


@dataclass(frozen=True)
class Entry:
    """A text as its owner hands it in. `number` is the owner's name for it; `day` orders texts, newest first."""

    number: int
    title: str
    body: str
    kind: str
    day: date
    year: int
    visible_from: datetime
    themes: tuple[str, ...] = ()
    since: date | None = None  # first day in force
    until: date | None = None  # first day no longer in force
    # Short texts that it is also found by in meaning: (the owner's name for it, text). Titles, summaries, questions.
    meanings: tuple[tuple[str, str], ...] = ()


def index(entry: Entry) -> None:
    """Keep a text, new or again."""
    index_many([entry])


@transaction.atomic
def index_many(entries: Iterable[Entry]) -> None:
    """Keep some texts, new or again; a few statements for all of them."""
    entries = list(entries)
    former = _forget([entry.number for entry in entries], is_current())
    documents = [document_of(entry, place) for entry, place in _placed(entries, former)]
    Document.objects.bulk_create(documents, batch_size=100)
    texts = [Text(entry.number, *map(storable, (entry.title, entry.body))) for entry in entries]
    Text.objects.bulk_create(texts, batch_size=300)
    rows = [
        (document.place, *_tokens(entry.title, entry.body))
        for document, entry in zip(documents, entries, strict=True)
    ]
    with connection.cursor() as cursor:
        form().write(cursor, rows)
    pieces.keep({entry.number: entry.meanings for entry in entries})
    outbox.put(entry.number for entry in entries)


@transaction.atomic
def delete(numbers: Iterable[int]) -> None:
    """Forget texts; unknown numbers are none."""
    numbers = list(numbers)
    _forget(numbers, is_current())
    pieces.forget(numbers)
    outbox.put(numbers)


@transaction.atomic
def retime(number: int, since: date | None, until: date | None) -> None:
    """Other days in force; the words stay."""
    Document.objects.filter(number=number).update(since=_ordinal(since), until=_ordinal(until))
    outbox.put([number])


def title_key(title: str) -> int:
    """Equal for titles that differ only in blanks, signs, width and case."""
    return int.from_bytes(hashlib.blake2b(normalise(title).encode(), digest_size=8).digest(), signed=True)


def storable(text: str) -> str:
    """Without the one sign that PostgreSQL cannot keep; no token holds it."""
    return text.replace("\0", " ")


def _tokens(title, body):
    of_title = tokens(title)
    return of_title, of_title | tokens(body)


def _forget(numbers, current) -> dict:
    """Drop texts and their tokens; number → the place that it had and may have again."""
    documents = Document.objects.filter(number__in=numbers)
    places = dict(documents.values_list("number", "place"))
    texts = Text.objects.filter(number__in=places)
    if current and places:
        rows = [(places[text.number], *_tokens(text.title, text.body)) for text in texts]
        with connection.cursor() as cursor:
            form().erase(cursor, rows)
        documents.delete()
    elif places:
        # Tokens of another tokenizer cannot be made again: they stay until the index is rebuilt, under a document
        # that is never visible and keeps their place from being given away.
        documents.update(number=-F("place"), visible_from=NEVER)
    texts.delete()
    return places if current else {}


def _placed(entries, former):
    """(entry, place): the former place where the day is the same, else the next free one of its day."""
    days = {entry.number: entry.day.toordinal() for entry in entries}
    kept = {number: place for number, place in former.items() if place // SERIALS == days[number]}
    last = _last_places({days[number] for number in days.keys() - kept.keys()}, kept.values())
    for entry in entries:
        place = kept.get(entry.number)
        if place is None:
            place = last[days[entry.number]] = last[days[entry.number]] + 1
        yield entry, place


def _last_places(days, kept) -> dict:
    """Day → the highest place of it that is taken, or is about to be taken again; the one before its first where none is."""
    last = dict(_taken(sorted(days))) if days else {}
    for place in kept:
        day = place // SERIALS
        last[day] = max(place, last.get(day, 0))
    return last


def _taken(days):
    """(day, its highest place): a statement for hundreds of them, a step in the index for each."""
    with connection.cursor() as cursor:
        for start in range(0, len(days), DAYS_AT_ONCE):
            firsts = ", ".join(f"({day * SERIALS})" for day in days[start : start + DAYS_AT_ONCE])
            cursor.execute(
                "SELECT column1, (SELECT max(place) FROM search_document WHERE place >= column1 AND place < column1 + %s) "
                f"FROM (VALUES {firsts}) AS days",
                [SERIALS],
            )
            yield from ((first // SERIALS, highest or first) for first, highest in cursor.fetchall())


def document_of(entry: Entry, place: int) -> Document:
    """The row of a text, not stored yet."""
    return Document(
        place=place, number=entry.number, title_key=title_key(entry.title), kind=entry.kind, year=entry.year,
        themes=f",{','.join(entry.themes)}," if entry.themes else "", visible_from=int(entry.visible_from.timestamp()),
        since=_ordinal(entry.since), until=_ordinal(entry.until),
    )  # fmt: skip


def _ordinal(day):
    return day.toordinal() if day else None


# The whole index -------------------------------------------------------------------------------------------
def is_current() -> bool:
    """Whether the tokens were made by the tokenizer of this program; an index without a mark begins empty."""
    version = State.objects.values_list("version", flat=True).first()
    if version is None:
        begin_again()
    return version in (None, TOKENIZER_VERSION)


@transaction.atomic
def begin_again() -> None:
    """Drop all tokens, for a rebuild with another tokenizer; texts are found again as they are indexed again."""
    with connection.cursor() as cursor:
        form().clear(cursor)
    Document.objects.all().delete()
    Text.objects.all().delete()
    State.objects.update_or_create(pk=1, defaults={"version": TOKENIZER_VERSION})


@contextmanager
def bulk():
    """`with bulk(): …` around a load of thousands, outside transactions: faster to write, and quick to ask afterwards."""
    with connection.cursor() as cursor:
        form().prepare(cursor)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            form().settle(cursor)
