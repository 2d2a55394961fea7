"""信息纠错: reported on any page without a name, claimed, answered, seen with the receipt, overdue where it is."""

from datetime import timedelta

import lxml.html
import pytest

from core import clock, worklist
from core.models import AuditEntry
from disclosure.models import ProblemReport
from disclosure.refusal import Refused
from tests.conftest import make_information, publish

ADDRESS = "/disclosure/problems/"


@pytest.fixture
def record(department, cast):
    return publish(make_information(department, cast["drafter"], title="灌溉安排"), cast)


def fields(page):
    form = next(form for form in page.forms if form.method == "POST" and "token" in form.fields)
    return dict(form.form_values())


def report(client, page="", text="第二条写错了日期。", kind="wrong"):
    """All the way to the receipt: (number, code)."""
    now = clock.now()
    with clock.at(now):
        first = lxml.html.fromstring(client.get(f"{ADDRESS}?page={page}").content)
    with clock.at(now + timedelta(seconds=20)):
        review = client.post(ADDRESS, fields(first) | {"text": text, "kind": kind})
        answer = client.post(ADDRESS, fields(lxml.html.fromstring(review.content)), follow=True)
        return lxml.html.fromstring(answer.content).xpath("//dl[@class='receipt']/dd/text()")


def track(client, number, code):
    return client.post(f"{ADDRESS}track/", {"number": number, "code": code})


def test_every_page_leads_to_the_form_with_its_own_address(client, record):
    page = lxml.html.fromstring(client.get(record.get_absolute_url()).content)
    (link,) = page.xpath("//div[@class='page-end']//a[contains(@href, 'problems')]/@href")
    form = client.get(link)
    assert f'value="{record.get_absolute_url()}"' in form.content.decode()


def test_a_report_goes_to_the_office_of_the_page_and_names_it(client, record, department):
    report(client, record.get_absolute_url())
    (stored,) = ProblemReport.objects.all()
    assert (stored.office, stored.page_title, stored.status) == (department, "灌溉安排", "new")


@pytest.mark.parametrize(
    "page", ["", "/nowhere/", "https://example.com/x", "很多字", "//evil", "javascript:alert(1)"]
)
def test_a_report_on_an_unknown_page_goes_to_the_town(client, town, page):
    report(client, page)
    assert ProblemReport.objects.get().office == town


def test_nobody_learns_from_a_report_what_is_not_public(client, department, drafter, town):
    draft = make_information(department, drafter, title="还没公开的事")
    report(client, draft.get_absolute_url())
    stored = ProblemReport.objects.get()
    assert (stored.page_title, stored.office) == ("", town)


def test_the_sender_sees_the_answer_with_receipt_and_code(client, record, drafter):
    number, code = report(client, record.get_absolute_url())
    assert "待认领" in track(client, number, code).content.decode()
    stored = ProblemReport.objects.get()
    stored.claim(by=drafter)
    stored.close(by=drafter, outcome="mended", answer="日期已经改正，谢谢您。")
    page = track(client, number, code).content.decode()
    assert "已经改正" in page and "日期已经改正，谢谢您。" in page and "沈拟" not in page


def test_a_wrong_code_says_nothing_of_the_case(client, record):
    number, _ = report(client, record.get_absolute_url())
    answer = track(client, number, "3333-3333-3333")
    assert answer.status_code == 400 and "灌溉安排" not in answer.content.decode()


def test_an_answer_needs_an_outcome_and_words(client, record, drafter):
    report(client, record.get_absolute_url())
    stored = ProblemReport.objects.get()
    for outcome, answer in (("", "改了"), ("mended", " "), ("nonsense", "改了")):
        with pytest.raises(Refused):
            stored.close(by=drafter, outcome=outcome, answer=answer)


def test_only_the_office_of_the_page_takes_it_on_and_only_once(client, record, drafter, stranger, officer):
    report(client, record.get_absolute_url())
    stored = ProblemReport.objects.get()
    with pytest.raises(Refused):
        stored.claim(by=stranger)
    stored.claim(by=drafter)
    with pytest.raises(Refused):
        ProblemReport.objects.get().claim(by=officer)
    stored.close(by=drafter, outcome="mended", answer="改了")
    with pytest.raises(Refused):
        stored.close(by=drafter, outcome="not_wrong", answer="没错")


def test_it_can_be_handed_to_the_office_that_owns_the_page(client, town, department, officer):
    report(client)
    stored = ProblemReport.objects.get()
    stored.hand_over(by=officer, office=department)
    stored.refresh_from_db()
    assert (stored.office, stored.status, stored.claimed_by) == (department, "new", None)


def panels(user, day):
    return [task for panel in worklist.panels(user, day) if panel.title == "群众纠错" for task in panel.tasks]


def test_it_is_due_after_three_working_days_and_then_the_auditor_sees_it(client, record, drafter, auditor):
    report(client, record.get_absolute_url())
    stored = ProblemReport.objects.get()
    assert 3 <= (stored.due_on - clock.today()).days <= 12
    assert panels(drafter, clock.today()) and not panels(auditor, clock.today())
    assert panels(auditor, stored.due_on + timedelta(days=1))


def test_the_trail_keeps_who_did_what_and_not_what_the_reader_wrote(client, record, drafter):
    report(client, record.get_absolute_url(), text="张三的电话不该写在这里")
    ProblemReport.objects.get().close(by=drafter, outcome="mended", answer="删了")
    entries = AuditEntry.objects.filter(object_kind="disclosure.problemreport")
    assert entries.exists() and not [
        one for one in entries if "张三" in f"{one.object_title}{one.note}{one.after}"
    ]


def test_a_clerk_closes_a_report_on_a_page_of_the_admin(client, record, drafter, stranger):
    report(client, record.get_absolute_url())
    stored = ProblemReport.objects.get()
    client.force_login(stranger)
    assert client.get(f"/admin/problems/{stored.pk}/close/").status_code == 404
    client.force_login(drafter)
    assert "第二条写错了日期" in client.get(f"/admin/problems/{stored.pk}/close/").content.decode()
    refused = client.post(f"/admin/problems/{stored.pk}/close/", {"outcome": "mended", "answer": ""})
    assert refused.status_code == 200 and ProblemReport.objects.get().status == "new"
    client.post(f"/admin/problems/{stored.pk}/close/", {"outcome": "mended", "answer": "已经改正。"})
    assert ProblemReport.objects.get().status == "closed"
