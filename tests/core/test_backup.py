"""Backup and restore: one file, whole or not at all; after a restore the old state or the new one, never between."""

import itertools
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import time
import zipfile
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from core import audit, backup, keys, revision
from core.backup import archive, databases, keyring, making, places, restoring
from core.models import AuditEntry, AuditHead, SiteRevision, User
from disclosure.models import Attachment
from tests.conftest import make_information, make_staff


@pytest.fixture
def site(transactional_db, tmp_path, settings, town):
    """A town on a database that other processes could open: on SQLite a file."""
    settings.PORTAL_DATA, settings.PORTAL_KEYS = tmp_path / "data", tmp_path / "keys"
    settings.PRIVATE_ROOT, settings.MEDIA_ROOT = tmp_path / "data/private", tmp_path / "data/uploads"
    settings.PORTAL_SEVERAL_MACHINES = False
    settings.PORTAL_DATA.mkdir()
    settings.AUDIT_KEY = keys.secret(settings.PORTAL_KEYS, "audit_key")
    if connection.vendor != "sqlite":
        yield town
        return
    path = settings.PORTAL_DATA / "portal.sqlite3"
    with sqlite3.connect(path) as target:
        connection.connection.backup(target)
    target.close()
    with databases.standing_in(path):
        yield town


def step(town, verb="试验"):
    with audit.act(verb, town, by=None, public=True):
        pass


def put(name, content):
    path = places.path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def state():
    """What a restore has to bring back whole."""
    files = {name: path.read_bytes() for name, path in places.files().items()}
    return sorted(User.objects.values_list("name", flat=True)), files


@pytest.fixture
def two_states(site, tmp_path):
    """Backups of two states, by name: what each must look like; the second is in force."""
    made = {}
    for name, person, own in (
        ("first", "甲", "private/2026/01/a.pdf"),
        ("second", "乙", "private/2026/02/b.pdf"),
    ):
        for old in places.files().values():
            old.unlink()
        make_staff(person)
        step(site)
        put(own, b"%PDF " + name.encode() * 3000)
        put("uploads/same-name.txt", name.encode())
        put("private/2026/00/both.txt", b"both")
        backup.make(tmp_path / name)
        made[name] = state()
    return made


def other_of(made):
    """(the name of the state in force, the other's)."""
    name = next(name for name, said in made.items() if said == state())
    return name, next(one for one in made if one != name)


# Making ----------------------------------------------------------------------------------------------------
def test_a_backup_holds_database_uploads_and_manifest_but_no_key(site, tmp_path, settings):
    step(site)
    put("private/2026/01/a.pdf", b"%PDF-1")
    manifest = backup.make(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as file:
        content = b"".join(file.read(name) for name in file.namelist())
        assert json.loads(file.read("manifest.json")) == manifest
    assert manifest["members"]["private/2026/01/a.pdf"]["size"] == 6
    assert manifest["vendor"] == connection.vendor and ["core", "0001_initial"] in manifest["migrations"]
    assert manifest["audit"] == {
        "count": AuditHead.objects.get().count,
        "digest": AuditHead.objects.get().digest,
    }
    assert (
        manifest["counts"]["core.office"] == 1 and manifest["created_at"] and manifest["audit_problems"] == []
    )
    for value in [settings.AUDIT_KEY, settings.SECRET_KEY.encode()]:
        assert value not in content
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob(".*")) and not (settings.PORTAL_DATA / "backing-up").exists()


def test_a_backup_overwrites_nothing_unless_told(site, tmp_path):
    (tmp_path / "b.zip").write_text("mine")
    with pytest.raises(CommandError, match="已经存在") as refusal:
        call_command("backup", str(tmp_path / "b.zip"))
    assert refusal.value.returncode == 2 and (tmp_path / "b.zip").read_text() == "mine"
    call_command("backup", str(tmp_path / "b.zip"), force=True)
    assert zipfile.is_zipfile(tmp_path / "b.zip")


