"""Numbers of texts that have to be delivered."""

from collections.abc import Iterable

from django.conf import settings

from search.models import Document, Undelivered


def put(numbers: Iterable[int]) -> None:
    """These changed or went: called after the change, in its transaction. Nothing where no other engine is named."""
    if settings.PORTAL_SEARCH_OUTBOX:
        Undelivered.objects.bulk_create((Undelivered(number=number) for number in numbers), batch_size=500)


def put_all() -> int:
    """Everything that is kept, for an index that begins empty; how many."""
    numbers = Document.objects.filter(number__gt=0).order_by("place").values_list("number", flat=True)
    put(numbers.iterator(chunk_size=2000))
    return len(numbers)
