"""An opinion: sent once however often one presses, refused with its words kept, followed with its receipt."""

from datetime import date, timedelta

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from core import clock
from core.models import AuditEntry, HeldFile
from decisions.actions import answer_opinions
from decisions.daily import forget_senders
from decisions.models import Opinion
from tests.conftest import make_information, moment, publish
from tests.decisions.conftest import make_consultation, make_result

WRITTEN = {"clause": "第二条", "text": "每餐应当补贴五元。", "name": "王某", "contact": "13800138000"}


def tree(answer):
    return lxml.html.fromstring(answer.content.decode())


def fields(page):
    form = next(form for form in page.forms if form.method == "POST" and "token" in form.fields)
    return dict(form.form_values())


class Citizen:
    """Reads the form, fills it, looks again, sends."""

    def __init__(self, client, asked):
        self.client, self.address = client, f"{asked.get_absolute_url()}opinion/"
        self.opened = clock.now()
        self.form = fields(tree(client.get(self.address)))

    def press(self, data, **more):
        with clock.at(self.opened + timedelta(seconds=20)):
            return self.client.post(self.address, data, follow=True, **more)

    def send(self, **written):
        review = self.press(self.form | WRITTEN | written)
        self.sent = fields(tree(review))
        return self.receipt(self.press(self.sent))

    def receipt(self, answer):
        return tuple(tree(answer).xpath("//dl[@class='receipt']/dd/text()"))


@pytest.fixture
def citizen(client, asked):
    return Citizen(client, asked)


def track(client, number, code):
    return " ".join(
        tree(client.post("/decisions/opinions/track/", {"number": number, "code": code}))
        .text_content()
        .split()
    )


def test_an_opinion_is_stored_once_however_often_one_presses(citizen):
    first = citizen.send(may_publish="on")
    assert first[0].startswith("YJ20260302-") and len(first[1]) == 14
    assert {citizen.receipt(citizen.press(citizen.sent)) for _ in range(20)} == {first}
    (stored,) = Opinion.objects.all()
    assert (stored.clause, stored.text, stored.channel, stored.may_publish) == (
        "第二条",
        WRITTEN["text"],
        "web",
        True,
    )


def test_neither_name_nor_contact_is_asked_for(citizen):
    assert citizen.send(name="", contact="", clause="")
    assert Opinion.objects.get().name == ""


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"text": ""}, 400, "请填写“您的意见”"),
        ({"text": "字" * 50_000}, 413, "少于50000个字"),
        ({"text": "字" * 2001}, 400, "最多2000个字"),
        ({"text": "请看<script>alert(1)</script>"}, 400, "不能有网页代码"),
        ({"text": "<b>反对</b>"}, 400, "不能有网页代码"),
        ({"name": "<img src=x>"}, 400, "不能有网页代码"),
        ({"clause": "第九十九条"}, 400, "请从列出的各项里选择"),
        ({"token": ""}, 400, "校验信息不完整"),
        ({"token": "1.abc:def"}, 400, "校验信息不完整"),
        ({"memo": "http://a.example"}, 400, "不应填写"),
    ],
)
@pytest.mark.parametrize("reviewed", ["", "1"])
def test_what_cannot_be_taken_is_told_with_the_words_kept_and_nothing_stored(
    citizen, change, status, said, reviewed
):
    answer = citizen.press(citizen.form | WRITTEN | {"reviewed": reviewed} | change)
    page = tree(answer)
    assert answer.status_code == status and said in page.text_content()
    assert fields(page)["text"].strip() == change.get("text", WRITTEN["text"])
    assert not Opinion.objects.exists()


def test_twenty_files_are_refused_with_the_words_kept(citizen):
    files = {f"file{number}": SimpleUploadedFile("a.pdf", b"%PDF-1.4") for number in range(20)}
    answer = citizen.press(citizen.form | WRITTEN | {"reviewed": "1"} | files)
    assert answer.status_code == 400 and "附件最多5个，现在有20个" in answer.content.decode()
    assert WRITTEN["text"] in answer.content.decode() and not Opinion.objects.exists()
    assert not HeldFile.objects.exists()


def test_a_file_goes_with_the_opinion_and_is_seen_by_its_handlers_alone(
    client, citizen, asked, drafter, auditor
):
    data = citizen.form | WRITTEN | {"files": SimpleUploadedFile("账本.txt", "三月亏了两百".encode())}
    review = citizen.press(data)
    assert "账本.txt" in review.content.decode()
    citizen.press(fields(tree(review)))
    (opinion,) = Opinion.objects.all()
    (file,) = opinion.files.all()
    with file.file.open("rb") as stored:
        assert file.data == "三月亏了两百".encode() != stored.read()
    address = f"/admin/personal/opinion/{opinion.pk}/"
    for person, status in ((drafter, 200), (auditor, 404)):
        client.force_login(person)
        assert client.get(address).status_code == status
        assert client.get(f"{address}{file.pk}/").status_code == status
    assert AuditEntry.objects.filter(verb="下载提交人的附件", actor=drafter).count() == 1


