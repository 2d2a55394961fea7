"""The table of wrong forms as staff keep it, and a text read with it."""

import pytest
from django.core.exceptions import ValidationError

from core.actions import found_town, plant_wording
from core.models import AuditEntry, Office, User, WordingEntry
from core.proofreading import proofread
from core.wording_list import starting_list


@pytest.fixture
def town(db):
    """A town as it is founded, with the starting list that other tests go without."""
    return found_town()


def test_a_town_starts_with_the_list_and_keeps_what_staff_changed(town):
    assert WordingEntry.objects.count() == len(starting_list())
    WordingEntry.objects.filter(wrong="帐户").update(right="账户或者户头", is_active=False)
    WordingEntry.objects.filter(wrong="按装").delete()
    found_town()
    assert WordingEntry.objects.get(wrong="帐户").right == "账户或者户头"
    assert WordingEntry.objects.filter(wrong="按装").exists() and plant_wording() == 0


def test_a_text_is_read_with_the_table_and_our_own_names(town, department, django_assert_num_queries):
    User.objects.create_user("shen", name="沈拟山", title="镇长", is_staff=True)
    department.name = "杏川镇农业农村办公室"
    department.save()
    text = "镇长沈拟三说，杏川镇农业农村办公窒的帐户里上报消防部门。"
    with django_assert_num_queries(3):
        found = proofread(text)
    assert [(one.wrong, one.right) for one in found] == [
        ("沈拟三", "沈拟山"), ("杏川镇农业农村办公窒", "杏川镇农业农村办公室"), ("帐户", "账户"),
    ]  # fmt: skip


def test_a_former_name_is_pointed_out_until_it_is_taken_off(town, department):
    Office.objects.filter(pk=department.pk).update(former_names="农机服务站、农技站")
    assert [one.right for one in proofread("到农机服务站办理，到农技站领取")] == [department.name] * 2
    Office.objects.filter(pk=department.pk).update(is_active=False)
    assert proofread("到农机服务站办理") == []


def test_an_entry_out_of_use_finds_nothing(town):
    WordingEntry.objects.filter(wrong="帐户").update(is_active=False)
    assert proofread("银行帐户") == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"wrong": "甲"}, "wrong"),
        ({"wrong": "甲乙", "right": "甲乙"}, "right"),
        ({"wrong": "甲乙", "right": "丙", "exceptions": "丁戊"}, "exceptions"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_at_its_field(db, values, field):
    with pytest.raises(ValidationError) as refusal:
        WordingEntry(**{"right": "丙"} | values).full_clean()
    assert field in refusal.value.message_dict


def test_the_disclosure_officer_writes_and_it_is_on_record(client, town, officer):
    client.force_login(officer)
    data = {
        "wrong": "西瓜",
        "right": "冬瓜",
        "kind": "typo",
        "grade": "warn",
        "position": 0,
        "is_active": "on",
    }
    assert client.post("/admin/core/wordingentry/add/", data).status_code == 302
    assert WordingEntry.objects.get(wrong="西瓜").right == "冬瓜"
    assert AuditEntry.objects.filter(verb="新增", object_title__contains="西瓜").exists()


def test_those_who_write_and_review_read_it_and_change_nothing(
    client, town, drafter, reviewer, clerk, auditor
):
    for reader in (drafter, reviewer, clerk, auditor):
        client.force_login(reader)
        assert client.get("/admin/core/wordingentry/?q=帐户").status_code == 200
        assert client.get("/admin/core/wordingentry/add/").status_code == 403
