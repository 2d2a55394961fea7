"""Five hundred people send at the same moment, and the power goes out while fifty more do: nothing is lost or doubled."""

import http.client
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from core import clock
from core.public_forms import receipts, tokens
from tests.conftest import make_information, publish
from tests.decisions.conftest import DRAFT, make_consultation
from tests.portal.served import Served

MANY, CUT_OFF = 500, 50
CSRF = "a" * 32


@pytest.fixture
def served(transactional_db, tmp_path, request):
    asked = request.getfixturevalue("asked_today")
    server = Served(tmp_path / "served", PORTAL_SENDINGS_PER_HOUR="100000").start()
    server.address = f"{asked.get_absolute_url()}opinion/"
    yield server
    server.kill()


@pytest.fixture
def asked_today(department, cast):
    draft = publish(
        make_information(department, cast["drafter"], title="助餐办法（征求意见稿）", body=DRAFT), cast
    )
    return publish(make_consultation(department, cast["drafter"], draft), cast)


def page_of(server, number):
    """What the review page of one sender would send: a token of its own, the words, everything looked at."""
    token = tokens.issue(server.address, clock.now() - timedelta(seconds=10))
    words = {
        "text": f"第{number}个人的意见。",
        "clause": "",
        "name": f"姓{number}",
        "token": token.text,
        "reviewed": "1",
    }
    return urlencode(words | {"csrfmiddlewaretoken": CSRF})


def press(server, body):
    """(status, receipt number) of one press of the button; (0, "") where no answer came."""
    head = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={CSRF}"}
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    try:
        link.request("POST", server.address, body, head)
        answer = link.getresponse()
        answer.read()
        key = parse_qs(urlsplit(answer.getheader("Location", "")).query).get("receipt", [""])[0]
        known = receipts.read_key(key, server.address, clock.now()) if key else None
        return answer.status, known[0] if known else ""
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        link.close()


def press_all(server, bodies):
    with ThreadPoolExecutor(len(bodies)) as people:
        return list(people.map(lambda body: press(server, body), bodies))


def stored(server):
    return {receipt for (receipt,) in server.ask("SELECT receipt FROM decisions_opinion")}


def test_nothing_is_lost_or_doubled_by_crowds_and_power_cuts(served):
    answers = press_all(served, [page_of(served, number) for number in range(MANY)])
    assert {status for status, _ in answers} == {302}
    receipts = {receipt for _, receipt in answers}
    assert len(receipts) == MANY and stored(served) == receipts

    bodies = [page_of(served, MANY + number) for number in range(CUT_OFF)]
    with ThreadPoolExecutor(CUT_OFF + 1) as people:
        pressed = [people.submit(press, served, body) for body in bodies]
        next(one for one in pressed if one.result())  # somebody has an answer, most do not
        served.kill()
        first = [one.result() for one in pressed]
    kept = stored(served)
    assert {receipt for _, receipt in first if receipt} <= kept, "what was acknowledged is there"

    served.start()
    again = press_all(served, bodies)
    assert {status for status, _ in again} == {302}
    assert all(before in ("", after) for (_, before), (_, after) in zip(first, again, strict=True))
    assert kept - receipts <= {receipt for _, receipt in again}, (
        "who repeats gets the receipt of what was stored"
    )
    assert len(stored(served)) == MANY + CUT_OFF
