"""What an attack has found, each so that it cannot come back."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock, grids, uploads
from core.audit import AuditEntry
from decisions import calendar_file, meetings, opinion_file, planned
from decisions.actions import answer_opinions, import_opinions
from decisions.models import Adjustment, Attendance, Opinion, Selection, Statement, Unlinking
from disclosure.refusal import Refused
from tests.conftest import make_information, moment, publish, sign_off
from tests.decisions.conftest import (
    make_consultation,
    make_matter,
    make_meeting,
    make_opinion,
    make_result,
    register,
)
from tests.decisions.test_opinions import WRITTEN, Citizen, fields, tree
from tests.decisions.test_staff import words


# One person alone -------------------------------------------------------------------------------------------
def test_a_matter_in_a_public_catalogue_needs_two_people(
    client, catalogue, department, drafter, officer, signer
):
    added = make_matter(catalogue, department, "没有审过的事", about="电话13800138000")
    added.link("expert", make_information(department, drafter, title="说明"), by=drafter)
    for kind in ("postponed", "ended"):
        change = Adjustment.objects.create(
            catalogue=catalogue,
            kind=kind,
            matter=added,
            reason="汛期",
            approved_by="会议",
            planned_on=date(2026, 9, 1),
            entered_by=officer,
        )
        with pytest.raises(Refused, match="先办“增加”"):
            change.confirm(by=signer)
    added.refresh_from_db()
    assert added.entry_id is None and client.get(added.get_absolute_url()).status_code == 404


def test_a_correction_of_a_catalogue_publishes_no_matter(catalogue, department, three):
    added = make_matter(catalogue, department, "没有审过的事")
    draft = catalogue.revise(by=three["drafter"])
    draft.change_note = "改正错字"
    draft.save()
    publish(draft, three)
    added.refresh_from_db()
    assert added.entry_id is None and "没有审过" not in catalogue.__class__.objects.get(pk=catalogue.pk).body


def test_what_is_added_is_confirmed_as_it_was_shown_by_somebody_who_did_not_write_it(
    catalogue, department, officer, signer
):
    added = make_matter(catalogue, department, "新增的事")
    change = Adjustment.objects.create(
        catalogue=catalogue, kind="added", matter=added, reason="急需", approved_by="会议", entered_by=officer
    )
    shown = change.digest()
    added.legal_basis = "换了依据"
    added.save()
    change.refresh_from_db()
    with pytest.raises(Refused, match="有改动"):
        change.confirm(by=signer, seen=shown)
    AuditEntry.objects.create(
        number=9999,
        verb="新增",
        object_kind="decisions.matter",
        object_id=added.pk,
        actor=signer,
        at=clock.now(),
    )
    assert not change.may_confirm(signer)


def test_that_it_was_decided_takes_a_second_person(client, matter, department, cast):
    note = publish(make_information(department, cast["drafter"], title="一则说明"), cast)
    paper = matter.link("decision", note, by=cast["drafter"])
    assert "已作出决定" not in words(client.get(matter.get_absolute_url()))
    with pytest.raises(Refused):
        paper.confirm(by=cast["drafter"])
    paper.confirm(by=cast["signer"])
    assert "已作出决定" in words(client.get(matter.get_absolute_url()))


def test_that_it_was_decided_is_taken_back_by_two(client, matter, department, cast):
    note = publish(make_information(department, cast["drafter"], title="一则说明"), cast)
    paper = matter.link("decision", note, by=cast["drafter"])
    paper.confirm(by=cast["signer"])
    client.force_login(cast["drafter"])
    address = f"/admin/matters/{matter.pk}/unlink/{paper.pk}/"
    assert "签发人复核后生效" in words(client.get(address))
    assert "没有完成" in words(client.post(address, {"reason": " "})) and not Unlinking.objects.exists()
    assert client.post(address, {"reason": "关联错了事项。"}).status_code == 302
    assert "待签发人复核" in words(client.get(f"/admin/decisions/matter/{matter.pk}/change/"))
    assert "已经有人提出" in words(client.post(address, {"reason": "再提一次。"}))
    client.logout()
    assert "已作出决定" in words(client.get(matter.get_absolute_url()))
    asked = paper.unlinking
    with pytest.raises(Refused):
        asked.confirm(by=cast["drafter"])
    client.force_login(cast["signer"])
    page = words(client.get(f"/admin/confirm/unlinking/{asked.pk}/"))
    assert "关联错了事项。" in page and note.title in page
    assert client.post(f"/admin/confirm/unlinking/{asked.pk}/", {"seen": asked.digest()}).status_code == 302
    client.logout()
    assert "已作出决定" not in words(client.get(matter.get_absolute_url()))
    assert not matter.papers.exists()
    told = AuditEntry.objects.filter(verb="复核决策材料取消关联").get()
    assert note.title in str(told.after)


def test_a_page_that_was_opened_before_it_was_confirmed_takes_nothing_away(matter, department, cast):
    note = publish(make_information(department, cast["drafter"], title="一则说明"), cast)
    stale = matter.link("decision", note, by=cast["drafter"])
    matter.papers.get().confirm(by=cast["signer"])
    with pytest.raises(Refused, match="刚由签发人复核"):
        matter.unlink(stale, by=cast["drafter"])
    assert matter.papers.exists()


def test_what_was_not_shown_is_not_confirmed(client, matter, department, cast):
    note = publish(make_information(department, cast["drafter"], title="一则说明"), cast)
    paper = matter.link("decision", note, by=cast["drafter"])
    client.force_login(cast["signer"])
    page = words(client.post(f"/admin/confirm/paper/{paper.pk}/", {"seen": ""}))
    assert "请重新打开这一页再复核" in page and not matter.papers.confirmed().exists()


# The draw --------------------------------------------------------------------------------------------------
@pytest.fixture
def called(department, cast, matter):
    return publish(make_meeting(department, cast["drafter"], matter), cast)


@pytest.mark.parametrize(
    "change",
    [
        {"closes_on": date(2026, 3, 15)},
        {"opens_on": date(2026, 3, 1)},
        {"method": "choice"},
        {"purpose": "hearing"},
    ],
)
def test_a_correction_leaves_the_rules_alone_once_somebody_has_registered(called, cast, change):
    register(called)
    draft = called.revise(by=cast["drafter"])
    for name, value in change.items():
        setattr(draft, name, value)
    assert "不能再改" in " ".join(one.message for one in draft.missing())


def test_seats_stay_too(called, cast):
    register(called)
    draft = called.revise(by=cast["drafter"])
    draft.seats.update(number=9)
    assert "名额不能再改" in " ".join(one.message for one in draft.missing())


def test_registration_is_over_once_a_list_was_made(client, called, drafter):
    register(called)
    with clock.at(moment("2026-03-10 09:00")):
        Selection.objects.make(called, by=drafter)
    assert client.get(f"{called.get_absolute_url()}register/").status_code == 403


def test_the_list_can_be_drawn_again_from_itself_alone(called, drafter, signer):
    register(called)
    with clock.at(moment("2026-03-10 09:00")):
        Selection.objects.make(called, by=drafter).confirm(by=signer)
    register(called, "0000-9999999")
    called = type(called).objects.get(pk=called.pk)
    assert len(meetings.draw(called)["tickets"]["resident"]) == 1


def test_staff_decide_nothing_by_the_hour_that_they_write(called, drafter):
    first = register(called, "0000-5500001")
    guest = Attendance(
        meeting=called,
        group="resident",
        name="柳某",
        contact="0000-7700001",
        where="柳堰村",
        channel="phone",
        receipt="LX1",
    )
    for wrong in ("2020-01-01 00:00", "2026-03-02 23:00"):
        guest.received_at = moment(wrong)
        with pytest.raises(ValidationError, match="报名时间应当"):
            guest.enter(by=drafter)
    guest.received_at = moment("2026-03-02 00:10")
    guest.enter(by=drafter)
    assert list(called.attendances.in_order()) == [first, guest]


def test_a_signer_who_brought_somebody_in_does_not_confirm_the_list(called, drafter, signer):
    Attendance(
        meeting=called,
        group="resident",
        name="柳某",
        contact="0000-7700001",
        where="柳堰村",
        channel="phone",
        receipt="LX1",
    ).enter(by=signer)
    with clock.at(moment("2026-03-10 09:00")):
        made = Selection.objects.make(called, by=drafter)
        assert not made.may_confirm(signer)


@pytest.mark.parametrize(
    "written",
    ["１３８００１３８０００", "+86 138-0013-8000", "008613800138000", "13800138000转1", "١٣٨٠٠١٣٨٠٠٠"],
)
def test_one_telephone_has_one_chance_however_it_is_written(written):
    assert Attendance.key_of(written) == Attendance.key_of("13800138000")


def test_nobody_registers_for_a_group_without_seats(called, drafter):
    guest = Attendance(
        meeting=called,
        group="expert",
        name="柳某",
        contact="0000-7700001",
        where="县里",
        channel="phone",
        receipt="LX1",
    )
    with pytest.raises(ValidationError, match="没有这类代表的名额"):
        guest.enter(by=drafter)


def test_a_call_does_not_appear_after_its_registration_began(department, cast, matter):
    call = sign_off(make_meeting(department, cast["drafter"], matter), cast)
    with pytest.raises(Refused, match="晚于报名开始"):
        call.publish(by=cast["signer"], at=moment("2026-03-12 20:00"))


def test_a_receipt_stands_nowhere_in_public(client, called, drafter, signer):
    one = register(called)
    with clock.at(moment("2026-03-10 09:00")):
        Selection.objects.make(called, by=drafter).confirm(by=signer)
        for form in ("", "?format=json"):
            assert one.receipt not in words(client.get(f"{called.get_absolute_url()}{form}"))


def test_who_stepped_in_may_be_told_of(called, drafter, signer):
    for number in range(3):
        register(called, f"0000-55{number:05}")
    with clock.at(moment("2026-03-10 09:00")):
        Selection.objects.make(called, by=drafter).confirm(by=signer)
    assert Attendance.objects.on_a_list().count() == 3


# When people were asked -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "change", "said"),
    [
        ("2026-03-04", {"starts_on": date(2026, 2, 2), "ends_on": date(2026, 3, 4)}, "开始日期不能改"),
        ("2026-04-05", {"ends_on": date(2026, 5, 4)}, "另发公告"),
        ("2026-03-20", {"ends_on": date(2026, 3, 19)}, "另发公告"),
    ],
)
def test_a_correction_does_not_rewrite_when_people_were_asked(asked, cast, day, change, said):
    with clock.at(moment(f"{day} 10:00")):
        draft = asked.revise(by=cast["drafter"])
        for name, value in change.items():
            setattr(draft, name, value)
        assert said in " ".join(one.message for one in draft.missing())


def test_a_longer_period_is_a_correction(asked, cast):
    draft = asked.revise(by=cast["drafter"])
    draft.ends_on += timedelta(days=10)
    assert not draft.gate_checks()


NOBODY_SEES = ["\u200b", "\u2060 \u200b", "……", "\x01"]


@pytest.mark.parametrize("reason", NOBODY_SEES)
def test_a_reason_says_something(asked, called, cast, department, draft, reason):
    opinion = make_opinion(asked)
    with pytest.raises(ValidationError, match="必须写明理由"):
        answer_opinions(
            asked, [opinion], topic="提高", outcome="not_adopted", reason=reason, by=cast["drafter"]
        )
    said = Statement(
        meeting=called, attendance=register(called), text="说了", outcome="partly", reason=reason
    )
    with pytest.raises(ValidationError, match="必须写明理由"):
        said.full_clean()
    short = make_consultation(department, cast["drafter"], draft, days=3, short_reason=reason)
    assert "须写明理由" in " ".join(one.message for one in short.missing())


def test_nothing_comes_in_that_nobody_can_answer(asked, cast, drafter):
    late = Opinion(consultation=asked, text="晚了", channel="letter", receipt="YJ1")
    for wrong in ("2020-01-01 00:00", "2026-03-03 00:00"):
        late.received_at = moment(wrong)
        with pytest.raises(Refused, match="收到时间应当"):
            late.enter(by=drafter)
    with clock.at(moment("2026-04-05 10:00")):
        publish(make_result(asked, cast["drafter"]), cast)
        late.received_at = moment("2026-03-05 00:00")
        with pytest.raises(Refused, match="不能再登记意见"):
            late.enter(by=drafter)


def test_the_same_table_is_not_brought_in_twice(asked, drafter):
    row = dict.fromkeys(opinion_file.HEADER, "") | {"来源": "信函", "意见内容": "太少了。", "number": 2}
    assert import_opinions(asked, [row], by=drafter)["entered"] == 1
    with pytest.raises(Refused, match="已经导入过"):
        import_opinions(asked, [row | {"number": 9}], by=drafter)


# Odd input --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["'单引号开头", "=1+1", "'=1", "铃\x07声\x0b"])
def test_what_goes_out_comes_back_the_same(asked, drafter, text):
    make_opinion(asked, text)
    rows, errors = opinion_file.read(opinion_file.write(asked))
    assert errors == [] and import_opinions(asked, rows, by=drafter)["entered"] == 0


def part(name, content, *, flags=0):
    """A Word file with one more part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
        archive.writestr(name, content)
    data = buffer.getvalue()
    if flags:  # the part says that it is encrypted
        at = data.rindex(b"PK\x01\x02")
        data = data[: at + 8] + bytes([flags]) + data[at + 9 :]
    return data


