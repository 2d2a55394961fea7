"""Vectors for the pieces that wait: made after their records are public, a few at a time, by one process at a time.

Killed at any moment, what was stored stays and the rest still waits. A vector is a function of its text alone and is
stored for every piece with that digest, so a second process could only do the same work again, never wrong work; a
lease of LEASE seconds keeps it from that.
"""

import logging
import time

from django.db import transaction
from django.db.models import Q

from search.meaning import pieces
from search.meaning.model import Unreadable, of_piece
from search.meaning.version import MODEL
from search.models import Meanings, Piece

AT_ONCE = 32  # texts between two commits: a second, at most ten
LEASE = 30  # seconds
log = logging.getLogger(__name__)


def waiting():
    """The pieces that have no vector of the present model; both halves of what is unequal are in the index."""
    return Piece.objects.filter(Q(model__lt=MODEL) | Q(model__gt=MODEL))


def make_some(worker: str) -> int:
    """Make up to AT_ONCE vectors, of the newest pieces first, under the name of a worker; how many texts got theirs.
    None wait, or another worker makes them: 0."""
    if not _lease(worker):
        return 0
    texts = dict(waiting().order_by("-pk").values_list("digest", "text")[:AT_ONCE])
    known = Piece.objects.filter(digest__in=texts, model=MODEL).values_list("digest", "vector")
    vectors = {digest: bytes(vector) if vector else None for digest, vector in known}
    for digest in texts.keys() - vectors.keys():
        vectors[digest] = _vector(texts[digest])
    if vectors:
        _store(vectors)
    return len(vectors)


def is_leased_to_another(worker: str) -> bool:
    return Meanings.objects.filter(pk=1).filter(_is_held(int(time.time()))).exclude(worker=worker).exists()


def release(worker: str) -> None:
    """Another may begin at once."""
    Meanings.objects.filter(pk=1, worker=worker).update(worker_until=0)


def _lease(worker):
    now = int(time.time())
    Meanings.objects.get_or_create(pk=1)
    free = Meanings.objects.filter(pk=1).filter(Q(worker=worker) | ~_is_held(now))
    return bool(free.update(worker=worker, worker_until=now + LEASE))


def _is_held(now):
    """Until a moment that can be meant: a clock that was set back must not hold it for ever."""
    return Q(worker_until__gt=now, worker_until__lte=now + LEASE)


def _vector(text):
    try:
        return of_piece(text)
    except Unreadable:  # kept as done: the same text would fail again
        log.warning("no vector for a piece of %s characters", len(text))
        return None


@transaction.atomic
def _store(vectors):
    for digest, vector in vectors.items():
        waiting().filter(digest=digest).update(vector=vector, model=MODEL)
    pieces.changed()
