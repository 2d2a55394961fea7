"""Signing in and what every answer carries: lock-out, idle sign-out, second factor, headers, addresses."""

import time

import pytest
from django.test import Client, RequestFactory
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.middleware import client_address
from core.models import AuditEntry, User
from tests.conftest import PASSWORD, make_information, make_policy, publish

LOGIN = "/admin/login/"
NEW = "Xia-tian-2027"


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": user.username, "password": password, "next": "/admin/"} | more)


def inside(client):
    return client.get("/admin/").status_code == 200


# Password --------------------------------------------------------------------------------------------------
def test_the_right_password_opens_the_work_list(client, drafter):
    answer = sign_in(client, drafter)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert "沈拟" in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/disclosure/information/",
        "/admin/records/1/sign/",
        "/admin/second-factor/",
        "/admin/nothing-here/",
    ],
)
def test_nobody_gets_in_without_signing_in(client, town, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(LOGIN)


def test_a_person_without_staff_rights_stays_outside(client, town):
    user = User.objects.create_user("citizen", password=PASSWORD, name="市民")
    assert sign_in(client, user).status_code == 200
    assert not inside(client)


def test_five_failures_lock_the_account_even_for_the_right_password(client, drafter):
    answers = [sign_in(client, drafter, "falsch").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert sign_in(client, drafter).status_code == 429
    assert not inside(client)


def test_four_failures_do_not(client, drafter):
    for _ in range(4):
        sign_in(client, drafter, "falsch")
    assert sign_in(client, drafter).status_code == 302


def test_a_made_up_address_does_not_get_more_tries(client, drafter):
    for number in range(5):
        client.post(
            LOGIN,
            {"username": drafter.username, "password": "x"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )
    assert sign_in(client, drafter).status_code == 429


def test_a_lock_out_hits_the_one_name_at_the_one_address(client, drafter, reviewer):
    for _ in range(5):
        sign_in(client, drafter, "falsch")
    assert sign_in(client, reviewer).status_code == 302
    assert (
        Client(REMOTE_ADDR="198.51.100.9")
        .post(LOGIN, {"username": drafter.username, "password": PASSWORD})
        .status_code
        == 302
    )


def test_the_locked_page_says_what_to_do_and_is_guarded(client, drafter):
    for _ in range(5):
        answer = sign_in(client, drafter, "falsch")
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert "分钟" in answer.content.decode() or "稍后" in answer.content.decode()


# Idle ------------------------------------------------------------------------------------------------------
def seen(client, minutes_ago):
    session = client.session
    session["seen_at"] = int(time.time()) - minutes_ago * 60
    session.save()


def test_who_did_nothing_for_half_an_hour_is_signed_out(client, drafter, settings):
    sign_in(client, drafter)
    assert inside(client)
    seen(client, settings.IDLE_MINUTES + 1)
    answer = client.get("/admin/disclosure/information/")
    assert answer["Location"] == f"{LOGIN}?idle=1&next=/admin/disclosure/information/"
    assert "_auth_user_id" not in client.session
    assert not inside(client)


def test_who_was_there_lately_stays_and_the_clock_starts_anew(client, drafter, settings):
    sign_in(client, drafter)
    assert inside(client)
    seen(client, settings.IDLE_MINUTES - 1)
    assert inside(client)
    assert client.session["seen_at"] >= time.time() - 5


def test_an_idle_post_changes_nothing(client, department, cast, settings):
    record = make_information(department, cast["drafter"])
    client.force_login(cast["drafter"])
    assert inside(client)
    seen(client, settings.IDLE_MINUTES + 1)
    assert client.post(f"/admin/records/{record.pk}/determine/", {"go": "1"}).status_code == 302
    record.refresh_from_db()
    assert record.status == "draft"


# A new password --------------------------------------------------------------------------------------------
@pytest.fixture
def newcomer(drafter):
    drafter.must_change_password = True
    drafter.save()
    return drafter


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/disclosure/information/add/", "/admin/records/1/sign/"]
)
def test_a_newcomer_changes_the_password_first(client, newcomer, address):
    sign_in(client, newcomer)
    assert client.get(address)["Location"] == "/admin/password_change/"
    assert client.post(address)["Location"] == "/admin/password_change/"


def change(client, new=NEW):
    return client.post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )


def test_with_the_new_password_the_work_begins(client, newcomer):
    sign_in(client, newcomer)
    assert change(client).status_code == 302
    assert inside(client)
    assert AuditEntry.objects.get().verb == "修改密码"
    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW)


