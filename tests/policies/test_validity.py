"""The validity of documents: the named cases of practice, then properties over random histories.

The oracle below is written from the rules alone: it walks through the days one by one and shares no code
with `policies.validity` but its words.
"""

import ast
import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies import validity as module
from policies.validity import (
    ENDED,
    IN_FORCE,
    CleanUp,
    Coverage,
    Decision,
    Default,
    Document,
    Event,
    EventKind,
    Facts,
    Reason,
    Row,
    Status,
    Term,
    TermKind,
    boundaries,
    check,
    check_clean_up,
    clean_up_events,
    coverage,
    in_force_until,
    last_day,
    next_change,
    period_on,
    periods,
    starts_on,
    status_on,
    validity,
    void_unless_amended,
)
from tests.conftest import examples

DAY = timedelta(days=1)
START = date(2020, 1, 1)
TOWN = "镇政府"


def make_facts(*events, is_normative=True, published_on=START, effective_on=START, term=None, **more):
    """A normative document in force since 2020, without a stated term, unless told otherwise."""
    return Facts(is_normative, published_on, effective_on, term or Term.none(), tuple(events), **more)


def make_event(kind, on, **more):
    """An event on an ISO day."""
    return Event(EventKind(kind), date.fromisoformat(on), **more)


def codes(problems):
    return [problem.code for problem in problems]


def statuses(facts, *days):
    return [str(status_on(facts, date.fromisoformat(day))) for day in days]


# --- Words ------------------------------------------------------------------------------------------


def test_statuses_have_the_values_of_the_interface_and_the_labels_of_the_domain():
    values = "not_yet in_force amended partly_repealed suspended repealed expired declared_void unmarked"
    labels = "尚未生效 现行有效 已修改 部分失效 暂停执行 废止 失效 宣布失效 未标注 不适用"
    assert [status.value for status in Status] == [*values.split(), "not_applicable"]
    assert [status.label for status in Status] == labels.split()
    assert Status.choices()[1] == ("in_force", "现行有效")


def test_in_force_means_in_force_amended_and_partly_repealed():
    assert {str(status) for status in IN_FORCE} == {"in_force", "amended", "partly_repealed"}
    assert not IN_FORCE & ENDED


def test_the_order_within_a_day_publishes_first_and_repeals_last():
    order = [str(kind) for kind in EventKind if kind != EventKind.EXPIRED]
    assert order[:4] == ["published", "effective", "amended", "partly_repealed"]
    assert order[-3:] == ["declared_void", "repealed", "replaced"]


def test_the_module_knows_neither_django_nor_the_clock():
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert imported == {"calendar", "collections.abc", "dataclasses", "datetime", "enum"}
    assert not called & {"today", "now", "utcnow", "time"}


# --- Terms ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2022-03-01", 24, "2024-02-29"),
        ("2021-03-01", 24, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-28"),
        ("2022-01-31", 1, "2022-02-28"),
        ("2022-08-31", 6, "2023-02-28"),
        ("2022-05-31", 1, "2022-06-30"),
        ("2022-01-01", 60, "2026-12-31"),
        ("2022-12-15", 1, "2023-01-14"),
        ("9999-06-01", 12, "9999-12-31"),
    ],
)
def test_a_term_ends_on_the_day_before_the_corresponding_day_or_with_the_month(start, months, expected):
    assert last_day(date.fromisoformat(start), Term.of_months(months)) == date.fromisoformat(expected)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(1, 240))
def test_the_day_after_a_term_is_the_corresponding_day_or_the_first_of_a_month(start, months):
    after = last_day(start, Term.of_months(months)) + DAY
    gone = (after.year - start.year) * 12 + after.month - start.month
    assert (after.day, gone) in {(start.day, months), (1, months + 1)}
    assert (after.day, gone) == (start.day, months) or start.day > 28


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(1, 240))
def test_a_later_start_never_ends_earlier(start, months):
    term = Term.of_months(months)
    assert last_day(start, term) <= last_day(start + DAY, term)


@pytest.mark.parametrize(
    "term",
    [Term(), Term.none(), Term(TermKind.LENGTH), Term(TermKind.LENGTH, months=-3), Term(TermKind.DATE)],
)
def test_a_term_that_says_nothing_has_no_last_day(term):
    assert last_day(START, term) is None


def test_a_length_without_a_start_has_no_last_day_but_a_date_has():
    assert last_day(None, Term.of_months(12)) is None
    assert last_day(None, Term.to(date(2024, 5, 1))) == date(2024, 5, 1)


# --- The named cases --------------------------------------------------------------------------------


def test_a_repeal_dated_tomorrow_leaves_the_document_in_force_today():
    today = date(2024, 5, 6)
    facts = make_facts(Event(EventKind.REPEALED, today + DAY, source="〔2024〕9号"))
    now, tomorrow = validity(facts, today), validity(facts, today + DAY)
    assert (now.status, now.label, now.until) == (Status.IN_FORCE, "现行有效", today)
    assert (tomorrow.status, tomorrow.since, tomorrow.until) == (Status.REPEALED, today + DAY, None)
    assert tomorrow.because.source == "〔2024〕9号"


