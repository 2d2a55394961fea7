"""What an attack found and must not come back: texts nobody scanned, one person for two, pages that swell or break."""

import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client

from core import clock, masking, workbook_guard
from core.models import AuditEntry
from core.scanning import Unscannable
from disclosure import standards_file
from disclosure.models import Attachment, Entry, FeeItem, FeeStandard, Information, ProblemReport
from disclosure.refusal import Refused
from tests.conftest import make_information, publish, sign_off

MOBILE, IDENTITY = "13800138000", "11010519491231002X"


@pytest.fixture
def item(department):
    return FeeItem.objects.create(name="摊位费", kind="service", office=department)


def add(item, by, **values):
    defaults = {
        "valid_from": "2026-01-01",
        "standard": "每件20元",
        "unit": "件",
        "payer": "经营者",
        "basis": "批复",
    }
    return FeeStandard.objects.create(item=item, entered_by=by, **defaults | values)


# Texts that readers see and nobody scanned -----------------------------------------------------------------
@pytest.mark.parametrize(
    "values",
    [
        {"body": f'<p>看<a href="tel:{MOBILE}">这里</a></p>'},
        {"body": f'<p>图<img src="/a.png" alt="李某{IDENTITY}"></p>'},
        {"body": f'<p>看<a href="/" title="{MOBILE}">这里</a></p>'},
        {"change_note": f"请找{MOBILE}"},
    ],
)
def test_what_stands_in_attributes_and_notes_is_scanned_too(department, drafter, values):
    assert make_information(department, drafter, **values).personal_data()


@pytest.mark.parametrize("values", [{"title": f"名单{IDENTITY}"}, {"alt_text": f"李某{MOBILE}"}])
def test_names_and_descriptions_of_files_are_scanned_too(department, drafter, values):
    record = make_information(department, drafter)
    file = Attachment(information_id=record.pk, **values)
    file.take("甲".encode(), "a.txt")
    file.save()
    assert record.personal_data()


def test_the_reason_of_a_withdrawal_is_public_and_scanned(department, cast, signer):
    record = publish(make_information(department, cast["drafter"]), cast)
    with pytest.raises(Refused, match="疑似个人信息"):
        record.withdraw(by=signer, kind="error", reason=f"写了{MOBILE}")


def test_a_window_with_somebodys_number_is_not_stored(client, department, officer):
    client.force_login(officer)
    data = {"name": "窗口", "kind": "counter", "office": department.pk, "subjects": f"找{IDENTITY}", "phone": "0000-5510000",
            "hours": "工作日", "position": "0", "is_active": "on", "place": ""}  # fmt: skip
    assert "疑似个人信息" in client.post("/admin/disclosure/window/add/", data).content.decode()


def test_what_a_reader_wrote_of_persons_is_masked_before_it_is_stored(town):
    report = ProblemReport.objects.create(
        kind="privacy", text=f"泄露了{IDENTITY}", office=town, receipt="JC1", code_digest="x"
    )
    assert IDENTITY not in report.text and "泄露了" in report.text


def test_the_title_of_a_page_does_not_outlive_it_in_reports(town, department, cast, signer):
    record = publish(make_information(department, cast["drafter"], title="要消失的题目"), cast)
    report = ProblemReport.objects.create(
        kind="wrong", text="错", path=record.get_absolute_url(), office=town, receipt="JC2", code_digest="x"
    )
    assert report.page_title == "要消失的题目"
    record.withdraw(by=signer, kind="privacy", reason="泄露")
    assert report.page_title == "" and "题目" not in str(report)


def test_the_trail_does_not_name_what_is_not_public_yet(client, item, drafter):
    client.force_login(drafter)
    client.post("/admin/disclosure/feestandard/add/", {
        "item": item.pk, "valid_from": "2026-01-01", "standard": "王某专用", "unit": "件", "payer": "王某", "basis": "批复",
    })  # fmt: skip
    assert FeeStandard.objects.exists()
    assert not AuditEntry.objects.filter(object_title__contains="王某").exists()


# A withdrawal that was not strict enough --------------------------------------------------------------------
def test_a_withdrawal_may_be_made_stricter_and_never_looser(client, department, cast, signer):
    record = publish(make_information(department, cast["drafter"], title="存错类别的"), cast)
    record.withdraw(by=signer, kind="archived", reason="过时")
    assert client.get(record.get_absolute_url()).status_code == 200
    record.withdraw(by=signer, kind="privacy", reason="其实泄露了隐私")
    page = client.get(record.get_absolute_url())
    assert page.status_code == 410 and "存错类别的" not in page.content.decode()
    assert not Entry.objects.exists()
    for looser in ("archived", "error"):
        with pytest.raises(Refused, match="更严格"):
            Information.objects.get().withdraw(by=signer, kind=looser, reason="还是放回去")


def test_what_never_appeared_does_not_seem_to_have_when_its_withdrawal_is_made_stricter(
    client, department, cast, signer
):
    hour = clock.now() + timedelta(days=1)
    record = sign_off(make_information(department, cast["drafter"], title="从未露面"), cast)
    record.publish(by=cast["signer"], at=hour)
    record.withdraw(by=signer, kind="error", reason="不发了")
    with clock.at(hour + timedelta(days=1)):
        Information.objects.get().withdraw(by=signer, kind="privacy", reason="还有隐私")
        assert client.get(record.get_absolute_url()).status_code == 404
        assert record.index_number not in client.get("/disclosure/withdrawn/").content.decode()


