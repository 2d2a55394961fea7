"""The derived periods: what the rule says of each document, stored so that "in force on day D" is one join.

Rewritten whenever an event, a relation, a clean-up, a date, an issuer or `is_normative` changes; proved against the
rule by `rebuild_validity --check`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction

from disclosure import gate
from disclosure.models import Entry
from policies import validity
from policies.models.cleanup import CleanUp
from policies.models.history import Relation, ValidityEvent, ValidityPeriod
from policies.models.issuer import PolicyIssuer
from search import index as search_index

CHUNK = 500


# Facts -----------------------------------------------------------------------------------------------------
def clean_ups(*, scheduled=False) -> list[validity.CleanUp]:
    """Every clean-up whose decision is published, as the rule reads it. Three queries."""
    standing = CleanUp.objects.standing(scheduled=scheduled)
    return [one.as_fact() for one in standing.prefetch_related("issuers", "rows")]


def facts_of(policy) -> validity.Facts:
    """What the rule needs to know of one document."""
    return next(iter(facts([policy])))[1]


def facts(policies: Iterable, known_clean_ups=None, *, scheduled=False) -> Iterator[tuple]:
    """(policy, Facts) for each of a few hundred documents; five queries for all of them. scheduled: as stored, with what
    documents bring that a set time will publish."""
    policies = list(policies)
    known = clean_ups(scheduled=scheduled) if known_clean_ups is None else known_clean_ups
    events, issuers = _events(policies, scheduled), _issuers(policies)
    for policy in policies:
        document = validity.Document(policy.pk, issuers[policy.pk], policy.is_normative, policy.written_on)
        cleaned = [event for one in known for event in validity.clean_up_events(one, document)]
        yield policy, facts_from(policy, (*events[policy.pk], *cleaned))


def facts_from(policy, events: tuple) -> validity.Facts:
    """A document's own dates and term, with the events that are known of it."""
    return validity.Facts(
        is_normative=policy.is_normative,
        published_on=policy.published_on,
        effective_on=policy.effective_on,
        term=policy.term,
        events=events,
        written_on=policy.written_on,
    )


def _events(policies, scheduled):
    found = defaultdict(list)
    for event in ValidityEvent.objects.standing(scheduled=scheduled).filter(policy__in=policies):
        found[event.policy_id].append(event.as_fact())
    for relation in Relation.objects.standing(scheduled=scheduled).with_effect().filter(target__in=policies):
        found[relation.target_id].append(relation.as_fact())
    return found


def _issuers(policies):
    found = defaultdict(frozenset)
    links = PolicyIssuer.objects.filter(policy__in=policies).values_list("policy_id", "issuer_id")
    for policy, issuer in links:
        found[policy] |= {issuer}
    return found


def doubts(policies: Iterable) -> Iterator[tuple]:
    """(policy, Problem) where a published clean-up may cover a document and a missing fact keeps it open."""
    policies, known = list(policies), clean_ups()
    issuers = _issuers(policies)
    for policy in policies:
        document = validity.Document(policy.pk, issuers[policy.pk], policy.is_normative, policy.written_on)
        for one in known:
            if validity.coverage(one, document) == validity.Coverage.DOUBTFUL:
                yield from ((policy, problem) for problem in validity.check_clean_up(one, document))


# Periods ---------------------------------------------------------------------------------------------------
def rows(policy, known: validity.Facts) -> list:
    """The unsaved rows of one document."""
    return [_row(policy, period) for period in validity.periods(known)]


def _row(policy, period):
    because = period.because
    return ValidityPeriod(
        policy=policy,
        starts_on=period.start or ValidityPeriod.OPEN_START,
        ends_on=period.end or ValidityPeriod.OPEN_END,
        status=period.status.value,
        reason=period.reason.value,
        event_kind=because.kind.value if because else "",
        event_on=because.on if because else None,
        cause_id=because.source if because else None,
        clauses=because.clauses if because else "",
        note=because.text[:300] if because else "",
    )


