"""Public forms: sent once however often the button is pressed, never lost, never stored unseen."""

import re
import threading
from datetime import timedelta

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.models import SpentToken, TrackFailure
from core.public_forms import counters, receipts
from tests.conftest import moment
from tests.core.public_form_site import STORED

NOW = moment("2026-11-26 09:00")
pytestmark = pytest.mark.urls("tests.core.public_form_site")


@pytest.fixture(autouse=True)
def fresh(request):
    STORED.clear()
    yield
    STORED.clear()


class Visitor:
    """A person with a browser that knows no JavaScript: reads a page, fills its form, presses a button."""

    def __init__(self, client, address="203.0.113.5", path="/ideas/"):
        self.client, self.meta, self.path, self.at = client, {"REMOTE_ADDR": address}, path, NOW

    def open(self):
        return self.take(self.get(self.path))

    def get(self, path):
        with clock.at(self.at):
            return self.client.get(path, **self.meta)

    def take(self, answer):
        self.answer, self.page = answer, lxml.html.fromstring(answer.content)
        return self

    @property
    def form(self):
        return self.page.xpath("//form[@method='post' and .//input[@name='token' or @name='number']]")[0]

    @property
    def words(self):
        return self.page.text_content()

    def press(self, button=None, after=10, **filled):
        """Send the form as it stands, with some fields changed; `button` is the text of the one pressed."""
        self.at += timedelta(seconds=after)
        data = {}
        for name, value in self.form.form_values():
            data.setdefault(name, []).append(value)
        data |= {name: value for name, value in filled.items() if value is not None}
        for name in [name for name, value in filled.items() if value is None]:
            data.pop(name, None)
        if button:
            (pressed,) = self.form.xpath(f".//button[text()='{button}']")
            data |= {pressed.get("name"): pressed.get("value")} if pressed.get("name") else {}
        self.sent = data
        return self.again()

    def again(self):
        with clock.at(self.at):
            return self.take(self.client.post(self.path, self.sent, follow=True, **self.meta))

    def send(self, text="路灯坏了", **filled):
        """All the way to the receipt; returns (number, code)."""
        self.open().press("下一步", text=text, **filled)
        return self.press("提交").receipt()

    def receipt(self):
        return tuple(self.page.xpath("//dl[@class='receipt']/dd/text()"))


@pytest.fixture
def visitor(client, db):
    return Visitor(client)


# The way through -------------------------------------------------------------------------------------------
def test_a_form_is_filled_looked_at_again_and_stored(visitor):
    visitor.open().press("下一步", text="路灯坏了\r\n两盏", who="body", topics=["road", "water"], agree="on")
    assert visitor.answer.status_code == 200 and not STORED
    (review,) = visitor.page.find_class("review")
    rows = dict(zip(review.xpath(".//dt/text()"), review.xpath(".//dd/text()"), strict=True))
    assert rows == {
        "您的意见": "路灯坏了\n两盏", "您是": "单位或者组织", "关于": "道路、用水", "同意公开": "是",
    }  # fmt: skip
    number, code = visitor.press("提交").receipt()
    assert STORED[0].cleaned == {
        "text": "路灯坏了\n两盏", "name": "", "who": "body", "topics": ["road", "water"], "agree": True,
    }  # fmt: skip
    assert visitor.answer.redirect_chain and STORED[0].receipt == number
    assert re.fullmatch(r"YJ20261126-[0-9A-Z]{4}-[0-9A-Z]{4}", number)
    assert code not in str(STORED[0]) and "十五个工作日内研究" in visitor.words


def test_the_hidden_step_is_enough_when_a_program_presses_no_button(visitor):
    visitor.open().press(text="路灯坏了", who="person")
    assert visitor.press().receipt() and len(STORED) == 1


def test_what_was_written_comes_back_to_be_changed(visitor):
    visitor.open().press("下一步", text="路灯坏了", topics=["water"], agree="on")
    visitor.press("返回修改")
    assert not STORED and not visitor.page.xpath("//*[@role='alert']")
    kept = dict(visitor.form.form_values())
    assert (kept["text"].strip(), kept["topics"], kept["agree"]) == ("路灯坏了", "water", "on")


