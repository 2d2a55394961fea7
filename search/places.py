"""How many may search at once in a worker: reading pages must not wait behind searches."""

import threading
from contextlib import contextmanager

AT_ONCE = 4  # of the eight threads that a worker has
_places = threading.BoundedSemaphore(AT_ONCE)


class Full(Exception):
    """All places are taken; the sender may come back in a few seconds (503)."""


@contextmanager
def place():
    """`with place(): …` — raises Full at once where AT_ONCE others are searching."""
    if not _places.acquire(blocking=False):
        raise Full
    try:
        yield
    finally:
        _places.release()
