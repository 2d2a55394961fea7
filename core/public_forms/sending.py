"""The one transaction in which a form is spent and what it brought is stored."""

import json
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from core import clock
from core.models import Receipted, SpentToken
from core.public_forms import receipts
from core.public_forms.receipts import Receipt
from core.public_forms.tokens import Token, digest_of


class SentOtherwise(Exception):
    """The page was sent before, with another text; `receipt` is the number that it led to."""

    def __init__(self, receipt: str):
        super().__init__(receipt)
        self.receipt = receipt


def earlier(token: Token, content: list) -> str:
    """The receipt number to which this very page and text led, or "". Raises SentOtherwise."""
    spent = SpentToken.objects.filter(digest=token.digest).first()
    return _same(spent, _digest(content)) if spent else ""


@transaction.atomic
def send(
    token: Token,
    content: list,
    *,
    prefix: str,
    who: str,
    now: datetime,
    store: Callable[[Receipt], Receipted],
):
    """Store what a page brought, once; returns the receipt number, the first one's to each press of the button.

    The unique token row is written first: whoever presses at the same moment waits for it, then finds it.
    Raises SentOtherwise.
    """
    spent, is_new = SpentToken.objects.get_or_create(
        digest=token.digest, defaults={"content": _digest(content), "sender": who, "spent_at": now}
    )
    if not is_new:
        return _same(spent, _digest(content))
    spent.receipt = store(receipts.make(prefix, clock.day_of(now), token.nonce)).receipt
    spent.save(update_fields=["receipt"])
    return spent.receipt


def _same(spent, digest):
    if spent.content != digest:
        raise SentOtherwise(spent.receipt)
    return spent.receipt


def _digest(content):
    return digest_of("content", json.dumps(content, ensure_ascii=False))
