"""Large type, contrast, dark: a cookie from a closed list, set by a plain form, that leads nowhere else."""

import itertools

import pytest

MODES = ["large", "contrast", "dark"]


def switch(client, **said):
    return client.post("/display/", said)


def test_a_mode_is_switched_on_shown_and_switched_off(client, town):
    answer = switch(client, large="1", next="/policies/")
    assert answer.status_code == 302 and answer["Location"] == "/policies/"
    html = client.get("/policies/").content.decode()
    assert 'class="is-large ' in html and 'name="large" value="0" aria-pressed="true"' in html
    switch(client, large="0", next="/policies/")
    assert "is-large" not in client.get("/policies/").content.decode().partition("<body")[0]


def test_every_way_of_switching_ends_in_a_value_of_the_closed_list(client, town, settings):
    presses = list(itertools.product(MODES, "01"))
    for steps in itertools.product(presses, repeat=3):
        client.cookies.clear()
        for mode, value in steps:
            switch(client, **{mode: value})
        assert client.cookies["display"].value in ["", *settings.PORTAL_DISPLAY_MODES]


def test_contrast_and_dark_put_one_another_out(client, town):
    switch(client, dark="1"), switch(client, contrast="1")
    assert client.cookies["display"].value == "contrast"
    switch(client, dark="1")
    assert client.cookies["display"].value == "dark"


@pytest.mark.parametrize("value", ["evil", "large-evil", "<script>", "large;x", "-" * 500, "contrast-dark"])
def test_a_cookie_of_ones_own_changes_nothing_that_is_not_on_the_list(client, town, value, settings):
    client.cookies["display"] = value
    assert client.get("/").status_code == 200
    switch(client, large="1")
    assert client.cookies["display"].value in settings.PORTAL_DISPLAY_MODES


def test_the_cookie_is_for_this_site_alone_and_not_for_scripts(client, town):
    switch(client, large="1")
    cookie = client.cookies["display"]
    assert (
        cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["secure"]
    )


ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "javascript:alert(1)", "http:///evil.example",
    "///evil.example", "/\t/evil.example", " //evil.example", "evil", "",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_to_another_site(client, town, target):
    answer = switch(client, large="1", next=target)
    assert answer.status_code == 302 and answer["Location"] == "/"


def test_it_needs_a_press_of_a_button(client, town):
    assert client.get("/display/?large=1").status_code == 405
    assert switch(client, nonsense="1").status_code == 302


def test_pages_that_hold_the_form_carry_no_token(client, town):
    html = client.get("/").content.decode()
    assert 'action="/display/"' in html and "csrfmiddlewaretoken" not in html
