"""Withdrawing: what each kind leaves to be seen."""

import pytest

from core import clock
from disclosure.models import Attachment, Entry, Information
from disclosure.refusal import Refused
from tests.conftest import make_information, make_policy, publish, sign_off

TITLE, REASON, TEXT = "三月初三的集市", "写错了一个数目", "摊位一共九十九个"
KINDS = ["information", "policy"]


def public(kind, office, cast, **values):
    values = {"title": TITLE, "summary": TEXT, "body": f"<p>{TEXT}。</p>"} | values
    record = (make_information if kind == "information" else make_policy)(office, cast["drafter"], **values)
    file = Attachment(information_id=record.pk)
    file.take(TEXT.encode(), "摊位表.txt")
    file.save()
    return publish(record, cast)


@pytest.fixture(params=KINDS)
def record(request, department, cast):
    return public(request.param, department, cast)


def read(response):
    return response.content.decode().replace("<wbr>", "")


def test_published_in_error_tells_title_and_reason_but_no_text(client, record, signer):
    record.withdraw(by=signer, kind="error", reason=REASON)
    page = client.get(record.get_absolute_url())
    assert page.status_code == 410
    assert TITLE in read(page)
    assert REASON in read(page)
    assert TEXT not in read(page)


def test_withdrawn_for_privacy_tells_number_office_day_and_kind_alone(client, record, signer):
    record.withdraw(by=signer, kind="privacy", reason=REASON)
    page = client.get(record.get_absolute_url())
    assert page.status_code == 410
    for said in (record.index_number, record.office.name, str(clock.today()), "涉及隐私或者秘密"):
        assert said in read(page)
    for hidden in (TITLE, REASON, TEXT, "摊位表", record.drafted_by.name):
        assert hidden not in read(page)


@pytest.mark.parametrize("kind", ["error", "privacy"])
def test_a_withdrawn_record_is_in_no_list_and_its_files_are_gone(client, record, signer, kind):
    file = record.attachments.get()
    assert client.get(file.get_absolute_url()).status_code == 200
    record.withdraw(by=signer, kind=kind, reason=REASON)
    assert client.get(file.get_absolute_url()).status_code == 404
    assert not Entry.objects.exists()
    for address in (
        "/",
        "/policies/?format=csv",
        "/disclosure/c/notices/",
        "/disclosure/c/notices/?format=atom",
        "/search/?q=集市",
    ):
        answer = client.get(address)
        text = b"".join(answer).decode().replace("<wbr>", "")
        assert TITLE not in text


@pytest.mark.parametrize("kind", ["error", "privacy"])
def test_each_form_of_a_withdrawn_policy_is_gone_too(client, department, cast, kind):
    policy = public("policy", department, cast)
    policy.withdraw(by=cast["signer"], kind=kind, reason=REASON)
    for tail in ("", "compare/", "word/", "pdf/", "?view=print", "?on=2020-01-01"):
        answer = client.get(policy.get_absolute_url() + tail)
        assert answer.status_code == 410
        assert TEXT not in read(answer)
    answer = client.get(f"/api/v1/policies/{policy.pk}/")
    assert answer.status_code == 410
    assert TITLE not in read(answer)
    assert client.get(f"/policies/number/{policy.document_number}").status_code == 404


def test_the_index_number_of_a_withdrawn_record_leads_to_what_is_said_of_it(client, record, signer):
    record.withdraw(by=signer, kind="error", reason=REASON)
    answer = client.get(f"/disclosure/i/{record.index_number}/", follow=True)
    assert answer.redirect_chain == [(record.get_absolute_url(), 301)]
    assert answer.status_code == 410


def test_an_archived_record_stays_readable_under_a_banner(client, record, signer):
    record.withdraw(by=signer, kind="archived", reason="活动已经结束")
    page = client.get(record.get_absolute_url())
    assert page.status_code == 200
    assert TEXT in read(page)
    assert "活动已经结束" in read(page)
    assert client.get(record.attachments.get().get_absolute_url()).status_code == 200
    assert Entry.objects.get().archived


def test_a_merged_record_leads_to_the_one_that_took_it_in(client, record, department, cast):
    other = publish(make_information(department, cast["drafter"], title="新的"), cast)
    record.withdraw(by=cast["signer"], kind="merged", reason="两条合为一条", into=other)
    answer = client.get(record.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (301, other.get_absolute_url())


def test_when_that_one_is_gone_too_the_address_leads_nowhere(client, record, department, cast):
    other = publish(make_information(department, cast["drafter"], title="新的"), cast)
    record.withdraw(by=cast["signer"], kind="merged", reason="两条合为一条", into=other)
    other.withdraw(by=cast["signer"], kind="privacy", reason=REASON)
    assert client.get(record.get_absolute_url()).status_code == 410


def test_a_record_is_merged_into_a_public_one_only(record, department, cast):
    draft = make_information(department, cast["drafter"])
    for into in (None, draft, Information.objects.get(pk=record.pk)):
        with pytest.raises(Refused):
            record.withdraw(by=cast["signer"], kind="merged", reason="合并", into=into)
    record.refresh_from_db()
    assert record.status == "published"


def test_withdrawing_is_not_repealing(department, cast):
    policy = public("policy", department, cast)
    policy.withdraw(by=cast["signer"], kind="archived", reason="网站整理")
    assert policy.validity().status.value == "in_force"


def test_the_officer_may_withdraw(record, officer):
    record.withdraw(by=officer, kind="error", reason=REASON)
    assert record.withdrawn_by == officer


@pytest.mark.parametrize("kind", ["merged", "archived"])
def test_what_never_appeared_is_neither_merged_nor_archived(department, cast, kind):
    other = publish(make_information(department, cast["drafter"], title="新的"), cast)
    record = sign_off(make_information(department, cast["drafter"]), cast)
    record.publish(by=cast["signer"], at=clock.next_midnight(clock.now()))
    with pytest.raises(Refused, match="尚未公开"):
        record.withdraw(by=cast["signer"], kind=kind, reason="改主意", into=other)


def test_what_is_withdrawn_cannot_be_brought_back_by_a_revision(client, record, cast):
    draft = record.revise(by=cast["drafter"])
    draft.change_note = "改一个数目"
    draft.save()
    sign_off(draft, cast)
    record.withdraw(by=cast["signer"], kind="privacy", reason=REASON)
    draft.publish(by=cast["signer"])
    assert client.get(record.get_absolute_url()).status_code == 410
    assert not Entry.objects.exists()