def test_a_trial_term_of_two_years_that_ends_on_29_february_is_in_force_on_that_day_and_not_after():
    start = date(2022, 3, 1)
    facts = make_facts(published_on=start, effective_on=start, term=Term.of_months(24))
    last, after = validity(facts, date(2024, 2, 29)), validity(facts, date(2024, 3, 1))
    assert (last.status, last.since, last.until) == (Status.IN_FORCE, start, date(2024, 2, 29))
    assert (after.status, after.label, after.since) == (Status.EXPIRED, "失效", date(2024, 3, 1))
    assert after.because == Event(EventKind.EXPIRED, date(2024, 3, 1))


def test_amended_then_replaced_is_repealed_because_of_the_new_document():
    facts = make_facts(
        make_event("amended", "2021-06-01", source="amending"),
        make_event("replaced", "2023-01-01", source="new"),
    )
    assert statuses(facts, "2021-05-31", "2021-06-01", "2022-12-31", "2023-01-01") == [
        "in_force",
        "amended",
        "amended",
        "repealed",
    ]
    end = validity(facts, date(2024, 1, 1))
    assert (end.label, end.because.source, end.reason_kind) == ("废止", "new", "replaced")


def test_what_is_unlisted_in_a_clean_up_whose_rule_repeals_is_repealed_from_its_day():
    notice = CleanUp("清理", date(2019, 8, 1), frozenset({TOWN}), default=Default.REPEAL)
    document = Document("老办法", frozenset({TOWN}), True, date(2012, 4, 1))
    facts = make_facts(*clean_up_events(notice, document), effective_on=date(2012, 5, 1))
    assert statuses(facts, "2019-07-31", "2019-08-01") == ["in_force", "repealed"]
    assert validity(facts, date(2020, 1, 1)).because.source == "清理"


def test_amend_by_a_date_or_void_is_void_from_the_day_after_when_nobody_amended():
    facts = make_facts(void_unless_amended(date(2020, 6, 1), date(2020, 12, 31), "清理"))
    assert statuses(facts, "2020-12-31", "2021-01-01") == ["in_force", "declared_void"]
    assert validity(facts, date(2020, 12, 31)).until == date(2020, 12, 31)


@pytest.mark.parametrize(
    ("kind", "on", "after"),
    [
        ("amended", "2020-12-31", "amended"),
        ("amended", "2020-06-01", "amended"),
        ("replaced", "2020-12-31", "repealed"),
        ("amended", "2021-01-01", "declared_void"),
        ("amended", "2020-05-31", "declared_void"),
        ("partly_repealed", "2020-09-01", "declared_void"),
        ("kept", "2020-09-01", "declared_void"),
    ],
)
def test_amend_by_a_date_or_void_is_averted_only_by_amending_or_replacing_in_time(kind, on, after):
    condition = void_unless_amended(date(2020, 6, 1), date(2020, 12, 31), "清理")
    assert statuses(make_facts(condition, make_event(kind, on)), "2021-01-02") == [after]


def test_an_extension_after_expiry_is_refused_and_named():
    facts = make_facts(
        make_event("extended", "2022-01-01", until=date(2025, 12, 31), source="延期通知"),
        term=Term.to(date(2021, 12, 31)),
    )
    assert statuses(facts, "2021-12-31", "2022-01-01", "2025-01-01") == ["in_force", "expired", "expired"]
    (problem,) = check(facts)
    assert (problem.code, problem.is_error, problem.event.source) == ("extended_after_end", True, "延期通知")
    assert "期满失效" in problem.message and "2022-01-01" in problem.message


def test_an_extension_on_the_last_day_is_in_time():
    facts = make_facts(
        make_event("extended", "2021-12-31", until=date(2025, 12, 31)), term=Term.to(date(2021, 12, 31))
    )
    assert statuses(facts, "2022-01-01", "2025-12-31", "2026-01-01") == ["in_force", "in_force", "expired"]
    assert validity(facts, date(2023, 1, 1)).until == date(2025, 12, 31)
    assert check(facts) == []


def test_the_expiry_of_an_extended_document_names_what_extended_it():
    facts = make_facts(
        make_event("extended", "2021-05-01", until=date(2022, 4, 30), source="延期通知"),
        term=Term.to(date(2021, 12, 31)),
    )
    assert validity(facts, date(2022, 5, 1)).because.source == "延期通知"


def test_an_unknown_start_is_unmarked():
    facts = make_facts(published_on=None, effective_on=None)
    answer = validity(facts, date(2024, 1, 1))
    assert (answer.label, answer.since, answer.until, answer.because) == ("未标注", None, None, None)
    assert answer.reason_kind == "start_unknown"


def test_publication_does_not_stand_in_for_an_unknown_start():
    assert statuses(make_facts(effective_on=None), "2024-01-01") == ["unmarked"]


def test_a_repealed_document_of_unknown_start_is_repealed_from_then_and_unmarked_before():
    facts = make_facts(make_event("repealed", "2022-07-01"), effective_on=None, term=Term())
    assert statuses(facts, "2022-06-30", "2022-07-01") == ["unmarked", "repealed"]


