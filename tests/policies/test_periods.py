"""The derived table and the query form say what the rule says, over random histories entered through real models."""

import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core import clock
from disclosure.models import Entry
from disclosure.refusal import Refused
from policies import periods, validity, wording
from policies.actions import publish_migrated
from policies.library import Library, in_force
from policies.models import CleanUp, CleanUpRow, Policy, Relation, ValidityEvent, ValidityPeriod
from policies.validity import IN_FORCE, EventKind, TermKind
from tests.conftest import make_issuer, make_policy, moment, publish

DAY = timedelta(days=1)
NOW = moment("2026-06-01 10:00")
TODAY = date(2026, 6, 1)
APPEARS = moment("2026-06-04 00:00")  # when the scheduled causes will appear
COUNTED = ["published", "scheduled", "archived", "merged", "privacy", "confirmed"]
NOT_COUNTED = ["draft", "error", "unconfirmed"]
BY_PERSON = ["confirmed", "unconfirmed"]
EVENTS = [
    kind.value
    for kind in EventKind
    if kind not in (EventKind.EXPIRED, EventKind.PUBLISHED, EventKind.REPLACED)
]
RELATIONS = {
    "amends": EventKind.AMENDED, "repeals": EventKind.REPEALED, "replaces": EventKind.REPLACED,
    "partial repeal": EventKind.PARTLY_REPEALED, "implements": None,
}  # fmt: skip
CLEAN_UPS = [
    "listed keep",
    "listed amend_by",
    "listed repeal",
    "listed declare_void",
    "default keep",
    "default repeal",
]


@dataclass(frozen=True)
class Told:
    """One thing that happens to the document: what, when, and what became of its cause."""

    what: str
    on: date
    until: date
    cause: str


days = st.dates(date(2022, 1, 1), date(2029, 12, 31))


@st.composite
def things(draw):
    what = draw(st.sampled_from([*EVENTS, *RELATIONS, *CLEAN_UPS]))
    causes = (
        COUNTED + NOT_COUNTED if what in EVENTS else [c for c in COUNTED + NOT_COUNTED if c not in BY_PERSON]
    )
    cause, on = draw(st.sampled_from(causes)), draw(days)
    if cause == "scheduled":
        on = max(on, clock.day_of(APPEARS))
    return Told(what, on, on + timedelta(days=draw(st.integers(0, 900))), cause)


@st.composite
def dates_of_target(draw):
    written = draw(st.dates(date(2019, 1, 1), date(2026, 5, 1)))
    effective = draw(st.none() | st.integers(0, 900).map(lambda days: written + timedelta(days=days)))
    term = draw(st.sampled_from([kind for kind in TermKind if effective or kind != TermKind.LENGTH]))
    dated = {"written_on": written, "published_on": written, "effective_on": effective, "term_kind": term}
    if term == TermKind.LENGTH:
        dated["term_months"] = draw(st.integers(1, 80))
    if term == TermKind.DATE:
        dated["expires_on"] = (effective or written) + timedelta(days=draw(st.integers(0, 1500)))
    return dated | {"normative": draw(st.booleans() | st.just(True))}