def test_a_backup_goes_neither_among_the_uploads_nor_where_no_folder_is(site, tmp_path):
    for path in (places.path_of("private/b.zip"), tmp_path / "none" / "b.zip", tmp_path):
        path.parent.name == "private" and path.parent.mkdir(exist_ok=True)
        with pytest.raises(backup.Refused):
            backup.make(path, force=True)


def test_files_that_the_database_names_and_the_disk_lacks_are_told(site, tmp_path, drafter):
    record = make_information(site, drafter)
    attachment = Attachment(information=record, title="附件", extension="txt")
    attachment.file.save("a.txt", ContentFile(b"abc"), save=False)
    attachment.save()
    assert backup.make(tmp_path / "whole")["missing_files"] == []
    os.unlink(attachment.file.path)
    said = []
    manifest = backup.make(tmp_path / "lacking", say=said.append)
    assert manifest["missing_files"] == [f"private/{attachment.file.name}"]
    assert any("不在磁盘上" in sentence for sentence in said)


def test_a_broken_trail_is_told_and_backed_up_all_the_same(site, tmp_path):
    step(site)
    table = AuditEntry._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET verb = '改过'")
    said = []
    assert backup.make(tmp_path / "b", say=said.append)["audit_problems"]
    assert any("校验值" in sentence for sentence in said)
    with pytest.raises(backup.Refused, match="审计记录"):
        backup.restore(tmp_path / "b", keep_before=False)
    backup.restore(tmp_path / "b", keep_before=False, accept_audit=True)


def test_a_copy_taken_while_others_write_is_one_state(site, tmp_path):
    """Every step writes an entry and the head together; a copy that mixed two moments would disagree."""
    step(site)  # a head is kept outside before the first copy, however late the writer begins
    with writer(site):
        made = [backup.make(tmp_path / f"b{n}") for n in range(4)]
    assert [one["audit_problems"] for one in made] == [[]] * 4
    assert made[-1]["audit"]["count"] > made[0]["audit"]["count"]
    assert all(one["audit"]["count"] == one["counts"]["core.auditentry"] for one in made)


def test_a_restore_works_while_others_write(two_states, tmp_path, site):
    """What is acknowledged after the restore stays; the trail is whole in the end."""
    with writer(site):
        for name in ("first", "second", "first"):
            backup.restore(tmp_path / name, keep_before=False)
            time.sleep(0.3)
    assert state() == two_states["first"]
    assert AuditEntry.objects.latest("number").verb == "写入"
    assert audit.problems() == [] and revision.current() == SiteRevision.objects.get().number


@contextmanager
def writer(town):
    """Another process that leaves entries as fast as it can."""
    connection.close()  # a child must not share it
    pid = os.fork()
    if pid == 0:
        try:
            while True:
                step(town, "写入")
        finally:
            os._exit(1)
    try:
        yield
        assert os.waitpid(pid, os.WNOHANG) == (0, 0)  # it never failed
    finally:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


# Coming back -----------------------------------------------------------------------------------------------
def test_a_restore_brings_back_database_and_uploads(two_states, tmp_path, settings):
    before = revision.current()
    done = backup.restore(tmp_path / "first")
    assert state() == two_states["first"]
    assert done.unreadable == [] and done.before == restoring.before_file()
    entry = AuditEntry.objects.get(number=AuditHead.objects.get().count)
    assert entry.verb == "恢复备份" and "first" in entry.note
    assert entry.after["count"] < entry.before["count"]
    assert audit.problems() == [] and audit.read_head()["digest"] == entry.digest
    assert revision.current() == SiteRevision.objects.get().number > before
    assert not restoring.side().exists()


def test_the_state_before_a_restore_can_be_had_back(two_states, tmp_path):
    backup.restore(tmp_path / "first")
    shutil.copy(restoring.before_file(), tmp_path / "undo")
    backup.restore(tmp_path / "undo")
    assert state() == two_states["second"]
    backup.restore(restoring.before_file())
    assert state() == two_states["first"]


