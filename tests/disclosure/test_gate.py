"""The gate by itself: moves, separation, what is missing. No database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure import gate

TODAY = date(2026, 3, 2)
PAPER = gate.Paper(
    title="灌溉安排",
    body="按村轮灌。",
    index_number="1/2026-00001",
    category=True,
    attribute="proactive",
    ground="",
    reason="",
    scope="site",
    written_on=TODAY,
    today=TODAY,
)
STATES = [
    gate.DRAFT,
    gate.DETERMINED,
    gate.REVIEWED,
    gate.SIGNED,
    gate.PUBLISHED,
    gate.WITHDRAWN,
    gate.FILED,
    gate.RETURNED,
]
people = st.none() | st.integers(1, 4)


def fields(**changes):
    return [item.field for item in gate.missing(replace(PAPER, **changes))]


def test_nothing_is_missing_from_a_complete_paper():
    assert gate.missing(PAPER) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "　 "}, "title"),
        ({"index_number": ""}, "index_number"),
        ({"category": False}, "category"),
        ({"written_on": None}, "written_on"),
        ({"written_on": TODAY + timedelta(days=1)}, "written_on"),
        ({"attribute": ""}, "attribute"),
        ({"body": " \n"}, "body"),
        ({"scope": ""}, "scope"),
        ({"images_without_text": 2}, "body"),
        ({"findings": ["手机号码：138****1234"]}, "body"),
        ({"attachments": [gate.AttachmentFacts("名单", scanned=False)]}, "attachments"),
        ({"attachments": [gate.AttachmentFacts("图", True, is_image=True, alt_text=" ")]}, "attachments"),
        ({"waiting_for": ["水务站"]}, "coordinations"),
        (
            {"later_dates": [("effective_on", "施行日期", TODAY, "成文日期", TODAY + timedelta(1))]},
            "effective_on",
        ),
        ({"attribute": "withheld", "ground": "", "reason": "内部事务"}, "attribute_ground"),
        ({"attribute": "withheld", "ground": "nonsense", "reason": "内部事务"}, "attribute_ground"),
        ({"attribute": "on_request", "ground": "internal", "reason": " "}, "attribute_reason"),
        (
            {"attribute": "on_request", "ground": "internal", "reason": "人事", "waiting_for": ["水务站"]},
            "coordinations",
        ),
    ],
)
def test_what_is_missing_names_its_field(changes, field):
    assert fields(**changes) == [field]


@pytest.mark.parametrize(
    "changes",
    [
        {"findings": ["手机号码：138****1234"], "findings_overruled": True},
        {"body": "", "attachments": [gate.AttachmentFacts("全文", True)]},
        {"attachments": [gate.AttachmentFacts("图", True, is_image=True, alt_text="灌溉渠走向图")]},
        {
            "later_dates": [
                ("effective_on", "施行日期", TODAY, "成文日期", TODAY),
                ("expires_on", "有效期至", None, "施行日期", TODAY),
            ]
        },
        {"attribute": "withheld", "ground": "internal", "reason": "人事管理", "body": "", "scope": ""},
        {
            "attribute": "on_request",
            "ground": "privacy",
            "reason": "涉及个人",
            "findings": ["手机号码：138****1234"],
        },
    ],
)
def test_what_the_law_does_not_ask_for_is_not_missing(changes):
    assert fields(**changes) == []


def test_findings_are_told_with_their_number():
    message = gate.missing(replace(PAPER, findings=["甲", "乙", "丙"]))[0].message
    assert "3处" in message
    assert "甲；乙；丙" in message


@given(people, people, people)
def test_three_people_are_apart_exactly_when_no_two_are_one(drafter, reviewer, signer):
    named = [person for person in (drafter, reviewer, signer) if person is not None]
    assert bool(gate.apart(drafter, reviewer, signer)) == (len(set(named)) < len(named))


def test_the_sentence_names_the_two_duties():
    assert gate.apart(1, 2, 1) == "同一份信息的拟稿人与签发人不得为同一人。"


@pytest.mark.parametrize("verb", gate.MOVES)
@pytest.mark.parametrize("status", STATES)
def test_every_move_is_told_for_every_state(verb, status):
    starts, leads = gate.MOVES[verb]
    assert gate.may_move(status, verb) == (status in starts)
    assert leads is None or leads in STATES
    assert verb in gate.VERB_LABELS


@given(st.lists(st.sampled_from(sorted(gate.MOVES)), max_size=12))
def test_nothing_is_published_or_filed_without_review_and_signature(verbs):
    status, since_draft = gate.DRAFT, []
    for verb in verbs:
        if not gate.may_move(status, verb) or gate.MOVES[verb][1] is None:
            continue
        status = gate.MOVES[verb][1]
        since_draft = [] if status in gate.EDITABLE else [*since_draft, verb]
        if status in (gate.PUBLISHED, gate.FILED):
            assert since_draft[:3] == ["determine", "review", "sign"]


def test_nothing_can_be_edited_after_it_was_handed_in():
    assert {gate.DRAFT, gate.RETURNED} == gate.EDITABLE


@given(st.text(), st.text(), st.text())
def test_an_attribute_is_determined_or_says_why_not(attribute, ground, reason):
    problems = gate.attribute_problems(attribute, ground, reason)
    if attribute == "proactive":
        assert problems == []
    else:
        assert bool(problems) == (not attribute or ground not in gate.GROUNDS or not reason.strip())


def test_every_secret_ground_is_in_the_closed_list():
    assert set(gate.GROUNDS) > gate.SECRETS