def test_senders_are_forgotten_a_year_after_the_result(client, citizen, asked, cast):
    citizen.press(citizen.form | WRITTEN)
    citizen.send()
    (opinion,) = Opinion.objects.all()
    answer_opinions(asked, [opinion], topic="提高补贴", outcome="noted", reason="", by=cast["drafter"])
    with clock.at(moment("2026-04-05 10:00")):
        publish(make_result(asked, cast["drafter"]), cast)
    for day, name in ((date(2027, 4, 5), "王某"), (date(2027, 4, 7), "")):
        forget_senders(day)
        opinion.refresh_from_db()
        assert opinion.name == name and opinion.text == WRITTEN["text"]


def test_who_sent_it_lies_sealed_in_the_database(citizen):
    citizen.send()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, contact FROM decisions_opinion")
        assert not any("王某" in value or "138" in value for value in cursor.fetchone())
    assert Opinion.objects.get().contact == WRITTEN["contact"]


def test_text_that_only_looks_mathematical_is_taken(citizen):
    assert citizen.send(text="补贴<5元太少，收入 < 3000 的应当免费。")


def test_after_the_last_midnight_nothing_is_taken_and_the_words_are_kept(client, asked):
    with clock.at(moment("2026-04-01 23:50")):
        late = Citizen(client, asked)
    with clock.at(moment("2026-04-02 00:00")):
        answer = client.post(late.address, late.form | WRITTEN | {"reviewed": "1"})
        assert client.get(late.address).status_code == 403
    said = answer.content.decode()
    assert answer.status_code == 403 and "2026年4月1日24:00结束" in said and WRITTEN["text"] in said
    assert not Opinion.objects.exists()


def test_until_that_midnight_everything_is_taken(client, asked):
    with clock.at(moment("2026-04-01 23:59")):
        assert Citizen(client, asked).form
    with clock.at(moment("2026-04-01 23:58")):
        Citizen(client, asked).send()
    assert Opinion.objects.count() == 1


def test_before_the_first_day_one_is_told_when(client, department, cast, draft):
    later = make_consultation(department, cast["drafter"], draft, starts_on=clock.today() + timedelta(days=3))
    publish(later, cast)
    answer = client.get(f"{later.get_absolute_url()}opinion/")
    assert answer.status_code == 403 and "2026年3月5日开始" in answer.content.decode()


def test_nothing_is_stored_without_the_csrf_token(asked):
    citizen = Citizen(Client(enforce_csrf_checks=True), asked)
    data = citizen.form | WRITTEN | {"reviewed": "1"}
    data.pop("csrfmiddlewaretoken")
    assert citizen.press(data).status_code == 403 and not Opinion.objects.exists()


# What became of it -----------------------------------------------------------------------------------------
def test_the_answer_is_shown_once_the_result_is_public(client, citizen, asked, cast):
    number, code = citizen.send()
    with clock.at(moment("2026-04-02 09:00")):
        answer_opinions(
            asked,
            Opinion.objects.all(),
            topic="提高补贴",
            outcome="not_adopted",
            reason="镇级财力有限。",
            by=cast["drafter"],
        )
        assert "镇级财力有限" not in track(client, number, code)
        publish(make_result(asked, cast["drafter"]), cast)
        said = track(client, number, code)
    assert "不予采纳" in said and "镇级财力有限。" in said and "每餐应当补贴五元" in said


def test_a_wrong_code_tells_nothing(client, citizen):
    number, _ = citizen.send()
    said = track(client, number, "AAAA-AAAA-AAAA")
    assert "不对" in said and "每餐应当补贴五元" not in said


def test_names_contacts_and_words_stand_at_no_public_address_nor_in_the_trail(
    client, citizen, asked, cast, department
):
    citizen.send()
    with clock.at(moment("2026-04-02 09:00")):
        answer_opinions(
            asked, Opinion.objects.all(), topic="提高补贴", outcome="adopted", reason="", by=cast["drafter"]
        )
        publish(make_result(asked, cast["drafter"]), cast)
        address = asked.get_absolute_url()
        seen = "".join(
            client.get(one).content.decode()
            for one in (address, f"{address}result/", "/decisions/", "/decisions/?format=json", "/api/v1/information/",
                        f"/disclosure/{asked.pk}/", "/")
        )  # fmt: skip
    trail = "".join(
        f"{one.object_title}{one.before}{one.after}{one.note}" for one in AuditEntry.objects.all()
    )
    for secret in ("王某", "13800138000", "每餐应当补贴五元"):
        assert secret not in seen + trail


def test_a_draft_of_another_shape_offers_its_own_clauses(client, department, cast):
    body = "<p>一、对象</p><p>六十岁以上。</p><p>二、标准</p><p>三元。</p>"
    record = publish(make_information(department, cast["drafter"], body=body), cast)
    asked = publish(make_consultation(department, cast["drafter"], record), cast)
    offered = tree(client.get(f"{asked.get_absolute_url()}opinion/")).xpath(
        "//select[@name='clause']/option/@value"
    )
    assert offered == ["", "一、对象", "二、标准"]
