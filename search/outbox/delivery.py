"""Carrying over what changed: in order for each text, again where it failed, never older over newer."""

import time
from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.db.models import F, Max

from search.models import Document, Text, Undelivered
from search.outbox.remote import Item, Refused, Remote, document_of

AT_ONCE = 300  # texts of one call, some megabytes
FIRST_PAUSE, LAST_PAUSE = (
    5,
    3600,
)  # seconds before a text that was refused is sent again; twice as long each time


def deliver(remote: Remote) -> Iterator[int]:
    """Send everything that is due; yields the number of texts taken by each call. Raises Refused, OSError where the
    other engine does not answer: what it may have taken is sent again the next time."""
    while items := list(islice(_due(int(time.time())), AT_ONCE)):
        problems = remote.bulk(items)
        _settle(items, problems)
        yield len(items) - len(problems)


def _due(now):
    """The texts to send, those waiting longest first, each as it is at this moment."""
    waiting = Undelivered.objects.values("number").annotate(version=Max("id"), retry=Max("retry_at"))
    rows = list(waiting.filter(retry__lte=now).order_by("version")[:AT_ONCE])
    numbers = [row["number"] for row in rows]
    with transaction.atomic():
        documents = {one.number: one for one in Document.objects.filter(number__in=numbers)}
        texts = Text.objects.in_bulk(numbers)
    for row in rows:
        number, document = row["number"], documents.get(row["number"])
        kept = document and number in texts
        yield Item(number, row["version"], document_of(document, texts[number]) if kept else None)


@transaction.atomic
def _settle(items, problems):
    """Forget what was taken, but not what changed since; a refused text waits, and holds up no other."""
    now = int(time.time())
    for item in items:
        rows = Undelivered.objects.filter(number=item.number, id__lte=item.version)
        if item.number not in problems:
            rows.delete()
            continue
        attempts = max(rows.values_list("attempts", flat=True), default=0)
        pause = min(FIRST_PAUSE * 2 ** min(attempts, 20), LAST_PAUSE)
        rows.update(attempts=F("attempts") + 1, retry_at=now + pause, error=problems[item.number][:300])


__all__ = ["Refused", "Remote", "deliver"]