def test_a_stated_last_day_ends_a_document_of_unknown_start_too():
    facts = make_facts(effective_on=None, term=Term.to(date(2022, 6, 30)))
    assert statuses(facts, "2022-06-30", "2022-07-01") == ["unmarked", "expired"]


def test_an_unknown_term_of_a_normative_document_is_unmarked_from_its_start():
    facts = make_facts(make_event("repealed", "2022-07-01"), term=Term())
    assert statuses(facts, "2019-12-31", "2020-01-01", "2022-07-01") == ["not_yet", "unmarked", "repealed"]
    assert validity(facts, START).reason == Reason.TERM_UNKNOWN


@pytest.mark.parametrize("kind", ["amended", "partly_repealed", "suspended", "kept"])
def test_no_lesser_event_turns_missing_facts_into_validity(kind):
    for facts in (make_facts(effective_on=None), make_facts(term=Term())):
        facts = replace(facts, events=(make_event(kind, "2021-01-01"),))
        assert statuses(facts, "2022-01-01") == ["unmarked"]


@pytest.mark.parametrize("term", [Term(TermKind.LENGTH), Term(TermKind.DATE), Term(TermKind.LENGTH, 0)])
def test_a_half_entered_term_counts_as_unknown_and_is_reported(term):
    assert statuses(make_facts(term=term), "2021-01-01") == ["unmarked"]
    assert codes(check(make_facts(term=term))) == ["term_incomplete"]


def test_no_stated_term_is_in_force_without_end():
    answer = validity(make_facts(), date(2024, 1, 1))
    assert (answer.status, answer.since, answer.until) == (Status.IN_FORCE, START, None)
    assert (answer.because.kind, answer.is_in_force) == (EventKind.EFFECTIVE, True)


# --- What is not normative --------------------------------------------------------------------------


def test_a_paper_that_is_not_normative_shows_not_applicable_whatever_is_missing():
    facts = make_facts(
        make_event("amended", "2021-01-01"), is_normative=False, effective_on=None, term=Term()
    )
    assert {status_on(facts, date(year, 6, 1)) for year in range(2015, 2026)} == {Status.NOT_APPLICABLE}


def test_a_paper_that_is_not_normative_does_not_expire():
    facts = make_facts(is_normative=False, term=Term.to(date(2021, 1, 1)))
    assert statuses(facts, "2019-01-01", "2022-01-01") == ["not_applicable", "not_applicable"]


@pytest.mark.parametrize(
    ("kind", "status"),
    [("repealed", "repealed"), ("replaced", "repealed"), ("declared_void", "declared_void")],
)
def test_a_paper_that_is_not_normative_shows_its_end_from_that_day(kind, status):
    facts = make_facts(make_event(kind, "2022-01-01"), is_normative=False, term=Term.to(date(2021, 1, 1)))
    assert statuses(facts, "2021-12-31", "2022-01-01") == ["not_applicable", status]


# --- One thing after another ------------------------------------------------------------------------


def test_a_document_is_not_yet_in_force_before_its_start():
    answer = validity(make_facts(published_on=date(2019, 11, 1)), date(2019, 12, 1))
    assert (answer.label, answer.since, answer.until) == ("尚未生效", None, date(2019, 12, 31))
    assert (answer.because, answer.reason_kind) == (None, "before_start")


def test_a_document_repealed_before_its_start_was_never_in_force():
    facts = make_facts(make_event("repealed", "2019-12-15"))
    assert [period.status for period in periods(facts)] == [Status.NOT_YET, Status.REPEALED]
    assert codes(check(facts)) == ["ended_before_start"]


def test_a_document_repealed_on_its_first_day_was_never_in_force():
    facts = make_facts(make_event("repealed", "2020-01-01"))
    assert [period.status for period in periods(facts)] == [Status.NOT_YET, Status.REPEALED]


def test_amended_and_repealed_on_one_day_is_repealed():
    facts = make_facts(make_event("repealed", "2021-01-01"), make_event("amended", "2021-01-01"))
    assert [period.status for period in periods(facts)] == [
        Status.NOT_YET,
        Status.IN_FORCE,
        Status.REPEALED,
    ]
    assert check(facts) == []


def test_amended_then_partly_repealed_shows_the_partial_repeal_and_stays_so():
    facts = make_facts(
        make_event("amended", "2021-01-01"),
        make_event("partly_repealed", "2022-01-01", clauses="第五条"),
        make_event("amended", "2023-01-01"),
    )
    assert statuses(facts, "2021-06-01", "2022-01-01", "2023-01-01") == [
        "amended",
        "partly_repealed",
        "partly_repealed",
    ]
    assert validity(facts, date(2024, 1, 1)).because.clauses == "第五条"


def test_a_second_amendment_begins_a_second_period_with_its_own_cause():
    facts = make_facts(
        make_event("amended", "2021-01-01", source="一"), make_event("amended", "2022-01-01", source="二")
    )
    first, second = validity(facts, date(2021, 6, 1)), validity(facts, date(2022, 6, 1))
    assert (first.because.source, first.until) == ("一", date(2021, 12, 31))
    assert (second.because.source, second.since) == ("二", date(2022, 1, 1))