EXTERNAL = '<Relationships xmlns="r"><{0}Relationship Id="{1}" Type="x/attachedTemplate" Target="http://a.example/" {2}/></Relationships>'


@pytest.mark.parametrize(
    "data",
    [
        part("word/_rels/a.rels", EXTERNAL.format("", "a", "TargetMode='External'")),
        part("word/_rels/a.rels", EXTERNAL.format("", "a", 'TargetMode = "External"')),
        part("word/_rels/a.rels", EXTERNAL.format("", "a", 'TargetMode="&#69;xternal"')),
        part("word/_rels/a.rels", EXTERNAL.format("", "/hyperlink", 'TargetMode="External"')),
        part("word/_rels/a.rels", EXTERNAL.format("", "a", 'TargetMode="External"').encode("utf-16")),
        part("word/_rels/a.rels", "no XML"),
        part("word/embeddings/oleObject1.bin", "x"),
        part("word/x.exe", "x"),
        part("[content_types].xml", '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'),
        part("word/_rels/a.rels", "<Relationships/>", flags=1),
    ],
)  # fmt: skip
def test_a_word_file_that_fetches_or_runs_something_is_refused(data):
    with pytest.raises(ValidationError):
        uploads.check(data, "通知.docx")


def test_a_plain_link_in_a_word_file_is_no_harm():
    link = EXTERNAL.replace("attachedTemplate", "hyperlink").format("", "a", 'TargetMode="External"')
    assert uploads.check(part("word/_rels/a.rels", link), "通知.docx") is uploads.DOCX


