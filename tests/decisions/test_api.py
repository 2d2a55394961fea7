"""Matters and consultations for programs."""

import pytest

from core import clock
from decisions.actions import answer_opinions
from tests.conftest import moment, publish
from tests.decisions.conftest import make_opinion, make_result


def test_matters_with_every_step(client, catalogue, matter, draft, drafter):
    matter.link("draft", draft, by=drafter)
    answer = client.get("/api/v1/decisions/").json()
    assert answer["count"] == 2
    assert answer["results"][0]["steps"]["draft"] == "done" and answer["results"][0]["state"] == "drafting"
    one = client.get(f"/api/v1/decisions/{matter.pk}/").json()
    assert [(paper["step"], paper["title"]) for paper in one["papers"]] == [("draft", draft.title)]
    assert client.get("/api/v1/decisions/?year=2025").json()["count"] == 0


def test_a_consultation_with_its_phase_and_then_with_what_came_of_it(client, asked, cast):
    address = f"/api/v1/consultations/{asked.pk}/"
    assert client.get("/api/v1/consultations/?phase=open").json()["count"] == 1
    assert client.get("/api/v1/consultations/?phase=closed").json()["count"] == 0
    before = client.get(address).json()
    assert (before["phase"], before["opinions"], before["answers"]) == ("open", None, [])
    with clock.at(moment("2026-04-02 09:00")):
        opinion = make_opinion(asked, name="王某人")
        answer_opinions(asked, [opinion], topic="提高", outcome="noted", reason="", by=cast["drafter"])
        assert client.get(address).json()["opinions"] is None
        publish(make_result(asked, cast["drafter"]), cast)
        after = client.get(address)
    assert after.json()["opinions"] == 1 and after.json()["answers"][0]["topic"] == "提高"
    assert "王某人" not in after.content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [("decisions/?year=x", 400), ("decisions/?colour=red", 400), ("decisions/?page=9", 404), ("consultations/?phase=late", 400),
     ("consultations/77/", 404), ("decisions/77/", 404)],
)  # fmt: skip
def test_what_cannot_be_answered_is_told(client, catalogue, query, status):
    assert client.get(f"/api/v1/{query}").status_code == status


def test_a_withdrawn_consultation_is_gone(client, asked, signer):
    asked.withdraw(by=signer, kind="error", reason="附错文稿")
    assert client.get(f"/api/v1/consultations/{asked.pk}/").status_code == 410