def test_suspended_then_restored_returns_to_the_status_before():
    facts = make_facts(
        make_event("amended", "2021-01-01", source="修改"),
        make_event("suspended", "2022-01-01", source="暂停"),
        make_event("restored", "2022-03-01", source="恢复"),
    )
    assert statuses(facts, "2021-12-31", "2022-02-28", "2022-03-01") == ["amended", "suspended", "amended"]
    again = validity(facts, date(2023, 1, 1))
    assert (again.since, again.because.source) == (date(2022, 3, 1), "修改")


def test_a_plain_document_is_in_force_again_because_it_was_restored():
    facts = make_facts(make_event("suspended", "2022-01-01"), make_event("restored", "2022-03-01"))
    assert validity(facts, date(2023, 1, 1)).reason_kind == "restored"


def test_the_term_keeps_running_while_a_document_is_suspended():
    facts = make_facts(
        make_event("suspended", "2021-12-01"),
        make_event("restored", "2022-03-01"),
        term=Term.to(date(2021, 12, 31)),
    )
    assert statuses(facts, "2021-12-31", "2022-01-01", "2022-03-01") == ["suspended", "expired", "expired"]
    assert codes(check(facts)) == ["after_end"]


def test_an_amendment_before_the_start_shows_from_the_start_on():
    facts = make_facts(make_event("amended", "2019-12-01"))
    assert statuses(facts, "2019-12-31", "2020-01-01") == ["not_yet", "amended"]
    assert codes(check(facts)) == ["before_start"]


def test_an_extension_may_take_away_the_last_day():
    facts = make_facts(
        make_event("extended", "2021-01-01", open_ended=True), term=Term.to(date(2021, 12, 31))
    )
    assert validity(facts, date(2030, 1, 1)).status == Status.IN_FORCE
    assert validity(facts, date(2030, 1, 1)).until is None


def test_an_extension_that_names_no_day_lengthens_nothing():
    facts = make_facts(make_event("extended", "2021-01-01"), term=Term.to(date(2021, 12, 31)))
    assert statuses(facts, "2022-01-01") == ["expired"]
    assert codes(check(facts)) == ["until_missing"]


def test_an_extension_settles_an_unknown_term_from_its_own_day():
    facts = make_facts(make_event("extended", "2021-01-01", until=date(2022, 12, 31)), term=Term())
    assert statuses(facts, "2020-12-31", "2021-01-01", "2023-01-01") == ["unmarked", "in_force", "expired"]
    assert validity(facts, date(2021, 6, 1)).reason_kind == "extended"


def test_an_entered_effect_gives_the_start_that_the_document_left_open():
    effect = make_event("effective", "2021-05-01", source="施行公告")
    facts = make_facts(effect, effective_on=None)
    assert starts_on(facts) == date(2021, 5, 1)
    assert statuses(facts, "2021-04-30", "2021-05-01") == ["not_yet", "in_force"]
    assert validity(facts, date(2021, 5, 1)).because == effect


def test_events_with_plain_string_kinds_as_a_database_gives_them_work_too():
    facts = make_facts(Event("amended", date(2021, 1, 1)), Event("repealed", date(2022, 1, 1)))
    assert statuses(facts, "2021-01-01", "2022-01-01") == ["amended", "repealed"]


# --- Periods, boundaries, next change ---------------------------------------------------------------


def test_boundaries_and_next_change_name_the_days_on_which_something_changes():
    facts = make_facts(make_event("amended", "2021-03-01"), term=Term.of_months(24))
    assert boundaries(facts) == [START, date(2021, 3, 1), date(2022, 1, 1)]
    assert next_change(facts, date(2019, 1, 1)) == START
    assert next_change(facts, date(2021, 3, 1)) == date(2022, 1, 1)
    assert next_change(facts, date(2022, 1, 1)) is None


def test_the_last_day_in_force_looks_past_an_announced_amendment():
    facts = make_facts(make_event("amended", "2021-03-01"), term=Term.of_months(24))
    today = date(2021, 2, 1)
    assert validity(facts, today).until == date(2021, 2, 28)
    assert in_force_until(facts, today) == date(2021, 12, 31)
    assert in_force_until(facts, date(2019, 2, 1)) is None
    assert in_force_until(make_facts(), today) is None


def test_a_document_about_which_nothing_happens_has_one_period_of_all_days():
    (only,) = periods(Facts(is_normative=True))
    assert (only.start, only.end, only.last_day, only.note) == (None, None, None, "施行日期未知")
    assert date.min in only and date.max in only


def test_the_ends_of_the_calendar_do_not_break_the_rule():
    facts = make_facts(
        Event(EventKind.REPEALED, date.max), effective_on=date.min, published_on=None, term=Term.to(date.max)
    )
    assert [period.status for period in periods(facts)] == [Status.IN_FORCE, Status.REPEALED]
    assert status_on(facts, date.max) == Status.REPEALED


# --- What check() says ------------------------------------------------------------------------------