@contextmanager
def undone():
    """What is done inside is rolled back: the next example begins where this one began."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(department, cast):
    return World(department, cast)


class World:
    """One document of the town, and causes of the county that the clean-ups do not cover."""

    def __init__(self, office, cast):
        self.office, self.cast = office, cast
        self.town_issuer, self.county = make_issuer(), make_issuer("澄陵县人民政府", "county")

    def target(self, **values):
        policy = make_policy(
            self.office, self.cast["drafter"], issuers=[self.town_issuer], making=False, **values
        )
        publish_migrated(policy, reason="历史文件")
        return policy

    def cause(self, **values):
        values = {"written_on": TODAY, "published_on": TODAY, "effective_on": None} | values
        return make_policy(
            self.office, self.cast["drafter"], issuers=[self.county], normative=False, **values
        )

    def tell(self, target, told):
        """Enter one thing through the models and take its cause as far as it goes."""
        if told.cause in BY_PERSON:
            event = ValidityEvent(
                policy=target, kind=told.what, on=told.on, note="依据会议纪要", **more(told)
            )
            event.enter(by=self.cast["drafter"])
            if told.cause == "confirmed":
                event.confirm(by=self.cast["signer"])
            return
        cause = self.cause()
        if told.what in EVENTS:
            ValidityEvent(policy=target, kind=told.what, on=told.on, cause=cause, **more(told)).enter(
                by=self.cast["drafter"]
            )
        elif told.what in RELATIONS:
            kind, clauses = (told.what, "") if told.what != "partial repeal" else ("repeals", "第二条")
            Relation.objects.create(source=cause, target=target, kind=kind, on=told.on, clauses=clauses)
        else:
            self.clean_up(cause, target, told)
        self.carry(cause, told.cause)

    def clean_up(self, notice, target, told):
        how, decision = told.what.split()
        made = CleanUp.objects.create(
            notice=notice, on=told.on, default=decision if how == "default" else "none"
        )
        made.issuers.set([self.town_issuer])
        if how == "listed":
            CleanUpRow.objects.create(clean_up=made, policy=target, decision=decision, by=told.until)

    def carry(self, cause, fate):
        if fate == "draft":
            return
        publish(cause, self.cast, at=APPEARS if fate == "scheduled" else None)
        if fate in ("error", "archived", "merged", "privacy"):
            into = Policy.objects.published().exclude(pk=cause.pk).first()
            cause.withdraw(
                by=self.cast["signer"], kind=fate, reason="测试", into=into if fate == "merged" else None
            )


# Each is hundreds of queries. The SQL is the same everywhere, so PostgreSQL is asked about fewer.
HISTORIES = 60 if os.environ.get("TEST_FULL") else {"sqlite": 20}.get(connection.vendor, 8)


def more(told):
    said = {"until": told.until} if told.what in ("extended", "kept") else {}
    return said | ({"clauses": "第二条"} if told.what == "partly_repealed" else {})


def fact(told, target):
    """The event that a thing is, told from the rules alone; None where it changes nothing."""
    if told.what in EVENTS:
        until = told.until if told.what in ("extended", "kept") else None
        return validity.Event(EventKind(told.what), told.on, until=until)
    if told.what in RELATIONS:
        kind = RELATIONS[told.what]
        return kind and validity.Event(kind, told.on)
    how, decision = told.what.split()
    if how == "default" and not (target.is_normative and target.written_on < told.on):
        return None
    if decision == "amend_by":
        return validity.void_unless_amended(told.on, told.until)
    kinds = {"keep": EventKind.KEPT, "repeal": EventKind.REPEALED, "declare_void": EventKind.DECLARED_VOID}
    return validity.Event(kinds[decision], told.on)


def rule(target, history):
    events = [fact(told, target) for told in history if told.cause in COUNTED]
    return validity.Facts(
        is_normative=target.is_normative, published_on=target.published_on, effective_on=target.effective_on,
        term=target.term, events=tuple(event for event in events if event), written_on=target.written_on,
    )  # fmt: skip


def turning_days(target, facts, history):
    known = [
        TODAY,
        *validity.boundaries(facts),
        *(told.on for told in history),
        *(told.until for told in history),
    ]
    return sorted({day + shift for day in known if day > date.min for shift in (-DAY, 0 * DAY, DAY)})


def agree(target, facts, told, day):
    """The table and its query forms on one day; and what pages say, who do not tell what a set time will publish."""
    expected = validity.status_on(facts, day)
    period = ValidityPeriod.objects.on(day).get(policy=target)
    assert period.status == expected, day
    assert wording.standings([target.pk], day)[target.pk].status == validity.status_on(told, day)
    assert Policy.objects.with_status([expected], day).filter(pk=target.pk).exists()
    assert Policy.objects.in_force(day).filter(pk=target.pk).exists() == (expected in IN_FORCE)
    assert Entry.objects.filter(in_force(day), information=target).exists() == (expected in IN_FORCE), day


@settings(max_examples=HISTORIES, deadline=None, suppress_health_check=list(HealthCheck))
@example({"written_on": date(2020, 1, 1), "effective_on": date(2020, 1, 1), "term_kind": TermKind.NONE, "normative": True},
         [Told("suspended", date(2024, 1, 1), date(2024, 1, 1), "confirmed"),
          Told("restored", date(2025, 1, 1), date(2025, 1, 1), "published")])  # fmt: skip
@given(dates_of_target(), st.lists(things(), max_size=4))
def test_table_and_query_agree_with_the_rule_over_random_histories(world, dated, history):
    with undone(), clock.at(NOW):
        target = world.target(**dated)
        for told in history:
            world.tell(target, told)
        facts = rule(target, history)
        told = rule(target, [one for one in history if one.cause != "scheduled"])
        for day in turning_days(target, facts, history):
            agree(target, facts, told, day)
        assert list(periods.disagreements(Policy.objects.records())) == []


@settings(max_examples=HISTORIES, deadline=None, suppress_health_check=list(HealthCheck))
@given(dates_of_target(), st.lists(things(), max_size=3), days)
def test_the_library_counts_and_finds_what_the_rule_says(world, dated, history, day):
    with undone(), clock.at(NOW):
        target = world.target(**dated)
        for told in history:
            world.tell(target, told)
        status = validity.status_on(rule(target, history), day)
        for sought in validity.Status:
            library = Library({"on": day.isoformat(), "validity": sought.value})
            found = [row.information_id for row in library.rows(0, library.total)]
            assert len(found) == library.total
            assert (target.pk in found) == (sought == status)


# Named cases -----------------------------------------------------------------------------------------------
def status_of(policy, on):
    return ValidityPeriod.objects.on(on).get(policy=policy).status


def test_a_document_entered_after_a_clean_up_falls_under_its_default(world):
    told = Told("default repeal", date(2026, 1, 1), date(2026, 1, 1), "published")
    world.tell(world.target(), told)
    late = world.target(
        written_on=date(2020, 1, 1), published_on=date(2020, 1, 1), effective_on=date(2020, 1, 1)
    )
    assert status_of(late, date(2025, 12, 31)) == "in_force"
    assert status_of(late, date(2026, 1, 1)) == "repealed"


def test_a_scheduled_clean_up_may_not_take_effect_before_it_appears(world):
    with clock.at(NOW):
        target = world.target(
            written_on=date(2020, 1, 1), published_on=date(2020, 1, 1), effective_on=date(2020, 1, 1)
        )
        notice = world.cause()
        world.clean_up(notice, target, Told("listed repeal", TODAY, TODAY, "scheduled"))
        with pytest.raises(Refused):
            publish(notice, world.cast, at=APPEARS)


def test_a_change_without_a_cause_waits_for_a_second_person(world, department, auditor):
    target = world.target()
    event = ValidityEvent(policy=target, kind="repealed", on=clock.today(), note="依据会议纪要")
    event.enter(by=world.cast["signer"])
    assert status_of(target, clock.today()) == "in_force"
    with pytest.raises(Refused):
        event.confirm(by=world.cast["signer"])
    with pytest.raises(Refused):
        event.confirm(by=world.cast["drafter"])
    with pytest.raises(Refused):
        event.confirm(by=auditor)
    assert status_of(target, clock.today()) == "in_force"


def test_what_its_document_puts_into_effect_nobody_confirms(world):
    target, cause = world.target(), world.cause()
    event = ValidityEvent(policy=target, kind="repealed", on=clock.today(), cause=cause)
    event.enter(by=world.cast["drafter"])
    with pytest.raises(Refused):
        event.confirm(by=world.cast["signer"])
    assert status_of(target, clock.today()) == "in_force"


def test_a_confirmed_change_keeps_the_name_of_the_one_who_confirmed_it(world, officer):
    target = world.target()
    event = ValidityEvent(policy=target, kind="repealed", on=clock.today(), note="依据会议纪要")
    event.enter(by=world.cast["drafter"])
    event.confirm(by=world.cast["signer"])
    with pytest.raises(Refused):
        event.confirm(by=world.cast["signer"])
    assert status_of(target, clock.today()) == "repealed"


def test_a_document_withdrawn_in_error_has_no_validity_and_an_archived_one_keeps_its_own(world):
    wrong, archived = world.target(), world.target()
    wrong.withdraw(by=world.cast["signer"], kind="error", reason="发错了")
    archived.withdraw(by=world.cast["signer"], kind="archived", reason="过时")
    assert not ValidityPeriod.objects.filter(policy=wrong).exists()
    assert status_of(archived, clock.today()) == "in_force"


# rebuild_validity ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "falsify", [{"status": "repealed"}, {"starts_on": date(2001, 1, 1)}, {"note": "改过"}]
)
def test_a_check_finds_a_falsified_row_and_a_rebuild_mends_it(world, falsify, capsys):
    target = world.target()
    ValidityPeriod.objects.filter(policy=target, status="in_force").update(**falsify)
    with pytest.raises(CommandError) as refusal:
        call_command("rebuild_validity", check=True)
    assert refusal.value.returncode == 1
    assert target.title in capsys.readouterr().err
    call_command("rebuild_validity")
    call_command("rebuild_validity", check=True)


def test_a_check_finds_a_row_too_many_and_a_row_too_few(world):
    target, other = world.target(), world.target()
    ValidityPeriod.objects.filter(policy=target).first().delete()
    ValidityPeriod.objects.create(
        policy=other, starts_on=date(1999, 1, 1), ends_on=date(1999, 2, 1), status="in_force", reason="event"
    )
    assert len(list(periods.disagreements(Policy.objects.records()))) == 2


def test_a_check_changes_nothing(world):
    ValidityPeriod.objects.filter(policy=world.target()).update(note="改过")
    with pytest.raises(CommandError):
        call_command("rebuild_validity", check=True)
    assert set(ValidityPeriod.objects.values_list("note", flat=True)) == {"改过"}


def test_a_rebuild_also_mends_the_run_of_days_that_lists_read(world):
    target = world.target()
    Entry.objects.filter(information=target).update(in_force_runs=0, in_force_from=None, in_force_until=None)
    call_command("rebuild_validity")
    assert Entry.objects.get(information=target).in_force_runs == 1


def test_a_longer_term_that_a_set_time_will_publish_is_told_by_no_page(world):
    with clock.at(NOW):
        began = TODAY - 20 * DAY
        target = world.target(
            written_on=began,
            published_on=began,
            effective_on=began,
            term_kind=TermKind.DATE,
            expires_on=TODAY + DAY,
        )
        day = clock.day_of(APPEARS)
        world.tell(target, Told("extended", day + DAY, day + 300 * DAY, "scheduled"))
        assert wording.standings([target.pk], day + 9 * DAY)[target.pk].status == validity.Status.EXPIRED
