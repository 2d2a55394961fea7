"""The calendar of working days: facts of the official notices, and laws that hold for every span."""

import pickle
from datetime import MAXYEAR, date, datetime, timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.workdays import Calendar, UnknownYear, official

# A busy machine makes an example slow, not wrong.
calm = settings(deadline=None)

known_days = st.dates(date(2005, 1, 1), date(2025, 12, 31))
any_days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
counts = st.integers(-150, 150)

NOTICE_2027 = {date(2027, 1, 1): False, date(2026, 12, 31): False, date(2027, 1, 2): True}


def day(text):
    return date.fromisoformat(text)


WORKED_WEEKENDS = [
    "2006-12-30",
    "2018-12-29",
    "2020-01-19",
    "2022-01-29",
    "2023-04-23",
    "2024-02-04",
    "2024-02-18",
    "2024-04-07",
    "2024-04-28",
    "2024-05-11",
    "2024-09-14",
    "2024-09-29",
    "2024-10-12",
    "2025-01-26",
    "2025-02-08",
    "2025-04-27",
    "2025-09-28",
    "2025-10-11",
    "2026-01-04",
    "2026-02-14",
    "2026-02-28",
    "2026-05-09",
    "2026-09-20",
    "2026-10-10",
]

HOLIDAYS_IN_THE_WEEK = [
    "2004-01-01",
    "2015-09-03",
    "2018-12-31",
    "2020-01-31",
    "2024-02-16",
    "2024-10-07",
    "2025-01-28",
    "2025-02-04",
    "2025-05-05",
    "2025-10-08",
    "2026-01-02",
    "2026-02-16",
    "2026-02-23",
    "2026-04-06",
    "2026-05-05",
    "2026-06-19",
    "2026-09-25",
    "2026-10-07",
]


@pytest.mark.parametrize("text", WORKED_WEEKENDS)
def test_make_up_days_of_the_notices_are_worked(text):
    assert day(text).weekday() >= 5
    assert official().is_workday(day(text))


@pytest.mark.parametrize("text", HOLIDAYS_IN_THE_WEEK)
def test_holidays_of_the_notices_are_free(text):
    assert day(text).weekday() < 5
    assert not official().is_workday(day(text))


def test_ordinary_weekends_are_free_and_ordinary_weekdays_are_worked():
    assert not official().is_workday(day("2025-03-08"))
    assert official().is_workday(day("2025-03-10"))


def test_the_official_calendar_knows_2004_to_2026_and_is_built_once():
    assert official().years == frozenset(range(2004, 2027))
    assert official() is official()


def test_twenty_working_days_across_the_spring_festival_of_2024():
    assert official().add(day("2024-01-31"), 20).end == day("2024-03-04")


def test_twenty_working_days_across_the_national_day_of_2025():
    assert official().add(day("2025-09-26"), 20).end == day("2025-10-30")


def test_the_clock_starts_on_the_next_day_whether_or_not_the_first_is_worked():
    friday, saturday, sunday = day("2025-03-07"), day("2025-03-08"), day("2025-03-09")
    ends = {official().add(start, 1).end for start in (friday, saturday, sunday)}
    assert ends == {day("2025-03-10")}


def test_no_days_is_the_day_itself_even_in_an_unknown_year():
    span = official().add(day("2031-05-04"), 0)
    assert span.end == day("2031-05-04") and not span.is_provisional


def test_a_negative_number_counts_back_without_the_day_itself():
    assert official().add(day("2025-03-10"), -1).end == day("2025-03-07")
    assert official().add(day("2025-10-09"), -1).end == day("2025-09-30")
    assert official().count(day("2025-03-10"), day("2025-03-07")) == -1


def test_an_unknown_year_is_named():
    with pytest.raises(UnknownYear) as caught:
        official().is_workday(day("2027-01-04"))
    assert caught.value.year == 2027
    assert "2027" in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).year == 2027


def test_a_span_into_an_unknown_year_raises_and_the_last_day_of_the_known_year_does_not():
    assert official().add(day("2026-12-30"), 1).end == day("2026-12-31")
    with pytest.raises(UnknownYear):
        official().add(day("2026-12-30"), 2)
    with pytest.raises(UnknownYear):
        official().count(day("2026-12-30"), day("2027-01-01"))