def test_a_document_in_order_has_no_problems():
    facts = make_facts(
        make_event("amended", "2021-01-01"),
        make_event("repealed", "2022-01-01"),
        published_on=date(2019, 12, 1),
        written_on=date(2019, 11, 30),
    )
    assert check(facts) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"published_on": date(2020, 2, 1)}, "retroactive"),
        ({"written_on": date(2020, 1, 5), "published_on": date(2019, 12, 1)}, "published_before_written"),
        ({"effective_on": None}, "start_unknown"),
        ({"term": Term()}, "term_unknown"),
        ({"term": Term.to(date(2019, 1, 1))}, "term_before_start"),
        ({"term": Term(TermKind.LENGTH, 24, date(2021, 12, 30))}, "term_disagrees"),
        ({"term": Term(TermKind.DATE, 24, date(2021, 12, 30))}, "term_disagrees"),
    ],
)
def test_dates_and_terms_that_do_not_fit_are_named(changes, code):
    assert codes(check(replace(make_facts(), **changes))) == [code]


def test_a_length_and_a_last_day_that_agree_are_no_problem():
    assert check(make_facts(term=Term(TermKind.LENGTH, 24, date(2021, 12, 31)))) == []


def test_taking_effect_before_publication_is_a_warning_and_changes_nothing():
    facts = make_facts(published_on=date(2020, 2, 1))
    (problem,) = check(facts)
    assert not problem.is_error and "溯及" in problem.message
    assert statuses(facts, "2020-01-15") == ["in_force"]


@pytest.mark.parametrize(
    ("events", "code", "is_error"),
    [
        ([("repealed", "2021-01-01"), ("amended", "2022-01-01")], "after_end", True),
        ([("repealed", "2021-01-01"), ("declared_void", "2022-01-01")], "ended_already", False),
        ([("restored", "2021-01-01")], "not_suspended", True),
        ([("suspended", "2021-01-01"), ("suspended", "2021-02-01")], "already_suspended", True),
        ([("expired", "2021-01-01")], "expiry_entered", True),
        ([("effective", "2021-01-01")], "date_disagrees", True),
        ([("published", "2019-01-01")], "date_disagrees", True),
        ([("suspended", "2019-06-01")], "before_start", False),
    ],
)
def test_events_out_of_place_are_named(events, code, is_error):
    facts = make_facts(*(make_event(kind, on) for kind, on in events))
    (problem,) = check(facts)
    assert (problem.code, problem.is_error) == (code, is_error)
    assert problem.event in facts.events


@pytest.mark.parametrize("kind", ["extended", "kept"])
def test_a_new_last_day_in_the_past_is_refused_and_an_earlier_one_is_doubted(kind):
    past = make_facts(make_event(kind, "2021-01-01", until=date(2020, 12, 30)))
    shorter = make_facts(
        make_event(kind, "2021-01-01", until=date(2021, 6, 30)), term=Term.to(date(2021, 12, 31))
    )
    assert (codes(check(past)), statuses(past, "2021-01-01")) == (["until_past"], ["in_force"])
    assert (codes(check(shorter)), statuses(shorter, "2021-07-01")) == (["shortened"], ["expired"])


def test_a_condition_that_nothing_can_meet_is_doubted():
    event = make_event("declared_void", "2021-01-01", unless_amended_since=date(2021, 1, 1))
    assert codes(check(make_facts(event))) == ["condition_empty"]


# --- Clean-ups: the practice of 明城镇 2023, 达川 2019, 铜川 2020 ------------------------------------


def make_clean_up(**changes):
    facts = {"source": "清理通知", "on": date(2023, 3, 7), "scope_issuers": frozenset({TOWN})}
    return CleanUp(**(facts | changes))


def make_document(key="甲", **changes):
    facts = {"issuers": frozenset({TOWN}), "is_normative": True, "written_on": date(2015, 1, 1)}
    return Document(key, **(facts | changes))


def mingcheng():
    """One kept, three repealed from the day of the notice; what states no term runs to the next clean-up."""
    rows = {"kept": Row(Decision.KEEP)} | {f"old-{n}": Row(Decision.REPEAL) for n in (1, 2, 3)}
    return make_clean_up(rows=rows, keeps_open_ended=True)


@pytest.mark.parametrize(
    ("term", "on", "status", "until"),
    [
        (Term.none(), "2030-01-01", "in_force", None),
        (Term(), "2023-03-06", "unmarked", date(2023, 3, 6)),
        (Term(), "2023-03-07", "in_force", None),
        (Term.to(date(2024, 12, 31)), "2024-12-31", "in_force", date(2024, 12, 31)),
        (Term.to(date(2024, 12, 31)), "2025-01-01", "expired", None),
    ],
)
def test_mingcheng_keeps_open_what_states_no_term_and_leaves_a_stated_term_alone(term, on, status, until):
    facts = make_facts(*clean_up_events(mingcheng(), make_document("kept")), term=term)
    answer = validity(facts, date.fromisoformat(on))
    assert (str(answer.status), answer.until) == (status, until)


def test_mingcheng_repeals_from_the_day_of_its_notice_and_is_silent_on_the_rest():
    facts = make_facts(*clean_up_events(mingcheng(), make_document("old-2")))
    assert statuses(facts, "2023-03-06", "2023-03-07") == ["in_force", "repealed"]
    assert clean_up_events(mingcheng(), make_document("unlisted")) == []


