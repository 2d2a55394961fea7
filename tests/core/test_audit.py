"""The trail: one entry a step, chained; whoever tampers with it by SQL is found."""

import itertools
import json
from datetime import timedelta

import pytest
from django.db import connection, transaction

from core import audit, clock
from core.models import AuditEntry, AuditHead, Office, User
from core.models.audit import AppendOnly
from tests.conftest import make_information, publish

TABLE = AuditEntry._meta.db_table


@pytest.fixture
def trail(town, django_capture_on_commit_callbacks):
    """Five entries, with the head beside the database."""
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(1, 6):
            with audit.act(f"第{number}步", town, by=None, note=f"理由{number}", office=town) as step:
                step.before, step.after = {"数": number - 1}, {"数": number, "甲": [1, 2.5, None, "字"]}
    assert audit.problems() == []
    return list(AuditEntry.objects.order_by("number"))


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement.format(table=TABLE, head=AuditHead._meta.db_table), values)


def rewrite(entries):
    """Chain the entries anew with the right key, as somebody could who has the database and the program."""
    previous = ""
    for number, entry in enumerate(entries, start=1):
        entry.number, entry.previous = number, previous
        entry.digest = previous = audit.digest(entry)
        sql("UPDATE {table} SET number = %s WHERE id = %s", 1000 + number, entry.pk)
    for entry in entries:
        sql(
            "UPDATE {table} SET number = %s, previous = %s, digest = %s, note = %s WHERE id = %s",
            entry.number, entry.previous, entry.digest, entry.note, entry.pk,
        )  # fmt: skip
    sql("UPDATE {head} SET count = %s, digest = %s", len(entries), previous)


# What one step leaves --------------------------------------------------------------------------------------
def test_an_entry_says_who_what_before_after_and_from_where(town):
    user = User.objects.create_user("shen", name="沈拟")
    moment = clock.now() - timedelta(minutes=1)
    token = audit.origin.set("203.0.113.7")
    try:
        with clock.at(moment), audit.act("试一步", town, by=user, note="因为") as step:
            step.before, step.after = {"a": 1}, {"a": 2, "on": clock.today()}
    finally:
        audit.origin.reset(token)
    entry = AuditEntry.objects.get()
    assert (entry.number, entry.at, entry.actor, entry.actor_name, entry.verb) == (
        1,
        moment,
        user,
        "沈拟",
        "试一步",
    )
    assert (entry.object_kind, entry.object_id, entry.object_title) == ("core.office", town.pk, town.name)
    assert (entry.before, entry.after) == ({"a": 1}, {"a": 2, "on": clock.day_of(moment).isoformat()})
    assert (entry.note, entry.address) == ("因为", "203.0.113.7")


def test_a_step_without_a_person_is_the_command_lines(trail):
    assert {(entry.actor, entry.actor_name) for entry in trail} == {(None, "命令行")}


def test_each_entry_carries_the_digest_of_the_one_before(trail):
    assert trail[0].previous == ""
    assert all(after.previous == before.digest for before, after in itertools.pairwise(trail))
    assert len({entry.digest for entry in trail}) == 5


def test_a_step_that_fails_leaves_neither_entry_nor_change(trail, town):
    with pytest.raises(RuntimeError), audit.act("失败", town, by=None):
        Office.objects.filter(pk=town.pk).update(phone="变了")
        raise RuntimeError
    town.refresh_from_db()
    assert (AuditEntry.objects.count(), town.phone != "变了") == (5, True)
    assert audit.problems() == []


def test_the_entry_of_something_deleted_still_says_which(trail, town):
    office = Office.objects.create(
        name="要撤的", short_name="要撤", slug="gone", kind="department", parent=town
    )
    pk = office.pk
    with audit.act("撤销", town, by=None):
        pass
    with audit.act("删除", office, by=None, office=town):
        office.delete()
    assert AuditEntry.objects.first().object_id == pk


def test_the_head_beside_the_database_follows(trail):
    assert audit.read_head() == {"count": 5, "digest": trail[-1].digest}
    head = AuditHead.objects.get()
    assert (head.count, head.digest) == (5, trail[-1].digest)


def test_the_head_is_written_only_when_the_step_is_committed(trail, town):
    with transaction.atomic(), audit.act("还没完", town, by=None):
        pass
    assert audit.read_head()["count"] == 5


def test_an_older_head_never_replaces_a_later_one(trail):
    audit._write_head(3, "alt")
    assert audit.read_head()["count"] == 5


# Append only -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "tamper",
    [
        lambda entry: entry.save(),
        lambda entry: entry.save(update_fields=["note"]),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.update(note="改"),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: AuditEntry.objects.all().delete(),
        lambda entry: AuditEntry.objects.bulk_update([entry], ["note"]),
        lambda entry: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"note": "改"}),
        lambda entry: AuditEntry.objects.about(entry).delete(),
        lambda entry: type(entry)(pk=entry.pk, number=entry.number, at=entry.at, verb="改").save(),
    ],
)
def test_entries_are_neither_changed_nor_deleted(trail, tamper):
    entry = trail[2]
    entry.note = "改"
    with pytest.raises(Exception) as refusal, transaction.atomic():
        tamper(entry)
    assert isinstance(refusal.value, AppendOnly) or "IntegrityError" in type(refusal.value).__name__
    assert AuditEntry.objects.get(pk=entry.pk).note == "理由3"
    assert audit.problems() == []