@pytest.mark.parametrize("weak", ["Kurz-1", "abcdefghijklm", "1234567890", "password123"])
def test_a_weak_password_is_refused_and_the_newcomer_still_waits(client, newcomer, weak):
    sign_in(client, newcomer)
    assert change(client, weak).status_code == 200
    newcomer.refresh_from_db()
    assert newcomer.must_change_password
    assert not inside(client)


# Second factor ---------------------------------------------------------------------------------------------
@pytest.fixture
def device(drafter):
    return TOTPDevice.objects.create(user=drafter, name="手机", confirmed=True)


def code(device):
    return f"{totp(device.bin_key):06d}"


def test_who_has_a_code_generator_is_asked_for_its_code(client, drafter, device):
    assert "请填写手机上当前显示的六位动态验证码" in sign_in(client, drafter).content.decode()
    assert not inside(client)


def test_a_wrong_code_does_not_open(client, drafter, device):
    wrong = f"{(int(code(device)) + 1) % 1000000:06d}"
    assert "动态验证码不正确" in sign_in(client, drafter, otp_token=wrong).content.decode()
    assert not inside(client)


def test_the_right_code_opens_once(client, drafter, device):
    token = code(device)
    assert sign_in(client, drafter, otp_token=token).status_code == 302
    assert inside(client)
    other = Client()
    assert sign_in(other, drafter, otp_token=token).status_code == 200
    assert not inside(other)


def test_the_code_without_the_password_does_not_open(client, drafter, device):
    assert sign_in(client, drafter, "falsch", otp_token=code(device)).status_code == 200
    assert not inside(client)


def test_a_generator_that_was_not_confirmed_is_not_asked_for(client, drafter):
    TOTPDevice.objects.create(user=drafter, name="手机", confirmed=False)
    assert sign_in(client, drafter).status_code == 302


def test_one_enrols_with_a_code_from_the_phone(client, drafter):
    sign_in(client, drafter)
    page = client.get("/admin/second-factor/").content.decode()
    assert "<svg" in page
    device = TOTPDevice.objects.get(user=drafter)
    assert client.post("/admin/second-factor/", {"token": "000000"}).status_code == 200
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert client.post("/admin/second-factor/", {"token": code(device)}).status_code == 302
    device.refresh_from_db()
    assert device.confirmed
    assert AuditEntry.objects.get().verb == "设置动态验证码"


def test_where_it_is_mandatory_nobody_works_without_it(client, drafter, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, drafter)
    assert client.get("/admin/")["Location"] == "/admin/second-factor/"


def test_where_it_is_mandatory_the_code_suffices(client, drafter, device, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, drafter, otp_token=code(device))
    assert inside(client)


# Addresses of callers --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        ([], "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ([], "10.0.0.1", "198.51.100.1", "10.0.0.1"),
        (["10.0.0.1"], "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (["10.0.0.0/8"], "10.2.3.4", "198.51.100.1", "198.51.100.1"),
        (["10.0.0.1"], "10.0.0.2", "198.51.100.1", "10.0.0.2"),
        (["10.0.0.1"], "10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        (["10.0.0.1", "10.0.0.2"], "10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (["10.0.0.1"], "10.0.0.1", "", "10.0.0.1"),
        (["10.0.0.1"], "10.0.0.1", "<script>", ""),
        (["10.0.0.1"], "10.0.0.1", "2001:db8::7", "2001:db8::7"),
        (["::1"], "::1", "198.51.100.1", "198.51.100.1"),
        ([], "", "", ""),
    ],
)
def test_only_trusted_proxies_say_who_calls(settings, proxies, remote, forwarded, address):
    settings.PORTAL_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded} if forwarded else {}
    )
    assert client_address(request) == address


