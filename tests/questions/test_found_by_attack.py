"""What an attack on the library and the inquiries has found, each so that it cannot come back."""

import json

import pytest

from core import clock
from core.richtext import from_text
from disclosure.models import Entry
from disclosure.refusal import Refused
from policies.models import ValidityEvent
from questions import library_file
from questions.actions import import_questions
from questions.answering import past_day
from questions.clauses import ended
from questions.models import Citation, Inquiry, Question
from tests.conftest import make_policy, moment, publish
from tests.questions.conftest import make_inquiry, published


def rows(*said):
    return library_file.read("\n".join(json.dumps(one) for one in said).encode(), "a.jsonl")


# Races -----------------------------------------------------------------------------------------------------
def test_a_refusal_that_waited_takes_down_what_was_published_meanwhile(department, drafter, signer, officer):
    case = make_inquiry(department, may_publish=True)
    case.reply(by=drafter, answer="逢五逢十开市。", public=True)
    stale = Inquiry.objects.get(pk=case.pk)
    Inquiry.objects.get(pk=case.pk).publish(by=signer)
    stale.keep_private(by=officer)
    assert not Entry.objects.filter(kind=Inquiry.KIND).exists()


def test_two_who_promote_at_once_make_one_draft(department, drafter):
    case = make_inquiry(department, may_publish=True)
    case.reply(by=drafter, answer="逢五逢十开市。")
    stale = Inquiry.objects.get(pk=case.pk)
    assert case.promote(by=drafter) == stale.promote(by=drafter) and Question.objects.count() == 1


def test_a_review_that_waited_does_not_bring_back_what_was_withdrawn(department, drafter, signer):
    entry = published(department, drafter, signer)
    stale = Question.objects.get(pk=entry.pk)
    entry.withdraw(by=signer, reason="说法有误")
    with pytest.raises(Refused, match="已经撤下"):
        stale.review(by=drafter)
    assert not Question.objects.published().exists() and not Entry.objects.filter(kind="question").exists()


# One person for two ----------------------------------------------------------------------------------------
def test_an_import_neither_brings_back_what_was_withdrawn_nor_speaks_for_a_signer(
    department, signer, drafter
):
    said = {"id": "z", "question": "集市几点开市？", "answer": "五点半。"}
    import_questions(rows(said), office=department)
    entry = Question.objects.get()
    draft = entry.revise(by=drafter)
    draft.answer = from_text("六点。")
    draft.save()
    draft.confirm(by=signer)
    import_questions(rows(said | {"answer": "七点。"}), office=department)
    entry.refresh_from_db()
    assert entry.confirmed_by is None and "七点" in entry.answer
    entry.withdraw(by=signer, reason="说法有误")
    counts = import_questions(rows(said), office=department)
    assert "已经撤下" in counts["errors"][0]["error"] and not Question.objects.published().exists()


def test_a_private_answer_does_not_become_public_by_promoting_it(department, drafter, signer):
    case = make_inquiry(department, name="柳 大川", contact="微信liudachuan，0574-5551234", may_publish=False)
    case.reply(by=drafter, answer="柳大川同志：已经办理。")
    with pytest.raises(Refused, match="没有同意公开"):
        case.promote(by=drafter)
    Inquiry.objects.update(may_publish=True)
    with pytest.raises(Refused, match="姓名"):
        case.promote(by=drafter)


@pytest.mark.parametrize("said", ["请加微信 liudachuan。", "回电0574-5551234。", "柳大川您好。"])
def test_neither_name_nor_contact_is_published_however_it_was_typed(department, drafter, said):
    case = make_inquiry(department, name="柳 大川", contact="微信liudachuan，0574-5551234", may_publish=True)
    with pytest.raises(Refused):
        case.reply(by=drafter, answer=said, public=True)


def test_who_answered_an_inquiry_does_not_confirm_the_entry_made_of_it(department, drafter, signer):
    case = make_inquiry(department, may_publish=True)
    case.reply(by=signer, answer="逢五逢十开市。")
    assert not case.promote(by=drafter).may_confirm(signer)


# What it rests on ------------------------------------------------------------------------------------------
def repeal(policy, department, cast):
    ValidityEvent.objects.create(
        policy=policy, kind="repealed", on=clock.today(), entered_by=cast["drafter"], note="不再执行"
    ).confirm(by=cast["signer"])