def dachuan():
    """What is not on the list of the kept is repealed; made up to the end of 2018."""
    rows = {
        "kept": Row(Decision.KEEP),
        "void": Row(Decision.DECLARE_VOID),
        "gone": Row(Decision.REPEAL),
        "revise": Row(Decision.AMEND_BY, by=date(2019, 9, 30)),
    }
    scope = {"on": date(2019, 4, 1), "made_on_or_before": date(2018, 12, 31), "default": Default.REPEAL}
    return make_clean_up(rows=rows, **scope)


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("kept", "in_force"),
        ("void", "declared_void"),
        ("gone", "repealed"),
        ("revise", "declared_void"),
        ("entered years later", "repealed"),
    ],
)
def test_dachuan_decides_every_document_listed_or_not(key, status):
    facts = make_facts(*clean_up_events(dachuan(), make_document(key)), effective_on=date(2016, 1, 1))
    assert statuses(facts, "2019-03-31", "2019-12-31") == ["in_force", status]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"key": "kept", "written_on": None, "issuers": frozenset()}, Coverage.LISTED),
        ({}, Coverage.UNLISTED),
        ({"written_on": date(2018, 12, 31)}, Coverage.UNLISTED),
        ({"written_on": date(2019, 1, 1)}, Coverage.OUTSIDE),
        ({"is_normative": False}, Coverage.OUTSIDE),
        ({"issuers": frozenset({"县政府"})}, Coverage.OUTSIDE),
        ({"key": "清理通知"}, Coverage.OUTSIDE),
        ({"written_on": None}, Coverage.DOUBTFUL),
        ({"issuers": frozenset()}, Coverage.DOUBTFUL),
        ({"issuers": frozenset({TOWN, "县民政局"})}, Coverage.DOUBTFUL),
    ],
)
def test_a_clean_up_covers_what_its_scope_says_and_doubts_what_nobody_knows(changes, expected):
    document = make_document(**changes)
    assert coverage(dachuan(), document) == expected
    doubtful = expected == Coverage.DOUBTFUL
    assert codes(check_clean_up(dachuan(), document)) == (["coverage_doubtful"] if doubtful else [])
    assert bool(clean_up_events(dachuan(), document)) == (expected in {Coverage.LISTED, Coverage.UNLISTED})


def test_an_unknown_writing_day_under_a_dated_scope_is_not_covered_but_reported_in_words():
    (problem,) = check_clean_up(dachuan(), make_document(written_on=None))
    assert "成文日期未知" in problem.message and "废止" in problem.message


def test_a_scope_without_a_date_ends_before_the_day_of_the_decision():
    notice = make_clean_up(default=Default.DECLARE_VOID)
    assert coverage(notice, make_document(written_on=date(2023, 3, 6))) == Coverage.UNLISTED
    assert coverage(notice, make_document(written_on=date(2023, 3, 7))) == Coverage.OUTSIDE


@pytest.mark.parametrize(
    ("default", "kind"), [("keep", "kept"), ("repeal", "repealed"), ("declare_void", "declared_void")]
)
def test_each_default_rule_acts_on_the_day_of_the_decision_and_says_so(default, kind):
    (event,) = clean_up_events(make_clean_up(default=Default(default)), make_document())
    assert (event.kind, event.on, event.source) == (kind, date(2023, 3, 7), "清理通知")
    assert "未列入" in event.text


def tongchuan():
    """To be revised and published anew by the end of the year, else void from New Year."""
    return make_clean_up(
        on=date(2020, 6, 30), rows={"甲": Row(Decision.AMEND_BY, by=date(2020, 12, 31), note="需修改")}
    )


def test_tongchuan_lets_an_unrevised_document_lapse_at_new_year():
    facts = make_facts(*clean_up_events(tongchuan(), make_document()))
    assert statuses(facts, "2020-12-31", "2021-01-01") == ["in_force", "declared_void"]
    assert validity(facts, date(2021, 1, 1)).because.text == "需修改"


def test_tongchuan_spares_a_document_revised_in_time():
    events = clean_up_events(tongchuan(), make_document())
    facts = make_facts(*events, make_event("amended", "2020-11-20"))
    assert statuses(facts, "2020-11-19", "2021-01-01") == ["in_force", "amended"]
    assert check(facts) == []


@pytest.mark.parametrize("by", [None, date(2020, 6, 29)])
def test_a_row_that_gives_no_usable_day_to_amend_by_does_nothing_and_is_named(by):
    notice = replace(tongchuan(), rows={"甲": Row(Decision.AMEND_BY, by=by)})
    assert clean_up_events(notice, make_document()) == []
    assert codes(check_clean_up(notice, make_document())) == ["amend_by_missing"]


def test_a_row_may_have_its_own_day_and_a_keep_its_own_last_day():
    rows = {
        "later": Row(Decision.REPEAL, on=date(2023, 5, 1)),
        "earlier": Row(Decision.REPEAL, on=date(2023, 1, 1)),
        "kept": Row(Decision.KEEP, until=date(2026, 3, 6)),
    }
    notice = make_clean_up(rows=rows)
    assert clean_up_events(notice, make_document("later"))[0].on == date(2023, 5, 1)
    assert clean_up_events(notice, make_document("kept"))[0].until == date(2026, 3, 6)
    assert codes(check_clean_up(notice, make_document("earlier"))) == ["row_before_decision"]


