"""问政策: what answers, what does not, and never a document that was not in force on the day asked about."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.richtext import from_text
from policies.models import Relation, ValidityEvent
from policies.validity import IN_FORCE
from questions.answering.ask import ask
from questions.answering.asked import remember
from questions.models import AskedQuestion
from search import places
from tests.conftest import examples, make_policy, moment, publish
from tests.questions.conftest import published

MARKET = "<p>第一条　为了规范集市，制定本办法。</p><p>第二条　集市逢三、八开市，五时三十分开市。</p>"


@pytest.fixture
def library(department, drafter, signer):
    said = {
        "低保怎么申请，要交什么材料？": "到民政救助窗口提出，带户口簿、身份证。",
        "社会保障卡丢了怎么挂失补办？": "先打12333挂失，再带身份证补卡。",
        "批宅基地要准备哪些材料？": "申请表、承诺书、户口簿和设计图。",
        "老人在助餐点吃饭补多少钱？": "七十岁以上每餐补二元。",
    }
    return [
        published(department, drafter, signer, question=asked, answer=from_text(answer))
        for asked, answer in said.items()
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("申请低保要什么材料", "低保怎么申请，要交什么材料？"),
        ("社保卡找不着了怎么补办", "社会保障卡丢了怎么挂失补办？"),
        ("宅基地需要准备什么材料？", "批宅基地要准备哪些材料？"),
        ("老年人去助餐点吃饭补贴多少", "老人在助餐点吃饭补多少钱？"),
    ],
)
def test_words_alone_find_the_entry(library, text, first):
    reply = ask(text)
    assert reply.answered and reply.results[0].title == first
    scores = [one.score for one in reply.results]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("text", ["火星离地球多远", "怎样出口大豆", "", "？？", " \n"])
def test_what_nothing_fits_is_not_answered(library, text):
    assert ask(text).results == []


def test_the_page_says_when_it_does_not_know_and_where_to_ask(client, library, town):
    page = client.get("/policies/ask/?q=火星离地球多远").content.decode()
    assert "没有找到" in page and "12345" in page
    assert "/policies/inquiries/new/?q=%E7%81%AB%E6%98%9F" in page
    carried = client.get("/policies/inquiries/new/?q=火星离地球多远").content.decode()
    assert 'value="火星离地球多远"' in carried


def test_a_document_in_force_is_quoted_by_clause(department, cast, client):
    policy = publish(make_policy(department, cast["drafter"], body=MARKET), cast)
    (result,) = ask("集市几时开市").results
    assert (result.thing, result.passage.label) == (policy, "第二条") and "五时三十分" in result.quote
    assert result.url == f"{policy.get_absolute_url()}#t2"
    assert "第二条" in client.get("/policies/ask/?q=集市几时开市").content.decode()


def test_the_past_is_answered_from_the_text_of_that_day_and_says_so(department, cast, client):
    with clock.at(moment("2024-05-06 09:00")):
        old = publish(make_policy(department, cast["drafter"], body=MARKET), cast)
    with clock.at(moment("2025-05-06 09:00")):
        new = make_policy(
            department, cast["drafter"], title="杏川镇集市管理新办法", body=MARKET.replace("五时", "六时")
        )
        Relation.objects.create(source=new, target=old, kind="replaces", on=clock.today())
        publish(new, cast)
    today, past = ask("集市几时开市"), ask("2024年的时候集市几时开市")
    assert [one.thing for one in today.results] == [new]
    assert [one.thing for one in past.results] == [old] and past.on == date(2024, 12, 31)
    assert "2024年12月31日的文本" in past.results[0].title and "?on=2024-12-31" in past.results[0].url
    assert "您问的是过去" in client.get("/policies/ask/?q=2024年的时候集市几时开市").content.decode()


def test_an_entry_whose_basis_has_ended_does_not_answer_about_today(department, drafter, signer, cast):
    policy = publish(make_policy(department, drafter), cast)
    entry = published(department, drafter, signer, cites=[policy])
    assert ask("集市几点开市").results[0].thing == entry
    later = make_policy(department, drafter, title="废止决定", body="<p>不再执行。</p>")
    Relation.objects.create(source=later, target=policy, kind="repeals", on=clock.today() + timedelta(days=2))
    publish(later, cast)
    assert ask("集市几点开市").results[0].thing == entry
    with clock.at(moment("2026-03-04 08:00")):
        assert all(one.thing not in (entry, policy) for one in ask("集市几点开市").results)
        told = ask("2026-03-03集市几点开市").results  # yesterday it held, with this very text
        assert {policy, entry} <= {one.thing for one in told}


DAYS = st.integers(-900, 40)
EVENTS = st.lists(st.tuples(st.sampled_from(["repealed", "suspended", "restored", "kept"]), DAYS), max_size=4)


@pytest.fixture
def policy_of_old(department, cast):
    with clock.at(moment("2023-10-10 09:00")):
        return publish(make_policy(department, cast["drafter"], body=MARKET), cast)


@settings(
    max_examples=examples(45), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=EVENTS, back=st.integers(0, 900))
def test_no_document_is_quoted_that_was_not_in_force_on_the_day(
    policy_of_old, drafter, signer, history, back
):
    policy_of_old.events.all().delete()
    today = clock.today()
    for kind, day in history:
        ValidityEvent.objects.create(
            policy=policy_of_old, kind=kind, on=today + timedelta(days=day), note="通知", entered_by=drafter,
            confirmed_by=signer, confirmed_at=clock.now(),
        )  # fmt: skip
    policy_of_old.after_publishing()
    day = today - timedelta(days=back)
    reply = ask(f"{day}那天集市几时开市" if back else "集市几时开市")
    quoted = [one for one in reply.results if one.passage]
    asked_for = today if reply.is_of_today or reply.on is None else reply.on
    assert asked_for in (day, today)
    assert all(one.thing.validity(asked_for).status in IN_FORCE for one in quoted)
    assert bool(quoted) == (policy_of_old.validity(asked_for).status in IN_FORCE)


def test_clauses_that_were_repealed_are_not_quoted(department, cast, drafter, signer):
    policy = publish(make_policy(department, drafter, body=MARKET), cast)
    event = ValidityEvent(
        policy=policy, kind="partly_repealed", on=clock.today(), clauses="第二条", note="决定"
    )
    event.enter(by=drafter)
    event.confirm(by=signer)
    assert all(one.passage.label != "第二条" for one in ask("集市几时开市，逢几开市").results)


def test_above_the_cap_the_page_and_the_api_ask_to_come_back(client, library, monkeypatch):
    monkeypatch.setattr(places, "_places", type(places._places)(0))
    monkeypatch.setattr(places, "_queue", type(places._queue)(0))
    for address in ("/policies/ask/?q=低保", "/api/v1/ask/?q=低保"):
        answer = client.get(address)
        assert answer.status_code == 503 and answer["Retry-After"]


def test_the_api_and_the_command_answer_alike(client, library, capsys):
    told = client.get("/api/v1/ask/?q=低保怎么申请").json()
    call_command("ask", "低保怎么申请", json=True)
    said = json.loads(capsys.readouterr().out)
    assert told.pop("seconds") >= 0 and said.pop("seconds") >= 0
    assert told == said
    assert set(told["results"][0]) == {
        "kind", "id", "external_id", "question", "title", "score", "quote", "url",
    }  # fmt: skip
    assert client.get("/api/v1/ask/").status_code == 400
    assert client.get("/api/v1/ask/?q=低保&x=1").status_code == 400


def test_a_file_is_answered_line_by_line(library, tmp_path, capsys):
    lines = [
        '{"question": "低保怎么申请"}',
        "",
        "no json",
        '{"question": 5}',
        json.dumps({"question": "长" * 20000}),
    ]
    path = tmp_path / "asked.jsonl"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    call_command("ask", file=path)
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["answered"] for answer in answers] == [True, False, False, False, False]
    assert all({"answered", "results", "seconds"} <= set(answer) for answer in answers)
    with pytest.raises(CommandError):
        call_command("ask", file=tmp_path / "none.jsonl")


def test_what_is_asked_is_kept_without_the_person(client, library):
    client.get("/policies/ask/?q=我是王某13812345678，低保怎么申请")
    kept = AskedQuestion.objects.get()
    assert "13812345678" not in kept.text and kept.answered and kept.found == library[0]
    fields = {field.name for field in AskedQuestion._meta.fields}
    assert fields == {"id", "at", "text", "key", "answered", "found"}


def test_questions_that_differ_in_signs_are_counted_together(library):
    for text in ("护照在哪里办", "护照在哪里办？", "护照 在哪里办"):
        remember(ask(text))
    (row,) = AskedQuestion.objects.unanswered().counted()
    assert row["number"] == 3


def test_asking_costs_the_same_for_many_entries(department, drafter, signer, django_assert_max_num_queries):
    for number in range(15):
        published(department, drafter, signer, question=f"第{number}种补贴怎么领？")
    ask("补贴怎么领")
    with django_assert_max_num_queries(14):
        ask("补贴怎么领")


def test_until_every_entry_is_found_by_meaning_words_alone_answer(library, monkeypatch):
    asked = []
    monkeypatch.setattr("search.meaning.available", lambda: True)
    monkeypatch.setattr("search.meaning.near", lambda *args, **more: asked.append(args) or [])
    assert ask("低保怎么申请").results[0].thing == library[0] and not asked
