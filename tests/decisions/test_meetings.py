"""Sitting in and hearings: called through the gate, registered for once, drawn so that anybody can run it again, told afterwards."""

import hashlib
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.models import AuditEntry
from core.worklist import panels
from decisions import drawing, progress, stories
from decisions.daily import forget_registered
from decisions.models import Attendance, Matter, Meeting, Selection, Statement
from decisions.progress import Facts
from disclosure.models.information import Information
from tests.conftest import moment, publish
from tests.decisions.conftest import make_meeting, register
from tests.decisions.test_opinions import fields, tree
from tests.decisions.test_staff import words

receipts = st.lists(st.text("ABCD0123-", min_size=1), unique=True)


# The draw --------------------------------------------------------------------------------------------------
@given(st.text(min_size=1), receipts)
def test_lots_depend_on_secret_and_number_alone(secret, numbers):
    drawn = drawing.order(secret, numbers)
    assert sorted(drawn) == sorted(numbers)
    assert drawing.order(secret, numbers[::-1]) == drawn
    assert drawn == sorted(numbers, key=lambda one: hashlib.sha256(f"{secret}:{one}".encode()).hexdigest())


def test_what_is_promised_tells_nothing_and_binds():
    secret = drawing.new_secret()
    assert len(secret) == 32 and secret not in drawing.commitment(secret)
    assert drawing.commitment(secret) == hashlib.sha256(secret.encode()).hexdigest()


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.booleans())
def test_a_meeting_that_was_called_owes_its_list_once_it_is_over(day, listed):
    meets_on = date(2026, 6, 1)
    facts = Facts(called={"attendance": meets_on}, public={"attendance": meets_on} if listed else {})
    expected = progress.DONE if listed else progress.OPEN if day <= meets_on else progress.MISSING
    assert progress.judge(facts, day)["attendance"] == expected


# The call --------------------------------------------------------------------------------------------------
@pytest.fixture
def called(department, cast, matter):
    """Registration from the second to the ninth of March, two seats for residents, the meeting on the twentieth."""
    return publish(make_meeting(department, cast["drafter"], matter), cast)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"place": ""}, "时间和地点"),
        ({"matter": None}, "决策事项"),
        ({"seats": {}}, "名额"),
        ({"opens_on": None}, "起止日期"),
        ({"opens_on": date(2026, 3, 1)}, "已经过了"),
        ({"purpose": "hearing", "closes_on": date(2026, 3, 13)}, "会前7日送达"),
    ],
)
def test_a_call_says_when_where_for_whom(department, cast, matter, change, said):
    meeting = make_meeting(department, cast["drafter"], **{"matter": matter} | change)
    assert said in " ".join(item.message for item in meeting.missing())


def test_a_hearing_leaves_seven_days_for_the_papers(department, cast, matter):
    day = date(2026, 3, 12)
    assert not make_meeting(department, cast["drafter"], matter, purpose="hearing", closes_on=day).missing()


def test_the_secret_is_promised_with_the_call_and_stands_nowhere(client, called):
    called.refresh_from_db()
    assert drawing.commitment(called.secret) == called.commitment
    for address in (called.get_absolute_url(), f"{called.get_absolute_url()}?format=json"):
        page = client.get(address).content.decode()
        assert called.commitment in page and called.secret not in page
    assert called.secret not in str(list(AuditEntry.objects.values_list("before", "after", "note")))


def test_the_page_the_first_page_the_matter_and_the_calendar_tell_of_it(client, called, matter):
    for address in ("/decisions/", matter.get_absolute_url(), "/decisions/2026/"):
        assert called.get_absolute_url() in words(client.get(address))
    calendar = client.get("/decisions/?format=ics").content.decode()
    assert "DTSTART:20260320T010000Z" in calendar and called.title in calendar.replace("\r\n ", "")


# Registering -----------------------------------------------------------------------------------------------
def sign_up(client, meeting, **written):
    address = f"{meeting.get_absolute_url()}register/"
    opened = clock.now()
    page = fields(tree(client.get(address)))
    data = (
        page | {"group": "resident", "name": "柳大山", "contact": "0000-5510009", "where": "柳堰村"} | written
    )
    with clock.at(opened + timedelta(seconds=20)):
        answer = client.post(address, data)
        if answer.status_code == 200:
            answer = client.post(address, fields(tree(answer)), follow=True)
    return answer


def test_one_registers_once_and_learns_the_outcome(client, called, drafter, signer):
    number, code = tree(sign_up(client, called)).xpath("//dl[@class='receipt']/dd/text()")
    sign_up(
        client, called, contact="００００ 5510009"
    )  # nobody learns that this telephone registered; it has one chance
    track = "/decisions/meetings/track/"
    assert "等待确定名单" in words(client.post(track, {"number": number, "code": code}))
    with clock.at(moment("2026-03-10 09:00")):
        made = Selection.objects.make(called, by=drafter)
        made.confirm(by=signer)
        assert "入选" in words(client.post(track, {"number": number, "code": code}))
    assert made.number_registered == 1 and Attendance.objects.count() == 2


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"contact": "没有"}, "7到15位数字"),
        ({"where": "柳堰村12号，电话13800138000"}, "不要写门牌号"),
        ({"group": "expert"}, "请从列出的各项里选择"),
        ({"name": ""}, "请填写“姓名”"),
        ({"about": "<b>反对</b>"}, "不能有网页代码"),
    ],
)
def test_what_cannot_be_taken_is_told(client, called, written, said):
    answer = sign_up(client, called, **written)
    assert answer.status_code == 400 and said in words(answer) and not Attendance.objects.exists()


