"""Making a backup file: whole or not at all."""

import contextlib
import os
import shutil
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

from core import audit, clock
from core.backup import archive, databases, keyring, places
from core.backup.archive import Refused
from core.models import AuditHead


def make(path: Path, *, force: bool = False, say=lambda sentence: None) -> dict:
    """Write a backup to `path` and verify it; returns its manifest. The portal may run meanwhile.

    say: called with sentences on the progress. Raises Refused in Chinese (also for a full disk); `path` is then
    what it was before. An existing file is replaced only with `force`.
    """
    with places.alone():
        return make_locked(path, force=force, say=say)


def make_locked(path: Path, *, force, say) -> dict:
    """As `make`, for a caller that holds the lock."""
    path = Path(path).absolute()
    _judge_place(path, force)
    work, draft = Path(settings.PORTAL_DATA) / "backing-up", path.with_name(f".{path.name}.part")
    try:
        _clear(work, draft)  # what a killed run left
        work.mkdir(mode=0o700, parents=True)
        manifest = _write(draft, work, say)
        say("正在核对写好的文件")
        with archive.opened(draft) as reader:
            reader.check(say)
        _put(draft, path)
    except OSError as problem:
        raise Refused(
            f"备份没有做成：{problem.strerror or problem}（{problem.filename or path}）"
        ) from problem
    finally:
        with contextlib.suppress(OSError):
            _clear(work, draft)
    return manifest


def _judge_place(path, force):
    if path.is_dir() or not path.parent.is_dir():
        raise Refused(f"不能写到{path}：请给出一个现有文件夹里的文件名。")
    if path.exists() and not force:
        raise Refused(f"{path}已经存在；要覆盖请加 --force。")
    if any(root.resolve() in path.resolve().parents for root in places.roots().values()):
        raise Refused("备份文件不能放在上传文件的文件夹里。")


def _clear(work, draft):
    shutil.rmtree(work, ignore_errors=True)
    draft.unlink(missing_ok=True)


def _write(draft, work, say):
    witness = audit.read_head()  # before the copy: an entry that comes meanwhile is not missed in it
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    draft.unlink()
    writer = archive.Writer(draft)
    os.chmod(draft, 0o600)
    say("正在复制数据库")
    with databases.copied(work, say) as (members, facts):
        facts |= _facts(witness)
        names = places.referenced()
        for name, file in members.items():
            writer.add(name, file)
    # After the database: what it names was there by then. A file that goes meanwhile was erased on purpose.
    _add_files(writer, say)
    facts["missing_files"] = sorted(names - writer.members.keys())
    if facts["missing_files"]:
        say(f"数据库提到的{len(facts['missing_files'])}个文件不在磁盘上，例如{facts['missing_files'][0]}。")
    for sentence in facts["audit_problems"][:5]:
        say(f"审计记录：{sentence}")
    return writer.finish(facts)


def _facts(witness):
    """What the manifest says of the database under the default connection."""
    head = AuditHead.objects.filter(pk=1).first()
    return {
        "portal": settings.SPECTACULAR_SETTINGS.get("VERSION", ""),
        "created_at": clock.now().astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        "vendor": connection.vendor,
        "migrations": databases.applied(),
        "counts": counts(),
        "audit": {"count": head.count if head else 0, "digest": head.digest if head else ""},
        "audit_problems": audit.problems(witness),
        "keys": keyring.fingerprints(),
    }


def counts() -> dict[str, int]:
    """Model → number of rows."""
    models = (model for model in apps.get_models() if model._meta.managed and not model._meta.proxy)
    return {model._meta.label_lower: model._base_manager.count() for model in models}


def _add_files(writer, say):
    files = places.files()
    for number, (name, path) in enumerate(files.items(), start=1):
        writer.add(name, path)
        if number % 500 == 0 or number == len(files):
            say(f"上传文件{number}/{len(files)}")


def _put(draft, path):
    """From nothing to the whole file in one step, also through a power cut."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(draft, path)
    archive.sync_folder(path.parent)
