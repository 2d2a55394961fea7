"""咨询: a receipt, an office, working days, an answer; names and contacts never public."""

import re
from datetime import date

import pytest
from django.db import connection

from core import clock
from core.models import AuditEntry
from disclosure.refusal import Refused
from questions.daily import forget_people
from questions.models import Inquiry, Question
from tests.conftest import moment
from tests.questions.conftest import make_inquiry

FORM = "/policies/inquiries/new/"
SENT = {
    "subject": "集市几点开市",
    "text": "集市几点开市，腊月呢？",
    "name": "赵某某",
    "contact": "0000-1234567",
    "may_publish": "on",
}


def send(client, **values):
    """Form, review, receipt; returns the receipt page."""
    with clock.at(moment("2026-03-02 10:00")):
        token = re.search(r'name="token" value="([^"]+)"', client.get(FORM).content.decode())[1]
    with clock.at(moment("2026-03-02 10:05")):
        client.post(FORM, SENT | values | {"token": token})
        answer = client.post(FORM, SENT | values | {"token": token, "reviewed": "1"})
        return client.get(answer["Location"]).content.decode()


def test_it_gets_a_receipt_and_five_working_days(client, town, department, drafter):
    page = send(client, office="agriculture")
    case = Inquiry.objects.get()
    assert case.receipt in page and case.office == department
    assert case.due_on == date(2026, 3, 9)  # from the day after: 3rd, 4th, 5th, 6th, 9th
    code = re.search(r"(?:[A-Z0-9]{4}-){2}[A-Z0-9]{4}(?![A-Z0-9-])", page.split("查询码")[1])[0]
    case.reply(by=drafter, answer="五点半开市，腊月到六点。")
    found = client.post("/policies/inquiries/track/", {"number": case.receipt, "code": code}).content.decode()
    assert "五点半开市" in found and "赵某某" not in found


def test_nobody_named_goes_to_the_town(client, town):
    send(client, office="")
    assert Inquiry.objects.get().office == town


@pytest.mark.parametrize(
    "values",
    [{"subject": ""}, {"text": ""}, {"text": "<b>x</b>"}, {"office": "nowhere"}, {"text": "长" * 2001}],
)
def test_what_is_wrong_is_told_and_nothing_stored(client, town, values):
    token = re.search(r'name="token" value="([^"]+)"', client.get(FORM).content.decode())[1]
    with clock.at(moment("2026-03-02 10:05")):
        answer = client.post(FORM, SENT | values | {"token": token, "reviewed": "1"})
    assert answer.status_code == 400 and not Inquiry.objects.exists()


def test_names_and_contacts_lie_sealed(department):
    make_inquiry(department, name="赵某某", contact="0000-1234567")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, contact FROM questions_inquiry")
        stored = str(cursor.fetchall())
    assert "赵某某" not in stored and "1234567" not in stored
    assert Inquiry.objects.get().name == "赵某某"


def test_a_complex_one_is_prolonged_once_with_its_reason(department, drafter):
    case = make_inquiry(department)
    with pytest.raises(Refused):
        case.prolong(by=drafter, reason=" ")
    case.prolong(by=drafter, reason="要会同县里核实")
    assert case.due_on == date(2026, 3, 23)
    with pytest.raises(Refused, match="一次"):
        case.prolong(by=drafter, reason="再等等")


def test_it_is_overdue_the_day_after_its_last_and_not_on_a_provisional_date(department):
    case = make_inquiry(department)
    assert not Inquiry.objects.overdue(case.due_on).exists()
    assert list(Inquiry.objects.overdue(date(2026, 3, 10))) == [case]
    with clock.at(moment("2026-12-30 10:00")):
        late = make_inquiry(department, subject="跨年的")
        assert late.due_is_provisional
        assert late not in Inquiry.objects.overdue(date(2027, 3, 1))


def test_another_office_can_be_handed_it_and_strangers_can_do_nothing(department, village, drafter, stranger):
    case = make_inquiry(department)
    for step in ("reply", "prolong", "hand_over"):
        values = {"reply": {"answer": "好"}, "prolong": {"reason": "要查"}, "hand_over": {"office": village}}[
            step
        ]
        with pytest.raises(Refused):
            getattr(case, step)(by=stranger, **values)
    case.hand_over(by=drafter, office=village)
    assert Inquiry.objects.get().office == village


def answered(department, drafter, **values):
    case = make_inquiry(department, name="赵某某")
    case.reply(by=drafter, answer="以灵活就业人员身份参保。", public=True, **values)
    return case


def test_a_second_person_makes_it_public_and_it_names_nobody(client, department, drafter, signer, officer):
    case = answered(department, drafter)
    address = case.get_absolute_url()
    assert client.get(address).status_code == 404
    with pytest.raises(Refused):
        case.publish(by=drafter)
    case.publish(by=signer)
    for where in (
        address,
        "/policies/inquiries/",
        "/policies/inquiries/?format=json",
        "/search/?q=灵活就业人员身份参保",
    ):
        page = client.get(where).content.decode()
        assert "灵活就业" in re.sub("</?(wbr|mark)>", "", page) and "赵某某" not in page
    case.keep_private(by=officer)
    assert client.get(address).status_code == 404


def test_personal_data_and_the_senders_name_keep_it_private(department, drafter):
    with pytest.raises(Refused, match="疑似"):
        answered(department, drafter, text="请打13812345678找我。")
    with pytest.raises(Refused, match="姓名"):
        answered(department, drafter, text="赵某某想知道怎么交。")
    assert not Inquiry.objects.exclude(answered_at=None).exists()


def test_without_consent_it_is_answered_to_the_sender_alone(department, drafter):
    case = make_inquiry(department, may_publish=False)
    with pytest.raises(Refused, match="没有同意"):
        case.reply(by=drafter, answer="好", public=True)


def test_one_step_makes_it_a_draft_of_the_library(department, drafter, signer):
    case = answered(department, drafter)
    question = case.promote(by=drafter)
    assert case.promote(by=drafter) == question
    assert not Question.objects.published().exists()
    question.confirm(by=signer)
    assert "灵活就业人员" in Question.objects.published().get().answer


def test_the_trail_holds_no_word_of_it(client, town, department, drafter):
    case = answered(department, drafter)
    said = " ".join(
        f"{entry.object_title}{entry.before}{entry.after}{entry.note}"
        for entry in AuditEntry.objects.about(case)
    )
    assert case.receipt in said and "养老保险" not in said and "赵某某" not in said


def test_the_person_is_forgotten_in_time(department, drafter, settings):
    case = answered(department, drafter)
    with clock.at(moment("2027-03-01 10:00")):
        forget_people(clock.today())
        assert Inquiry.objects.get(pk=case.pk).name == "赵某某"
    with clock.at(moment("2027-03-05 10:00")):
        forget_people(clock.today())
        assert Inquiry.objects.get(pk=case.pk).name == ""
