"""A department that decides: 沈拟 drafts, 顾审 reviews, 秦签 signs, 程公 keeps the catalogue."""

from datetime import timedelta

import pytest

from core import clock
from core.public_forms import receipts
from decisions.models import (
    Attendance,
    Catalogue,
    Consultation,
    ConsultationResult,
    Exemption,
    Matter,
    Meeting,
    Opinion,
    Seats,
)
from tests.conftest import make_information, moment, publish

DRAFT = "<p>第一条　为了规范老年人助餐，制定本办法。</p><p>第二条　每餐补贴三元。</p><p>第三条　每周五天供餐。</p>"


@pytest.fixture(autouse=True)
def second_of_march():
    with clock.at(moment("2026-03-02 10:00")):
        yield


@pytest.fixture
def three(officer, reviewer, signer):
    return {"drafter": officer, "reviewer": reviewer, "signer": signer}


def make_catalogue(town, office, by, year=2026, titles=("老年人助餐点布局规划", "集贸市场改造"), **values):
    """A complete draft with its matters."""
    defaults = {
        "attribute": "proactive", "scope": "site", "written_on": clock.today(), "approved_on": clock.today(),
        "approved_by": "第5次镇长办公会议", "preamble": "各承办单位要严格履行程序。",
    }  # fmt: skip
    catalogue = Catalogue(year=year, office=town, drafted_by=by, **defaults | values)
    catalogue.save()
    for position, title in enumerate(titles):
        make_matter(catalogue, office, title, position=position)
    catalogue.save()
    return catalogue


def make_matter(catalogue, office, title, exempt=(), **values):
    defaults = {"legal_basis": "《养老服务条例》第九条", "planned_on": clock.today() + timedelta(days=200)}
    matter = Matter.objects.create(catalogue=catalogue, title=title, office=office, **defaults | values)
    for step in exempt:
        Exemption.objects.create(matter=matter, step=step, reason="第十九条：专业性不强")
    return matter


def make_consultation(office, by, draft, *, days=30, **values):
    """A complete draft of a notice that begins today."""
    defaults = {
        "title": "老年人助餐办法公开征求意见", "summary": "助餐怎么补。", "body": "<p>请提意见。</p>",
        "attribute": "proactive", "scope": "site", "written_on": clock.today(), "starts_on": clock.today(),
        "ends_on": clock.today() + timedelta(days=days), "draft": draft, "subject": "other",
    }  # fmt: skip
    consultation = Consultation(office=office, drafted_by=by, **defaults | values)
    consultation.save()
    return consultation


def make_opinion(consultation, text="补贴应当提高。", **values):
    receipt = receipts.make("YJ", clock.today(), f"nonce{Opinion.objects.count()}")
    return Opinion.objects.create(consultation=consultation, **receipt.fields, text=text, **values)


def make_result(consultation, by, **values):
    result = ConsultationResult(
        asked=consultation, office=consultation.office, drafted_by=by, attribute="proactive", scope="site",
        written_on=clock.today(), **values,
    )  # fmt: skip
    result.save()
    return result


@pytest.fixture
def catalogue(town, department, three):
    return publish(make_catalogue(town, department, three["drafter"]), three)


@pytest.fixture
def draft(department, cast):
    return publish(
        make_information(department, cast["drafter"], title="助餐办法（征求意见稿）", body=DRAFT), cast
    )


@pytest.fixture
def asked(department, cast, draft):
    """A consultation that is open from the second of March to the first of April."""
    return publish(make_consultation(department, cast["drafter"], draft), cast)


@pytest.fixture
def matter(catalogue):
    return catalogue.matters.first()


def make_meeting(office, by, matter, *, seats=None, **values):
    """A complete draft of a call: registration from today for a week, the meeting eighteen days from now."""
    defaults = {
        "title": "邀请列席助餐办法审议会议的公告", "summary": "请您来听、来说。", "body": "<p>邀请群众列席。</p>",
        "attribute": "proactive", "scope": "site", "written_on": clock.today(), "opens_on": clock.today(),
        "closes_on": clock.today() + timedelta(days=7), "meets_at": moment("2026-03-20 09:00"), "place": "镇政府二楼会议室",
        "method": "draw",
    }  # fmt: skip
    meeting = Meeting(office=office, drafted_by=by, matter=matter, **defaults | values)
    meeting.save()
    for group, number in ({"resident": 2} if seats is None else seats).items():
        Seats.objects.create(meeting=meeting, group=group, number=number)
    return meeting


def register(meeting, contact="0000-5510009", **values):
    receipt = receipts.make("LX", clock.today(), f"nonce{Attendance.objects.count()}")
    defaults = {"group": "resident", "name": "柳大山", "where": "柳堰村"} | values
    return Attendance.objects.create(meeting=meeting, contact=contact, **receipt.fields, **defaults)
