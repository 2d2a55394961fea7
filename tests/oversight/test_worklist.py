"""From 10 January last year's report stands on the work list of those who write for the town, until it is public."""

from datetime import date

import pytest

from core import clock
from oversight.worklist import annual_report
from tests.conftest import make_staff, moment, sign_off
from tests.oversight.conftest import make_report

TENTH = date(2026, 1, 10)


def task(user, day):
    found = [one for panel in annual_report(user, day) for one in panel.tasks]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("day", "note"),
    [(TENTH, "第1次提醒。"), (date(2026, 1, 20), "第2次提醒。"), (date(2026, 1, 31), "最后一次提醒，请立即办理。"),
     (date(2026, 5, 1), "最后一次提醒，请立即办理。")],
)  # fmt: skip
def test_reminders_come_on_their_days_and_stay(officer, day, note):
    asked = task(officer, day)
    assert (asked.title, asked.note) == ("2025年政府信息公开工作年度报告", note)
    assert asked.due_on == date(2026, 1, 31) and asked.state == "还没有起草"
    assert asked.url == "/admin/oversight/annualreport/add/?year=2025"


def test_nothing_is_asked_before_the_first_day(officer):
    assert task(officer, date(2026, 1, 9)) is None


def test_the_days_are_a_setting(officer, settings):
    settings.REPORT_DAYS = [5, 15]
    assert task(officer, date(2026, 1, 5)).due_on == date(2026, 1, 15)


def test_a_draft_is_led_to_and_a_published_report_is_done(town, officer, three):
    report = make_report(town, officer)
    assert task(officer, TENTH).url == f"/admin/oversight/annualreport/{report.pk}/change/"
    assert task(officer, TENTH).state == "拟稿"
    sign_off(report, three)
    assert task(officer, TENTH).state == "已签发"
    report.publish(by=three["signer"])
    assert task(officer, TENTH) is None


def test_after_the_last_day_it_is_late(officer):
    with clock.at(moment("2026-02-01 08:00")):
        assert task(officer, clock.today()).late


def test_others_are_not_asked(drafter, clerk, signer, auditor, town):
    assert not any(task(user, TENTH) for user in (drafter, clerk, signer, auditor))
    assert task(make_staff("沈镇", "drafter", offices=[town]), TENTH)


def test_it_stands_on_the_first_page(client, officer):
    client.force_login(officer)
    said = client.get("/admin/").content.decode()
    assert "2025年政府信息公开工作年度报告" in said and "编制年度报告" in said