def test_the_pages_are_kept_by_no_cache_and_hold_both_tokens(visitor):
    visitor.open()
    names = {name for name, _ in visitor.form.form_values()}
    assert {"csrfmiddlewaretoken", "token"} <= names
    assert "no-store" in visitor.answer["Cache-Control"] and "X-Page-Cache" not in visitor.answer
    trap = visitor.page.get_element_by_id("id_memo")
    assert trap.get("tabindex") == "-1" and trap.get("required") is None
    assert trap.getparent().get("aria-hidden") == "true" and trap.getparent().get("class") == "trap"
    assert "style=" not in visitor.answer.content.decode()


# Pressed twice ---------------------------------------------------------------------------------------------
def test_twenty_presses_store_one_and_show_one_receipt(visitor):
    first = visitor.send()
    assert {visitor.again().receipt() for _ in range(20)} == {first}
    assert len(STORED) == SpentToken.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_presses_at_the_same_instant_store_one(client):
    if connection.vendor == "sqlite":
        pytest.skip("the test's SQLite database lives in one connection")
    visitor = Visitor(client)
    visitor.open().press("下一步", text="路灯坏了")
    visitor.press("提交", after=10, token="wrong")
    data, seen = visitor.sent | {"token": visitor.form.xpath(".//input[@name='token']/@value")}, []

    def press():
        with clock.at(NOW + timedelta(minutes=1)):
            answer = type(client)().post("/ideas/", data, follow=True, **visitor.meta)
        seen.append(tuple(lxml.html.fromstring(answer.content).xpath("//dl[@class='receipt']/dd/text()")))
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == 1 and len(STORED) == SpentToken.objects.count() == 1


def test_another_text_on_a_page_that_was_sent_is_not_lost(visitor):
    number, _ = visitor.send()
    visitor.sent["text"] = "还有一件事"
    visitor.again()
    assert visitor.answer.status_code == 409 and number in visitor.words
    assert dict(visitor.form.form_values())["text"].strip() == "还有一件事"
    visitor.press("下一步")
    assert visitor.press("提交").receipt()[0] != number and len(STORED) == 2


def test_nothing_is_spent_when_storing_fails(visitor):
    visitor.open().press("下一步", text="坏了")
    with pytest.raises(RuntimeError):
        visitor.press("提交")
    assert not SpentToken.objects.exists()


# Refused with the words kept -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"text": ""}, 400, "请填写“您的意见”"),
        ({"who": "nobody"}, 400, "请从列出的各项里选择"),
        ({"name": "甲" * 21}, 400, "最多20个字，现在有21个字"),
        ({"token": None}, 400, "校验信息不完整"),
        ({"token": "1.abc:def"}, 400, "校验信息不完整"),
        ({"memo": "http://a.example"}, 400, "不应填写"),
        ({"text": "字" * 50_000}, 413, "少于50000个字"),
        ({"after": 1}, 400, "按得太快"),
        ({"after": 13 * 3600}, 400, "打开得太久"),
    ],
)
@pytest.mark.parametrize("reviewed", [None, "1"])
def test_a_sending_that_cannot_be_taken_says_why_keeps_the_words_and_stores_nothing(
    visitor, change, status, said, reviewed
):
    visitor.open().press("下一步", **{"text": "路灯坏了", "reviewed": reviewed} | change)
    assert visitor.answer.status_code == status and said in visitor.words
    assert visitor.page.xpath("//*[@role='alert']")
    assert dict(visitor.form.form_values())["text"].strip() == change.get("text", "路灯坏了")
    assert not STORED and not SpentToken.objects.exists()


def test_after_a_refusal_the_same_page_can_be_sent(visitor):
    visitor.open().press("下一步", text="路灯坏了", token=None)
    visitor.press("下一步")
    assert visitor.press("提交").receipt() and len(STORED) == 1


def test_the_token_of_one_form_opens_no_other(visitor):
    token = visitor.open().form.xpath(".//input[@name='token']/@value")[0]
    visitor.path = "/ideas/2/"
    visitor.open().press("下一步", text="路灯坏了", token=token)
    assert visitor.answer.status_code == 400


