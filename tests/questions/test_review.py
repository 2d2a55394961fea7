"""待复核: an entry turns on the very day on which what it cites changes; nothing runs for it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from disclosure.refusal import Refused
from policies.models import Relation, ValidityEvent, Version
from questions.models import Question
from questions.review import Standing, changes
from tests.conftest import make_policy, moment, publish
from tests.questions.conftest import make_question, published

DAYS = st.dates(date(2020, 1, 1), date(2027, 1, 1))
STANDINGS = st.builds(
    Standing, st.just(True), st.sampled_from(["in_force", "amended", "repealed"]), DAYS, st.none() | DAYS
)


@given(STANDINGS, STANDINGS)
def test_nothing_is_said_exactly_where_nothing_changed(seen, now):
    assert (changes(seen, now, corrected=False) == []) == (seen == now)


@given(STANDINGS)
def test_a_withdrawn_document_and_a_correction_are_changes(seen):
    assert changes(seen, Standing(is_public=False), corrected=False) == ["已撤下"]
    assert changes(seen, seen, corrected=True) == ["内容有更正"]


@pytest.fixture
def policy(department, cast):
    return publish(make_policy(department, cast["drafter"]), cast)


@pytest.fixture
def question(department, drafter, signer, policy):
    return published(department, drafter, signer, cites=[(policy, "第二条")])


def waiting(day):
    return list(Question.objects.to_review(day))


def test_an_entry_waits_from_the_day_of_the_repeal_and_not_before(question, policy, department, cast):
    later = make_policy(department, cast["drafter"], title="废止集市管理办法的决定", making=True)
    day = clock.today() + timedelta(days=10)
    Relation.objects.create(source=later, target=policy, kind="repeals", on=day)
    publish(later, cast)
    assert waiting(day - timedelta(days=1)) == []
    assert waiting(day) == [question]
    with clock.at(clock.midnight(day)):
        assert question.has_no_basis_left(clock.today())


def test_a_change_that_was_entered_late_turns_it_too(question, policy, signer, drafter):
    with clock.at(moment("2026-03-10 09:00")):
        event = ValidityEvent(policy=policy, kind="suspended", on=date(2026, 3, 5), note="县里的通知")
        event.enter(by=drafter)
        assert waiting(clock.today()) == []  # nobody changes legal status alone
        event.confirm(by=signer)
        assert waiting(clock.today()) == [question]


def test_another_text_turns_it_and_a_look_settles_it(question, policy, drafter, signer, client):
    day = clock.today() + timedelta(days=5)
    version = Version(
        policy=policy, valid_from=day, body="<p>第一条　改了。</p><p>第二条　逢五开市。</p>", note="决定"
    )
    version.enter(by=drafter)
    version.confirm(by=signer)
    assert waiting(day - timedelta(days=1)) == []
    with clock.at(moment("2026-03-07 09:00")):
        assert waiting(clock.today()) == [question]
        page = client.get(question.get_absolute_url()).content.decode()
        assert "待复核" in page and "正在复核" in page and "2026-03-07起" in page
        question.review(by=drafter)
        assert waiting(clock.today()) == []
        assert "正在复核" not in client.get(question.get_absolute_url()).content.decode()


def test_whoever_serves_another_office_cannot_settle_it(question, stranger):
    with pytest.raises(Refused):
        question.review(by=stranger)


def test_an_answer_without_basis_left_cannot_be_confirmed_as_right(
    question, policy, department, cast, drafter
):
    later = make_policy(department, cast["drafter"], title="废止集市管理办法的决定")
    Relation.objects.create(source=later, target=policy, kind="repeals", on=clock.today())
    publish(later, cast)
    with pytest.raises(Refused, match="不再执行"):
        question.review(by=drafter)


def test_a_withdrawn_document_is_not_named(question, policy, signer, client):
    policy.withdraw(by=signer, kind="error", reason="录入有误")
    assert waiting(clock.today()) == [question]
    page = client.get(question.get_absolute_url()).content.decode()
    assert "已撤下" in page and policy.title not in page


def test_an_entry_without_citations_says_so_and_never_waits(department, drafter, signer, client):
    question = published(department, drafter, signer)
    assert waiting(clock.today() + timedelta(days=900)) == []
    assert "未注明依据" in client.get(question.get_absolute_url()).content.decode()
    assert question in Question.objects.unfounded()


def test_a_draft_never_waits(department, drafter, policy):
    make_question(department, drafter, cites=[policy])
    assert waiting(clock.today() + timedelta(days=900)) == []
