"""What is kept is found by every part of it, in its order, with its counts; what is gone is not."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import index, text
from search.conditions import States
from search.models import Document, State, Text
from search.sql import form
from tests.search.conftest import TODAY, ask, entry, numbers
from tests.search.test_text import TEXTS

pytestmark = pytest.mark.django_db


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4), st.data())
def test_every_part_of_a_title_or_text_finds_it(keep, texts, data):
    index.delete(range(1, 5))
    keep(*(entry(number, title, body) for number, (title, body) in enumerate(texts, start=1)))
    for number, both in enumerate(texts, start=1):
        for normal in map(text.normalise, both):
            size = data.draw(st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 40]))
            start = data.draw(st.integers(0, max(0, len(normal) - size)))
            passage = normal[start : start + size]
            assert not passage.strip() or number in numbers(passage)


def test_both_words_must_be_there_in_any_order_and_place(keep):
    keep(entry(1, "养老服务", "发放补贴"), entry(2, "养老服务", "没有"), entry(3, "补贴", "给养老院"))
    assert set(numbers("补贴 养老")) == {1, 3}


def test_syntax_of_the_databases_is_text(keep):
    keep(entry(1, "AND OR NEAR NOT", "a*b"))
    for query in ("AND", "or", "NEAR(", 'a"b', "a'b", "a*", "a & b", "!a", "a:*", "a\\b"):
        assert numbers(query) == [1]
    assert numbers("＊ ' \" \\ %") == []


def test_what_is_indexed_again_loses_its_former_words(keep):
    keep(entry(1, "集市管理", "逢三开市"))
    keep(entry(1, "集市管理", "逢八开市"))
    assert numbers("逢八") == [1] and numbers("逢三") == [] and ask("集市").total == 1
    keep(entry(1, "集市管理", "逢八开市", day=date(2026, 2, 2)))
    assert numbers("逢八") == [1]


def test_new_texts_and_old_ones_of_a_day_come_in_together(keep):
    keep(entry(1, "集市一"), entry(2, "集市二"))
    keep(entry(3, "集市三"), entry(2, "集市二"), entry(4, "集市四"), entry(1, "集市一", day=date(2026, 1, 2)))
    assert set(numbers("集市")) == {1, 2, 3, 4} and ask("集市").total == 4


def test_what_is_deleted_is_in_no_answer_and_nothing_of_it_is_kept(keep):
    keep(entry(1, "集市"), entry(2, "集市"))
    index.delete([1, 77])
    assert numbers("集市") == [2] and ask("集市").total == 1
    assert not Text.objects.filter(number=1).exists() and not Document.objects.filter(number=1).exists()


def test_a_text_appears_at_its_moment(keep):
    keep(entry(1, "集市", visible_from=datetime(2026, 7, 1, tzinfo=UTC)))
    assert numbers("集市") == [] and ask("集市").total == 0 and not ask("集市").counts("kind")
    assert numbers("集市", at=datetime(2026, 7, 1, tzinfo=UTC)) == [1]


def test_order_is_equal_title_then_in_force_by_title_by_text_and_newest(keep):
    over = {"since": date(2020, 1, 1), "until": TODAY}
    current = {"since": date(2020, 1, 1), "until": date(2026, 6, 2)}
    keep(
        entry(1, "集市的事", day=date(2026, 1, 5), **over),
        entry(2, "别的事", "说到集市", day=date(2026, 1, 9)),
        entry(3, "集市管理", day=date(2026, 1, 2), **current),
        entry(4, "《集 市》", day=date(2020, 1, 1)),
        entry(5, "集市停电", day=date(2026, 1, 3)),
        entry(6, "别的", "集市", day=date(2026, 1, 3), **over),
    )
    assert numbers("集市") == [4, 5, 3, 2]
    assert numbers("集市", over=True) == [4, 5, 3, 2, 1, 6]
    answer = ask("集市")
    assert (answer.total, answer.left_out) == (4, 2)
    assert (ask("集市", over=True).total, ask("集市", over=True).left_out) == (6, 0)
    scores = [hit.score for hit in ask("集市", over=True).hits(0, 9)]
    assert scores == sorted(scores, reverse=True)
    assert [hit.number for hit in ask("集市", over=True).hits(2, 4)] == [3, 2]


@pytest.fixture
def varied(keep):
    keep(
        entry(1, "集市一", kind="policy", year=2024, themes=("yanglao", "nongye"), since=date(2024, 1, 1)),
        entry(2, "集市二", kind="policy", year=2025, themes=("nongye",), since=date(2027, 1, 1)),
        entry(3, "集市三", kind="policy", year=2025, since=date(2020, 1, 1), until=date(2021, 1, 1)),
        entry(4, "集市四", kind="fee", year=2025, themes=("yanglao",)),
        entry(5, "集市五", kind="policy", year=2024, since=date(2020, 1, 1), until=date(2030, 1, 1)),
    )


STATES = States({"paused": {5}, "void": set()}, {"fee": "free"}, over={"after", "paused", "void"})


def test_choices_leave_what_fits_and_counts_say_what_another_choice_would(varied):
    assert set(numbers("集市", kind="policy", states=STATES)) == {1, 2}
    assert set(numbers("集市", theme="yanglao")) == {1, 4}
    assert numbers("集市", year="2025", kind="policy") == [2]
    for state, expected in {"within": [1], "before": [2], "after": [3], "paused": [5], "free": [4]}.items():
        assert numbers("集市", validity=frozenset([state]), states=STATES) == expected
        assert ask("集市", validity=frozenset([state]), states=STATES).total == 1
    assert set(numbers("集市", validity=frozenset(["before", "paused"]), states=STATES)) == {2, 5}
    assert numbers("集市", validity=frozenset(["without"])) == [4] and not numbers("集市", validity={"void"})
    answer = ask("集市", kind="policy", states=STATES)
    assert answer.counts("kind") == {"policy": 2, "fee": 1}
    assert answer.counts("theme") == {"yanglao": 1, "nongye": 2}
    assert answer.counts("year") == {"2024": 1, "2025": 1}
    assert answer.counts("validity") == {"within": 1, "before": 1, "after": 1, "paused": 1}
    assert answer.is_counted and answer.left_out == 2


@pytest.mark.parametrize("over", [{"after", "paused"}, {"after"}, {"paused"}, {"after", "free"}, {"within"}])
def test_what_is_over_is_the_same_however_it_is_asked(varied, over):
    states = States({"paused": {5}, "kept": {3}}, {"fee": "free"}, over=over)
    words = {1: "within", 2: "before", 3: "kept", 4: "free", 5: "paused"}
    shown = {number for number, word in words.items() if word not in over}
    assert set(numbers("集市", states=states)) == shown and ask("集市", states=states).left_out == 5 - len(
        shown
    )


def test_above_the_bound_the_total_stays_exact_and_facets_count_the_newest(varied, monkeypatch):
    monkeypatch.setattr(form(), "MOST_COUNTED", 2)
    answer = ask("集市", kind="policy")
    assert (answer.total, answer.left_out, answer.is_counted) == (3, 1, False)
    assert sum(answer.counts("year").values()) <= 3
    assert ask("集市", validity={"after"}).total == 1 and ask("集市", over=True).total == 5


def test_pages_lead_no_further_than_what_is_ranked(varied, monkeypatch):
    monkeypatch.setattr("search.asking.MOST_RANKED", 2)
    answer = ask("集市")
    assert answer.total == 4 and answer.reachable == 2 and len(answer.hits(0, 100)) == 2


def test_days_in_force_change_without_the_words(keep):
    keep(entry(1, "集市", since=date(2020, 1, 1)))
    index.retime(1, date(2020, 1, 1), TODAY)
    assert numbers("集市") == [] and numbers("集市", over=True) == [1]


def test_tokens_of_another_tokenizer_are_never_in_an_answer(keep):
    keep(entry(1, "集市", "秘密"))
    State.objects.update(version="0")
    assert not index.is_current()
    keep(entry(1, "集市", "别的"), entry(2, "停电"))
    assert numbers("秘密") == [] and numbers("集市") == [1] and ask("集市").total == 1
    index.delete([1])
    keep(entry(3, "供水"))
    assert numbers("集市", over=True) == [] and numbers("供水") == [3]
    index.begin_again()
    assert index.is_current() and numbers("供水") == []
    keep(entry(3, "供水"))
    assert numbers("供水") == [3]


def test_nothing_is_asked_with_a_query_that_says_nothing(varied, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = ask(" ？！ ")
        assert (answer.total, answer.left_out, answer.hits(0, 20), dict(answer.counts("kind"))) == (
            0,
            0,
            [],
            {},
        )


def test_the_first_hits_of_a_common_word_are_the_same_however_they_are_sought(keep, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("hits come in order anyway")
    keep(
        *(
            entry(number, "集市" if number % 3 else "灌溉", "办法", day=date(2026, 1, number))
            for number in range(1, 25)
        )
    )
    whole = ask("办法").hits(0, 20)
    monkeypatch.setattr(form(), "newest_that_hold", lambda limit, hits: limit + 5)
    assert ask("办法").hits(0, 20) == whole
    monkeypatch.setattr(form(), "newest_that_hold", lambda limit, hits: limit - 5)  # too few of them are hits
    assert ask("办法").hits(0, 20) == whole and ask("集市").hits(0, 20)[0].number == 23
