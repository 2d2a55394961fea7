"""What was converted, withdrawn, late: a column that hides nothing, and tells nothing that must stay hidden."""

from datetime import timedelta

import pytest

from core import clock
from disclosure import gate, lateness
from disclosure.models import Category, Information
from tests.conftest import make_information, make_policy, moment, publish, sign_off


def read(client, address):
    return client.get(address).content.decode().replace("<wbr>", "")


def convert(record, cast, officer, note="情况已经变化，可以公开。"):
    draft = record.revise(by=officer)
    draft.attribute, draft.scope, draft.attribute_ground, draft.attribute_reason = "proactive", "site", "", ""
    draft.change_note = note
    draft.save()
    draft.determine(by=officer)
    draft.review(by=cast["reviewer"], conclusion="clear", items=list(gate.REVIEW_ITEMS))
    draft.sign(by=cast["signer"])
    draft.publish(by=cast["signer"])
    return Information.objects.get(pk=record.pk)


@pytest.fixture
def filed(department, cast):
    record = make_information(
        department, cast["drafter"], title="测绘图纸", attribute="on_request", scope="", attribute_ground="internal",
        attribute_reason="内部使用。", written_on=clock.today().replace(year=2020),
    )  # fmt: skip
    sign_off(record, cast).file(by=cast["signer"])
    return record


def test_a_converted_record_is_in_the_public_list_with_what_it_was_and_why(client, filed, cast, officer):
    assert "测绘图纸" not in read(client, "/disclosure/converted/")
    record = convert(filed, cast, officer)
    page = read(client, "/disclosure/converted/")
    assert (
        "测绘图纸" in page
        and "依申请公开" in page
        and "情况已经变化" in page
        and record.get_absolute_url() in page
    )
    assert "测绘图纸" in client.get("/disclosure/converted/?format=atom").content.decode()
    assert client.get("/disclosure/converted/?format=exe").status_code == 400


def test_a_converted_record_does_not_count_as_late(filed, cast, officer):
    record = convert(filed, cast, officer)
    assert record.entry.late is None and lateness.by_year() == []


def test_an_ordinary_correction_is_no_conversion(client, department, cast, officer):
    record = publish(make_information(department, cast["drafter"]), cast)
    convert(record, cast, officer, note="改一个字。")
    assert "还没有转为主动公开的信息" in read(client, "/disclosure/converted/")


def test_withdrawn_records_are_listed_with_reason_and_private_ones_without_words(client, department, cast):
    for title, kind in (("写错的", "error"), ("泄露的", "privacy"), ("存档的", "archived")):
        record = publish(make_information(department, cast["drafter"], title=title), cast)
        record.withdraw(by=cast["signer"], kind=kind, reason=f"{title}原因")
    page = read(client, "/disclosure/withdrawn/")
    assert "写错的原因" in page and "存档的原因" in page
    assert "泄露的" not in page and "涉及隐私或者秘密" in page
    assert Information.objects.get(title="泄露的").index_number in page


def test_lateness_is_counted_by_year_and_category(client, department, cast):
    notices, water = Category.objects.get(slug="notices"), Category.objects.get(slug="water")
    with clock.at(moment("2025-06-02 09:00")):
        today = clock.today()
        publish(make_information(department, cast["drafter"], category=notices, written_on=today), cast)
        publish(
            make_information(
                department, cast["drafter"], category=notices, written_on=today - timedelta(days=90)
            ),
            cast,
        )
    with clock.at(moment("2026-03-02 09:00")):
        publish(make_policy(department, cast["drafter"], category=water, written_on=clock.today()), cast)
    newest, before = lateness.by_year()
    assert (newest.year, newest.whole.counted, newest.whole.late) == (2026, 1, 0)
    assert (before.year, before.categories[notices].counted, before.categories[notices].late) == (2025, 2, 1)
    assert (newest.whole.share, before.whole.share) == (100.0, 50.0)
    page = read(client, "/disclosure/lateness/")
    assert "2025年：按时公开 50.0%" in page and "2026年：按时公开 100.0%" in page


def test_one_late_record_among_many_never_reads_as_all_in_time():
    assert lateness.Figures(10000, 1).share == 99.9


def test_a_scheduled_record_is_counted_only_when_it_appears(department, cast):
    record = sign_off(make_information(department, cast["drafter"]), cast)
    record.publish(by=cast["signer"], at=clock.now() + timedelta(days=2))
    assert lateness.by_year() == []