@transaction.atomic
def rewrite(policies: Iterable) -> int:
    """Derive the periods of some documents anew; returns how many rows were written."""
    written, known, policies = 0, clean_ups(scheduled=True), list(policies)
    for start in range(0, len(policies), CHUNK):
        chunk = policies[start : start + CHUNK]
        ValidityPeriod.objects.filter(policy__in=chunk).delete()
        fresh = [
            row
            for policy, said in facts([p for p in chunk if _has_status(p)], known, scheduled=True)
            for row in rows(policy, said)
        ]
        written += len(ValidityPeriod.objects.bulk_create(fresh))
        _tell_entries(chunk, fresh)
    return written


def _tell_entries(policies, fresh) -> None:
    """Write the run of days in force onto the catalogue's rows, which lists read instead of the periods."""
    by_policy = defaultdict(list)
    for row in fresh:
        by_policy[row.policy_id].append(row)
    entries = list(Entry.objects.filter(information__in=[policy.pk for policy in policies]))
    for entry in entries:
        mark_run(entry, by_policy[entry.information_id])
        search_index.retime(entry.pk, entry.in_force_from, entry.in_force_until)
    Entry.objects.bulk_update(entries, ["in_force_from", "in_force_until", "in_force_runs"])


def mark_run(entry, rows) -> None:
    """Set the days in force on a row of the catalogue, from the document's periods in order."""
    runs = []
    for row in rows:
        if row.is_in_force:
            _lengthen(runs, row)
    entry.in_force_runs = len(runs)
    entry.in_force_from, entry.in_force_until = (runs[0][0], runs[-1][1]) if runs else (None, None)


def _lengthen(runs, row):
    """Add a period to the run that it continues, else begin a new run."""
    if runs and runs[-1][1] == row.starts_on:
        runs[-1] = (runs[-1][0], row.ends_on)
    else:
        runs.append((row.starts_on, row.ends_on))


def _has_status(policy) -> bool:
    return policy.status == gate.PUBLISHED or (
        policy.status == gate.WITHDRAWN and policy.withdraw_kind == policy.Withdrawal.ARCHIVED
    )


def rewrite_around(policy, also=()) -> None:
    """Derive anew the document, every other one whose validity it changes, and those named besides."""
    around = {policy.pk, *also}
    around |= {relation.target_id for relation in policy.relations.all()}
    around |= {event.policy_id for event in policy.caused_events.all()}
    clean_up = CleanUp.objects.filter(notice=policy).first()
    if clean_up:
        around |= set(_covered(clean_up, type(policy).objects.records()))
    rewrite(type(policy).objects.filter(pk__in=around))


def _covered(clean_up, policies):
    listed = clean_up.rows.values_list("policy_id", flat=True)
    if clean_up.default == validity.Default.NONE:
        return listed
    in_scope = policies.filter(issuers__in=clean_up.issuers.all())
    return [*listed, *in_scope.values_list("pk", flat=True)]


# Proof -----------------------------------------------------------------------------------------------------
COMPARED = (
    "starts_on",
    "ends_on",
    "status",
    "reason",
    "event_kind",
    "event_on",
    "cause_id",
    "clauses",
    "note",
)


def disagreements(policies) -> Iterator[str]:
    """One sentence for each document of a QuerySet whose stored periods are not what the rule says."""
    known = clean_ups(scheduled=True)
    for chunk in _chunks(policies.order_by("pk").iterator(chunk_size=CHUNK)):
        stored = defaultdict(list)
        for row in ValidityPeriod.objects.filter(policy__in=chunk).order_by("starts_on"):
            stored[row.policy_id].append(_values(row))
        for policy, said in facts(chunk, known, scheduled=True):
            expected = [_values(row) for row in rows(policy, said)] if _has_status(policy) else []
            if stored[policy.pk] != expected:
                yield f"{policy.pk} 《{policy.title}》的有效期间与规则不符"


def _values(row):
    return tuple(getattr(row, name) for name in COMPARED)


def _chunks(iterator):
    chunk = []
    for item in iterator:
        chunk.append(item)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
