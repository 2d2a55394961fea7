"""Whether the index says what its owner says."""

from collections.abc import Iterable

from django.db import connection

from search import index
from search.meaning import pieces
from search.models import Document, Piece, Text
from search.sql import form
from search.text import asked

COMPARED = ("title_key", "kind", "year", "themes", "visible_from", "since", "until")


def unlike(entries: Iterable[index.Entry]) -> set[int]:
    """Numbers of the texts that are not kept as they are given here, or are not found by their title."""
    entries = list(entries)
    documents = {one.number: one for one in Document.objects.filter(number__in=[e.number for e in entries])}
    texts = Text.objects.in_bulk([entry.number for entry in entries])
    with connection.cursor() as cursor:
        return {
            e.number for e in entries if not _agrees(e, documents.get(e.number), texts.get(e.number), cursor)
        }


def surplus(numbers: set[int]) -> set[int]:
    """Numbers that are kept and are none of these."""
    kept = Document.objects.filter(number__gt=0).values_list("number", flat=True)
    return set(kept.union(Piece.objects.values_list("number", flat=True))) - numbers


def waiting(entries: Iterable[index.Entry]) -> int:
    """How many of their pieces have no vector of the present model yet; not a fault: words find them."""
    return pieces.waiting({entry.number: entry.meanings for entry in entries})


def _agrees(entry, document, text, cursor):
    if document is None or text is None:
        return False
    expected = index.document_of(entry, document.place)
    same = all(getattr(document, name) == getattr(expected, name) for name in COMPARED)
    same = same and (text.title, text.body) == (index.storable(entry.title), index.storable(entry.body))
    return same and _is_found(entry.title, document.place, cursor)


def _is_found(title, place, cursor):
    tokens = asked(title)
    if not tokens:
        return True
    source, match = form().source("every")
    cursor.execute(
        f"SELECT 1 FROM {source} WHERE {match} AND {form().PLACE} = %(place)s",
        {"hits": form().expression(tokens), "place": place},
    )
    return cursor.fetchone() is not None
