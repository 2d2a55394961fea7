"""The folders of uploads, as a backup names them, and the lock that keeps two keepers apart."""

import fcntl
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import FileField

from core.backup.archive import Refused


def roots() -> dict[str, Path]:
    """The first part of a member's name → the folder whose files it stands for."""
    return {"private": Path(settings.PRIVATE_ROOT), "uploads": Path(settings.MEDIA_ROOT)}


def files() -> dict[str, Path]:
    """Member name → path of every upload on disk; links are not followed."""
    return {
        f"{name}/{path.relative_to(root).as_posix()}": path
        for name, root in roots().items()
        for folder, _, names in os.walk(root)
        for path in (Path(folder) / one for one in sorted(names))
        if path.is_file() and not path.is_symlink()
    }


def is_upload(member: str) -> bool:
    return member.partition("/")[0] in roots()


def path_of(member: str) -> Path:
    """Where an upload belongs."""
    root, _, rest = member.partition("/")
    return roots()[root] / rest


def referenced() -> set[str]:
    """Member names of all files that the database of the default connection names."""
    found, tables = set(), set(connection.introspection.table_names())
    for model in apps.get_models():
        if model._meta.db_table not in tables or model._meta.proxy:
            continue
        for field in model._meta.local_fields:
            if isinstance(field, FileField):
                root = _root_of(field)
                values = model._base_manager.exclude(**{f"{field.attname}": ""}).values_list(
                    field.attname, flat=True
                )
                found |= {f"{root}/{value}" for value in values.iterator() if value}
    return found


def _root_of(field):
    location = Path(field.storage.location)
    return next((name for name, root in roots().items() if root == location), "uploads")


@contextmanager
def alone(wait=False):
    """One backup or restore at a time, whoever starts it; the kernel ends the lock with the process."""
    Path(settings.PORTAL_DATA).mkdir(parents=True, exist_ok=True)
    with open(Path(settings.PORTAL_DATA) / "backup.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("另一个备份或者恢复正在进行，请等它结束。") from None
        yield


def require_space(folder: Path, size: int) -> None:
    """Refused where a folder's disk has not room for `size` bytes and a little more."""
    free = shutil.disk_usage(folder).free
    if free < size + 16 * 1024 * 1024:
        raise Refused(f"磁盘空间不足：{folder}还需要约{(size - free) // 1048576 + 17}MB。")
