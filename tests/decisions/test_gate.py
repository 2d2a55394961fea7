"""What keeps catalogues, notices and results from being published, and what appears when they are."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from decisions.actions import answer_opinions
from decisions.models import Adjustment, Answer, Matter, Paper
from disclosure.models import Entry
from disclosure.refusal import Incomplete, Refused
from tests.conftest import make_information, moment, publish, sign_off
from tests.decisions.conftest import (
    make_catalogue,
    make_consultation,
    make_matter,
    make_opinion,
    make_result,
)


def refusal(record, cast):
    with pytest.raises(Incomplete) as refused:
        publish(record, cast)
    return " ".join(refused.value.messages)


# The catalogue ---------------------------------------------------------------------------------------------
def test_matters_appear_with_their_catalogue_and_go_with_it(town, department, three):
    catalogue = make_catalogue(town, department, three["drafter"])
    assert not Matter.objects.published().exists()
    publish(catalogue, three)
    assert Matter.objects.published().count() == 2
    assert Entry.objects.filter(kind="matter").count() == 2
    catalogue.withdraw(by=three["signer"], kind="error", reason="年度写错")
    assert not Entry.objects.filter(kind="matter").exists()


def test_a_catalogue_that_nobody_approved_stays(town, department, three):
    catalogue = make_catalogue(town, department, three["drafter"], approved_by="")
    assert "审定" in refusal(catalogue, three)


def test_matters_are_judged_with_their_catalogue(town, department, three):
    catalogue = make_catalogue(town, department, three["drafter"])
    sign_off(catalogue, three, until="review")
    catalogue.matters.update(title="换了一件事")
    with pytest.raises(Refused, match="改动"):
        catalogue.sign(by=three["signer"])


def test_a_matter_is_added_by_an_adjustment_that_a_second_person_confirms(
    catalogue, department, officer, signer
):
    matter = make_matter(catalogue, department, "幼儿园迁建")
    change = Adjustment.objects.create(
        catalogue=catalogue, kind="added", matter=matter, reason="群众呼声高", approved_by="第9次镇长办公会议",
        entered_by=officer,
    )  # fmt: skip
    assert matter not in Matter.objects.published()
    change.confirm(by=signer)
    assert matter in Matter.objects.published()


def test_a_matter_that_was_ended_says_since_when(catalogue, matter, officer, signer):
    change = Adjustment.objects.create(
        catalogue=catalogue,
        kind="ended",
        matter=matter,
        reason="上级统一建设",
        approved_by="会议",
        entered_by=officer,
    )
    with pytest.raises(Refused):
        change.confirm(by=officer)
    change.confirm(by=signer)
    matter.refresh_from_db()
    assert matter.ended_on == clock.today()


def test_a_step_may_be_left_out_afterwards_with_its_rule(client, catalogue, matter, officer, signer):
    change = Adjustment(
        catalogue=catalogue, kind="exempt", matter=matter, step="risk", reason="第二十二条：不涉及社会稳定",
        approved_by="会议", entered_by=officer,
    )  # fmt: skip
    change.save()
    assert not matter.exemptions.exists()
    change.confirm(by=signer)
    assert matter.exemptions.get().reason == "第二十二条：不涉及社会稳定"
    assert "风险评估不适用" in client.get("/decisions/2026/").content.decode()


# The notice ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("subject", ["decision", "normative"])
def test_twenty_nine_days_need_a_reason_and_thirty_do_not(department, cast, draft, matter, subject):
    more = {"subject": subject, "matter": matter, "explanation": draft}
    short = make_consultation(department, cast["drafter"], draft, days=29, **more)
    assert "29天" in refusal(short, cast)
    assert short.status == "reviewed"
    short.send_back(by=cast["signer"], reason="写明理由")
    short.short_reason = "汛期将至，情况紧急。"
    short.save()
    assert publish(short, cast).is_visible
    assert publish(make_consultation(department, cast["drafter"], draft, days=30, **more), cast).is_visible


def test_no_notice_appears_after_its_first_day(department, cast, draft):
    notice = sign_off(make_consultation(department, cast["drafter"], draft), cast)
    with pytest.raises(Refused, match="晚于征求意见的开始日期"):
        notice.publish(by=cast["signer"], at=clock.now() + timedelta(days=1))
    late = make_consultation(department, cast["drafter"], draft, starts_on=clock.today() - timedelta(days=1))
    assert "开始日期已经过了" in refusal(late, cast)


def test_the_draft_and_its_explanation_come_first(department, cast, matter):
    hidden = make_information(department, cast["drafter"], title="助餐办法（征求意见稿）")
    notice = make_consultation(department, cast["drafter"], hidden, subject="decision", matter=matter)
    said = refusal(notice, cast)
    assert "还没有发布" in said and "起草说明" in said


def test_what_was_asked_about_joins_the_story_of_its_matter(department, cast, draft, matter):
    asked = make_consultation(department, cast["drafter"], draft, matter=matter)
    assert "类型应当是" in refusal(asked, cast)
    more = {"matter": matter, "subject": "normative"}
    publish(make_consultation(department, cast["drafter"], draft, **more), cast)
    assert [(one.step, one.information) for one in Paper.objects.published()] == [("draft", draft)]


def test_a_correction_keeps_the_opinions_and_the_places_of_the_notice(asked, cast):
    opinion = make_opinion(asked)
    asked.postings.create(place="各村公开栏", posted_on=clock.today(), proof="照片十二张")
    revision = asked.revise(by=cast["drafter"])
    revision.change_note, revision.contact = "补上电话", "0000-5510000"
    revision.save()
    publish(revision, cast)
    asked.refresh_from_db()
    opinion.refresh_from_db()
    assert (asked.contact, opinion.consultation, asked.postings.count()) == ("0000-5510000", asked, 1)


# Opinions and answers --------------------------------------------------------------------------------------
@pytest.mark.parametrize("outcome", ["partly", "not_adopted"])
def test_no_refusal_without_a_reason_neither_in_the_model_nor_in_the_database(asked, cast, outcome):
    opinion = make_opinion(asked)
    with pytest.raises(Exception, match="必须写明理由"):
        answer_opinions(asked, [opinion], topic="提高补贴", outcome=outcome, reason=" ", by=cast["drafter"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.bulk_create(
            [Answer(consultation=asked, topic="提高补贴", outcome=outcome, answered_by=cast["drafter"])]
        )
    opinion.refresh_from_db()
    assert opinion.answer is None and not Answer.objects.exists()


def test_one_answer_serves_many(asked, cast):
    some = [make_opinion(asked) for _ in range(3)]
    answer_opinions(asked, some, topic="提高补贴", outcome="adopted", reason="已改为四元", by=cast["drafter"])
    assert Answer.objects.get().opinions.count() == 3


@pytest.fixture
def over(asked):
    """The consultation on the day after its last."""
    with clock.at(moment("2026-04-02 09:00")):
        yield asked


def test_there_is_no_result_while_opinions_may_still_come(asked, cast):
    assert "还没有结束" in refusal(make_result(asked, cast["drafter"]), cast)


def test_a_result_waits_for_every_opinion_and_tells_numbers_and_reasons(over, cast):
    asked = over
    agreed = make_opinion(
        asked, "我的电话是13800138000，请提高补贴。", may_publish=True, name="王某", contact="13800138000"
    )
    silent = make_opinion(asked, "周末也要供餐。", channel="letter")
    result = make_result(asked, cast["drafter"])
    assert "还有2条" in refusal(result, cast)
    result.send_back(by=cast["signer"], reason="先答复")
    answer_opinions(
        asked, [agreed], topic="提高补贴", outcome="partly", reason="财力有限，改为四元。", by=cast["drafter"]
    )
    answer_opinions(asked, [silent], topic="周末供餐", outcome="noted", reason="", by=cast["drafter"])
    result.save()
    publish(result, cast)
    assert result.summary == "共收到意见2条：部分采纳1条，留作参考1条。"
    assert "财力有限" in result.body and "请提高补贴" in result.body
    for secret in ("13800138000", "王某", "周末也要供餐"):
        assert secret not in result.body + str(result.tally)


def test_answers_stay_as_they_were_reviewed(asked, cast):
    opinion = make_opinion(asked)
    answer_opinions(asked, [opinion], topic="提高补贴", outcome="adopted", reason="", by=cast["drafter"])
    sign_off(make_result(asked, cast["drafter"]), cast, until="determine")
    with pytest.raises(Refused, match="不能再登记意见、改答复"):
        answer_opinions(asked, [opinion], topic="提高补贴", outcome="noted", reason="", by=cast["drafter"])


def test_an_opinion_that_comes_after_the_review_sends_the_result_back(over, cast):
    asked = over
    result = make_result(asked, cast["drafter"])
    sign_off(result, cast, until="review")
    make_opinion(asked)
    with pytest.raises(Incomplete):
        result.sign(by=cast["signer"])


def test_the_clock_opens_and_closes_a_consultation(asked):
    for when, phase in (("2026-03-01 23:59", "coming"), ("2026-03-02 00:00", "open"), ("2026-04-01 23:59", "open"),
                        ("2026-04-02 00:00", "closed")):  # fmt: skip
        with clock.at(moment(when)):
            assert asked.phase(clock.today()) == phase
    assert asked.ends_on == clock.today() + timedelta(days=30)