def test_registration_follows_the_clock(client, called):
    with clock.at(moment("2026-03-10 00:00")):
        closed = client.get(f"{called.get_absolute_url()}register/")
    assert closed.status_code == 403 and "截止" in words(closed)


# The list --------------------------------------------------------------------------------------------------
def test_anybody_can_run_the_draw_again_from_what_is_public(client, called, drafter, signer):
    everybody = [register(called, f"0000-55{number:05}").ticket for number in range(9)]
    with clock.at(moment("2026-03-10 09:00")):
        Selection.objects.make(called, by=drafter).confirm(by=signer)
        told = client.get(f"{called.get_absolute_url()}?format=json").json()
        page = words(client.get(called.get_absolute_url()))
    assert hashlib.sha256(told["secret"].encode()).hexdigest() == told["commitment"]
    assert sorted(told["registered"]["resident"]) == sorted(everybody)
    lots = sorted(everybody, key=lambda one: hashlib.sha256(f"{told['secret']}:{one}".encode()).hexdigest())
    assert [one["ticket"] for one in told["list"]] == lots[:4]  # two seats, two next in line
    assert [one["place"] for one in told["list"]] == [True, True, False, False]
    assert "柳**" in page and "柳大山" not in page and "0000-5500001" not in page


def test_first_come_and_choice(called, drafter, department, cast, matter):
    first = [register(called, f"0000-55{number:05}") for number in range(3)]
    other = publish(make_meeting(department, cast["drafter"], matter, method="choice"), cast)
    some = [register(other, f"0000-66{number:05}") for number in range(3)]
    Meeting.objects.filter(pk=called.pk).update(method="first_come")
    called.refresh_from_db()
    with clock.at(moment("2026-03-10 09:00")):
        assert [row["ticket"] for row in Selection.objects.make(called, by=drafter).chosen] == [
            one.ticket for one in first[:2]
        ]
        with pytest.raises(ValidationError, match="写明理由"):
            Selection.objects.make(other, by=drafter, chosen=some[:1])
        with pytest.raises(ValidationError, match="只有2个名额"):
            Selection.objects.make(other, by=drafter, chosen=some, reason="住得近")
        made = Selection.objects.make(other, by=drafter, chosen=some[2:], reason="住在项目旁边，影响最大")
    assert [row["ticket"] for row in made.chosen] == [some[2].ticket]


def test_there_is_no_list_before_the_last_day_is_over_and_nobody_is_added_after_it(
    called, drafter, department
):
    register(called)
    with pytest.raises(ValidationError, match="还没有截止"):
        Selection.objects.make(called, by=drafter)
    late = Attendance(
        meeting=called,
        group="resident",
        name="柳某",
        contact="0000-7700001",
        where="柳堰村",
        channel="phone",
        receipt="LX1",
    )
    with clock.at(moment("2026-03-10 09:00")):
        with pytest.raises(ValidationError, match="已经截止"):
            late.enter(by=drafter)
        Selection.objects.make(called, by=drafter)
        late.channel = "invited"
        with pytest.raises(ValidationError, match="已经定过名单"):
            late.enter(by=drafter)


def test_where_nobody_came_somebody_is_invited(called, drafter):
    guest = Attendance(
        meeting=called,
        group="resident",
        name="柳某",
        contact="0000-7700001",
        where="柳堰村",
        channel="invited",
        receipt="LX1",
    )
    with clock.at(moment("2026-03-10 09:00")):
        with pytest.raises(ValidationError, match="没有人入选"):
            Selection.objects.make(called, by=drafter)
        guest.enter(by=drafter)
        assert len(Selection.objects.make(called, by=drafter).chosen) == 1


def test_a_list_is_public_once_a_second_person_has_confirmed_it(client, called, drafter, signer):
    register(called)
    with clock.at(moment("2026-03-10 09:00")):
        made = Selection.objects.make(called, by=drafter)
        assert "柳**" not in words(client.get(called.get_absolute_url()))
        with pytest.raises(ValidationError):
            made.confirm(by=drafter)
        made.confirm(by=signer)
        assert "柳**" in words(client.get(called.get_absolute_url()))
        with pytest.raises(ValidationError, match="不能再改"):
            Selection.objects.make(called, by=drafter)


