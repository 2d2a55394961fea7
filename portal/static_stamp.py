"""Whether the collected static files are those of the sources: a hash of names, sizes and times."""

import hashlib
from pathlib import Path

import django
from django.conf import settings


def _fingerprint() -> str:
    digest = hashlib.sha256(django.__version__.encode())
    for folder in settings.STATICFILES_DIRS:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                stat = path.stat()
                digest.update(f"{path.relative_to(folder)} {stat.st_size} {stat.st_mtime_ns}".encode())
    return digest.hexdigest()


def _file() -> Path:
    return settings.PORTAL_DATA / "static.stamp"


def is_current() -> bool:
    return _file().exists() and settings.STATIC_ROOT.exists() and _file().read_text() == _fingerprint()


def write() -> None:
    _file().write_text(_fingerprint())
