"""Files with a public form: chosen once, carried on without a session, held sealed, forgotten when nobody sends them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import HeldFile
from core.public_forms import files
from tests.core.public_form_site import STORED
from tests.core.test_public_forms import NOW, Visitor

pytestmark = [pytest.mark.urls("tests.core.public_form_site"), pytest.mark.django_db]


@pytest.fixture
def visitor(client):
    STORED.clear()
    yield Visitor(client, path="/with-files/")
    STORED.clear()


def text(name="说明.txt", words="路灯坏了的照片说明"):
    return SimpleUploadedFile(name, words.encode())


def test_a_file_is_carried_through_the_review_and_sent_once(visitor, settings):
    visitor.open().press("下一步", text="路灯坏了", files=[text()])
    assert "说明.txt" in visitor.words
    first = visitor.press("提交").receipt()
    assert visitor.again().receipt() == first and [idea.files for idea in STORED] == [["说明.txt"]]
    stored = b"".join(path.read_bytes() for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file())
    assert stored and "路灯".encode() not in stored


def test_a_file_outlives_a_mistake_in_the_words_and_can_be_dropped(visitor):
    visitor.open().press("下一步", text="", files=[text(), text("账.csv", "年,元")])
    assert "请填写" in visitor.words and "去掉“说明.txt”" in visitor.words
    held = HeldFile.objects.get(name="说明.txt")
    visitor.press("下一步", text="路灯坏了", drop=[held.key])
    assert "账.csv" in visitor.words and "说明.txt" not in visitor.words
    visitor.press("提交")
    assert STORED[0].files == ["账.csv"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ([text()] * 20, "附件最多5个"),
        ([SimpleUploadedFile("大.txt", b"a" * (5 << 20) + b"b")], "超过5MB"),
        ([SimpleUploadedFile(f"多{n}.txt", b"a" * (4 << 20)) for n in range(3)], "加起来不能超过10MB"),
        ([SimpleUploadedFile("程序.exe", b"MZ\x90\x00\x03")], "不能上传"),
        ([SimpleUploadedFile("网页.txt", b"<html><script>")], "网页或者程序"),
        ([SimpleUploadedFile("空.txt", b"")], "空"),
        ([text(), SimpleUploadedFile("图.png", b"no picture")], "与扩展名不符"),
    ],
)
def test_what_cannot_be_taken_is_named_and_nothing_of_it_is_held(visitor, sent, said):
    visitor.open().press("下一步", text="路灯坏了", files=sent)
    assert visitor.answer.status_code == 400 and said in visitor.words and "路灯坏了" in visitor.words
    assert not HeldFile.objects.exists() and not STORED


def test_a_program_without_token_leaves_no_file(visitor):
    visitor.open().press("下一步", text="路灯坏了", token="", files=[text()])
    assert visitor.answer.status_code == 400 and not HeldFile.objects.exists()


def test_the_key_of_another_form_or_of_nothing_brings_nothing(visitor):
    visitor.open().press("下一步", text="路灯坏了", files=[text()])
    HeldFile.objects.update(purpose="/elsewhere/")
    visitor.press("提交")
    assert visitor.receipt() and STORED[0].files == []


def test_one_address_cannot_fill_the_disk(visitor, monkeypatch):
    monkeypatch.setattr(files, "MOST_AN_HOUR", 3)
    for _ in range(3):
        visitor.open().press("下一步", text="路灯坏了", files=[text()])
    visitor.open().press("下一步", text="路灯坏了", files=[text()])
    assert visitor.answer.status_code == 400 and "附件太多" in visitor.words


def test_what_nobody_sends_is_gone_after_a_day_and_what_was_sent_stays(visitor, settings):
    visitor.open().press("下一步", text="路灯坏了", files=[text()])
    visitor.open().press("下一步", text="树倒了", files=[text()])
    HeldFile.objects.filter(pk=HeldFile.objects.first().pk).update(taken=True)
    assert files.forget(NOW + timedelta(hours=20)) == 0
    assert files.forget(NOW + timedelta(days=2)) == 2
    assert len([path for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file()]) == 1