# Afterwards ------------------------------------------------------------------------------------------------
def test_what_was_said_is_told_with_what_became_of_it(client, called, drafter, signer):
    one = register(called)
    said = Statement(
        meeting=called, attendance=one, text="助餐点应当设在村里。", outcome="not_adopted", entered_by=drafter
    )
    with pytest.raises(ValidationError, match="必须写明理由"):
        said.full_clean()
    said.reason = "各村人数不足，改为送餐。"
    said.save()
    with clock.at(moment("2026-03-19 09:00")):
        Selection.objects.make(called, by=drafter).confirm(by=signer)
        with pytest.raises(ValidationError, match="会议还没有开"):
            said.confirm(by=signer)
    with clock.at(moment("2026-03-20 12:00")):
        assert "还没有公布" in words(client.get(called.get_absolute_url()))
        said.confirm(by=signer)
        page = words(client.get(called.get_absolute_url()))
        matter_page = words(client.get(called.matter.get_absolute_url()))
    for told in (page, matter_page):
        assert "助餐点应当设在村里。" in told and "改为送餐" in told and "群众代表，柳堰村" in told


def test_the_work_list_asks_for_list_and_statements(called, drafter, signer):
    def asked(day):
        with clock.at(moment(f"{day} 13:00")):
            return [panel.title for panel in panels(drafter, clock.today())]

    register(called)
    assert "待公布的列席、听证名单" not in asked("2026-03-09")
    assert "待公布的列席、听证名单" in asked("2026-03-10")
    with clock.at(moment("2026-03-11 09:00")):
        Selection.objects.make(called, by=drafter).confirm(by=signer)
    assert "待登记的代表发言" not in asked("2026-03-19") and "待登记的代表发言" in asked("2026-03-20")


def test_staff_call_select_and_tell(client, drafter, signer, department, matter, cast):
    called = publish(make_meeting(department, cast["drafter"], matter), cast)
    client.force_login(drafter)
    data = {"meeting": called.pk, "channel": "phone", "received_at": "2026-03-02T10:00", "group": "resident"}
    data |= {"name": "柳大山", "contact": "0000-5510009", "where": "柳堰村", "about": ""}
    answer = client.post("/admin/decisions/attendance/add/", data, follow=True)
    (one,) = Attendance.objects.all()
    assert one.receipt in words(answer) and "查询码" in words(answer)
    assert "已经报过名" in words(client.post("/admin/decisions/attendance/add/", data))
    page = words(client.get(f"/admin/decisions/attendance/{one.pk}/change/"))
    assert "柳大山" not in page and "柳大山" in words(client.post(f"/admin/personal/attendance/{one.pk}/"))
    with clock.at(moment("2026-03-10 09:00")):
        address = f"/admin/meetings/{called.pk}/select/"
        page = words(client.get(f"/admin/decisions/meeting/{called.pk}/change/"))
        assert address in page and "2026-03-20 09:00，镇政府二楼会议室" in page
        assert client.post(address).status_code == 302
        client.force_login(signer)
        made = Selection.objects.get()
        shown = words(client.get(f"/admin/confirm/selection/{made.pk}/"))
        assert "柳**" in shown and "入选" in shown
        client.post(f"/admin/confirm/selection/{made.pk}/", {"seen": made.digest()})
    made.refresh_from_db()
    assert made.confirmed_by == signer


def test_another_office_sees_none_of_it(client, called, stranger):
    one = register(called)
    client.force_login(stranger)
    for address in (f"attendance/{one.pk}/change/", f"meeting/{called.pk}/change/"):
        assert client.get(f"/admin/decisions/{address}").status_code in (302, 403, 404)
    assert client.post(f"/admin/personal/attendance/{one.pk}/").status_code == 404
    assert client.post(f"/admin/meetings/{called.pk}/select/").status_code == 404


def test_a_withdrawn_call_is_gone(client, called, signer):
    called.withdraw(by=signer, kind=Information.Withdrawal.ERROR, reason="时间有误")
    assert client.get(called.get_absolute_url()).status_code == 410
    assert client.get(f"{called.get_absolute_url()}register/").status_code == 410


def test_the_page_asks_little(client, called, django_assert_max_num_queries):
    for number in range(30):
        register(called, f"0000-55{number:05}")
    with django_assert_max_num_queries(12):
        client.get(called.get_absolute_url())


def test_who_registered_is_forgotten_a_year_after_the_meeting(called):
    one = register(called)
    for day, name in ((date(2027, 3, 20), "柳大山"), (date(2027, 3, 22), "")):
        forget_registered(day)
        one.refresh_from_db()
        assert (one.name, bool(one.contact)) == (name, bool(name))
    assert one.group == "resident"


def test_each_cell_tells_of_its_own_meeting(called, department, cast, matter):
    publish(
        make_meeting(department, cast["drafter"], matter, purpose="hearing", closes_on=date(2026, 3, 12)),
        cast,
    )
    with clock.at(moment("2026-03-11 09:00")):  # one may still register for the hearing, no longer to sit in
        (story,) = stories.of(Matter.objects.filter(pk=matter.pk), clock.today())
        assert [story._cell(key, False)["state"]["label"] for key in ("attendance", "hearing")] == [
            "进行中",
            "报名中",
        ]
    with clock.at(moment("2026-03-21 09:00")):
        (story,) = stories.of(Matter.objects.filter(pk=matter.pk), clock.today())
        assert [story._cell(key, False)["state"]["label"] for key in ("attendance", "hearing")] == [
            "名单未公开",
            "报告未公开",
        ]