def test_a_provisional_span_knows_weekends_only_and_names_the_year():
    span = official().add(day("2026-12-30"), 2, provisional=True)
    assert span.end == day("2027-01-01")
    assert span.provisional_years == {2027} and span.is_provisional


def test_a_provisional_span_within_known_years_is_not_provisional():
    span = official().add(day("2025-09-26"), 20, provisional=True)
    assert span == official().add(day("2025-09-26"), 20)
    assert not span.is_provisional


def test_the_provisional_years_of_a_count_are_those_it_touches():
    calendar = official()
    assert calendar.provisional_years(day("2026-12-01"), day("2028-01-03")) == {2027, 2028}
    assert calendar.provisional_years(day("2026-12-01"), day("2026-12-31")) == frozenset()
    assert calendar.provisional_years(day("2027-01-01"), day("2027-01-01")) == frozenset()


def test_a_notice_makes_its_year_known_and_leaves_the_old_calendar_as_it_was():
    calendar = official().with_notice(2027, NOTICE_2027)
    assert not calendar.is_workday(day("2027-01-01"))
    assert calendar.is_workday(day("2027-01-02"))
    assert 2027 not in official().years


def test_a_notice_may_reach_into_the_december_before():
    calendar = official().with_notice(2027, NOTICE_2027)
    assert not calendar.is_workday(day("2026-12-31"))
    assert official().is_workday(day("2026-12-31"))


def test_a_notice_with_a_day_of_another_year_is_refused():
    with pytest.raises(ValueError):
        official().with_notice(2027, {day("2026-11-30"): False})
    with pytest.raises(ValueError):
        official().with_notice(2027, {day("2028-01-01"): False})


def test_a_notice_corrects_single_days_of_a_bundled_year_and_keeps_the_others():
    corrected = official().with_notice(2025, {day("2025-03-10"): False, day("2025-01-26"): False})
    assert not corrected.is_workday(day("2025-03-10"))
    assert not corrected.is_workday(day("2025-01-26"))
    assert corrected.is_workday(day("2025-02-08"))
    assert corrected.add(day("2025-03-07"), 1).end == day("2025-03-11")


def test_the_working_is_shown_day_by_day_with_its_reasons():
    shown = list(official().explain(day("2025-09-26"), day("2025-10-09")))
    reasons = {line.day.isoformat(): line.reason for line in shown}
    assert reasons["2025-09-27"] == "周末"
    assert reasons["2025-09-28"] == "调休上班"
    assert reasons["2025-09-29"] == "工作日"
    assert reasons["2025-10-01"] == "国庆节"
    assert reasons["2025-10-06"] == "中秋节"
    assert [line.ordinal for line in shown if line.is_workday] == [1, 2, 3, 4]
    assert shown[0].day == day("2025-09-27") and shown[0].ordinal is None


def test_the_working_of_an_unknown_year_is_marked_as_provisional():
    shown = list(official().explain(day("2026-12-31"), day("2027-01-04"), provisional=True))
    assert all(line.reason.startswith("暂定") for line in shown)
    with pytest.raises(UnknownYear):
        list(official().explain(day("2026-12-31"), day("2027-01-04")))


def test_a_holiday_of_a_notice_without_a_name_has_a_plain_reason():
    calendar = official().with_notice(2027, NOTICE_2027)
    assert [line.reason for line in calendar.explain(day("2026-12-31"), day("2027-01-01"))] == ["法定节假日"]
    named = official().with_notice(2027, NOTICE_2027, {day("2027-01-01"): "元旦"})
    assert [line.reason for line in named.explain(day("2026-12-31"), day("2027-01-01"))] == ["元旦"]


def test_a_moment_is_not_a_day():
    with pytest.raises(TypeError):
        official().is_workday(datetime(2024, 2, 4, 9, 0))
    with pytest.raises(TypeError):
        official().add(datetime(2024, 2, 4, 9, 0), 3)


