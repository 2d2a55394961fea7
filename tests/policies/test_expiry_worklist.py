"""What the library asks of staff: what expires, what is to be filed, what waits for a second person."""

from datetime import date, timedelta

import pytest

from core import clock, worklist
from policies.actions import publish_migrated
from policies.models import CleanUp, Relation, ValidityEvent, Version
from policies.validity import TermKind
from tests.conftest import make_policy, moment, publish

TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def first_of_june():
    with clock.at(moment("2026-06-01 10:00")):
        yield


@pytest.fixture
def ending(department, cast):
    """A document of the department whose last day is so many days ahead."""

    def add(days, title="办法", **values):
        dated = dict.fromkeys(["written_on", "published_on", "effective_on"], date(2024, 1, 2))
        term = (
            {"term_kind": TermKind.DATE, "expires_on": TODAY + timedelta(days=days)}
            if days is not None
            else {}
        )
        policy = make_policy(department, cast["drafter"], making=False, title=title, **dated | term | values)
        publish_migrated(policy, reason="历史文件")
        return policy

    return add


def tasks(user, panel):
    return {
        task.title: task
        for one in worklist.panels(user, clock.today())
        if panel in one.title
        for task in one.tasks
    }


def test_staff_see_what_ends_30_90_and_180_days_ahead_nearest_first(ending, drafter, signer):
    for days in (200, 181, 180, 91, 90, 31, 30, 0):
        ending(days, f"还有{days}天")
    ending(None, "没有期限")
    for user in (drafter, signer):
        found = tasks(user, "到期")
        assert {title: task.state for title, task in found.items()} == {
            "还有0天": "30天内到期", "还有30天": "30天内到期", "还有31天": "90天内到期", "还有90天": "90天内到期",
            "还有91天": "180天内到期", "还有180天": "180天内到期",
        }  # fmt: skip
        assert [task.due_on for task in found.values()] == sorted(task.due_on for task in found.values())


def test_the_last_day_is_named_and_the_day_after_it_is_over(ending, drafter):
    ending(10)
    assert tasks(drafter, "到期")["办法"].due_on == TODAY + timedelta(days=10)
    with clock.at(moment("2026-06-12 10:00")):
        assert tasks(drafter, "到期") == {}


def test_an_announced_amendment_is_no_end(ending, department, cast, drafter):
    long, endless = ending(400, "长期的"), ending(None, "不定期的")
    for target in (long, endless):
        source = make_policy(department, cast["drafter"], title=f"修改{target.title}")
        Relation.objects.create(source=source, target=target, kind="amends", on=TODAY + timedelta(days=20))
        publish(source, cast)
    assert tasks(drafter, "到期") == {}


def test_an_extension_takes_it_off_the_list(ending, cast, drafter):
    event = ValidityEvent(
        policy=ending(10), kind="extended", on=TODAY, until=date(2030, 1, 1), note="会议纪要"
    )
    event.enter(by=cast["drafter"])
    assert "办法" in tasks(drafter, "到期")
    event.confirm(by=cast["signer"])
    assert tasks(drafter, "到期") == {}


def test_nobody_sees_what_ends_in_another_office(ending, stranger, reviewer):
    ending(10)
    assert tasks(stranger, "到期") == {} and tasks(reviewer, "到期") == {}


def test_a_published_normative_document_waits_to_be_filed_within_fifteen_days(department, cast, drafter):
    policy = publish(make_policy(department, cast["drafter"]), cast)
    assert tasks(drafter, "备案")[policy.title].due_on == TODAY + timedelta(days=15)
    with clock.at(moment("2026-06-17 10:00")):
        assert tasks(drafter, "备案")[policy.title].late
    policy.making.filed_on = TODAY
    policy.making.save()
    assert tasks(drafter, "备案") == {}


def test_migrated_and_other_documents_are_not_to_be_filed(ending, department, cast, drafter):
    ending(None)
    publish(make_policy(department, cast["drafter"], normative=False), cast)
    assert tasks(drafter, "备案") == {}


def test_what_waits_for_a_second_person_stands_on_the_signers_list_until_confirmed(
    ending, cast, drafter, signer
):
    policy = ending(None)
    event = ValidityEvent(policy=policy, kind="repealed", on=TODAY, note="会议纪要")
    event.enter(by=drafter)
    version = Version(policy=policy, valid_from=TODAY, body="<p>新的</p>", note="会议纪要")
    version.enter(by=drafter)
    assert len(tasks(signer, "复核")) == 2 and tasks(drafter, "复核") == {}
    event.confirm(by=signer)
    version.confirm(by=signer)
    assert tasks(signer, "复核") == {}


def test_who_entered_a_change_is_not_asked_to_confirm_it(ending, signer):
    ValidityEvent(policy=ending(None), kind="repealed", on=TODAY, note="会议纪要").enter(by=signer)
    assert tasks(signer, "复核") == {}


def test_what_is_unmarked_stands_on_the_list_of_those_who_can_find_out(ending, drafter, officer, signer):
    ending(None, "没查明的", term_kind=TermKind.UNKNOWN)
    ending(None, "查明的")
    assert list(tasks(drafter, "未标注")) == list(tasks(officer, "未标注")) == ["没查明的"]
    assert tasks(signer, "未标注") == {}


def test_the_first_page_of_the_admin_shows_the_list_with_working_links(client, ending, drafter):
    ending(10)
    client.force_login(drafter)
    html = client.get("/admin/").content.decode()
    assert "半年内到期的文件" in html and "2026-06-11" in html
    for task in tasks(drafter, "到期").values():
        assert client.get(task.url).status_code == 200


def test_a_document_that_a_clean_up_may_cover_is_told_to_the_officer(department, cast, officer):
    notice = make_policy(department, cast["drafter"], normative=False, title="清理决定")
    today = clock.today()
    clean_up = CleanUp.objects.create(notice=notice, on=today, default="repeal", normative_only=False)
    clean_up.issuers.set(notice.issuers.all())
    publish(notice, cast)
    old = make_policy(
        department, cast["drafter"], making=False, title="没有日期的旧文", written_on=None, published_on=None
    )
    publish_migrated(old, reason="历史文件")
    told = [panel for panel in worklist.panels(officer, today) if panel.title == "清理是否适用不能确定的文件"]
    assert [task.title for task in told[0].tasks] == ["没有日期的旧文"]
    assert "成文日期未知" in told[0].tasks[0].note