def test_the_trail_says_from_where(department, cast, settings):
    settings.PORTAL_PROXIES = ["10.0.0.1"]
    record = make_information(department, cast["drafter"])
    client = Client(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "198.51.100.1"})
    client.force_login(cast["drafter"])
    client.post(f"/admin/records/{record.pk}/determine/", {"go": "1"})
    assert AuditEntry.objects.first().address == "198.51.100.1"


# Headers ---------------------------------------------------------------------------------------------------
PUBLIC = [
    "/",
    "/disclosure/",
    "/disclosure/c/notices/",
    "/policies/",
    "/search/?q=a",
    "/site-map/",
    "/styleguide/",
    "/leave/?to=https://example.com",
    "/nothing-here/",
    "/policies/?page=x",
    "/api/v1/policies/",
    LOGIN,
]
STRICT = [
    "/admin/",
    "/admin/disclosure/information/",
    "/admin/policies/policy/",
    "/admin/password_change/",
    "/admin/second-factor/",
    "/admin/policies/policy/import/",
]


def csp(answer):
    return {
        part.split()[0]: part.split()[1:]
        for part in answer["Content-Security-Policy"].split(";")
        if part.strip()
    }


def guarded(answer):
    said = csp(answer)
    assert said["default-src"] == said["script-src"] == said["style-src"] == ["'self'"]
    assert said["object-src"] == said["base-uri"] == said["frame-ancestors"] == ["'none'"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def common(answer):
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("address", PUBLIC)
def test_every_public_page_is_guarded(client, town, address):
    answer = client.get(address, secure=True)
    guarded(answer)
    common(answer)


def test_the_page_of_a_record_is_guarded(client, department, cast):
    for record in (make_information(department, cast["drafter"]), make_policy(department, cast["drafter"])):
        answer = client.get(publish(record, cast).get_absolute_url(), secure=True)
        guarded(answer)
        common(answer)


@pytest.mark.parametrize("address", STRICT)
def test_admin_pages_are_guarded_just_as_well(client, drafter, address):
    client.force_login(drafter)
    answer = client.get(address, secure=True)
    assert answer.status_code == 200
    guarded(answer)
    common(answer)


def test_the_page_of_a_step_is_guarded(client, department, drafter):
    record = make_information(department, drafter)
    client.force_login(drafter)
    guarded(client.get(f"/admin/records/{record.pk}/determine/"))


def test_only_the_editors_page_is_relaxed_and_only_for_inline_script(client, department, drafter):
    record = make_information(department, drafter)
    client.force_login(drafter)
    for address in (
        "/admin/disclosure/information/add/",
        f"/admin/disclosure/information/{record.pk}/change/",
        "/admin/policies/policy/add/",
    ):
        answer = client.get(address, secure=True)
        assert answer.status_code == 200
        said = csp(answer)
        assert "'unsafe-inline'" in said["script-src"]
        assert said["default-src"] == ["'self'"]
        assert said["frame-ancestors"] == ["'none'"]
        common(answer)


def test_plain_http_promises_no_https(client, town):
    assert "Strict-Transport-Security" not in client.get("/")


def test_public_pages_set_no_cookie(client, town):
    assert all(not client.get(address).cookies for address in PUBLIC if address != LOGIN)


def test_a_form_without_its_token_stores_nothing(department, drafter):
    client = Client(enforce_csrf_checks=True)
    client.force_login(drafter)
    record = make_information(department, drafter)
    assert client.post(f"/admin/records/{record.pk}/determine/", {"go": "1"}).status_code == 403
    record.refresh_from_db()
    assert record.status == "draft"