def test_a_broken_file_costs_nobody_the_words(client, asked):
    citizen = Citizen(client, asked)
    data = part("word/_rels/a.rels", "<Relationships/>", flags=1)
    answer = citizen.press(citizen.form | WRITTEN | {"files": SimpleUploadedFile("a.docx", data)})
    assert answer.status_code == 400 and WRITTEN["text"] in answer.content.decode()


def test_a_table_that_swells_is_refused_unread():
    with pytest.raises(grids.Unreadable):
        grids.of_html("<table>" + "<tr>" + '<td colspan="200">a</td>' * 60 + "</tr></table>")


def test_odd_days_raise_nothing(asked):
    asked.ends_on = date(9999, 12, 31)
    with pytest.raises(ValidationError):
        asked.clean()
    for said in ("0000年底", "0000年第一季度", "0000年上半年"):
        assert planned.last_day(said, 2026) is None
    assert calendar_file.make([], [], "x")


@pytest.mark.parametrize(
    "address", ["meetings/{}/select/", "consultations/{}/answer/", "decisions/meeting/{}/change/"]
)
def test_numbers_that_no_database_holds_are_no_pages(client, drafter, address):
    client.force_login(drafter)
    assert client.get(f"/admin/{address.format('9' * 30)}").status_code in (302, 404)


@pytest.mark.parametrize("name", ["\u200b\u200b", "……"])
def test_a_name_is_more_than_signs(client, called, name):
    address = f"{called.get_absolute_url()}register/"
    page, opened = fields(tree(client.get(address))), clock.now()
    data = page | {"group": "resident", "name": name, "contact": "0000-5510009", "where": "柳堰村"}
    with clock.at(opened + timedelta(seconds=20)):
        assert client.post(address, data).status_code == 400


def test_a_withdrawn_notice_is_not_named_to_those_who_follow_their_opinion(client, asked, signer):
    number, code = Citizen(client, asked).send()
    asked.withdraw(by=signer, kind="privacy", reason="含有个人信息")
    said = words(client.post("/decisions/opinions/track/", {"number": number, "code": code}))
    assert asked.title not in said and "已经撤下" in said


def test_matters_of_another_office_are_not_offered(client, catalogue, clerk):
    client.force_login(clerk)
    assert client.get("/admin/decisions/adjustment/add/").status_code in (302, 403)
