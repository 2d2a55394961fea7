"""Asking whether addresses answer: gently, within a budget, and never into our own network."""

import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from core import clock, link_check
from core.link_check import Answer, check_links, known_states, own_hosts, probe, probing
from core.links import GONE, MOVED, OK, UNREACHABLE
from core.models import LinkState
from tests.conftest import moment

NOW = moment("2026-11-26 03:00")
DAY = NOW.date()


class Site(BaseHTTPRequestHandler):
    """A site whose addresses say how it answers."""

    asked: list = []

    def do_HEAD(self):
        type(self).asked.append((self.command, self.path))
        word = self.path.strip("/")
        if word == "slow":
            threading.Event().wait(3)
        code = 405 if word == "nohead" and self.command == "HEAD" else int(word) if word.isdigit() else 200
        onward = {
            "away": "http://elsewhere.example/",
            "home": "/ok",
            "loop": "/loop",
            "inside": "http://10.0.0.1/x",
        }.get(word)
        self.send_response(302 if onward else code)
        if onward:
            self.send_header(
                "Location", onward.replace("elsewhere.example", f"127.0.0.2:{self.server.server_port}")
            )
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *arguments):
        pass


@pytest.fixture
def site():
    Site.asked = []
    server = ThreadingHTTPServer(("0.0.0.0", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ok", OK), ("/home", OK), ("/nohead", OK), ("/403", OK), ("/401", OK), ("/404", GONE), ("/410", GONE),
        ("/500", UNREACHABLE), ("/503", UNREACHABLE), ("/away", MOVED), ("/loop", UNREACHABLE),
    ],
)  # fmt: skip
def test_an_answer_becomes_a_state(site, path, status):
    assert probe(site + path, 2, may_go_inside=True).status == status


def test_where_an_address_has_gone_is_told(site):
    assert probe(f"{site}/away", 2, may_go_inside=True).moved_to.startswith("http://127.0.0.2")


def test_head_is_asked_first_and_get_only_where_it_is_not_understood(site):
    probe(f"{site}/ok", 2, may_go_inside=True)
    probe(f"{site}/nohead", 2, may_go_inside=True)
    assert Site.asked == [("HEAD", "/ok"), ("HEAD", "/nohead"), ("GET", "/nohead")]


def test_who_does_not_answer_in_time_is_unreachable(site):
    assert probe(f"{site}/slow", 0.3, may_go_inside=True).status == UNREACHABLE


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://no-such-name.invalid/", "http://[::", "gopher://a.example/"]
)
def test_whatever_goes_wrong_nothing_is_raised(url):
    assert probe(url, 1, may_go_inside=True).status == UNREACHABLE


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "::",
    ],
)  # fmt: skip
def test_a_name_that_points_inside_is_not_asked(monkeypatch, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80))
    for answers in (
        [(family, socket.SOCK_STREAM, 6, "", (address, 80))],
        [public, (family, 1, 6, "", (address, 80))],
    ):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, answers=answers, **__: answers)
        monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("a connection was made"))
        assert probe("http://name.example/").note == "指向内部网络，没有访问"


def test_a_redirect_inside_is_not_followed(site, monkeypatch):
    asked = probing._resolved
    monkeypatch.setattr(
        probing, "_resolved", lambda host, port, _: asked(host, port, host.startswith("127."))
    )
    assert probe(f"{site}/inside", 2).note == "指向内部网络，没有访问"


# What is remembered ----------------------------------------------------------------------------------------
ADDRESSES = [f"https://a.example/{number}" for number in range(6)]


class Asker:
    def __init__(self, status=OK, seconds=0.0):
        self.status, self.seconds, self.asked = status, seconds, []

    def __call__(self, url):
        self.asked.append(url)
        threading.Event().wait(self.seconds)
        return Answer(self.status, "200")


def check(urls, ask, days=0, budget=10):
    with clock.at(NOW + timedelta(days=days)):
        return check_links(urls, DAY + timedelta(days=days), budget, ask=ask)


def test_each_address_is_asked_once_a_day(db):
    ask = Asker()
    assert check([*ADDRESSES, ADDRESSES[0] + "#x"], ask).asked == 6
    assert check(ADDRESSES, ask).asked == 0 and sorted(ask.asked) == ADDRESSES
    assert check(ADDRESSES, ask, days=1).asked == 6
    state = LinkState.objects.get(url=ADDRESSES[0])
    assert (state.status, state.failures) == (OK, 0) and state.last_ok_at == state.last_checked_at


def test_only_addresses_elsewhere_are_asked(db, settings):
    settings.PORTAL_HOSTS = ["www.town.example"]
    ask = Asker()
    urls = [
        "/policies/1/",
        "https://www.town.example/x",
        "http://192.168.1.1/",
        "mailto:a@a.example",
        "javascript:x",
    ]
    assert (
        check([*urls, "https://a.example/" + "x" * 2000], ask).asked == 0
        and "www.town.example" in own_hosts()
    )


def test_the_budget_ends_the_day_and_the_next_one_goes_on(db):
    ask = Asker(seconds=0.05)
    first = check(ADDRESSES, ask, budget=0.01)
    assert first.asked == link_check.AT_ONCE and first.waiting == 2
    check(ADDRESSES, ask, budget=0.01)
    assert sorted(ask.asked) == ADDRESSES


def test_what_stands_in_no_text_any_more_is_forgotten(db):
    check(ADDRESSES, Asker())
    check(ADDRESSES[:2], Asker(), days=1)
    assert sorted(LinkState.objects.values_list("url", flat=True)) == ADDRESSES[:2]


def test_a_site_that_does_not_answer_is_a_problem_from_the_third_day_on(db):
    counts = [len(check(ADDRESSES[:1], Asker(UNREACHABLE), days=day).problems) for day in range(4)]
    assert counts == [0, 0, 1, 1]
    assert known_states(ADDRESSES) == {ADDRESSES[0]: UNREACHABLE}
    assert check(ADDRESSES[:1], Asker(OK), days=4).problems == [] and known_states(ADDRESSES) == {
        ADDRESSES[0]: OK
    }


@pytest.mark.parametrize("status", [GONE, MOVED])
def test_one_that_is_gone_or_has_changed_hands_is_a_problem_at_once(db, status):
    assert [one.url for one in check(ADDRESSES[:1], Asker(status)).problems] == ADDRESSES[:1]


def test_what_was_answered_before_a_failure_is_kept(db):
    def ask(url):
        if url == ADDRESSES[5]:
            raise RuntimeError("killed")
        return Answer(OK)

    with pytest.raises(RuntimeError):
        check(ADDRESSES, ask)
    assert LinkState.objects.filter(status=OK).count() >= link_check.AT_ONCE


def test_staff_read_the_states_and_change_nothing(client, town, officer):
    check(ADDRESSES[:1], Asker(GONE))
    client.force_login(officer)
    page = client.get("/admin/core/linkstate/?status=gone")
    assert page.status_code == 200 and ADDRESSES[0] in page.content.decode()
    assert client.get("/admin/core/linkstate/add/").status_code == 403
    assert client.post(f"/admin/core/linkstate/{LinkState.objects.get().pk}/change/", {}).status_code == 403
