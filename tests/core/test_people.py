"""Who may do what where: duties, deputies, offices."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from core import clock
from core.actions import create_staff, found_town, temporary_password
from core.duties import CONTENT, Duty, incompatible
from core.models import AuditEntry, Deputy, Office, User
from core.passwords import ThreeKindsValidator
from tests.conftest import make_office, make_staff


def standing_in(duty, principal, deputy, starts, ends):
    today = clock.today()
    return Deputy(
        duty=duty,
        principal=principal,
        deputy=deputy,
        starts_on=today + timedelta(starts),
        ends_on=today + timedelta(ends),
    )


def again(user):
    """As the next request sees this person."""
    return User.objects.get(pk=user.pk)


# Offices ---------------------------------------------------------------------------------------------------
def test_one_serves_ones_office_and_all_below(town, department, village):
    mayor = make_staff("全镇", Duty.SIGNER, offices=[town])
    assert set(mayor.served_offices()) == {town, department, village}
    assert all(mayor.serves(office) for office in (town, department, village))


def test_a_clerk_serves_one_village(clerk, town, village, other_village):
    assert list(clerk.served_offices()) == [village]
    assert not clerk.serves(town)
    assert not clerk.serves(other_village)


def test_an_auditor_sees_every_office(village, department, town):
    auditor = make_staff("审计", Duty.AUDITOR, offices=[department])
    assert set(auditor.served_offices()) == {town, department, village}


def test_who_has_no_office_sees_nothing(town):
    assert not make_staff("无", Duty.DRAFTER).served_offices().exists()


def test_an_office_whose_number_begins_alike_is_another(town):
    """/1/1/ must not stand for /1/10/."""
    offices = [make_office(town, f"第{number}村", f"v{number}", Office.Kind.VILLAGE) for number in range(12)]
    clerk = make_staff("村员", Duty.VILLAGE_CLERK, offices=[offices[0]])
    assert list(clerk.served_offices()) == [offices[0]]


def test_an_office_that_moves_takes_those_below_along(town, department, village):
    part = make_office(department, "一组", "part", Office.Kind.DEPARTMENT)
    department.parent = village
    department.save()
    part.refresh_from_db()
    assert part.path == f"/{town.pk}/{village.pk}/{department.pk}/{part.pk}/"


def test_an_office_is_never_below_itself(department):
    part = make_office(department, "一组", "part", Office.Kind.DEPARTMENT)
    department.parent = part
    with pytest.raises(ValidationError):
        department.full_clean()


def test_founding_twice_makes_one_town(db):
    assert found_town() == found_town()
    assert Office.objects.count() == 1


# Duties ----------------------------------------------------------------------------------------------------
def test_a_superuser_has_no_duty_by_itself(town):
    root = User.objects.create_superuser("root", password="Chun-tian-2026", name="超级")
    assert root.duties == frozenset()
    assert not root.served_offices().exists()


def test_an_inactive_account_has_no_duty(town):
    user = make_staff("离岗", Duty.SIGNER, offices=[town])
    user.is_active = False
    assert not user.has_duty(Duty.SIGNER)


@pytest.mark.parametrize("keeper", [Duty.AUDITOR, Duty.SYSTEM_ADMINISTRATOR, Duty.SECURITY_ADMINISTRATOR])
def test_those_who_keep_watch_touch_no_content_and_not_each_others_work(keeper):
    others = {Duty.AUDITOR, Duty.SYSTEM_ADMINISTRATOR, Duty.SECURITY_ADMINISTRATOR, *CONTENT} - {keeper}
    assert all(incompatible([keeper, duty]) for duty in others)


def test_the_duties_of_content_may_be_held_together():
    assert incompatible(CONTENT) == ""


# Deputies --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("starts", "ends", "holds"), [(0, 0, True), (-3, 3, True), (-3, -1, False), (1, 3, False)]
)
def test_a_deputy_holds_the_duty_from_the_first_to_the_last_day(signer, drafter, starts, ends, holds):
    standing_in(Duty.SIGNER, signer, drafter, starts, ends).save()
    assert again(drafter).has_duty(Duty.SIGNER) == holds


def test_a_deputy_gets_that_duty_and_no_other(town, drafter):
    principal = make_staff("多能", Duty.SIGNER, Duty.DISCLOSURE_OFFICER, offices=[town])
    standing_in(Duty.SIGNER, principal, drafter, 0, 0).save()
    assert again(drafter).duties == {Duty.DRAFTER, Duty.SIGNER}


def test_a_deputy_serves_where_the_principal_does(signer, drafter, village):
    assert not drafter.serves(village)
    standing_in(Duty.SIGNER, signer, drafter, 0, 0).save()
    assert again(drafter).serves(village)


@pytest.mark.parametrize(
    ("duty", "who", "days", "field"),
    [
        (Duty.SIGNER, ("signer", "drafter"), (3, 1), "ends_on"),
        (Duty.SIGNER, ("signer", "signer"), (0, 1), "deputy"),
        (Duty.AUDITOR, ("signer", "drafter"), (0, 1), "duty"),
        (Duty.SIGNER, ("signer", "auditor"), (0, 1), "deputy"),
        (Duty.AUDITOR, ("auditor", "signer"), (0, 1), "deputy"),
    ],
)
def test_a_deputy_who_cannot_be_one_is_refused(cast, auditor, duty, who, days, field):
    people = cast | {"auditor": auditor}
    with pytest.raises(ValidationError) as refusal:
        standing_in(duty, people[who[0]], people[who[1]], *days).full_clean()
    assert list(refusal.value.error_dict) == [field]


def test_a_deputy_who_can_be_one_is_accepted(signer, drafter):
    standing_in(Duty.SIGNER, signer, drafter, 0, 7).full_clean()


# Accounts --------------------------------------------------------------------------------------------------
def test_new_staff_must_change_the_password_and_leave_an_entry(town):
    password = create_staff(username="shen", name="沈拟", duties=[Duty.DRAFTER], offices=[town])
    user = User.objects.get()
    assert user.check_password(password)
    assert (user.must_change_password, user.is_staff, user.is_superuser) == (True, True, False)
    entry = AuditEntry.objects.get()
    assert entry.after == {"duties": ["drafter"], "offices": ["town"]}
    assert password not in str(AuditEntry.objects.values()[0])


def test_duties_that_exclude_one_another_make_no_account(town):
    with pytest.raises(ValueError, match="不得由同一人担任"):
        create_staff(username="x", name="x", duties=[Duty.AUDITOR, Duty.SIGNER], offices=[town])
    assert not User.objects.exists()


def test_temporary_passwords_are_long_of_three_kinds_and_all_different():
    made = {temporary_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert len(password) == 12
        assert not set(password) & set("lIO01")
        ThreeKindsValidator().validate(password)


@pytest.mark.parametrize(
    "password", ["abcdefghij12", "ABCDEFGHIJ", "1234567890", "abcDEFghij", "春天来了春天来了春天"]
)
def test_a_password_of_fewer_kinds_is_refused(password):
    with pytest.raises(ValidationError):
        ThreeKindsValidator().validate(password)


def test_an_entry_is_shown_by_name_and_number(town):
    create_staff(username="shen", name="沈拟", duties=[Duty.DRAFTER], offices=[town])
    assert str(AuditEntry.objects.get()) == "1 命令行 创建账号 沈拟"


def test_days_are_shanghais():
    assert clock.midnight(date(2026, 3, 1)).isoformat() == "2026-03-01T00:00:00+08:00"
