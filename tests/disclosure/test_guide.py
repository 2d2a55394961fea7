"""The guide is what the offices, windows and categories are; its versions stay; windows are found by everyday words."""

import pytest
from django.core.management import call_command

from core import clock
from core.models import Office
from disclosure import guide
from disclosure.models import Category, GuideVersion, Window
from tests.conftest import make_information, moment, publish


def make_window(office, **values):
    defaults = {
        "name": "便民服务大厅3号窗口",
        "subjects": "低保、临时救助、残疾证",
        "place": "一楼",
        "phone": "0000-5510801",
        "hours": "工作日",
    }
    return Window.objects.create(office=office, **defaults | values)


def test_the_guide_says_what_article_12_asks_for(client, town, settings):
    Office.objects.filter(pk=town.pk).update(fax="0000-5510009", email="gongkai@xingchuan.example")
    page = client.get("/disclosure/guide/").content.decode()
    for word in (
        "办公地址",
        "办公时间",
        "联系电话",
        "0000-5510009",
        "gongkai@xingchuan.example",
        settings.SITE["undertaker"],
    ):
        assert word in page
    for word in ("分类和编排", "怎样查阅", "依申请公开", "不予公开的范围", "监督和救济", "先申请行政复议"):
        assert word in page


def test_the_guide_follows_what_it_is_assembled_from(client, town, department, cast):
    assert "农田水利工程" not in client.get("/disclosure/guide/").content.decode()
    publish(
        make_information(department, cast["drafter"], category=Category.objects.get(slug="notices")), cast
    )
    assert "通知公告" in client.get("/disclosure/guide/").content.decode()
    make_window(town, kind="request", name="党政办公室受理点")
    assert "党政办公室受理点" in client.get("/disclosure/guide/").content.decode()


def test_a_version_is_kept_only_when_something_changed_and_stays_as_it_was(client, town):
    with clock.at(moment("2026-01-05 08:00")):
        first = guide.keep()
        assert first and guide.keep() is None
    make_window(town, kind="reading", name="镇图书馆查阅点")
    with clock.at(moment("2026-02-05 08:00")):
        assert guide.keep()
    old = client.get(f"/disclosure/guide/versions/{first.pk}/").content.decode()
    assert "镇图书馆查阅点" not in old and "2026年1月5日" in old
    assert "镇图书馆查阅点" in client.get("/disclosure/guide/").content.decode()
    assert client.get("/disclosure/guide/versions/99999/").status_code == 404


def test_the_daily_work_keeps_a_version_and_may_be_done_twice(town, capsys):
    call_command("run_daily")
    call_command("run_daily")
    assert GuideVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("q", "found"), [("低保", True), ("残疾证", True), ("低保 救助", True), ("宅基地", False), ("", True)]
)
def test_a_window_is_found_by_what_one_wants_to_ask(client, department, q, found):
    make_window(department)
    page = client.get(f"/disclosure/windows/?q={q}").content.decode()
    assert ("0000-5510801" in page) == found
    assert "12345" in page


def test_a_closed_window_is_not_shown(client, department):
    make_window(department, is_active=False)
    assert "0000-5510801" not in client.get("/disclosure/windows/").content.decode()


def test_the_institutions_are_town_departments_and_villages_in_use(
    client, town, department, village, other_village
):
    Office.objects.filter(pk=other_village.pk).update(is_active=False)
    page = client.get("/disclosure/institutions/").content.decode().replace("<wbr>", "")
    assert all(office.name in page for office in (town, department, village))
    assert other_village.name not in page


def test_the_page_on_applications_gives_the_form_and_asks_no_purpose(client, town):
    page = client.get("/applications/").content.decode()
    assert "不需要说明用途" in page and "20个工作日" in page
    form = client.get("/applications/form.docx")
    assert form.status_code == 200 and form.content.startswith(b"PK")
