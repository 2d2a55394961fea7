"""The library: two people, one page an entry, lists in every form, nothing of a draft anywhere."""

import json
import re

import pytest
from django.urls import reverse

from disclosure.models import Entry, Theme
from disclosure.rebuilding import disagreements
from disclosure.refusal import Refused
from questions.models import Question, Vote
from tests.conftest import make_policy, publish
from tests.questions.conftest import make_question, published

LIST = "/policies/questions/"


def body(response):
    """What it says, without the marks within words."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return re.sub("</?(?:wbr|mark)>", "", content.decode("utf-8-sig"))


def test_a_draft_is_nowhere_until_a_second_person_confirms_it(client, department, drafter, signer):
    question = make_question(department, drafter)
    address = question.get_absolute_url()
    everywhere = [LIST, f"{LIST}?format=json", f"{LIST}?format=csv", f"{LIST}?format=atom", f"{LIST}?format=jsonl",
                  "/api/v1/questions/", "/policies/ask/?q=集市几点开市", "/search/?q=五点半开市", "/sitemap.xml"]  # fmt: skip
    assert client.get(address).status_code == 404
    assert not any(address in body(client.get(where)) for where in everywhere)
    with pytest.raises(Refused):
        question.confirm(by=drafter)
    question.confirm(by=signer)
    assert "五点半" in body(client.get(address))
    for where in everywhere[:-1]:
        assert "集市几点开市" in body(client.get(where)), where
    assert address in body(client.get("/sitemap.xml"))
    assert list(disagreements()) == []


def test_personal_data_and_wrong_links_keep_it_back(department, drafter, signer):
    with pytest.raises(Refused, match="个人信息"):
        make_question(department, drafter, answer="<p>找老王，13812345678。</p>").confirm(by=signer)
    with pytest.raises(Refused):
        make_question(department, drafter, answer='<p><a href="/policies/999999/">办法</a></p>').confirm(
            by=signer
        )


def test_a_change_is_a_draft_of_the_same_entry(client, department, drafter, signer):
    question = published(department, drafter, signer)
    draft = question.revise(by=drafter)
    assert question.revise(by=drafter) == draft
    draft.answer = "<p>早上六点开市。</p>"
    draft.save()
    assert "五点半" in body(client.get(question.get_absolute_url()))
    draft.confirm(by=signer)
    page = body(client.get(question.get_absolute_url()))
    assert "六点开市" in page and "五点半" not in page
    assert list(Question.objects.all()) == [question]


def test_what_is_withdrawn_says_when_and_why(client, department, drafter, signer):
    question = published(department, drafter, signer)
    question.withdraw(by=signer, reason="内容并入另一条")
    gone = client.get(question.get_absolute_url())
    assert gone.status_code == 410 and "并入另一条" in body(gone) and "五点半" not in body(gone)
    assert not Entry.objects.of_kind("question").exists()
    assert "五点半" not in body(client.get("/policies/ask/?q=集市几点开市"))


def test_a_theme_narrows_the_list_and_its_feed(client, department, drafter, signer):
    theme = Theme.objects.create(name="便民服务", slug="service")
    question = make_question(department, drafter, question="大厅几点上班？")
    question.themes.set([theme])
    question.confirm(by=signer)
    published(department, drafter, signer)
    for form in ("", "json", "csv", "atom"):
        shown = body(client.get(f"{LIST}?theme=service&format={form}"))
        assert "大厅几点上班" in shown and "集市几点开市" not in shown
    assert "这里还没有问答" in body(client.get(f"{LIST}?theme=none"))
    assert client.get(f"{LIST}?format=pdf").status_code == 400


def test_a_document_shows_the_questions_that_cite_it(client, department, drafter, signer, cast):
    policy = publish(make_policy(department, drafter), cast)
    question = published(department, drafter, signer, cites=[(policy, "第二条")])
    assert "集市几点开市" in body(client.get(policy.get_absolute_url()))
    assert json.loads(body(client.get(f"/api/v1/policies/{policy.pk}/")))["questions"]
    assert f"{policy.get_absolute_url()}#t2" in body(client.get(question.get_absolute_url()))


def test_the_list_costs_the_same_for_many(client, department, drafter, signer, django_assert_max_num_queries):
    for number in range(12):
        published(department, drafter, signer, question=f"第{number}个问题？")
    with django_assert_max_num_queries(10):
        client.get(LIST)
    with django_assert_max_num_queries(8):
        client.get("/api/v1/questions/")


def test_a_vote_counts_once_for_an_address(client, department, drafter, signer):
    question = published(department, drafter, signer)
    address = reverse("questions:vote", args=[question.pk])
    assert client.post(address, {}).status_code == 400
    for useful in ("yes", "no"):
        assert "已经记下" in body(client.post(address, {"useful": useful}))
    assert [vote.useful for vote in Vote.objects.all()] == [False]


def test_too_many_votes_of_one_address_are_told_and_not_kept(
    client, department, drafter, signer, monkeypatch
):
    monkeypatch.setattr("questions.views.votes.MOST", 1)
    first, second = (published(department, drafter, signer, question=f"问题{number}") for number in (1, 2))
    client.post(reverse("questions:vote", args=[first.pk]), {"useful": "no"})
    answer = client.post(reverse("questions:vote", args=[second.pk]), {"useful": "no"})
    assert answer.status_code == 429 and answer["Retry-After"] and Vote.objects.count() == 1