def test_a_clean_up_cannot_keep_what_has_expired():
    events = clean_up_events(mingcheng(), make_document("kept"))
    facts = make_facts(*events, term=Term.to(date(2022, 12, 31)))
    assert statuses(facts, "2023-03-07") == ["expired"]
    assert codes(check(facts)) == ["after_end"]


# --- An independent oracle --------------------------------------------------------------------------

FIRST, LAST = date(2024, 1, 20), date(2024, 4, 10)
ENDS = ("declared_void", "repealed", "replaced")
STEPS = ("amended", "partly_repealed", "kept", "extended", "suspended", "restored", *ENDS)


def all_days(margin=3):
    day = FIRST - margin * DAY
    while day <= LAST + 20 * DAY:
        yield day
        day += DAY


def averted(event, facts):
    """Was the condition of the event met by amending or replacing from the stated day to the eve?"""
    if event.unless_amended_since is None:
        return False
    eve = event.on - DAY
    rescues = [other.on for other in facts.events if other.kind in ("amended", "replaced")]
    return any(event.unless_amended_since <= day <= eve for day in rescues)


def oracle(facts):
    """The status of each day, found by living through the days one after another."""
    term = facts.term
    end_of_term = term.last_day if term.kind == "date" else None
    if term.kind == "length" and facts.effective_on:
        following = [n for n in range(1, 800) if is_month_turn(facts.effective_on, term.months, n)]
        end_of_term = facts.effective_on + (following[0] - 1) * DAY
    known, flags, final, found = term.kind == "none" or end_of_term is not None, set(), None, {}
    for day in all_days():
        if facts.is_normative and final is None and end_of_term and day > end_of_term:
            final = "expired"
        settled_yesterday = final is not None
        for step in STEPS:
            for event in [e for e in facts.events if e.on == day and e.kind == step]:
                if settled_yesterday or averted(event, facts):
                    continue
                if step in ENDS:
                    final = "declared_void" if step == "declared_void" else "repealed"
                elif step in ("amended", "partly_repealed", "suspended"):
                    flags.add(step)
                elif step == "restored":
                    flags.discard("suspended")
        if not settled_yesterday:
            end_of_term, known = new_term(facts, day, end_of_term, known)
        found[day] = final or living(facts, day, known, flags)
    return found


def is_month_turn(start, months, days):
    """Is the day so many days after `start` the first one beyond the term?"""
    day = start + days * DAY
    gone = (day.year - start.year) * 12 + day.month - start.month
    return (gone == months and day.day == start.day) or gone == months + 1


def new_term(facts, day, end_of_term, known):
    """The last keep of a day, then its last extension: of two days named at once the later counts."""
    for kind in ("kept", "extended"):
        todays = [e for e in facts.events if e.kind == kind and e.on == day]
        named = [e.until for e in todays if e.until and e.until >= day]
        is_open = any(e.open_ended and e.until is None for e in todays)
        if is_open and (kind == "extended" or end_of_term is None):
            end_of_term, known = None, True
        if named:
            end_of_term, known = max(named), True
    return end_of_term, known


def living(facts, day, known, flags):
    """The status of a document that has not ended."""
    if not facts.is_normative:
        return "not_applicable"
    if facts.effective_on is None:
        return "unmarked"
    if day < facts.effective_on:
        return "not_yet"
    if not known:
        return "unmarked"
    return next((flag for flag in ("suspended", "partly_repealed", "amended") if flag in flags), "in_force")


some_days = st.dates(FIRST, LAST)
terms = st.one_of(
    st.just(Term()),
    st.just(Term.none()),
    st.builds(Term.of_months, st.integers(1, 2)),
    st.builds(Term.to, some_days),
)


@st.composite
def histories(draw, kinds=STEPS):
    """Facts with up to eight events, crowded into twelve weeks so that they meet."""
    events = draw(st.lists(random_events(kinds), max_size=8))
    start = draw(st.none() | some_days)
    return Facts(draw(st.sampled_from([True, True, True, False])), None, start, draw(terms), tuple(events))


@st.composite
def random_events(draw, kinds=STEPS):
    kind, on, source = (
        EventKind(draw(st.sampled_from(kinds))),
        draw(some_days),
        draw(st.sampled_from("甲乙丙")),
    )
    if kind in (EventKind.EXTENDED, EventKind.KEPT):
        until = draw(st.none() | some_days)
        return Event(kind, on, source, until=until, open_ended=until is None and draw(st.booleans()))
    since = draw(st.none() | some_days) if kind == EventKind.DECLARED_VOID else None
    return Event(kind, on, source, unless_amended_since=since)


@settings(max_examples=examples(200), deadline=None)
@given(histories())
def test_the_rule_agrees_with_living_through_the_days_one_by_one(facts):
    assert {day: str(status_on(facts, day)) for day in all_days()} == oracle(facts)


