"""A change to a published record: a draft of the same record, its own way, the same address."""

import pytest

from core import clock
from core.models import AuditEntry
from disclosure.gate import REVIEW_ITEMS as ITEMS
from disclosure.models import Attachment, Entry, Information
from disclosure.refusal import Incomplete, Refused
from tests.conftest import make_information, make_policy, publish, sign_off

FILED = {"attribute": "on_request", "attribute_ground": "internal", "attribute_reason": "人事管理"}


def attach(record, text, title):
    file = Attachment(information_id=record.pk)
    file.take(text.encode(), f"{title}.txt")
    file.save()
    return file


@pytest.fixture(params=[make_information, make_policy])
def record(request, department, cast):
    draft = request.param(department, cast["drafter"], title="旧的标题", body="<p>旧的一段。</p>")
    attach(draft, "旧表", "旧附件")
    return publish(draft, cast)


@pytest.fixture
def draft(record, drafter):
    draft = record.revise(by=drafter)
    draft.title, draft.body, draft.change_note = "新的标题", "<p>新的一段。</p>", "改正一处笔误"
    draft.save()
    return draft


def shown(client, record):
    return client.get(record.get_absolute_url()).content.decode().replace("<wbr>", "")


def test_a_revision_begins_with_what_is_public(record, drafter):
    draft = record.revise(by=drafter)
    assert (draft.title, draft.body, draft.category, draft.status) == (
        record.title,
        record.body,
        record.category,
        "draft",
    )
    assert draft.attachments.get().sha256 == record.attachments.get().sha256
    assert draft.index_number is None
    assert type(draft) is type(record)


def test_the_public_text_stays_until_the_revision_is_published(client, record, draft, cast):
    for step in ("determine", "review", "sign"):
        assert "旧的标题" in shown(client, record)
        assert "新的" not in shown(client, record)
        if step == "sign":
            draft.sign(by=cast["signer"])
        elif step == "review":
            draft.review(by=cast["reviewer"], conclusion="clear", items=list(ITEMS))
        else:
            draft.determine(by=cast["drafter"])
    draft.publish(by=cast["signer"])
    text = shown(client, record)
    assert "新的标题" in text
    assert "新的一段" in text
    assert "改正一处笔误" in text
    assert "旧的" not in text


def test_the_record_keeps_its_id_its_number_and_its_address(record, draft, cast):
    known = (record.pk, record.index_number, record.get_absolute_url(), record.published_at)
    sign_off(draft, cast).publish(by=cast["signer"])
    record = type(record).objects.get(pk=record.pk)
    assert (record.pk, record.index_number, record.get_absolute_url(), record.published_at) == known
    assert record.updated_at > record.published_at
    assert not Information.objects.exclude(revises=None).exists()
    assert Entry.objects.get().title == "新的标题"


def test_the_files_of_the_revision_take_the_place_of_the_old_ones(client, record, draft, cast):
    old = record.attachments.get()
    draft.attachments.all().delete()
    new = attach(draft, "新表", "新附件")
    assert client.get(new.get_absolute_url()).status_code == 404
    sign_off(draft, cast).publish(by=cast["signer"])
    assert client.get(old.get_absolute_url()).status_code == 404
    assert b"".join(client.get(new.get_absolute_url())).decode() == "新表"
    assert record.attachments.count() == 1


def test_files_that_stay_can_still_be_read(client, record, draft, cast):
    sign_off(draft, cast).publish(by=cast["signer"])
    assert b"".join(client.get(record.attachments.get().get_absolute_url())).decode() == "旧表"


def test_what_was_there_before_is_kept_for_staff(record, draft, cast):
    sign_off(draft, cast).publish(by=cast["signer"])
    note = record.change_notes.get()
    assert (note.text, note.by, note.before["title"]) == ("改正一处笔误", cast["signer"], "旧的标题")


def test_the_trail_of_the_record_tells_of_its_correction(record, draft, cast):
    sign_off(draft, cast).publish(by=cast["signer"])
    entry = AuditEntry.objects.first()
    assert next(iter(AuditEntry.objects.about(record))) == entry
    assert (entry.before["title"], entry.after["title"], entry.note) == (
        "旧的标题",
        "新的标题",
        "改正一处笔误",
    )


def test_a_revision_needs_its_note(record, drafter, cast):
    draft = record.revise(by=drafter)
    sign_off(draft, cast, until="review")
    with pytest.raises(Incomplete) as refusal:
        draft.sign(by=cast["signer"])
    assert [item.field for item in refusal.value.missing] == ["change_note"]


def test_there_is_one_revision_at_a_time(record, draft, drafter):
    with pytest.raises(Refused, match="已有一份修改稿"):
        record.revise(by=drafter)


def test_a_revision_appears_at_once_or_not_at_all(record, draft, cast):
    sign_off(draft, cast)
    with pytest.raises(Refused, match="不能定时"):
        draft.publish(by=cast["signer"], at=clock.next_midnight(clock.now()))


def test_a_discarded_revision_leaves_the_record_alone(client, record, draft, drafter):
    draft.discard(by=drafter)
    assert "旧的标题" in shown(client, record)
    assert record.revise(by=drafter).pk


def test_a_revision_passes_the_privacy_scan(record, draft, cast):
    draft.body = "<p>联系人张三，手机13812345678。</p>"
    draft.save()
    sign_off(draft, cast, until="review")
    with pytest.raises(Incomplete):
        draft.sign(by=cast["signer"])


def test_issuers_and_making_of_a_policy_come_along(department, cast):
    policy = publish(make_policy(department, cast["drafter"]), cast)
    draft = policy.revise(by=cast["drafter"])
    assert list(draft.issuers.all()) == list(policy.issuers.all())
    assert draft.making.legality_by == policy.making.legality_by
    draft.change_note = "改一个字"
    draft.save()
    sign_off(draft, cast).publish(by=cast["signer"])
    policy.refresh_from_db()
    assert policy.issuer_names == "杏川镇人民政府"
    assert policy.making.legality_by == "司法所"


# Filed records ---------------------------------------------------------------------------------------------
@pytest.fixture
def filed(department, cast):
    record = make_information(department, cast["drafter"], title="归档的", **FILED)
    sign_off(record, cast).file(by=cast["signer"])
    return record


def correct(record, cast, **changes):
    draft = record.revise(by=cast["drafter"])
    for name, value in (changes | {"change_note": "情势变化"}).items():
        setattr(draft, name, value)
    draft.save()
    return sign_off(draft, cast)


def test_a_filed_record_can_be_made_public(client, filed, cast):
    number = filed.index_number
    correct(filed, cast, attribute="proactive", attribute_ground="", attribute_reason="").publish(
        by=cast["signer"]
    )
    filed.refresh_from_db()
    assert (filed.status, filed.attribute, filed.index_number) == ("published", "proactive", number)
    assert client.get(filed.get_absolute_url()).status_code == 200
    assert Entry.objects.get().information_id == filed.pk


def test_a_corrected_filed_record_stays_filed(client, filed, cast):
    correct(filed, cast, title="归档的，改了一个字").file(by=cast["signer"])
    filed.refresh_from_db()
    assert (filed.status, filed.title) == ("filed", "归档的，改了一个字")
    assert client.get(filed.get_absolute_url()).status_code == 404
    assert filed.revise(by=cast["drafter"]).pk


def test_what_is_public_is_not_filed_away_by_a_revision(record, cast):
    draft = correct(record, cast, **FILED)
    with pytest.raises(Refused, match="撤下"):
        draft.file(by=cast["signer"])
    record.refresh_from_db()
    assert record.status == "published"