def test_the_portal_goes_on_with_new_rows_after_a_restore(two_states, tmp_path, site):
    backup.restore(tmp_path / "first")
    backup.make(tmp_path / "again")  # at once: nothing has used the restored numbers yet
    backup.restore(tmp_path / "again")
    make_staff("丙")  # a sequence that stayed behind would give a number out twice
    step(site)
    assert audit.problems() == []


def test_who_was_signed_in_at_the_time_of_the_backup_is_signed_out(site, tmp_path):
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() + timedelta(days=1))
    backup.make(tmp_path / "b")
    backup.restore(tmp_path / "b")
    assert not Session.objects.exists()


def test_a_connection_that_stays_open_sees_the_restored_state(two_states, tmp_path):
    assert User.objects.filter(name="乙").exists()
    backup.restore(tmp_path / "first")
    assert not User.objects.filter(name="乙").exists()


def test_an_older_backup_is_brought_up_to_the_program(site, tmp_path):
    call_command("migrate", "axes", "0009", verbosity=0)
    make_staff("甲")
    databases_before = state()
    _make_with_models_of_today(tmp_path / "old")
    call_command("migrate", "axes", verbosity=0)
    make_staff("乙")
    backup.restore(tmp_path / "old", keep_before=False)
    assert state() == databases_before
    assert ["axes", "0010_accessattemptexpiration"] in databases.applied()


def _make_with_models_of_today(path):
    """A program of that time would not have counted the table that came later."""
    count = making.counts
    making.counts = dict
    try:
        backup.make(path)
    finally:
        making.counts = count


def test_an_empty_place_gets_everything(two_states, tmp_path, settings):
    """A new machine: no database yet (SQLite), or one without tables."""
    shutil.rmtree(settings.PRIVATE_ROOT)
    if connection.vendor == "sqlite":
        connection.close()
        for file in settings.PORTAL_DATA.glob("portal.sqlite3*"):
            file.unlink()
    else:
        with connection.cursor() as cursor:
            quoted = ", ".join(map(connection.ops.quote_name, databases._tables(cursor)))
            cursor.execute(f"DROP TABLE {quoted} CASCADE")
    done = backup.restore(tmp_path / "first")
    assert done.before is None and state() == two_states["first"] and audit.problems() == []


def test_a_database_that_is_none_any_more_is_put_aside(two_states, tmp_path, settings):
    if connection.vendor != "sqlite":
        pytest.skip("a file is SQLite's")
    connection.close()
    (settings.PORTAL_DATA / "portal.sqlite3").write_bytes(b"garbage" * 10000)
    said = []
    backup.restore(tmp_path / "first", say=said.append)
    assert state() == two_states["first"]
    assert any("已损坏" in sentence for sentence in said) and list(settings.PORTAL_DATA.glob("*.damaged-*"))


# Without the key -------------------------------------------------------------------------------------------
def test_without_the_key_the_rest_comes_back_and_what_is_lost_is_named(
    two_states, tmp_path, settings, capsys
):
    (settings.PORTAL_KEYS / "applicants_key").write_text("1" * 64)
    backup.make(tmp_path / "with-more-keys")
    (settings.PORTAL_KEYS / "applicants_key").unlink()
    settings.AUDIT_KEY = b"another"
    call_command("restore", str(tmp_path / "first"), discard_present=True)
    assert state() == two_states["first"]
    assert "audit_key" in capsys.readouterr().err
    done = backup.restore(tmp_path / "with-more-keys", keep_before=False)
    assert any("审计记录" in sentence for sentence in done.unreadable)
    assert any("applicants_key" in sentence for sentence in done.unreadable)