# One person for two ----------------------------------------------------------------------------------------
def test_passing_through_a_colleague_does_not_make_a_second_person(client, item, signer, drafter, department):
    signer.groups.add(*drafter.groups.all())
    client.force_login(signer)
    data = {
        "item": item.pk,
        "valid_from": "2026-01-01",
        "standard": "每件1元",
        "unit": "件",
        "payer": "人",
        "basis": "批复",
    }
    client.post("/admin/disclosure/feestandard/add/", data)
    standard = FeeStandard.objects.get()
    client.force_login(drafter)
    client.post(f"/admin/disclosure/feestandard/{standard.pk}/change/", data)
    with pytest.raises(Refused, match="不得为同一人"):
        FeeStandard.objects.get().confirm(by=signer)


def test_nobody_confirms_what_was_changed_after_the_page_was_opened(client, item, drafter, signer):
    standard = add(item, drafter)
    seen = standard.digest()
    FeeStandard.objects.filter(pk=standard.pk).update(standard="每件9999元")
    client.force_login(signer)
    page = client.post(f"/admin/confirm/feestandard/{standard.pk}/", {"seen": seen})
    assert "有改动" in page.content.decode()
    assert FeeStandard.objects.get().confirmed_at is None
    FeeItem.objects.update(note="改了说明")
    client.post(f"/admin/confirm/feestandard/{standard.pk}/", {"seen": FeeStandard.objects.get().digest()})
    assert FeeStandard.objects.get().confirmed_at


@pytest.mark.parametrize("step", ["review", "sign"])
def test_nobody_judges_what_was_changed_after_the_page_was_opened(department, cast, step):
    record = sign_off(
        make_information(department, cast["drafter"]),
        cast,
        until="determine" if step == "review" else "review",
    )
    seen = record.content_digest()
    Information.objects.filter(pk=record.pk).update(body="<p>换了</p>")
    with pytest.raises(Refused, match="有改动"):
        if step == "review":
            record.review(by=cast["reviewer"], conclusion="clear", items=[], seen=seen)
        else:
            record.sign(by=cast["signer"], seen=seen)


def test_a_fee_of_another_office_is_neither_seen_nor_changed(
    client, item, clerk, drafter, officer, other_village
):
    client.force_login(clerk)
    page = client.get("/admin/disclosure/feeitem/")
    assert page.status_code in (302, 403) or "摊位费" not in page.content.decode()
    foreign = FeeItem.objects.create(name="别处的费", kind="fund", office=other_village)
    client.force_login(drafter)
    assert client.get(f"/admin/disclosure/feeitem/{foreign.pk}/change/").status_code in (302, 404)


# What breaks or swells -------------------------------------------------------------------------------------
def test_a_sign_that_no_feed_can_carry_breaks_no_list(client, item, drafter, signer):
    add(item, drafter, standard="每件1元\x0b\x01").confirm(by=signer)
    for address in (
        "/disclosure/catalogue/?format=atom",
        "/disclosure/catalogue/?format=xlsx",
        "/disclosure/fees/?format=atom",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.streaming is False or b"".join(answer.streaming_content)


def swollen(sheet):
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    made = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return made.getvalue()


@pytest.mark.parametrize(
    "inside",
    [
        '<sheetData/><mergeCells count="1"><mergeCell ref="A1:T200000"/></mergeCells>',
        '<sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>',
    ],
)
def test_a_spreadsheet_that_would_swell_is_refused_before_it_is_opened(inside):
    data = swollen(
        f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{inside}</worksheet>'
    )
    with pytest.raises(workbook_guard.TooLarge):
        workbook_guard.check(data)
    with pytest.raises(standards_file.Unreadable):
        standards_file.read(data)
    with pytest.raises((Unscannable, masking.Unmaskable)):
        masking.mask_file(data, "名单.xlsx")


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/information/?page_size=0000000019999", "/api/v1/information/?page_size=000000001" + "9" * 500,
        "/disclosure/i/%00/", "/disclosure/catalogue/?q=%00", "/disclosure/fees/?q=%00",
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_answered_with_a_sentence(client, town, address):
    assert client.get(address).status_code == 400


def test_a_day_that_no_calendar_reaches_is_not_found(client, town):
    assert client.get("/api/v1/workdays/?from=9999-12-31&days=1000").status_code == 404


def test_a_sign_that_no_database_takes_is_left_out_of_a_question(client, town):
    assert client.get("/disclosure/windows/?q=%00").status_code == 200


def test_a_page_that_breaks_is_no_page_to_link_to(department, drafter, monkeypatch):
    monkeypatch.setattr("disclosure.views.guide.guide_text.assemble", lambda: 1 / 0)
    record = make_information(department, drafter, body='<p><a href="/disclosure/guide/">看</a></p>')
    assert "不存在" in record.missing()[0].message


def test_a_citizen_whose_browser_keeps_no_cookies_gets_the_words_back(town):
    page = Client(enforce_csrf_checks=True).post(
        "/disclosure/problems/", {"kind": "wrong", "text": "第二条写错了。"}
    )
    assert page.status_code == 403
    assert "第二条写错了。" in page.content.decode() and "没有保存" in page.content.decode()
    assert not ProblemReport.objects.exists()


def test_a_page_without_the_editor_keeps_the_strict_policy(client, department, cast):
    record = sign_off(make_information(department, cast["drafter"]), cast, until="determine")
    client.force_login(cast["reviewer"])
    page = client.get(f"/admin/disclosure/information/{record.pk}/change/")
    assert "unsafe-inline" not in page["Content-Security-Policy"]
