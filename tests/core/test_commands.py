"""Commands of core: what they print, and with which status they end."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django_otp.plugins.otp_totp.models import TOTPDevice

from core import audit
from core.models import AuditEntry, CalendarDay, CalendarNotice, User


def run(*words):
    """(what it printed, what it complained of, its status)."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*words, stdout=out, stderr=err)
    except CommandError as refusal:
        return out.getvalue(), err.getvalue() + str(refusal), refusal.returncode
    return out.getvalue(), err.getvalue(), 0


def refuses(*words, status=2):
    """What the refusal says; nothing was printed."""
    out, err, returned = run(*words)
    assert (out, returned) == ("", status)
    return err


# workdays --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("add", "2024-02-08", "1"), "2024-02-09"),
        (("add", "2024-02-09", "1"), "2024-02-18"),  # a Sunday worked for the Spring Festival
        (("add", "2024-09-30", "1"), "2024-10-08"),
        (("add", "2024-05-06", "0"), "2024-05-06"),
        (("count", "2024-09-30", "2024-10-08"), "1"),
        (("count", "2024-05-06", "2024-05-10"), "4"),
    ],
)
def test_workdays_prints_the_answer_alone_on_its_line(db, words, answer):
    assert run("workdays", *words) == (f"{answer}\n", "", 0)


def test_workdays_explains_day_by_day_and_ends_with_the_answer(db):
    lines = run("workdays", "add", "2024-09-30", "1", "--explain")[0].splitlines()
    assert lines[-1] == "2024-10-08"
    assert len(lines) > 8
    assert any("2024-10-01" in line and "国庆" in line for line in lines)


@pytest.mark.parametrize(
    "words",
    [
        ("add", "2099-12-20", "3"),
        ("count", "2099-01-01", "2099-02-01"),
        ("add", "2099-12-20", "3", "--explain"),
    ],
)
def test_workdays_names_the_year_that_it_does_not_know(db, words):
    assert "2099" in refuses("workdays", *words)


def test_workdays_reckons_provisionally_when_asked(db):
    assert run("workdays", "add", "2099-01-02", "1", "--provisional") == ("2099-01-05\n", "", 0)


def test_workdays_knows_a_year_once_its_notice_is_entered(db):
    notice = CalendarNotice.objects.create(
        year=2099, title="2099年安排", document_number="国办发明电〔2098〕1号"
    )
    CalendarDay.objects.create(notice=notice, day=date(2099, 1, 5), is_workday=False, name="元旦")
    assert run("workdays", "add", "2099-01-02", "1") == ("2099-01-06\n", "", 0)


@pytest.mark.parametrize(
    "words",
    [
        ("add", "2024-13-01", "1"),
        ("add", "heute", "1"),
        ("add", "2024-01-02", "bald"),
        ("count", "2024-01-02", "morgen"),
        ("add", "2024-01-02", "99999999999"),
    ],
)
def test_workdays_refuses_what_is_no_day_or_number(db, words):
    assert refuses("workdays", *words)


# create_staff ----------------------------------------------------------------------------------------------
def test_create_staff_prints_a_password_that_works_and_must_be_changed(town):
    out, _, status = run(
        "create_staff", "shen", "--duty", "drafter", "--office", "town", "--full-name", "沈拟"
    )
    user = User.objects.get(username="shen")
    assert status == 0
    assert user.check_password(out.strip().rpartition("：")[2])
    assert (user.name, user.must_change_password, list(user.offices.all())) == ("沈拟", True, [town])
    assert AuditEntry.objects.get().verb == "创建账号"


def test_create_staff_takes_names_in_chinese_and_several_duties(town, village):
    words = (
        "create_staff",
        "qi",
        "--duty",
        "拟稿人",
        "--duty",
        "签发人",
        "--office",
        village.name,
        "--office",
        town.name,
    )
    assert run(*words)[2] == 0
    user = User.objects.get()
    assert {duty.value for duty in user.duties} == {"drafter", "signer"}
    assert set(user.offices.all()) == {town, village}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x", "--duty", "drafter", "--office", "moon"), "moon"),
        (("x", "--duty", "auditor", "--duty", "signer", "--office", "town"), "不得由同一人担任"),
        (("taken", "--duty", "drafter", "--office", "town"), "taken"),
    ],
)
def test_create_staff_refuses_and_creates_nobody(town, words, said):
    User.objects.create_user("taken", name="在先")
    assert said in refuses("create_staff", *words)
    assert User.objects.count() == 1
    assert not AuditEntry.objects.exists()


# reset_second_factor ---------------------------------------------------------------------------------------
def test_reset_second_factor_takes_the_generator_away_and_leaves_an_entry(drafter, reviewer):
    for user in (drafter, reviewer):
        TOTPDevice.objects.create(user=user, name="手机", confirmed=True)
    out, _, status = run("reset_second_factor", drafter.username)
    assert (status, drafter.name in out) == (0, True)
    assert TOTPDevice.objects.get().user == reviewer
    assert AuditEntry.objects.get().verb == "清除动态验证码"


def test_reset_second_factor_names_whom_it_does_not_know(town):
    assert "niemand" in refuses("reset_second_factor", "niemand")


# verify_audit ----------------------------------------------------------------------------------------------
@pytest.fixture
def trail(town, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(3):
            with audit.act(f"第{number}步", town, by=None):
                pass


def test_verify_audit_says_how_many_entries_are_whole(trail):
    assert run("verify_audit") == ("3条审计记录完整。\n", "", 0)


def test_verify_audit_names_each_fault_and_ends_with_1(trail):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_auditentry SET note = 'x' WHERE number = 2")
        cursor.execute("DELETE FROM core_auditentry WHERE number = 3")
    said = refuses("verify_audit", status=1)
    assert "第2条内容与校验值不符。" in said
    assert "截去" in said


def test_verify_audit_takes_the_head_of_a_backup(trail, tmp_path):
    head = tmp_path / "head.json"
    head.write_text(json.dumps({"count": 9, "digest": "0"}))
    assert "第9条" in refuses("verify_audit", "--head", str(head), status=1)
