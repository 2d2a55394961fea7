"""The work list: to each person what waits for that person, at a price that does not grow."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock, worklist
from core.duties import Duty
from core.models import CalendarNotice
from disclosure import gate
from disclosure.models import Information
from tests.conftest import make_information, make_policy, make_staff, publish, sign_off


def waits(user, day=None):
    """{panel: titles of its tasks}"""
    return {
        panel.title: [task.title for task in panel.tasks]
        for panel in worklist.panels(user, day or clock.today())
    }


def test_each_step_puts_the_record_before_the_next_person(department, cast, officer):
    record = make_information(department, cast["drafter"], title="灌溉")
    assert waits(cast["drafter"])["我的草稿"] == ["灌溉"]
    record.determine(by=cast["drafter"])
    assert waits(cast["reviewer"])["待保密审查"] == ["灌溉"]
    assert waits(cast["drafter"])["我送审的"] == ["灌溉"]
    record.review(by=cast["reviewer"], conclusion="clear", items=list(gate.REVIEW_ITEMS))
    assert waits(cast["reviewer"])["待保密审查"] == []
    assert waits(cast["signer"])["待签发"] == ["灌溉"]
    record.sign(by=cast["signer"])
    assert waits(officer)["已签发，待发布或者归档"] == ["灌溉"]
    record.publish(by=officer)
    assert not any(
        "灌溉" in titles for person in (*cast.values(), officer) for titles in waits(person).values()
    )


def test_what_came_back_says_why(department, cast):
    record = sign_off(make_information(department, cast["drafter"]), cast, until="determine")
    record.send_back(by=cast["reviewer"], reason="标题不清")
    panel = next(
        panel for panel in worklist.panels(cast["drafter"], clock.today()) if panel.title == "退回给我的"
    )
    assert [task.note for task in panel.tasks] == ["标题不清"]


def test_nobody_is_asked_to_judge_the_own_draft(department, town):
    both = make_staff("双职", Duty.DRAFTER, Duty.SECRECY_REVIEWER, offices=[town])
    make_information(department, both).determine(by=both)
    assert waits(both)["待保密审查"] == []


def test_an_urgent_warning_stands_first(department, cast):
    for title, urgent in (("平常", False), ("山洪预警", True)):
        make_information(department, cast["drafter"], title=title, urgent=urgent).determine(
            by=cast["drafter"]
        )
    assert waits(cast["reviewer"])["待保密审查"] == ["山洪预警", "平常"]


def test_a_revision_is_named_as_one(department, cast):
    publish(make_information(department, cast["drafter"], title="灌溉"), cast).revise(by=cast["drafter"])
    assert waits(cast["drafter"])["我的草稿"] == ["修改稿　灌溉"]


def test_what_will_appear_by_itself_is_announced(department, cast):
    record = sign_off(make_information(department, cast["drafter"], title="灌溉"), cast)
    record.publish(by=cast["signer"], at=clock.now() + timedelta(days=1))
    assert waits(cast["signer"])["定时发布"] == ["灌溉"]


def test_what_was_filed_comes_back_after_a_year_with_its_day(department, cast, officer):
    values = {"attribute": "withheld", "attribute_ground": "internal", "attribute_reason": "人事"}
    record = sign_off(make_information(department, cast["drafter"], **values), cast)
    record.file(by=cast["signer"])
    title = "到期应审查的依申请公开、不予公开信息"
    assert title not in waits(officer, record.next_review_on - timedelta(days=1))
    panel = next(panel for panel in worklist.panels(officer, record.next_review_on) if panel.title == title)
    assert [task.due_on for task in panel.tasks] == [record.next_review_on]


def test_each_task_leads_to_its_page(client, department, cast):
    make_information(department, cast["drafter"])
    make_policy(department, cast["drafter"])
    client.force_login(cast["drafter"])
    tasks = [task for panel in worklist.panels(cast["drafter"], clock.today()) for task in panel.tasks]
    assert {task.url.split("/")[3] for task in tasks} == {"information", "policy"}
    assert all(client.get(task.url).status_code == 200 for task in tasks)


def test_from_november_on_next_years_calendar_is_asked_for(officer):
    november = clock.today().replace(year=2098, month=11, day=1)
    assert "日历" in waits(officer, november)
    assert "日历" not in waits(officer, november - timedelta(days=1))
    CalendarNotice.objects.create(year=2099, title="2099年安排", document_number="国办发明电〔2098〕1号")
    assert "日历" not in waits(officer, november)


def test_who_has_no_duty_has_no_panel(town):
    assert waits(make_staff("闲人", offices=[town])) == {}


# The price -------------------------------------------------------------------------------------------------
def fill(number, office, by, state, make=make_information):
    """Rows in a state, without the way there: here only their number counts."""
    first = make(office, by, title="第0件")
    type(first).objects.filter(pk=first.pk).update(status=state, waiting_since=clock.now())
    for index in range(1, number):
        other = make(office, by, title=f"第{index}件")
        Information.objects.filter(pk=other.pk).update(status=state, waiting_since=clock.now())


def queries(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("make", [make_information, make_policy])
@pytest.mark.parametrize(
    ("who", "state"), [("reviewer", "determined"), ("signer", "reviewed"), ("drafter", "draft")]
)
def test_the_work_list_asks_as_many_questions_for_many_tasks_as_for_two(
    client, department, cast, who, state, make
):
    client.force_login(cast[who])
    fill(2, department, cast["drafter"], state, make)
    client.get("/admin/")
    few = queries(client, "/admin/")
    fill(30, department, cast["drafter"], state, make)
    assert queries(client, "/admin/") == few <= 40  # some twenty panels of five apps


def test_the_work_list_asks_as_many_questions_for_300_records_as_for_30(client, department, cast):
    client.force_login(cast["reviewer"])
    fill(30, department, cast["drafter"], "determined")
    client.get("/admin/")
    few = queries(client, "/admin/")
    fill(270, department, cast["drafter"], "determined")
    assert queries(client, "/admin/") == few
    assert "（300）" in client.get("/admin/").content.decode()


def test_the_list_of_records_asks_as_many_questions_for_300_as_for_30(client, department, cast):
    client.force_login(cast["drafter"])
    address = "/admin/disclosure/information/"
    fill(30, department, cast["drafter"], "draft")
    client.get(address)
    few = queries(client, address)
    fill(270, department, cast["drafter"], "draft")
    assert queries(client, address) == few <= 20


def test_the_list_of_records_asks_as_many_questions_for_3_as_for_30(client, department, cast):
    client.force_login(cast["drafter"])
    address = "/admin/disclosure/information/"
    fill(3, department, cast["drafter"], "draft")
    client.get(address)
    few = queries(client, address)
    fill(27, department, cast["drafter"], "draft")
    assert queries(client, address) == few