# Refusing --------------------------------------------------------------------------------------------------
def rewritten(source, target, change):
    """A copy of a backup with members changed: `change(name, data)` gives the new data, None leaves it out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


def told(**facts):
    def change(name, data):
        return json.dumps(json.loads(data) | facts).encode() if name == "manifest.json" else data

    return change


WRONG = {
    "truncated": lambda s, t: t.write_bytes(s.read_bytes()[:-200]),
    "cut in half": lambda s, t: t.write_bytes(s.read_bytes()[: s.stat().st_size // 2]),
    "empty": lambda s, t: t.write_bytes(b""),
    "text": lambda s, t: t.write_text("这不是备份"),
    "another zip": lambda s, t: rewritten(s, t, lambda n, d: d if n.startswith("private") else None),
    "no seal": lambda s, t: rewritten(s, t, lambda n, d: None if n == "manifest.hmac" else d),
    "newer format": lambda s, t: rewritten(s, t, told(version=archive.VERSION + 1)),
    "foreign format": lambda s, t: rewritten(s, t, told(format="other")),
    "odd manifest": lambda s, t: rewritten(s, t, lambda n, d: b"[1, 2" if n == "manifest.json" else d),
    "a manifest of no object": lambda s, t: rewritten(
        s, t, lambda n, d: b"[]" if n == "manifest.json" else d
    ),
    "hollow manifest": lambda s, t: rewritten(s, t, told(members=None, keys=None)),
    "missing member": lambda s, t: rewritten(s, t, lambda n, d: None if n.endswith("a.pdf") else d),
    "changed member": lambda s, t: rewritten(s, t, lambda n, d: d + b"!" if n.endswith("a.pdf") else d),
    "changed and resealed by a stranger": lambda s, t: rewritten(s, t, told(portal="9")),
    "other vendor": lambda s, t: rewritten(s, t, told(vendor="oracle")),
    "bits flipped": lambda s, t: t.write_bytes(flipped(s.read_bytes())),
}


def flipped(data):
    middle = len(data) // 3
    return data[:middle] + bytes(255 - byte for byte in data[middle : middle + 64]) + data[middle + 64 :]


@pytest.mark.once
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_file_is_refused_and_nothing_changes(two_states, tmp_path, wrong):
    WRONG[wrong](tmp_path / "first", tmp_path / "wrong")
    entries, number = AuditEntry.objects.count(), revision.current()
    with pytest.raises(CommandError) as refusal:
        call_command("restore", str(tmp_path / "wrong"))
    assert refusal.value.returncode == 2 and any("一" <= c <= "鿿" for c in str(refusal.value))
    assert state() == two_states["second"]
    assert (AuditEntry.objects.count(), revision.current()) == (entries, number)
    assert not restoring.side().exists() and audit.problems() == []


def test_a_file_of_a_newer_program_is_refused_by_its_migrations(two_states, tmp_path, settings):
    settings.AUDIT_KEY = b"another"  # or the seal would tell first
    newer = told(migrations=[["core", "0001_initial"], ["core", "0999_later"]])
    rewritten(tmp_path / "first", tmp_path / "newer", newer)
    with pytest.raises(backup.Refused, match=r"core\.0999_later"):
        backup.restore(tmp_path / "newer")
    assert state() == two_states["second"]


@pytest.mark.once
@pytest.mark.parametrize(
    "name", ["private/../../evil", "/etc/evil", "private//evil", "other/evil", "private/a\\b"]
)
def test_a_name_that_leads_elsewhere_is_refused(two_states, tmp_path, settings, name):
    settings.AUDIT_KEY = b"another"
    with zipfile.ZipFile(tmp_path / "first") as old:
        members = json.loads(old.read("manifest.json"))["members"]
    rewritten(
        tmp_path / "first", tmp_path / "evil", told(members=members | {name: {"size": 1, "sha256": ""}})
    )
    with zipfile.ZipFile(tmp_path / "evil", "a") as file:
        file.writestr(name, "x")
    with pytest.raises(backup.Refused):
        backup.restore(tmp_path / "evil")
    assert state() == two_states["second"] and not list(tmp_path.glob("**/evil?"))


def test_two_keepers_do_not_meet(two_states, tmp_path):
    with places.alone():
        for act in (backup.make, backup.restore):
            with pytest.raises(backup.Refused, match="正在进行"):
                act(tmp_path / "first")


# Killed, or out of room ------------------------------------------------------------------------------------
INSTANTS = (
    "_keep_before",
    "_plan",
    "_write_journal",
    "_place",
    "_finish",
    "_remove",
    "_tell_head",
    "_is_in_force",
)


def in_child(work):
    """Do something in a forked process; its wait status."""
    connection.close()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work()
            status = 0
        except backup.Refused:
            status = 2
        finally:
            os._exit(status)
    return os.waitpid(pid, 0)[1]


# PostgreSQL's tables are copied one after the other in one transaction; the first, every tenth and so on stand for all.
EACH_TABLE = 1 if os.environ.get("TEST_FULL") else 10


def restore_killed_at(path, number):
    """Restore in a process that is killed at the number-th instant, before which a step was done; its status."""
    seen, tables = itertools.count(1), itertools.count()

    def instant(*args):
        if next(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def said(sentence):
        if not sentence.startswith("数据表") or next(tables) % EACH_TABLE == 0:
            instant()

    def watched(function):
        def call(*args, **kwargs):
            instant()
            answer = function(*args, **kwargs)
            instant()
            return answer

        return call

    def work():
        for name in INSTANTS:
            setattr(restoring, name, watched(getattr(restoring, name)))
        revision.resync = watched(revision.resync)
        backup.restore(path, say=said)

    return in_child(work)


def assert_whole(made):
    """After the next start: one of the two states, complete, its trail whole, kept pages told."""
    backup.complete()
    assert state() in made.values()
    assert audit.problems() == []
    assert revision.current() == SiteRevision.objects.get().number
    assert not restoring.side().exists()


def test_killed_at_any_step_a_restore_leaves_the_old_state_or_the_new(two_states, tmp_path):
    outcomes = set()
    for number in itertools.count(1):
        there = other_of(two_states)[1]
        status = restore_killed_at(tmp_path / there, number)
        assert status in (0, signal.SIGKILL)
        people = state()[0]  # readers meet the database before anybody tidies up
        assert people in [said[0] for said in two_states.values()]
        assert_whole(two_states)
        outcomes.add(other_of(two_states)[0] == there)
        if status == 0:
            break
    assert number > 20 and outcomes == {True, False}


def test_killed_at_any_moment_a_restore_leaves_the_old_state_or_the_new(two_states, tmp_path):
    dice = random.Random(7)
    for _ in range(8):
        there = other_of(two_states)[1]
        connection.close()
        pid = os.fork()
        if pid == 0:
            backup.restore(tmp_path / there)
            os._exit(0)
        time.sleep(dice.uniform(0.02, 0.8))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        assert_whole(two_states)


def test_the_next_restore_completes_a_killed_one(two_states, tmp_path):
    for number in (8, 14, 20):
        restore_killed_at(tmp_path / "first", number)
        backup.restore(tmp_path / "second")
        assert state() == two_states["second"] and audit.problems() == []


def test_a_killed_backup_leaves_no_file_and_the_next_one_tidies_up(site, tmp_path, settings):
    step(site)

    def work():
        backup.make(tmp_path / "b", say=lambda s: "核对写好" in s and os.kill(os.getpid(), signal.SIGKILL))

    assert in_child(work) == signal.SIGKILL
    assert not (tmp_path / "b").exists()
    backup.make(tmp_path / "b")
    assert not list(tmp_path.glob(".*")) and not (settings.PORTAL_DATA / "backing-up").exists()


@pytest.mark.parametrize("room", [10_000, 200_000, 600_000])
def test_on_a_full_disk_a_backup_or_restore_refuses_and_changes_nothing(two_states, tmp_path, room):
    """A limit on the size of files stands in for the end of the disk: writes beyond it fail just so."""

    def with_little_room(act):
        def work():
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
            act()

        return in_child(work)

    backed_up = with_little_room(lambda: backup.make(tmp_path / "b"))
    assert backed_up in (0, 2 << 8) and (tmp_path / "b").exists() == (backed_up == 0)
    restored = with_little_room(lambda: backup.restore(tmp_path / "first", keep_before=False))
    assert restored in (0, 2 << 8)
    assert_whole(two_states)
    assert other_of(two_states)[0] == ("first" if restored == 0 else "second")


def test_without_room_for_the_unpacked_file_nothing_is_begun(two_states, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10, 10, 0))
    with pytest.raises(backup.Refused, match="磁盘空间不足"):
        backup.restore(tmp_path / "first")
    assert state() == two_states["second"]


# Keys ------------------------------------------------------------------------------------------------------
@pytest.fixture
def own_keys(tmp_path, settings, monkeypatch):
    settings.PORTAL_KEYS = tmp_path / "keys"
    monkeypatch.setenv("PORTAL_PASSPHRASE", "长长的口令，谁也猜不到")
    monkeypatch.setitem(keyring.COST, "n", 2**10)
    return {name: keys.text(settings.PORTAL_KEYS, name) for name in ("audit_key", "secret_key")}


def read_keys(settings):
    return {name: path.read_text() for name, path in keyring.key_files().items()}


def test_keys_go_under_a_passphrase_and_come_back(own_keys, tmp_path, settings):
    file = tmp_path / "keys.json"
    call_command("backup_keys", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert not any(key in file.read_text() for key in own_keys.values())
    shutil.rmtree(settings.PORTAL_KEYS)
    call_command("backup_keys", str(file), restore=True)
    assert read_keys(settings) == own_keys
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in keyring.key_files().values())


def test_keys_that_are_there_are_replaced_only_when_told_and_kept_aside(own_keys, tmp_path, settings):
    file = tmp_path / "keys.json"
    call_command("backup_keys", str(file))
    (settings.PORTAL_KEYS / "audit_key").write_text("2" * 64)
    with pytest.raises(CommandError, match="audit_key") as refusal:
        call_command("backup_keys", str(file), restore=True)
    assert refusal.value.returncode == 2 and read_keys(settings)["audit_key"] == "2" * 64
    call_command("backup_keys", str(file), restore=True, force=True)
    assert read_keys(settings) == own_keys
    [aside] = (settings.PORTAL_KEYS / "replaced").iterdir()
    assert aside.read_text() == "2" * 64


def test_a_wrong_or_short_passphrase_or_a_changed_file_opens_nothing(own_keys, tmp_path, monkeypatch):
    file = tmp_path / "keys.json"
    call_command("backup_keys", str(file))
    changed = json.loads(file.read_text()) | {"created_at": "2020-01-01"}
    (tmp_path / "changed").write_text(json.dumps(changed))
    (tmp_path / "foreign").write_text("[]")
    (tmp_path / "dear").write_text(json.dumps(changed | {"n": 2**40}))
    for name in ("changed", "foreign", "dear", "absent"):
        with pytest.raises(CommandError) as refusal:
            call_command("backup_keys", str(tmp_path / name), restore=True)
        assert refusal.value.returncode == 2
    monkeypatch.setenv("PORTAL_PASSPHRASE", "不是这个口令，真的不是")
    with pytest.raises(CommandError, match="口令不对"):
        call_command("backup_keys", str(file), restore=True)
    monkeypatch.setenv("PORTAL_PASSPHRASE", "短")
    with pytest.raises(CommandError, match="至少"):
        call_command("backup_keys", str(tmp_path / "new"))
    with pytest.raises(CommandError, match="已经存在"):
        call_command("backup_keys", str(file))
    monkeypatch.delenv("PORTAL_PASSPHRASE")
    with pytest.raises(CommandError, match="没有口令"):
        call_command("backup_keys", str(tmp_path / "new"))
