"""Which addresses are asked on a day, and what is remembered of their answers."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from core import clock
from core.link_check.probing import LONGEST, Answer, probe
from core.links import EXTERNAL, kind_of, plain_url
from core.models import LinkState

AT_ONCE = 4


@dataclass
class Checked:
    """What a day's check did: how many were asked, how many wait for another day, which answer badly now."""

    asked: int
    waiting: int
    problems: list[LinkState]


def check_links(
    urls: Iterable[str], day: date, budget_seconds: float, *, ask: Callable[[str], Answer] = probe
) -> Checked:
    """Ask for the addresses elsewhere that were not asked for on `day`, longest ago first, until the budget is spent.

    urls: every address that stands in a public text or attachment now; what is no longer among them is forgotten.
    Safe to call twice. Each answer is stored when it comes, so that an end half-way loses nothing.
    """
    due = _due(_remembered(urls), day)
    until, asked = time.monotonic() + budget_seconds, 0
    remaining = iter(due)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while time.monotonic() < until and (some := list(islice(remaining, AT_ONCE))):
            for state, answer in zip(some, pool.map(ask, [one.url for one in some]), strict=True):
                state.note_answer(answer.status, answer.note, answer.moved_to)
            asked += len(some)
    return Checked(asked, len(due) - asked, list(LinkState.objects.problems()))


def _due(states, day):
    morning = clock.midnight(day)
    waiting = [one for one in states if one.last_checked_at is None or one.last_checked_at < morning]
    return sorted(waiting, key=lambda one: (one.last_checked_at is not None, one.last_checked_at, one.pk))


@transaction.atomic
def _remembered(urls):
    """The rows of the addresses that can be asked for; new ones are added, unused ones go."""
    hosts = own_hosts()
    wanted = {plain_url(url) for url in urls if kind_of(url, hosts) == EXTERNAL}
    wanted = {url for url in wanted if len(url) <= LONGEST}
    known = {one.url: one for one in LinkState.objects.all()}
    LinkState.objects.filter(pk__in=[one.pk for url, one in known.items() if url not in wanted]).delete()
    LinkState.objects.bulk_create(LinkState(url=url) for url in sorted(wanted - known.keys()))
    return list(LinkState.objects.all())


def own_hosts() -> set[str]:
    """The names under which this site is reached: links to them are internal."""
    names = {*settings.PORTAL_HOSTS, settings.SITE["domain"], urlsplit(settings.SITE_ORIGIN).hostname or ""}
    return {name.lower().lstrip("*.") for name in names if name}


def known_states(urls: Iterable[str]) -> dict[str, str]:
    """Address → how it answered last, for `links.problems`: what does not answer counts from the third day on."""
    wanted = {plain_url(url) for url in urls}
    return {one.url: one.counted_status for one in LinkState.objects.filter(url__in=wanted)}
