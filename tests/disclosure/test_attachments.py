"""Files of a record: looked into when they come, sent as downloads while the record is public."""

import io

import pytest
from django.core.exceptions import ValidationError
from docx import Document
from openpyxl import Workbook

from disclosure import gate
from disclosure.models import Attachment
from disclosure.refusal import Incomplete
from tests.conftest import make_information, publish, sign_off

MOBILE = "13812345678"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000154a24f5f0000000049454e44ae426082"
)


def word(text):
    buffer, document = io.BytesIO(), Document()
    document.add_paragraph(text)
    document.save(buffer)
    return buffer.getvalue()


def book(text, hidden=False):
    buffer, workbook = io.BytesIO(), Workbook()
    workbook.active["A1"] = "面积"
    sheet = workbook.create_sheet("底册")
    sheet["B2"] = text
    sheet.sheet_state = "hidden" if hidden else "visible"
    workbook.save(buffer)
    return buffer.getvalue()


def attach(record, data, name, **values):
    file = Attachment(information=record, **values)
    file.take(data, name)
    file.save()
    return file


@pytest.fixture
def record(department, drafter):
    return make_information(department, drafter)


def refuses(record, cast):
    sign_off(record, cast, until="review")
    with pytest.raises(Incomplete) as refusal:
        record.sign(by=cast["signer"])
    record.refresh_from_db()
    assert record.status == "reviewed"
    return " ".join(refusal.value.messages)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (word(f"张三手机{MOBILE}"), "名单.docx"),
        (book(f"手机{MOBILE}"), "名单.xlsx"),
        (f"姓名,电话\n张三,{MOBILE}".encode(), "名单.csv"),
        (f"张三手机{MOBILE}".encode("gb18030"), "名单.txt"),
    ],
)
def test_personal_data_in_a_file_keeps_the_record_from_being_signed(record, cast, data, name):
    attach(record, data, name)
    told = refuses(record, cast)
    assert "附件“名单”" in told
    assert "138****5678" in told
    assert MOBILE not in told


def test_a_number_in_a_hidden_sheet_is_found(record, cast):
    attach(record, book(f"手机{MOBILE}", hidden=True), "名单.xlsx")
    told = refuses(record, cast)
    assert "底册" in told
    assert "138****5678" in told


def test_a_hidden_sheet_blocks_even_without_a_number(record, cast):
    attach(record, book("作废", hidden=True), "名单.xlsx")
    assert "隐藏" in refuses(record, cast)


def test_what_was_found_in_a_file_can_be_overruled(record, cast):
    attach(record, word(f"便民电话{MOBILE}"), "电话.docx")
    record.determine(by=cast["drafter"])
    record.overrule_findings(by=cast["reviewer"], reason="公布的便民电话")
    sign_off_rest(record, cast)
    assert record.status == "signed"


def sign_off_rest(record, cast):
    record.review(by=cast["reviewer"], conclusion="clear", items=list(gate.REVIEW_ITEMS))
    record.sign(by=cast["signer"])


def test_another_file_with_a_number_that_looks_the_same_is_found_again(record, cast):
    file = attach(record, word(f"便民电话{MOBILE}"), "电话.docx")
    record.determine(by=cast["drafter"])
    record.overrule_findings(by=cast["reviewer"], reason="公布的便民电话")
    record.send_back(by=cast["reviewer"], reason="换一份")
    file.delete()
    attach(record, word("便民电话13899995678"), "电话.docx")
    assert [item.field for item in record.missing()] == ["body"]


def test_a_picture_needs_words_and_a_look_by_a_person(record, cast):
    file = attach(record, PNG, "渠道图.png")
    assert "人工核对" in file.scan_note
    assert "替代文字" in refuses(record, cast)


def test_a_clean_file_is_sent_as_a_download_under_a_safe_name(client, record, cast):
    file = attach(record, "按村轮灌".encode(), '第一"批/..\\轮灌\u202e表.txt')
    publish(record, cast)
    answer = client.get(file.get_absolute_url())
    assert b"".join(answer).decode() == "按村轮灌"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert file.safe_name == "第一批..轮灌表.txt"


def test_another_name_leads_to_the_right_one(client, record, cast):
    file = attach(record, b"x1", "表.txt")
    publish(record, cast)
    answer = client.get(f"/disclosure/attachments/{file.pk}/evil.html")
    assert (answer.status_code, answer["Location"]) == (301, file.get_absolute_url())


def test_a_file_is_kept_under_a_name_that_nobody_guesses(record, settings):
    file = attach(record, b"x1", "表.txt")
    assert file.file.path.startswith(str(settings.PRIVATE_ROOT))
    assert len(file.file.name.split("/")[-1]) == 32 + len(".txt")


def test_a_refused_file_leaves_nothing(record, settings):
    with pytest.raises(ValidationError):
        attach(record, b"MZ\x90\x00\x03\x00", "程序.docx")
    assert not Attachment.objects.exists()
    assert not settings.PRIVATE_ROOT.exists() or not any(settings.PRIVATE_ROOT.rglob("*.*"))


def test_a_file_that_cannot_be_looked_into_is_refused(record):
    broken = word("一")[:-40]
    with pytest.raises(ValidationError):
        attach(record, broken, "坏的.docx")