def test_an_entry_without_a_basis_left_is_neither_confirmed_nor_revised_into_being_nor_imported(
    department, cast
):
    policy = publish(make_policy(department, cast["drafter"]), cast)
    entry = published(department, cast["drafter"], cast["signer"], cites=[policy])
    repeal(policy, department, cast)
    assert entry in Question.objects.to_review(clock.today())
    draft = entry.revise(by=cast["drafter"])
    with pytest.raises(Refused, match="不再执行"):
        draft.confirm(by=cast["signer"])
    said = {"id": "z", "question": "集市几点开市？", "answer": "五点半。", "cites": [policy.document_number]}
    assert "不再执行" in import_questions(rows(said), office=department)["errors"][0]["error"]
    assert entry in Question.objects.to_review(clock.today())


def test_what_changes_between_writing_and_confirming_is_told_to_the_signer(department, cast):
    policy = publish(make_policy(department, cast["drafter"]), cast)
    entry = Question.objects.create(
        question="集市几点开市？", answer=from_text("五点半。"), office=department, entered_by=cast["drafter"]
    )
    Citation.objects.create(question=entry, document=policy)
    with clock.at(moment("2026-03-03 10:00")):
        correction = policy.revise(by=cast["drafter"])
        correction.change_note = "改正开市时间"
        correction.save()
        publish(correction, cast)
        with pytest.raises(Refused, match="依据有变化"):
            entry.confirm(by=cast["signer"])


def test_the_title_of_a_withdrawn_document_goes_with_it(client, department, cast):
    policy = publish(make_policy(department, cast["drafter"], title="关于三户复核的决定"), cast)
    published(department, cast["drafter"], cast["signer"], cites=[policy])
    policy.withdraw(by=cast["signer"], kind="privacy", reason="含有个人信息")
    for address in (
        "/policies/questions/?format=json", "/policies/questions/?format=csv", "/policies/questions/?format=jsonl",
        "/api/v1/questions/", "/search/?q=三户复核", "/policies/questions/",
    ):  # fmt: skip
        said = client.get(address)
        text = b"".join(said.streaming_content) if said.streaming else said.content
        assert "三户复核的决定" not in text.decode(), address


@pytest.mark.parametrize(
    ("named", "gone"),
    [
        ("第二条至第四条", {2, 3, 4}), ("第二条—第四条", {2, 3, 4}), ("第二至四条", {2, 3, 4}), ("第三、四条", {3, 4}),
        ("第3条", {3}), ("第三条第一款", {3}), ("第十条第（二）项", {10}), ("第六条、第九条", {6, 9}), ("", set()),
    ],
)  # fmt: skip
def test_repealed_clauses_are_known_by_every_name(named, gone):
    assert ended(named) == gone


@pytest.mark.parametrize("named", ["第二章", "附件1", "部分条款"])
def test_what_cannot_be_told_apart_takes_the_whole_document(named):
    assert ended(named) is None


# When ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    ["2021年以后摆摊收费吗", "2021年起怎么算", "去年以来有什么补贴", "2021年至今几点开市", "自2023年起谁管"],
)
def test_since_then_is_about_today(text):
    assert past_day.asked_about(text, moment("2026-11-26 09:00").date()) == []


# Files -----------------------------------------------------------------------------------------------------
def test_what_goes_out_comes_back_to_the_same_entries(department, drafter, signer):
    published(department, drafter, signer)
    again = library_file.read("".join(library_file.lines(Question.objects.published())).encode(), "a.jsonl")
    counts = import_questions(again, office=department)
    assert (counts["created"], counts["unchanged"]) == (0, 1)


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"id": "a", "question": "\\ud800", "answer": "b"}', '{"id": "\\u0001a"}']
)
def test_odd_lines_are_named_and_the_others_come_in(department, line):
    good = json.dumps(
        {"id": "g", "question": "集市\u2028几点开市？", "answer": "五点半。"}, ensure_ascii=False
    )
    counts = import_questions(library_file.read(f"{line}\n{good}".encode(), "a.jsonl"), office=department)
    assert counts["created"] == 1 and len(counts["errors"]) == 1


def test_a_page_of_what_is_gone_does_not_say_what_it_was(client, department, drafter, signer):
    entry = published(department, drafter, signer, question="柳大川的低保为什么停了？")
    entry.withdraw(by=signer, reason="涉及个人")
    answer = client.get(entry.get_absolute_url())
    assert answer.status_code == 410 and "柳大川" not in answer.content.decode()