@settings(max_examples=examples(150), deadline=None)
@given(histories())
def test_the_validity_of_a_day_is_the_period_that_holds_it(facts):
    runs = periods(facts)
    for day in all_days():
        (run,) = [period for period in runs if day in period]
        answer = validity(facts, day)
        assert (answer.status, answer.because, answer.reason) == (run.status, run.because, run.reason)
        assert (answer.since, answer.until) == (run.start, run.last_day)
        assert run == period_on(runs, day)


@settings(max_examples=examples(150), deadline=None)
@given(histories())
def test_periods_are_contiguous_half_open_and_cover_all_days(facts):
    runs = periods(facts)
    assert runs[0].start is None and runs[-1].end is None
    for before, after in pairwise(runs):
        assert before.end == after.start is not None
        assert (before.status, before.because) != (after.status, after.because)
    assert all(run.start < run.end for run in runs[1:-1])
    assert boundaries(facts) == [run.start for run in runs[1:]]


@settings(max_examples=examples(200), deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_entered_means_nothing(facts, shuffler):
    events = list(facts.events)
    shuffler.shuffle(events)
    shuffled = replace(facts, events=tuple(events))
    assert periods(shuffled) == periods(facts)
    assert check(shuffled) == check(facts)


@settings(max_examples=examples(100), deadline=None)
@given(histories(), random_events())
def test_a_later_event_never_changes_what_was(facts, event):
    more = replace(facts, events=(*facts.events, event))
    for day in all_days():
        if day < event.on:
            was, still = validity(facts, day), validity(more, day)
            assert (was.status, was.because, was.since) == (still.status, still.because, still.since)


@settings(max_examples=examples(200), deadline=None)
@given(histories())
def test_a_document_ends_in_one_way_and_for_good(facts):
    ended = [period.status for period in periods(facts) if period.status in ENDED]
    assert len(set(ended)) <= 1
    assert not ended or periods(facts)[-1].status in ENDED


@settings(max_examples=examples(200), deadline=None)
@given(histories())
def test_every_cause_is_an_event_of_the_document_or_derived_and_not_later_than_its_period(facts):
    derived = {EventKind.EFFECTIVE, EventKind.EXPIRED}
    for period in periods(facts):
        if period.because is not None:
            assert period.because in facts.events or period.because.kind in derived
            assert period.start is not None and period.because.on <= period.start
            assert period.note == ""


@settings(max_examples=examples(200), deadline=None)
@given(histories())
def test_a_status_in_force_needs_a_known_start_and_a_known_term(facts):
    in_force = any(period.status in IN_FORCE for period in periods(facts))
    settled = facts.term.kind != TermKind.UNKNOWN or any(e.until or e.open_ended for e in facts.events)
    assert not in_force or (facts.is_normative and facts.effective_on is not None and settled)


@settings(max_examples=examples(150), deadline=None)
@given(histories())
def test_what_check_refuses_could_as_well_not_have_been_entered(facts):
    refused = [p.event for p in check(facts) if p.event is not None and p.is_error]
    kept = list(facts.events)
    for event in refused:
        kept.remove(event)  # one of two alike
    rest = replace(facts, events=tuple(kept))
    averting = {EventKind.AMENDED, EventKind.REPLACED}
    if not any(event.kind in averting for event in refused):
        assert periods(rest) == periods(facts)


@settings(max_examples=examples(100), deadline=None)
@given(histories(), some_days)
def test_the_next_change_is_the_first_day_that_reads_differently(facts, today):
    change, now = next_change(facts, today), validity(facts, today)
    day = today + DAY
    while day <= LAST + 20 * DAY and day != change:
        assert (validity(facts, day).status, validity(facts, day).because) == (now.status, now.because)
        day += DAY
    if change is not None:
        then = validity(facts, change)
        assert (then.status, then.because) != (now.status, now.because)


@settings(max_examples=examples(100), deadline=None)
@given(histories(), some_days)
def test_the_last_day_in_force_is_followed_by_a_day_that_is_not(facts, today):
    last = in_force_until(facts, today)
    if last is not None:
        assert status_on(facts, today) in IN_FORCE and status_on(facts, last) in IN_FORCE
        assert status_on(facts, last + DAY) not in IN_FORCE


@given(st.data())
def test_a_clean_up_says_the_same_of_a_document_whenever_it_is_entered(data):
    document = make_document(
        data.draw(st.sampled_from(["kept", "gone", "丁"])),
        written_on=data.draw(st.none() | st.dates(date(2017, 1, 1), date(2020, 1, 1))),
        issuers=data.draw(st.frozensets(st.sampled_from([TOWN, "县政府"]))),
    )
    decided = coverage(dachuan(), document) in {Coverage.LISTED, Coverage.UNLISTED}
    assert decided == bool(clean_up_events(dachuan(), document))
    assert not (decided and check_clean_up(dachuan(), document))


def test_hundreds_of_events_entered_in_any_order_make_periods_in_order():
    shuffler = random.Random(7)
    kinds = [EventKind.AMENDED, EventKind.PARTLY_REPEALED, EventKind.KEPT]
    events = [Event(shuffler.choice(kinds), START + n * DAY, n) for n in range(1, 400)]
    shuffler.shuffle(events)
    starts = boundaries(make_facts(*events))
    assert starts == sorted(set(starts))
