"""Pages of staff: entries, inquiries, what waits, what is asked in vain."""

import io
import json

import pytest
from django.urls import reverse

from core import clock, worklist
from core.models import AuditEntry
from policies.models import Relation
from questions.answering.ask import ask
from questions.answering.asked import remember
from questions.models import Inquiry, Question, Vote
from tests.conftest import make_policy, moment, publish
from tests.questions.conftest import make_inquiry, published


def panel(user, title):
    return next((one for one in worklist.panels(user, clock.today()) if one.title == title), None)


def test_an_entry_is_written_with_its_basis_and_confirmed_on_pages(client, department, drafter, signer, cast):
    policy = publish(make_policy(department, drafter), cast)
    client.force_login(drafter)
    values = {
        "question": "集市逢几开市？", "also_asked": "哪天有集", "answer": "<p>逢三、八。</p>", "office": department.pk, "topic": "",
        "citations-TOTAL_FORMS": 2, "citations-INITIAL_FORMS": 0, "citations-0-words": f"{policy.document_number}第二条",
        "citations-1-words": "《某条例》第三条",
    }  # fmt: skip
    client.post(reverse("admin:questions_question_add"), values)
    question = Question.objects.get()
    assert [(one.document_id, one.clause or one.named) for one in question.citations.all()] == [
        (policy.pk, "第二条"), (None, "《某条例》第三条"),
    ]  # fmt: skip
    client.force_login(signer)
    assert panel(signer, "待复核的政策问答").tasks[0].title == "集市逢几开市？"
    confirm = reverse("admin:confirm", args=["question", question.pk])
    assert "《某条例》第三条" in client.get(confirm).content.decode()
    client.post(confirm, {"seen": question.digest()})
    assert list(Question.objects.published()) == [question]


def test_a_changed_basis_stands_on_the_work_list_and_is_settled_there(
    client, department, drafter, signer, cast
):
    policy = publish(make_policy(department, drafter), cast)
    question = published(department, drafter, signer, cites=[policy])
    later = make_policy(department, drafter, title="修改决定", body="<p>改。</p>")
    Relation.objects.create(source=later, target=policy, kind="amends", on=clock.today())
    assert panel(drafter, "依据有变化的政策问答") is None
    publish(later, cast)
    assert panel(drafter, "依据有变化的政策问答").tasks[0].title == question.question
    client.force_login(drafter)
    page = client.get(reverse("admin:questions_question_change", args=[question.pk])).content.decode()
    assert "待复核" in page and "复核依据" in page
    client.post(reverse("admin:question-step", args=[question.pk, "review"]))
    assert panel(drafter, "依据有变化的政策问答") is None


def test_a_useless_answer_stands_on_the_work_list(department, drafter, signer):
    question = published(department, drafter, signer)
    Vote.objects.bulk_create(Vote(question=question, sender=f"s{n}", useful=False) for n in range(3))
    assert panel(drafter, "群众说没有用的回答").tasks[0].state == "3人说没有用"


def test_an_inquiry_by_telephone_is_written_down_answered_and_published(client, department, drafter, signer):
    client.force_login(drafter)
    values = {
        "channel": "phone", "received_at": "2026-03-02T09:00", "office": department.pk, "subject": "几点开市",
        "text": "集市几点开市？", "name": "赵某某", "contact": "", "may_publish": "on",
    }  # fmt: skip
    page = client.post(reverse("admin:questions_inquiry_add"), values, follow=True).content.decode()
    case = Inquiry.objects.get()
    assert f"回执号{case.receipt}" in page and "赵某某" not in page
    reply = {"answer": "五点半。", "public": "on", "subject": "几点开市", "text": "集市几点开市？"}
    client.post(reverse("admin:inquiry-step", args=[case.pk, "reply"]), reply)
    assert client.post(reverse("admin:inquiry-step", args=[case.pk, "publish"])).status_code == 404
    client.force_login(signer)
    assert panel(signer, "等待核准公开的咨询答复").tasks
    client.post(reverse("admin:inquiry-step", args=[case.pk, "publish"]))
    assert list(Inquiry.objects.published()) == [case]


def test_a_name_is_shown_on_demand_with_a_trace_and_to_no_auditor(client, department, drafter, auditor):
    case = make_inquiry(department, name="赵某某")
    address = reverse("admin:personal", args=["inquiry", case.pk])
    client.force_login(auditor)
    assert client.post(address).status_code == 404
    assert client.get(reverse("admin:questions_inquiry_change", args=[case.pk])).status_code == 200
    client.force_login(drafter)
    assert "赵某某" not in client.get(address).content.decode()
    assert "赵某某" in client.post(address).content.decode()
    assert AuditEntry.objects.about(case).filter(verb="查看个人信息").count() == 1


def test_inquiries_are_due_on_the_work_list_and_late_ones_say_so(department, drafter, stranger):
    make_inquiry(department)
    task = panel(drafter, "待答复的咨询").tasks[0]
    assert not task.late and panel(stranger, "待答复的咨询") is None
    with clock.at(moment("2026-03-20 09:00")):
        assert panel(drafter, "待答复的咨询").tasks[0].late


def test_a_clerk_of_another_village_sees_nothing(client, department, drafter, signer, stranger):
    case, question = make_inquiry(department), published(department, drafter, signer)
    client.force_login(stranger)
    for address in (
        reverse("admin:questions_inquiry_change", args=[case.pk]),
        reverse("admin:inquiry-step", args=[case.pk, "reply"]),
        reverse("admin:question-step", args=[question.pk, "withdraw"]),
    ):
        assert client.get(address).status_code in (302, 403, 404)


def test_what_is_asked_in_vain_is_listed(client, officer):
    for _ in range(3):
        remember(ask("护照在哪里办"))
    assert panel(officer, "问了多次没有回答的问题").tasks[0].state == "3次"
    client.force_login(officer)
    assert "护照在哪里办" in client.get(reverse("admin:asked")).content.decode()


@pytest.mark.parametrize("who", ["drafter", "officer"])
def test_only_the_officer_brings_in_a_library(client, department, town, who, request):
    client.force_login(request.getfixturevalue(who))
    file = io.BytesIO(json.dumps({"id": "1", "question": "问？", "answer": "答。"}).encode())
    file.name = "library.jsonl"
    answer = client.post(reverse("admin:questions-import"), {"file": file, "office": town.pk})
    assert (answer.status_code, Question.objects.published().count()) == (
        (302, 1) if who == "officer" else (403, 0)
    )


def test_the_steps_of_a_public_entry(client, department, drafter, signer):
    question = published(department, drafter, signer)
    client.force_login(drafter)
    assert client.get(reverse("admin:question-step", args=[question.pk, "withdraw"])).status_code == 404
    client.post(reverse("admin:question-step", args=[question.pk, "revise"]))
    assert question.revision.revises == question
    client.force_login(signer)
    client.post(reverse("admin:question-step", args=[question.pk, "withdraw"]), {"reason": "重复"})
    assert not Question.objects.published().exists()


def test_the_list_of_entries_costs_the_same_for_many(
    client, department, drafter, signer, officer, cast, django_assert_max_num_queries
):
    policy = publish(make_policy(department, drafter), cast)
    for number in range(8):
        published(department, drafter, signer, question=f"问题{number}", cites=[policy])
    client.force_login(officer)
    client.get(reverse("admin:questions_question_changelist"))
    with django_assert_max_num_queries(16):
        client.get(reverse("admin:questions_question_changelist"))