def test_the_end_of_time_is_an_error_and_not_a_loop():
    with pytest.raises(OverflowError):
        official().add(date(MAXYEAR, 12, 1), 400, provisional=True)
    with pytest.raises(OverflowError):
        official().add(date(1, 1, 20), -400, provisional=True)
    with pytest.raises(OverflowError):
        official().add(date(MAXYEAR, 12, 31), 1, provisional=True)


def test_calendars_are_values():
    first = official().with_notice(2027, NOTICE_2027)
    again = official().with_notice(2027, dict(NOTICE_2027))
    assert first == again and hash(first) == hash(again)
    assert pickle.loads(pickle.dumps(first)) == first
    assert first != official()


def test_the_mapping_given_cannot_change_the_calendar_afterwards():
    given_days = dict(NOTICE_2027)
    calendar = official().with_notice(2027, given_days)
    given_days[date(2027, 1, 4)] = False
    assert calendar.is_workday(date(2027, 1, 4))


@calm
@given(known_days, counts)
def test_count_undoes_add(start, n):
    calendar = official()
    assert calendar.count(start, calendar.add(start, n, True).end, True) == n


@calm
@given(any_days, any_days)
def test_add_undoes_count_up_to_the_days_off_at_the_end(start, end):
    calendar = official()
    reached = calendar.add(start, calendar.count(start, end, True), True).end
    if start < end:
        assert start <= reached <= end
        assert calendar.count(reached, end, True) == 0
    else:
        assert end <= reached <= start


@calm
@given(any_days, counts)
def test_every_end_is_a_working_day(start, n):
    assert n == 0 or official().is_workday(official().add(start, n, True).end, True)


@calm
@given(any_days, counts, st.integers(1, 30))
def test_add_grows_with_the_number_and_with_the_day(start, n, more):
    calendar = official()
    assert calendar.add(start, n, True).end < calendar.add(start, n + 1, True).end
    later = start + timedelta(days=more)
    assert calendar.add(start, n, True).end <= calendar.add(later, n, True).end


@calm
@given(any_days, st.integers(0, 120), st.integers(0, 120))
def test_adding_in_two_steps_is_adding_at_once(start, first, second):
    calendar = official()
    middle = calendar.add(start, first, True).end
    assert calendar.add(middle, second, True).end == calendar.add(start, first + second, True).end


@calm
@given(any_days, st.integers(-200, 400))
def test_count_agrees_with_looking_at_each_day(start, length):
    calendar, end = official(), start + timedelta(days=length)
    low, high = (start + timedelta(days=1), end) if length > 0 else (end, start - timedelta(days=1))
    days = (date.fromordinal(n) for n in range(low.toordinal(), high.toordinal() + 1))
    expected = sum(calendar.is_workday(each, True) for each in days)
    assert calendar.count(start, end, True) == (expected if length > 0 else -expected)


@calm
@given(known_days, st.integers(0, 100))
def test_the_last_ordinal_shown_is_the_count(start, length):
    end = min(start + timedelta(days=length), date(2026, 12, 31))
    ordinals = [line.ordinal for line in official().explain(start, end) if line.ordinal]
    assert ordinals == list(range(1, official().count(start, end) + 1))


def test_a_calendar_made_by_hand_needs_no_names():
    calendar = Calendar({date(2030, 1, 1): False}, frozenset({2030}))
    assert calendar.add(date(2030, 1, 1), 1).end == date(2030, 1, 2)
    assert calendar.count(date(2029, 12, 31), date(2030, 1, 2), True) == 1


def test_a_thousand_spans_cost_less_than_walking_one_calendar_twice():
    # A ratio, never a bare time: adding must not look at every day of the span.
    calendar, start = official(), date(2025, 1, 2)

    def walk():
        return [
            calendar.is_workday(date.fromordinal(n)) for n in range(date(2004, 1, 1).toordinal(), 739_600)
        ]

    def spans():
        return [calendar.add(start + timedelta(days=n % 300), 20) for n in range(1000)]

    assert best(spans) < 2 * best(walk)


def best(work):
    times = []
    for _ in range(5):
        began = process_time()
        work()
        times.append(process_time() - began)
    return min(times)
