"""The rules in plain Python: periods and where a matter stands."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions import periods, progress
from decisions.progress import Facts
from decisions.steps import COLUMNS, STEPS

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
FIRST = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("kind", "days", "short"),
    [("decision", 29, True), ("decision", 30, False), ("normative", 29, True), ("other", 7, False), ("other", 6, True)],
)  # fmt: skip
def test_thirty_days_lie_between_the_first_and_the_last(kind, days, short):
    assert periods.is_short(kind, FIRST, FIRST + timedelta(days=days)) == short


@given(first=DAYS, days=st.integers(0, 400), after=st.integers(-500, 500))
def test_a_day_is_before_within_or_after(first, days, after):
    last, day = first + timedelta(days=days), first + timedelta(days=after)
    expected = periods.COMING if after < 0 else periods.OPEN if after <= days else periods.CLOSED
    assert periods.phase(first, last, day) == expected
    assert (periods.days_left(last, day) >= 0) == (expected != periods.CLOSED)
    assert (day >= periods.overdue_from(last)) == (expected == periods.CLOSED)


def _facts(public, asked, **more):
    """As a matter gives them: what asks the public is itself public."""
    known = {"consultation": asked[0][0]} if asked else {}
    return Facts(public=known | public, asked=asked, **more)


FACTS = st.builds(
    _facts,
    public=st.dictionaries(st.sampled_from(sorted(STEPS)), DAYS),
    exempt=st.frozensets(st.sampled_from(sorted(STEPS))),
    asked=st.lists(
        st.tuples(DAYS, st.integers(0, 60)).map(lambda one: (one[0], one[0] + timedelta(days=one[1]))), max_size=2
    ).map(tuple),
    planned_on=st.none() | DAYS,
    ended=st.booleans(),
)  # fmt: skip


@given(facts=FACTS, day=DAYS)
def test_every_step_has_a_state_and_what_is_public_is_never_missing(facts, day):
    judged = progress.judge(facts, day)
    assert set(judged) == set(STEPS)
    for key, state in judged.items():
        assert state in (
            progress.DONE,
            progress.OPEN,
            progress.MISSING,
            progress.WAITING,
            progress.NOT_NEEDED,
            progress.STOPPED,
        )
        if key in facts.public:
            assert state in (progress.DONE, progress.OPEN)
        elif key in facts.exempt and key != "consultation":
            assert state == progress.NOT_NEEDED
    assert progress.state(facts, day) in progress.STATES


@given(facts=FACTS, day=DAYS, later=st.integers(0, 900))
def test_a_gap_does_not_close_by_waiting(facts, day, later):
    before, after = progress.judge(facts, day), progress.judge(facts, day + timedelta(days=later))
    for key, state in before.items():
        if state == progress.MISSING and len(facts.asked) < 2:
            assert after[key] == progress.MISSING


def test_a_decision_makes_every_paper_before_it_due():
    judged = progress.judge(Facts(public={"decision": FIRST}, exempt=frozenset({"hearing"})), FIRST)
    assert judged["hearing"] == progress.NOT_NEEDED
    assert {judged[key] for key in COLUMNS if key != "decision"} == {progress.MISSING}


def test_the_adoption_is_owed_the_day_after_the_last():
    facts = Facts(public={"draft": FIRST, "consultation": FIRST}, asked=((FIRST, date(2026, 4, 2)),))
    assert progress.judge(facts, date(2026, 4, 2))["adoption"] == progress.WAITING
    assert progress.judge(facts, date(2026, 4, 3))["adoption"] == progress.MISSING
    assert progress.judge(facts, date(2026, 4, 2))["consultation"] == progress.OPEN
    assert progress.state(facts, date(2026, 4, 3)) == "consulted"


def test_what_was_planned_for_a_day_that_is_over_is_owed():
    facts = Facts(planned_on=FIRST)
    assert progress.judge(facts, FIRST)["decision"] == progress.WAITING
    assert progress.judge(facts, FIRST + timedelta(days=1))["decision"] == progress.MISSING


def test_a_matter_that_was_given_up_owes_no_decision():
    judged = progress.judge(Facts(ended=True, planned_on=FIRST), FIRST + timedelta(days=90))
    assert set(judged.values()) == {progress.STOPPED}


def test_the_table_has_thirteen_columns():
    assert len(COLUMNS) + 3 == 13
