"""How many may search at once in a worker: reading pages must not wait behind searches."""

import threading
from contextlib import contextmanager

# Of the eight threads that a worker has. More at once would not be answered sooner: they share the processor with each
# other and with the readers. A few may wait for a moment, so that a coincidence of some is not refused.
AT_ONCE, WAITING = 2, 2
SECONDS = 0.5
_places = threading.BoundedSemaphore(AT_ONCE)
_queue = threading.BoundedSemaphore(WAITING)


class Full(Exception):
    """All places are taken; the sender may come back in a few seconds (503)."""


@contextmanager
def place():
    """`with place(): …` — raises Full where AT_ONCE others are searching and WAITING wait, or after SECONDS of waiting."""
    if not _places.acquire(blocking=False):
        _wait()
    try:
        yield
    finally:
        _places.release()


def _wait():
    """Until a place is ours."""
    if not _queue.acquire(blocking=False):
        raise Full
    try:
        if not _places.acquire(timeout=SECONDS):
            raise Full
    finally:
        _queue.release()