def test_who_left_a_trail_cannot_be_deleted(town):
    user = User.objects.create_user("shen", name="沈拟")
    with audit.act("试一步", town, by=user):
        pass
    with pytest.raises(Exception, match="protected"):
        user.delete()


# Tampering by SQL ------------------------------------------------------------------------------------------
COLUMNS = {
    "note": "别的理由",
    "verb": "别的",
    "actor_name": "别人",
    "object_title": "别的标题",
    "object_id": 99,
    "address": "10.0.0.1",
    "object_kind": "core.user",
    "before": json.dumps({"数": 9}),
    "after": json.dumps({}),
    "at": "2020-01-01 00:00:00+00:00",
    "office_id": None,
}


@pytest.mark.parametrize("column", COLUMNS)
def test_an_altered_row_is_found(trail, column):
    sql(f"UPDATE {{table}} SET {column} = %s WHERE number = 3", COLUMNS[column])
    assert "第3条内容与校验值不符。" in audit.problems()


def test_a_removed_row_is_found(trail):
    sql("DELETE FROM {table} WHERE number = 3")
    assert any("第3条缺失" in sentence for sentence in audit.problems())


def test_a_removed_row_with_the_rest_moved_up_is_found(trail):
    sql("DELETE FROM {table} WHERE number = 3")
    sql("UPDATE {table} SET number = 3 WHERE number = 4")
    sql("UPDATE {table} SET number = 4 WHERE number = 5")
    assert "第3条与前一条不相接。" in audit.problems()


def test_a_cut_tail_is_found_although_the_head_in_the_database_was_mended(trail):
    sql("DELETE FROM {table} WHERE number > 3")
    sql("UPDATE {head} SET count = 3, digest = %s", trail[2].digest)
    assert any("截去" in sentence for sentence in audit.problems())


def test_a_cut_tail_without_mended_head_is_found(trail):
    sql("DELETE FROM {table} WHERE number = 5")
    assert "库内链头与最后一条记录不符。" in audit.problems()


def test_an_emptied_trail_is_found(trail):
    sql("DELETE FROM {table}")
    sql("DELETE FROM {head}")
    assert audit.problems()


def test_swapped_rows_are_found(trail):
    sql("UPDATE {table} SET number = 99 WHERE number = 2")
    sql("UPDATE {table} SET number = 2 WHERE number = 3")
    sql("UPDATE {table} SET number = 3 WHERE number = 99")
    assert {"第2条内容与校验值不符。", "第3条内容与校验值不符。"} <= set(audit.problems())


def test_a_chain_rewritten_with_the_right_key_is_found_by_the_head_beside_it(trail):
    trail[2].note = "别的理由"
    rewrite(trail)
    assert audit.problems() == ["第5条与库外留存的链头不符，记录链可能被整体改写。"]


def test_a_rewritten_chain_without_one_entry_is_found(trail):
    sql("DELETE FROM {table} WHERE number = 3")
    rewrite([entry for entry in trail if entry.number != 3])
    assert any("库外留存" in sentence for sentence in audit.problems())


def test_a_rewritten_chain_that_went_on_is_found(trail, town):
    trail[2].note = "别的理由"
    rewrite(trail)
    with audit.act("照常", town, by=None):
        pass
    assert any("整体改写" in sentence for sentence in audit.problems())


def test_an_entry_put_in_by_hand_is_found(trail):
    same = "actor_name, verb, object_kind, object_id, object_title, before, after, note, address"
    sql(
        f"INSERT INTO {{table}} (number, at, {same}, previous, digest)"
        f" SELECT 6, at, {same}, digest, digest FROM {{table}} WHERE number = 5"
    )
    assert "第6条内容与校验值不符。" in audit.problems()


def test_a_trail_whose_witness_is_missing_is_not_called_whole(trail):
    audit.head_file().unlink()
    assert audit.problems() == ["库外没有留存链头，无法确认末尾是否被截去。"]


def test_an_older_witness_still_vouches_for_its_part(trail):
    assert audit.problems({"count": 3, "digest": trail[2].digest}) == []
    assert audit.problems({"count": 3, "digest": trail[1].digest})


def test_another_key_knows_none_of_the_entries(trail, settings):
    settings.AUDIT_KEY = b"another"
    assert len(audit.problems()) == 5


def test_an_empty_town_has_a_whole_trail(db):
    assert audit.problems() == []


def test_a_record_on_its_way_leaves_a_whole_trail(department, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish(make_information(department, cast["drafter"]), cast)
    assert audit.problems() == []
    verbs = list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == ["确定公开属性并送审", "保密审查", "签发", "发布"]
