"""Restoring: the steps of the package's description, and completing what a killed restore left."""

import contextlib
import fcntl
import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction

from core import audit, revision
from core.backup import archive, databases, keyring, making, places
from core.backup.archive import Refused
from core.models import AuditEntry, AuditHead, SiteRevision

# Kept pages are keyed by the revision. Writers may go on while the restore prepares, so the restored number
# jumps well beyond theirs; resync() has the last word.
JUMP = 1000


@dataclass
class Restored:
    """What came back. unreadable: sentences on what the keys here cannot read; before: the old state's file."""

    manifest: dict
    unreadable: list[str] = field(default_factory=list)
    before: Path | None = None


def side() -> Path:
    return Path(settings.PORTAL_DATA) / "restoring"


def before_file() -> Path:
    return Path(settings.PORTAL_DATA) / "before-restore.zip"


def restore(path: Path, *, accept_audit=False, keep_before=True, say=lambda sentence: None) -> Restored:
    """Replace database and uploads by those of a backup; whole or not at all, also when killed.

    accept_audit: restore although the backup's audit trail is broken. keep_before: first write what is there to
    `before-restore.zip`. Raises Refused in Chinese (damaged, foreign, newer, no room); nothing has changed then.
    """
    path = Path(path).absolute()
    with places.alone():
        try:
            _complete_or_forget()
            manifest, key_matches = _unpack(path, say)
            before = _keep_before(say) if keep_before else None
            _replace(manifest, path.name, key_matches and not accept_audit, say)
        except OSError as problem:
            raise Refused(
                f"没有恢复：{problem.strerror or problem}（{problem.filename or path}）"
            ) from problem
        except DatabaseError as problem:
            raise Refused(f"没有恢复，数据库拒绝：{problem}") from problem
        finally:
            with contextlib.suppress(OSError, DatabaseError):
                _complete()
    say("恢复完成")
    return Restored(manifest, keyring.unreadable(manifest["keys"]), before)


def _unpack(path, say):
    """Check the file and write its members to the side place; (manifest, whether the audit key is the same)."""
    with archive.opened(path) as reader:
        _require_fit(reader.manifest)
        places.require_space(settings.PORTAL_DATA, 2 * reader.size)
        say("正在核对备份文件")
        side().mkdir(mode=0o700)
        reader.unpack(side(), say)
        return reader.manifest, reader.key_matches


def _replace(manifest, name, check_trail, say):
    say("正在检查备份里的数据库")
    replaced, used = _present_head(), _present_revision()
    mark = revision._Write()  # until it is dropped or this process ends, nobody believes the revision's file
    try:
        with databases.replacement(side(), manifest, say):
            _judge_database(manifest, check_trail)
            plan = _plan(manifest, _leave_entry(manifest, name, replaced, used))
            say("正在放入文件")
            _write_journal(plan)
            _place(plan["added"])
            say("正在替换数据库")
        say("数据库已替换")
    finally:
        mark.drop()
    _finish(plan)


# Judging ---------------------------------------------------------------------------------------------------
def _require_fit(manifest):
    if manifest["vendor"] != connection.vendor:
        raise Refused(f"备份来自{manifest['vendor']}，本系统用{connection.vendor}，不能互相恢复。")
    databases.require_known(manifest["migrations"])


def _judge_database(manifest, check_trail):
    """The restored database under the default connection is what the manifest says, its trail whole."""
    if databases.applied() == manifest["migrations"]:
        wrong = {
            name for name, number in making.counts().items() if manifest["counts"].get(name, 0) != number
        }
        if wrong:
            raise Refused(f"备份里的数据与清单不符：{'、'.join(sorted(wrong))}。")
    head = AuditHead.objects.filter(pk=1).first()
    said = manifest["audit"]
    if (head.count if head else 0, head.digest if head else "") != (said["count"], said["digest"]):
        raise Refused("备份里的审计记录与清单所记的链头不符。")
    found = audit.problems(said) if check_trail else []
    if found:
        raise Refused(
            f"备份里的审计记录有{len(found)}处问题：{' '.join(found[:3])}"
            "核实后仍要恢复的，请加 --accept-audit-problems。"
        )


def _keep_before(say):
    """The present state as a backup file; None where there is nothing, or nothing readable, to keep."""
    if _present_head() is None:
        return None
    try:
        making.make_locked(before_file(), force=True, say=lambda sentence: None)
    except (Refused, DatabaseError) as problem:
        raise Refused(
            f"恢复之前没能留存现有数据：{problem} 不需要留存的，请加 --discard-present。"
        ) from problem
    say(f"现有数据已留存为{before_file()}")
    return before_file()