def test_nothing_is_stored_without_the_csrf_token(db):
    strict = Visitor(Client(enforce_csrf_checks=True))
    strict.open().press(text="路灯坏了", csrfmiddlewaretoken=None)
    assert strict.answer.status_code == 403 and not SpentToken.objects.exists()


def test_a_closed_form_says_so_and_keeps_what_was_written(client, db):
    visitor = Visitor(client, path="/ideas/1/").open()
    assert visitor.answer.status_code == 403 and "已经结束" in visitor.words
    visitor.sent = {"text": "写了很久的意见", "who": "person"}
    assert "写了很久的意见" in visitor.again().words and visitor.answer.status_code == 403


# Too often -------------------------------------------------------------------------------------------------
def test_over_the_limit_one_waits_with_the_words_kept_and_then_goes_on(visitor, settings):
    settings.SENDINGS_PER_HOUR = 20
    for turn in range(20):
        visitor.send(f"第{turn}件")
    visitor.open().press("下一步", text="第二十一件")
    visitor.press("提交")
    assert visitor.answer.status_code == 429 and "分钟后再按" in visitor.words and len(STORED) == 20
    assert int(visitor.answer["Retry-After"]) <= 3600
    assert dict(visitor.form.form_values())["text"] == "第二十一件"
    assert visitor.press("再次提交", after=3600).receipt() and STORED[-1].text == "第二十一件"


def test_another_address_is_not_kept_waiting(visitor, client, settings):
    settings.SENDINGS_PER_HOUR = 1  # a town may not go below twenty
    for turn in range(20):
        visitor.send(f"第{turn}件")
    assert Visitor(client, "203.0.113.6").send()


def test_only_trusted_proxies_are_believed_about_the_address(rf, settings):
    settings.PORTAL_PROXIES = ["10.0.0.0/8"]
    proxied = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.9, 203.0.113.5"}
    assert counters.sender(rf.get("/", **proxied)) == counters.sender(rf.get("/", REMOTE_ADDR="203.0.113.5"))
    forged = {"REMOTE_ADDR": "203.0.113.6", "HTTP_X_FORWARDED_FOR": "203.0.113.5"}
    assert counters.sender(rf.get("/", **forged)) != counters.sender(rf.get("/", REMOTE_ADDR="203.0.113.5"))


def test_a_household_on_ipv6_is_one_sender(rf):
    first, second, other = (
        counters.sender(rf.get("/", REMOTE_ADDR=address))
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    )
    assert first == second != other


# Receipts --------------------------------------------------------------------------------------------------
def test_the_receipt_is_shown_for_an_hour_and_only_with_our_signature(visitor):
    visitor.send()
    path = visitor.answer.redirect_chain[-1][0]
    visitor.at += timedelta(minutes=59)
    assert visitor.get(path).status_code == 200
    visitor.at += timedelta(minutes=2)
    late = visitor.get(path)
    assert late.status_code == 410 and 'class="receipt"' not in late.content.decode()
    assert visitor.get(path[:-2]).status_code == visitor.get("/ideas/?receipt=x").status_code == 404


def test_each_label_is_followed_by_its_value_and_stands_nowhere_else(visitor):
    number, code = visitor.send()
    (main,) = visitor.page.xpath("//main")
    assert re.search(r"回执号\s*(\S+)\s", main.text_content())[1] == number
    assert re.search(r"查询码\s*([0-9A-Z-]+)", main.text_content())[1] == code
    assert main.text_content().count("回执号") == main.text_content().count("查询码") == 1
    assert number.isascii() and code.isascii()


def test_numbers_do_not_tell_how_many_came_and_codes_hold_more_than_fifty_bits():
    made = [receipts.make("JC", NOW.date(), str(nonce)) for nonce in range(500)]
    assert len({one.number for one in made}) == len({one.code for one in made}) == 500
    assert sorted(one.number for one in made) != [one.number for one in made]
    assert len(set(receipts.ALPHABET)) ** receipts.CODE_LENGTH > 2**50
    assert not set("0O1IL2Z5S8BU") & set(receipts.ALPHABET)


