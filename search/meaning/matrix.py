"""All vectors in memory, compared with a question one after another: 100 000 pieces are 39 MB and some 30 ms."""

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass

import numpy
from django.db import connection

from search.meaning import pieces
from search.meaning.version import MODEL

SIZE = 384
AT_ONCE = 8192  # vectors that are unpacked at a time: 12 MB
# Pieces that changed are read again with all others, which takes a second per 100 000. So while thousands of vectors
# are being made this happens now and then; what is no longer public is taken out of every answer by the asker.
SHARE = 20  # at most one part in so many of the time goes into reading again,
LONG = 0.2  # where a reading takes more seconds than this


@dataclass
class Matrix:
    version: int
    pks: numpy.ndarray
    kinds: numpy.ndarray  # of each piece, a position in `names`
    visible_from: numpy.ndarray
    vectors: numpy.ndarray
    scales: numpy.ndarray
    names: list[str]

    def nearest(self, vector, kinds: Collection[str], now: int, limit: int) -> list[tuple[int, float]]:
        """(pk of a piece, similarity), best first, of pieces visible at a moment."""
        fitting = self.visible_from <= now
        if kinds:
            wanted = [position for position, name in enumerate(self.names) if name in kinds]
            fitting &= numpy.isin(self.kinds, wanted)
        similar = numpy.where(fitting, self._similarities(vector), -2)
        best = numpy.argsort(-similar, kind="stable")[:limit]
        return [(int(self.pks[at]), round(float(similar[at]), 4)) for at in best if similar[at] > -2]

    def _similarities(self, vector):
        found = numpy.empty(len(self.pks), numpy.float32)
        for start in range(0, len(found), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            found[some] = self.vectors[some].astype(numpy.float32) @ vector
        return found * self.scales


def read() -> Matrix:
    """The pieces that have a vector of the present model and a text that is kept."""
    version = pieces.version()  # first: what changes while reading asks for another reading
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_piece WHERE model = %s AND vector IS NOT NULL", [MODEL])
        size = cursor.fetchone()[0] + AT_ONCE  # some may come meanwhile
        pks, visible_from = numpy.zeros(size, numpy.int64), numpy.zeros(size, numpy.int64)
        kinds, scales = numpy.zeros(size, numpy.int16), numpy.zeros(size, numpy.float32)
        vectors, names, last, length = numpy.zeros((size, SIZE), numpy.int8), {}, 0, 0
        while rows := _rows(cursor, last, size - length):
            for pk, vector, kind, moment in rows:
                pks[length], visible_from[length] = pk, moment
                kinds[length] = names.setdefault(kind, len(names))
                scales[length] = numpy.frombuffer(vector, numpy.float32, 1)[0]
                vectors[length] = numpy.frombuffer(vector, numpy.int8, SIZE, 4)
                length += 1
            last = rows[-1][0]
    some = slice(0, length)
    return Matrix(
        version, pks[some], kinds[some], visible_from[some], vectors[some], scales[some], list(names)
    )


def _rows(cursor, last, room):
    cursor.execute(
        "SELECT p.id, p.vector, d.kind, d.visible_from FROM search_piece p JOIN search_document d ON d.number = p.number "
        "WHERE p.id > %s AND p.model = %s AND p.vector IS NOT NULL ORDER BY p.id LIMIT %s",
        [last, MODEL, min(room, 2000)],
    )
    return cursor.fetchall()


class Kept:
    """The matrix of this process, read again when pieces have changed."""

    def __init__(self):
        self._lock, self._matrix, self._not_before = threading.Lock(), None, 0.0

    def current(self) -> Matrix:
        """As the database says, or as it said a moment ago."""
        matrix = self._matrix
        if matrix and (time.monotonic() < self._not_before or matrix.version == pieces.version()):
            return matrix
        with self._lock:
            if self._matrix is matrix:
                began = time.monotonic()
                self._matrix = read()
                took = time.monotonic() - began
                self._not_before = time.monotonic() + SHARE * took if took > LONG else 0.0
            return self._matrix