def _present_head():
    """{count, digest} of the live database's trail; None where it has none or cannot be read."""
    try:
        head = AuditHead.objects.filter(pk=1).first()
    except DatabaseError:
        return None
    return {"count": head.count, "digest": head.digest} if head else None


def _present_revision() -> int:
    """The live site's revision; 0 where it cannot be had."""
    try:
        return revision.current()
    except DatabaseError:
        return 0


# The restored database -------------------------------------------------------------------------------------
def _leave_entry(manifest, name, replaced, used) -> str:
    """What belongs to the restored state and comes with it in one step; returns the new entry's digest."""
    thing = SiteRevision(pk=1)
    thing.audit_title = "整站数据"
    note = f"备份文件{name}，{manifest['created_at']}制作"
    with transaction.atomic():
        Session.objects.all().delete()  # who signed in then has perhaps lost the right since
        _jump(used)
        with audit.act("恢复备份", thing, by=None, note=note) as step:
            step.before, step.after = replaced or {}, manifest["audit"]
        # The hooks would tell the audit's head of this state to the folder before the state is in force.
        connection.run_on_commit.clear()
    return AuditHead.objects.get(pk=1).digest


def _jump(used):
    row = SiteRevision.objects.get_or_create(pk=1)[0]
    row.number = max(row.number, used) + JUMP
    row.save()


# Files -----------------------------------------------------------------------------------------------------
def _plan(manifest, digest):
    """What is to be done with files, as the journal keeps it. Names of members."""
    there, wanted = places.files(), [name for name in manifest["members"] if places.is_upload(name)]
    differing = [n for n in wanted if n in there and archive.file_facts(there[n]) != manifest["members"][n]]
    return {
        "digest": digest,
        "added": [name for name in wanted if name not in there],
        "exchanged": differing,
        "surplus": sorted(there.keys() - set(wanted)),
    }


def _write_journal(plan):
    draft = side() / "journal.part"
    with draft.open("w") as file:
        json.dump(plan, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, side() / "journal.json")
    archive.sync_folder(side())


def _place(members):
    """Move files from the side place to where they belong; what was moved already is left."""
    folders = set()
    for name in members:
        source, target = side() / name, places.path_of(name)
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.move(source, target)  # a rename, or a copy where uploads have a disk of their own
            folders.add(target.parent)
    for folder in folders:
        archive.sync_folder(folder)


# The end, also after a kill --------------------------------------------------------------------------------
def complete() -> bool:
    """Tidy up after a killed restore, forward or back; whether there was one. Call it at every start.

    Raises Refused while a backup or restore is under way, DatabaseError.
    """
    with places.alone():
        return _complete()


def _complete():
    if not side().exists():
        return False
    journal = side() / "journal.json"
    if journal.exists():
        plan = json.loads(journal.read_text())
        if _is_in_force(plan):
            _finish(plan)
            return True
        _remove(plan["added"])
    shutil.rmtree(side())
    return True


def _complete_or_forget():
    """Before another restore: what a killed one left no longer matters where the database itself is gone."""
    try:
        _complete()
    except DatabaseError as error:
        if not databases.is_ruined(error):
            raise
        shutil.rmtree(side())


def _is_in_force(plan):
    """Whether the database is the restored one: it holds the entry that came with it."""
    if AuditEntry._meta.db_table not in connection.introspection.table_names():
        return False
    return AuditEntry.objects.filter(digest=plan["digest"]).exists()


def _finish(plan):
    """Everything that follows from the database being the restored one; doing it twice does no harm."""
    _place(plan["exchanged"])
    _remove(plan["surplus"])
    _tell_head()
    revision.resync(restored=True)
    (side() / "journal.json").unlink(missing_ok=True)
    shutil.rmtree(side(), ignore_errors=True)


def _remove(members):
    """Delete files that the database in force does not name."""
    named = places.referenced()
    for name in members:
        if name not in named:
            path = places.path_of(name)
            path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                path.parent.rmdir()


def _tell_head():
    """Write the head beside the database, also where that is fewer entries than before: the chain was replaced."""
    file = audit.head_file()
    with open(file.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        head = AuditHead.objects.get(pk=1)
        draft = file.with_suffix(".restored")
        draft.write_text(json.dumps({"count": head.count, "digest": head.digest}))
        os.replace(draft, file)
