"""遮盖个人信息: the text is masked where it stands, a file by a new one; the original is sent to nobody."""

import io
from pathlib import Path

import openpyxl
import pytest

from core import masking
from core.models import AuditEntry
from disclosure.models import Attachment
from disclosure.refusal import Refused
from tests.conftest import make_information, publish, sign_off

MOBILE = "13800138000"


def sheet():
    book = openpyxl.Workbook()
    book.active.append(["姓名", "电话"])
    book.active.append(["王*", MOBILE])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def attach(record, data, name):
    file = Attachment(information_id=record.pk)
    file.take(data, name)
    file.save()
    return file


@pytest.fixture
def record(department, drafter):
    record = make_information(
        department, drafter, body=f"<p>联系人<b>王某</b>，{MOBILE}，1 &lt; 2。</p>", summary=MOBILE
    )
    attach(record, sheet(), "名单.xlsx")
    return record


def test_text_and_files_are_masked_and_the_rest_stays(record, drafter):
    assert record.mask(by=drafter) == []
    record.refresh_from_db()
    assert record.body == "<p>联系人<b>王某</b>，138****8000，1 &lt; 2。</p>"
    assert record.summary == "138****8000"
    assert not record.missing()
    book = openpyxl.load_workbook(record.attachments.get().file.open("rb"))
    assert [cell.value for cell in book.active[2]] == ["王*", "138****8000"]


def test_the_file_that_citizens_get_is_the_masked_one(client, record, drafter, cast):
    record.mask(by=drafter)
    publish(record, cast)
    file = record.attachments.get()
    sent = b"".join(client.get(file.get_absolute_url()).streaming_content)
    assert MOBILE not in str(
        [cell.value for row in openpyxl.load_workbook(io.BytesIO(sent)).active for cell in row]
    )
    assert file.original and file.original.name != file.file.name
    assert MOBILE in str(
        [cell.value for row in openpyxl.load_workbook(file.original.open("rb")).active for cell in row]
    )


def test_what_cannot_be_masked_is_named_and_keeps_the_record_back(record, drafter, monkeypatch):
    def refuse(data, name):
        raise masking.Unmaskable("请重新生成。")

    monkeypatch.setattr(masking, "mask_file", refuse)
    assert record.mask(by=drafter) == ["附件“名单”：请重新生成。"]
    assert record.missing()


def test_a_clean_record_is_not_masked(department, drafter):
    with pytest.raises(Refused, match="没有发现"):
        make_information(department, drafter).mask(by=drafter)


def test_whoever_masks_has_written_on_it_and_does_not_review(department, record, officer, cast):
    record.mask(by=officer)
    sign_off(record, cast, until="determine")
    with pytest.raises(Refused):
        record.review(by=officer, conclusion="clear", items=[])
    assert AuditEntry.objects.filter(verb="遮盖个人信息", actor=officer).exists()


def test_the_trail_does_not_hold_what_was_masked(record, drafter):
    record.mask(by=drafter)
    assert not [
        entry for entry in AuditEntry.objects.all() if MOBILE in f"{entry.before}{entry.after}{entry.note}"
    ]


def test_the_drafter_is_offered_it_and_sees_what_is_found(client, record, drafter):
    client.force_login(drafter)
    page = client.get(f"/admin/records/{record.pk}/mask/").content.decode()
    assert "138****8000" in page and "遮盖个人信息" in page
    client.post(f"/admin/records/{record.pk}/mask/", {"csrfmiddlewaretoken": "x"})
    record.refresh_from_db()
    assert "138****8000" in record.body


def test_erasing_a_secret_takes_the_original_too(
    record, drafter, reviewer, django_capture_on_commit_callbacks
):
    record.mask(by=drafter)
    record.determine(by=drafter)
    file = record.attachments.get()
    paths = [file.file.path, file.original.path]
    with django_capture_on_commit_callbacks(execute=True):
        record.review(by=reviewer, conclusion="secret")
    assert not any(Path(path).exists() for path in paths)
