"""收费目录清单: two people publish a standard, history stays, 清单之外无收费, the check is overdue when it is."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from core import clock, worklist
from core.models import AuditEntry
from disclosure.models import Entry, FeeCheck, FeeItem, FeeStandard
from disclosure.refusal import Refused

TODAY = clock.today()


@pytest.fixture
def item(department):
    return FeeItem.objects.create(name="公益性墓地管护费", kind="service", office=department)


def add(item, by, **values):
    defaults = {
        "valid_from": TODAY - timedelta(days=30), "standard": "每墓穴每年80元", "unit": "穴", "payer": "墓位使用人",
        "basis": "澄陵县发展和改革局批复（澄发改价〔2024〕9号）",
    }  # fmt: skip
    return FeeStandard.objects.create(item=item, entered_by=by, **defaults | values)


def names(client, query=""):
    return [row["name"] for row in client.get(f"/disclosure/fees/?format=json{query}").json()["results"]]


def test_a_standard_is_public_when_a_second_person_has_confirmed_it(client, item, drafter, signer):
    standard = add(item, drafter)
    assert names(client) == [] and client.get(item.get_absolute_url()).status_code == 404
    standard.confirm(by=signer)
    assert names(client) == ["公益性墓地管护费"]
    assert "每墓穴每年80元" in client.get(item.get_absolute_url()).content.decode()
    assert AuditEntry.objects.filter(verb="复核收费标准", actor=signer).count() == 1


def test_nobody_confirms_their_own_standard_nor_one_of_another_office(item, drafter, signer, stranger):
    standard = add(item, signer)
    for person, words in ((signer, "不得为同一人"), (drafter, "签发人"), (stranger, "签发人")):
        with pytest.raises(Refused, match=words):
            standard.confirm(by=person)
    assert standard.confirmed_at is None


def test_pressing_twice_confirms_once(item, drafter, signer):
    standard = add(item, drafter)
    standard.confirm(by=signer)
    with pytest.raises(Refused, match="已由"):
        FeeStandard.objects.get(pk=standard.pk).confirm(by=signer)


def test_a_new_standard_leaves_the_old_one_as_history(client, item, drafter, signer):
    add(item, drafter, valid_from=date(2022, 1, 1), standard="每穴60元").confirm(by=signer)
    add(item, drafter, valid_from=date(2025, 1, 1), standard="每穴80元").confirm(by=signer)
    page = client.get(item.get_absolute_url()).content.decode()
    assert "每穴60元" in page and "每穴80元" in page
    (then,) = client.get("/disclosure/fees/?format=json&on=2024-12-31").json()["results"]
    (now,) = client.get("/disclosure/fees/?format=json&on=2025-01-01").json()["results"]
    assert (then["standard"], now["standard"]) == ("每穴60元", "每穴80元")
    assert names(client, "&on=2021-12-31") == []


def test_a_standard_that_begins_later_does_not_hold_today(client, item, drafter, signer):
    add(item, drafter, standard="每穴60元").confirm(by=signer)
    add(item, drafter, valid_from=TODAY + timedelta(days=9), standard="每穴80元").confirm(by=signer)
    (row,) = client.get("/disclosure/fees/?format=json").json()["results"]
    assert row["standard"] == "每穴60元"


def test_an_abolished_fee_is_shown_as_abolished_and_not_charged(client, item, drafter, signer):
    add(item, drafter, valid_from=date(2022, 1, 1)).confirm(by=signer)
    add(item, drafter, abolished=True, standard="", unit="", payer="").confirm(by=signer)
    assert names(client) == []
    assert "已经取消的收费" in client.get("/disclosure/fees/").content.decode()
    assert "不得再收" in client.get(item.get_absolute_url()).content.decode()


def test_a_standard_says_how_much_of_what_and_from_whom(item, drafter):
    standard = add(item, drafter, standard="", payer="")
    with pytest.raises(ValidationError) as refused:
        standard.clean()
    assert set(refused.value.message_dict) == {"standard", "payer"}


def test_personal_data_in_a_fee_is_not_confirmed(item, drafter, signer):
    with pytest.raises(Refused, match="疑似个人信息"):
        add(item, drafter, payer="张某某 13800138000").confirm(by=signer)
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("&q=墓地", True),
        ("&q=墓穴", True),
        ("&q=澄发改价", True),
        ("&q=自来水", False),
        ("&kind=service", True),
        ("&kind=fund", False),
    ],
)
def test_fees_are_found_by_their_words_and_kind(client, item, drafter, signer, query, found):
    add(item, drafter).confirm(by=signer)
    assert bool(names(client, query)) == found


@pytest.mark.parametrize("query", ["kind=exe", "on=2024-13-01", "format=exe"])
def test_what_cannot_be_meant_is_said(client, town, query):
    assert client.get(f"/disclosure/fees/?{query}").status_code == 400


def test_the_table_escapes_formulas(client, item, drafter, signer):
    add(item, drafter, standard="=1+1").confirm(by=signer)
    text = b"".join(client.get("/disclosure/fees/?format=csv").streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1][3] == "'=1+1"


def test_a_fee_has_a_row_in_the_catalogue_and_in_its_category(client, item, drafter, signer):
    add(item, drafter).confirm(by=signer)
    entry = Entry.objects.get()
    assert (entry.kind, entry.get_absolute_url()) == ("fee", item.get_absolute_url())
    assert "公益性墓地管护费" in client.get("/disclosure/c/fees/").content.decode().replace("<wbr>", "")


# The check -------------------------------------------------------------------------------------------------
def checks(user, day):
    return [one for one in worklist.panels(user, day) if one.title == "收费目录清单核对"]


def test_the_list_says_who_checked_it_last_and_the_next_check_is_asked_for(
    client, item, drafter, officer, auditor, signer
):
    add(item, drafter).confirm(by=signer)
    assert checks(officer, TODAY)  # never checked
    FeeCheck(checked_on=TODAY, result="与批准文件一致。").record(by=drafter)
    assert not checks(officer, TODAY)
    page = client.get("/disclosure/fees/").content.decode()
    assert f'最近一次核对：<time datetime="{TODAY}">' in page and "沈拟" in page
    due = FeeCheck.objects.last().due_on
    for user in (officer, auditor):
        assert not checks(user, due) and checks(user, due + timedelta(days=1))


def test_a_check_does_not_lie_in_the_future(town):
    with pytest.raises(ValidationError):
        FeeCheck(checked_on=clock.today() + timedelta(days=1), result="好").clean()


def test_the_list_costs_a_fixed_number_of_queries(
    client, department, drafter, signer, django_assert_max_num_queries
):
    for number in range(15):
        one = FeeItem.objects.create(name=f"第{number}项", kind="fund", office=department)
        add(one, drafter).confirm(by=signer)
    with django_assert_max_num_queries(10):
        client.get("/disclosure/fees/")
