"""Work that takes a second of the processor: one at a time in each worker, the rest is asked to come back."""

import threading
from contextlib import contextmanager

_place = threading.BoundedSemaphore(1)


class Busy(Exception):
    """Somebody else's is being made; try again in a moment (503)."""


@contextmanager
def alone():
    """`with alone(): …` — raises Busy at once where another is under way, so that page reading never waits behind it."""
    if not _place.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _place.release()
