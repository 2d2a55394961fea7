"""What stands on the work list, and from which day."""

from datetime import timedelta

import pytest

from core import clock, worklist
from decisions.actions import answer_opinions
from decisions.models import Adjustment, Delay, Exemption
from decisions.worklist import WAITING
from disclosure.refusal import Refused
from tests.conftest import make_information, moment, publish
from tests.decisions.conftest import make_opinion, make_result


def tasks(user, title):
    panels = {panel.title: panel for panel in worklist.panels(user, clock.today())}
    return panels[title].tasks if title in panels else []


LATE = "采纳情况逾期未公布"


def test_a_result_is_overdue_the_day_after_the_last_and_every_day_until_it_is_public(
    asked, drafter, clerk, cast
):
    with clock.at(moment("2026-04-01 23:00")):
        assert not tasks(drafter, LATE)
    for day, over in (("2026-04-02 00:00", "第1天"), ("2026-04-09 09:00", "第8天")):
        with clock.at(moment(day)):
            (task,) = tasks(drafter, LATE)
            assert task.late and over in task.note
            assert not tasks(clerk, LATE)
    with clock.at(moment("2026-04-10 09:00")):
        publish(make_result(asked, drafter), cast)
        assert not tasks(drafter, LATE)


def test_a_reason_for_being_late_is_confirmed_shown_and_ends(client, asked, drafter, signer, cast):
    with clock.at(moment("2026-04-03 09:00")):
        delay = Delay.objects.create(
            consultation=asked,
            cause="many",
            note="共有几百条。",
            until=clock.today() + timedelta(days=20),
            entered_by=drafter,
        )
        assert [task.title for task in tasks(signer, WAITING)] == [str(delay)]
        assert "延至" not in client.get(asked.get_absolute_url()).content.decode()
        with pytest.raises(Refused):
            delay.confirm(by=drafter)
        delay.confirm(by=signer)
        assert "共有几百条。" in client.get(asked.get_absolute_url()).content.decode()
        (task,) = tasks(drafter, LATE)
        assert not task.late and "意见较多" in task.note
    with clock.at(moment("2026-04-24 09:00")):
        assert tasks(drafter, LATE)[0].late


def test_opinions_wait_until_they_are_answered(asked, drafter, cast):
    opinion = make_opinion(asked)
    assert [task.state for task in tasks(drafter, "待答复的公众意见")] == ["1条未答复"]
    answer_opinions(asked, [opinion], topic="提高", outcome="noted", reason="", by=drafter)
    assert not tasks(drafter, "待答复的公众意见")


def test_papers_that_are_owed_are_named(matter, department, cast, drafter):
    assert not tasks(drafter, "应公开未公开的决策材料")
    decision = publish(make_information(department, cast["drafter"], title="关于助餐点布局的决定"), cast)
    matter.link("decision", decision, by=drafter).confirm(by=cast["signer"])
    for step in (
        "background",
        "consultation",
        "expert",
        "risk",
        "hearing",
        "competition",
        "attendance",
        "interpretation",
    ):
        Exemption.objects.create(matter=matter, step=step, reason="不适用")
    (task,) = tasks(drafter, "应公开未公开的决策材料")
    assert task.note == "决策草案、起草说明、合法性审查、集体讨论"


def test_an_adjustment_waits_for_a_signer(catalogue, matter, officer, signer):
    change = Adjustment.objects.create(
        catalogue=catalogue,
        kind="ended",
        matter=matter,
        reason="并入县级项目",
        approved_by="会议",
        entered_by=officer,
    )
    assert [task.title for task in tasks(signer, WAITING)] == [str(change)]
    change.confirm(by=signer)
    assert not tasks(signer, WAITING)
