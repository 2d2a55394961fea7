"""System checks and daily work: what would hurt later is said before."""

import os
from datetime import date, datetime, timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from core import checks, clock, daily, keys
from core.backup.restoring import before_file
from core.models import AuditEntry, CalendarNotice, User
from tests.conftest import make_staff


@pytest.fixture
def sound(settings, tmp_path):
    """A portal in production about which there is nothing to say."""
    settings.PORTAL_KEYS, settings.PORTAL_DATA = tmp_path / "keys", tmp_path / "data"
    settings.PORTAL_DATA.mkdir()
    keys.secret(settings.PORTAL_KEYS, "audit_key")
    settings.PORTAL_HOSTS, settings.PUBLIC_HOST, settings.DEBUG = ["town.example"], True, False
    settings.SECRET_KEY = "0123456789abcdef" * 4
    settings.PORTAL_PROXIES = ["10.0.0.5", "fd00::/8"]
    settings.SITE = settings.SITE | {"id_code": "3301000001"}
    return settings


def said(**kwargs):
    return {one.id for one in run_checks(tags=[checks.TAG], **kwargs)}


def test_a_sound_portal_hears_nothing(sound):
    assert said() == set()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEBUG", True, "portal.E001"),
        ("SECRET_KEY", "short", "portal.E002"),
        ("SECRET_KEY", "django-insecure-0123456789abcdef0123456789", "portal.E002"),
        ("SECRET_KEY", "ab" * 40, "portal.E002"),
        ("PORTAL_PROXIES", ["nginx"], "portal.E003"),
        ("PORTAL_PROXIES", ["10.0.0.300"], "portal.E003"),
        ("PORTAL_PROXIES", ["0.0.0.0/0"], "portal.W003"),
    ],
)
def test_what_would_hurt_is_named(sound, name, value, code):
    setattr(sound, name, value)
    assert said() == {code}


def test_a_weak_secret_at_home_is_only_a_warning(sound):
    sound.PUBLIC_HOST, sound.SECRET_KEY = False, "short"
    [found] = run_checks(tags=[checks.TAG])
    assert not found.is_serious() or found.level < 40


def test_zeros_as_the_sites_code_are_named_only_in_public(sound):
    sound.SITE = sound.SITE | {"id_code": "0000000000"}
    assert said() == {"portal.W004"}
    sound.PUBLIC_HOST = False
    assert said() == set()


def test_keys_among_the_data_are_named_only_in_public(sound):
    sound.PORTAL_KEYS = sound.PORTAL_DATA / "keys"
    assert said() == {"portal.W001"}
    sound.PUBLIC_HOST = False
    assert said() == set()


def test_keys_that_others_can_read_are_named(sound):
    os.chmod(sound.PORTAL_KEYS / "audit_key", 0o640)
    assert said() == {"portal.W002"}
    os.chmod(sound.PORTAL_KEYS / "audit_key", 0o600)
    os.chmod(sound.PORTAL_KEYS, 0o755)  # the mistake that is meant
    assert said() == {"portal.W002"}


@pytest.fixture
def demo_account(town):
    user = make_staff("演示")
    User.objects.filter(pk=user.pk).update(is_demo=True)
    return user


def test_demo_accounts_keep_a_public_server_from_starting(sound, demo_account, monkeypatch):
    with clock.at(datetime(2026, 3, 1, tzinfo=clock.SHANGHAI)):
        assert said(databases=["default"]) == {"portal.E004"}
    assert said() == set()  # other commands are not kept from working, nor slowed
    monkeypatch.setattr("sys.argv", ["manage.py", "prepare"])
    assert said() == {"portal.E004"}
    User.objects.filter(pk=demo_account.pk).update(is_active=False)
    assert said() == set()


def test_demo_accounts_may_stay_at_home(sound, demo_account, monkeypatch):
    sound.PUBLIC_HOST = False
    monkeypatch.setattr("sys.argv", ["manage.py", "prepare"])
    assert said() == set()


def test_next_years_calendar_is_asked_for_from_november_on(sound, db):
    for day, missing in (
        (date(2026, 10, 31), 0),
        (date(2026, 11, 1), 1),
        (date(2027, 3, 1), 1),
        (date(2027, 12, 1), 2),
    ):
        with clock.at(clock.midnight(day)):
            assert len(daily.missing_calendars(day)) == missing
            assert said(databases=["default"]) == ({"portal.W005"} if missing else set())
    CalendarNotice.objects.create(year=2027, title="通知", document_number="国办发明电〔2026〕1号")
    assert daily.missing_calendars(date(2026, 11, 1)) == []


def test_a_portal_that_cannot_make_pdf_says_so(sound, monkeypatch):
    monkeypatch.setattr("sys.argv", ["manage.py", "check"])
    monkeypatch.setattr(checks.pdf, "is_available", lambda: False)
    assert said() == {"portal.I001"}
    monkeypatch.setattr(checks.pdf, "is_available", lambda: True)
    assert said() == set()


# Daily work ------------------------------------------------------------------------------------------------
SPRING = datetime(2026, 3, 1, 9, tzinfo=clock.SHANGHAI)


def test_daily_work_clears_what_is_over_and_keeps_what_the_law_keeps(town, capsys):
    now = clock.now()
    for key, days in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=days))
    for name, days in (("kept", 184), ("old", 192)):
        attempt = AccessAttempt.objects.create(username=name, failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=now - timedelta(days=days))
    for _ in range(2):  # safe to run twice
        outcomes = dict(daily.run(clock.today()))
        assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
        assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["kept"]
    assert "0个" in outcomes["过期会话"].done


def test_daily_work_says_what_it_did_and_ends_well(town, capsys):
    with clock.at(SPRING):
        call_command("run_daily")
        call_command("run_daily")
    out = capsys.readouterr().out
    assert all(f"{one.name}：" in out for one in daily.jobs)


def test_a_broken_trail_is_found_every_day(drafter, capsys):
    AuditEntry(
        number=7, at=clock.now(), verb="x", object_title="", object_kind="", digest="", previous=""
    ).save()
    with clock.at(SPRING), pytest.raises(CommandError) as found:
        call_command("run_daily")
    assert found.value.returncode == 1 and "审计记录" in capsys.readouterr().err


def test_a_missing_calendar_is_said_in_november_and_a_problem_from_december_on(town, capsys):
    with clock.at(clock.midnight(date(2026, 11, 2))):
        call_command("run_daily")
    assert "没有2027年" in capsys.readouterr().out
    with clock.at(clock.midnight(date(2026, 12, 1))), pytest.raises(CommandError) as found:
        call_command("run_daily")
    assert found.value.returncode == 1


def test_a_job_that_fails_keeps_no_other_from_its_work(town, monkeypatch):
    monkeypatch.setattr(daily, "jobs", type(daily.jobs)(daily.jobs))

    @daily.job("会失败的")
    def fail(day):
        raise ValueError("坏了")

    @daily.job("后面的")
    def later(day):
        return daily.Outcome("做了")

    outcomes = dict(daily.run(date(2026, 3, 1)))
    assert outcomes["会失败的"].problems == ["ValueError：坏了"] and outcomes["后面的"].done == "做了"


def test_what_was_kept_before_a_restore_goes_after_a_month(town):
    before_file().write_text("x")
    dict(daily.run(clock.today()))
    assert before_file().exists()
    month_ago = clock.now().timestamp() - 31 * 86400
    os.utime(before_file(), (month_ago, month_ago))
    dict(daily.run(clock.today()))
    assert not before_file().exists()