@given(st.text(min_size=1), st.sampled_from([" ", "-", "－", "—", ""]))
def test_a_code_is_known_however_it_is_typed(nonce, mark):
    receipt = receipts.make("JC", NOW.date(), nonce)
    case = type("Case", (), receipt.fields)
    typed = mark.join(receipt.code.replace("-", "").lower())
    assert (
        receipts.fits(case, typed) and not receipts.fits(case, typed[1:]) and not receipts.fits(None, typed)
    )
    assert receipts.tidy_number(mark.join(receipt.number.lower())) == receipt.number


def test_codes_outlive_a_change_of_the_key(settings):
    receipt = receipts.make("JC", NOW.date(), "n")
    case = type("Case", (), receipt.fields)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 60
    assert receipts.fits(case, receipt.code)
    settings.SECRET_KEY_FALLBACKS = []
    assert not receipts.fits(case, receipt.code)


# Tracking --------------------------------------------------------------------------------------------------
@pytest.fixture
def tracker(client, db):
    return Visitor(client, path="/ideas/track/")


def test_number_and_code_open_the_case(visitor, tracker):
    number, code = visitor.send("路灯坏了")
    tracker.open().press("查询", number=number.lower(), code=code.replace("-", " "))
    assert tracker.answer.status_code == 200 and "路灯坏了" in tracker.words
    assert len(tracker.open().form.xpath(".//input[@type='text']")) == 2


def test_a_wrong_code_tells_nothing_of_the_case_not_even_whether_there_is_one(visitor, tracker):
    number, _ = visitor.send("路灯坏了")
    tracker.open().press("查询", number=number, code="3333-3333-3333")
    known = tracker.answer
    tracker.open().press("查询", number="YJ20261126-3333-3333", code="3333-3333-3333")
    assert known.status_code == tracker.answer.status_code == 400
    assert (
        "路灯坏了" not in known.content.decode()
        and "不对" in known.content.decode()
        and "不对" in tracker.words
    )


def test_ten_wrong_codes_lock_the_address_and_the_number_for_an_hour(visitor, tracker, client):
    number, code = visitor.send()
    for _ in range(10):
        tracker.open().press("查询", number=number, code="3333-3333-3333")
        assert tracker.answer.status_code == 400
    elsewhere = Visitor(client, "203.0.113.99", "/ideas/track/")
    elsewhere.at = tracker.at
    for one, what in ((tracker, number), (elsewhere, number), (tracker, "YJ20261126-3333-3333")):
        one.open().press("查询", number=what, code=code)
        assert one.answer.status_code == 429 and "暂停" in one.words and "路灯" not in one.words
    tracker.at += timedelta(hours=1)
    assert tracker.open().press("查询", number=number, code=code).answer.status_code == 200


def test_nobody_guesses_faster_by_writing_the_number_otherwise(visitor, tracker, client):
    number, code = visitor.send()
    for turn in range(10):
        writing = [number, number.lower(), number.replace("-", ""), f" {number} "][turn % 4]
        one = Visitor(client, f"203.0.113.{turn + 20}", "/ideas/track/")
        one.open().press("查询", number=writing, code="3333-3333-3333")
    assert tracker.open().press("查询", number=number, code=code).answer.status_code == 429


# Afterwards ------------------------------------------------------------------------------------------------
def test_what_no_limit_asks_for_is_forgotten(visitor, tracker):
    visitor.send()
    tracker.open().press("查询", number="x", code="y")
    assert counters.forget(NOW + timedelta(hours=12)) == 0
    assert counters.forget(NOW + timedelta(hours=25)) == 3
    assert not SpentToken.objects.exists() and not TrackFailure.objects.exists()


def test_no_address_and_no_text_lies_in_the_tables(visitor, tracker):
    visitor.send("路灯坏了")
    tracker.open().press("查询", number="x", code="y")
    rows = [*SpentToken.objects.values_list(), *TrackFailure.objects.values_list()]
    assert "203.0.113.5" not in str(rows) and "路灯" not in str(rows)
