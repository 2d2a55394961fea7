"""How often one address may send, and how often a wrong code may be tried; all counted over the last hour."""

import ipaddress
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings

from core.middleware import client_address
from core.models import SpentToken, TrackFailure
from core.public_forms.tokens import LONGEST, digest_of

HOUR = timedelta(hours=1)
FAILURES = 10
LEAST_SENDINGS = 20
KEPT = max(2 * HOUR, 2 * LONGEST)  # a spent token must outlive the pages that carry it


def sender(request) -> str:
    """Who sends, as a digest: the address that trusted proxies vouch for; of IPv6 the network of one household."""
    address = client_address(request)
    if ":" in address:
        address = str(ipaddress.ip_network(f"{address.partition('%')[0]}/64", strict=False))
    return digest_of("sender", address)


def wait_to_send(who: str, now: datetime) -> timedelta | None:
    """How long somebody has to wait before sending again; None: not at all."""
    limit = max(settings.SENDINGS_PER_HOUR, LEAST_SENDINGS)
    sent = SpentToken.objects.filter(sender=who, spent_at__gt=now - HOUR).order_by("-spent_at")
    return _until_free(sent.values_list("spent_at", flat=True)[:limit], limit, now)


def wait_to_track(subjects: list[str], now: datetime) -> timedelta | None:
    """How long tracking stays locked for an address or a receipt number; None: it is not."""
    waits = [_wait_of(subject, now) for subject in subjects]
    return max((wait for wait in waits if wait), default=None)


def _wait_of(subject, now):
    failed = TrackFailure.objects.filter(subject=subject, failed_at__gt=now - HOUR).order_by("-failed_at")
    return _until_free(failed.values_list("failed_at", flat=True)[:FAILURES], FAILURES, now)


def _until_free(latest, limit, now):
    """The latest moments, newest first: full when there are `limit`, free again when the oldest of them is old."""
    latest = list(latest)
    return latest[-1] + HOUR - now if len(latest) == limit else None


def note_failure(subjects: list[str], now: datetime) -> None:
    TrackFailure.objects.bulk_create(TrackFailure(subject=subject, failed_at=now) for subject in subjects)


def in_words(wait: timedelta) -> str:
    return f"{max(1, ceil(wait.total_seconds() / 60))}分钟"


def forget(now: datetime) -> int:
    """Delete what no limit and no second press can ask for any more; how many rows."""
    old = now - KEPT
    spent, _ = SpentToken.objects.filter(spent_at__lt=old).delete()
    failed, _ = TrackFailure.objects.filter(failed_at__lt=old).delete()
    return spent + failed
