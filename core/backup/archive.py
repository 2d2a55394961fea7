"""The backup file itself: a ZIP of members, a manifest with the hash of each, and a seal over the manifest."""

import hashlib
import json
import os
import re
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from core.backup import keyring

FORMAT, VERSION = "portal-backup", 1
MANIFEST, SEAL = "manifest.json", "manifest.hmac"
LARGEST_MANIFEST = 512 * 1024 * 1024
CHUNK = 1024 * 1024
# Compressed already: deflating them once more costs time and wins nothing.
STORED = {".pdf", ".docx", ".xlsx", ".pptx", ".ofd", ".png", ".jpg", ".jpeg", ".zip", ".gz"}
MEMBER = re.compile(r"(database|private|uploads)/[^\x00\\]+")


# What a file that was cut or made up can raise while it is read.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    RuntimeError,
    ValueError,
    LookupError,
)
BROKEN += (TypeError, AttributeError)


class Refused(Exception):
    """What was asked is not done, and nothing has changed; the message says in Chinese why."""


# Writing ---------------------------------------------------------------------------------------------------
class Writer:
    """Adds members to a new file and remembers their hashes."""

    def __init__(self, path: Path):
        self.members: dict[str, dict] = {}
        self.zip = zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=4)

    def add(self, name: str, path: Path) -> bool:
        """Add a file; False where it has vanished since it was listed."""
        try:
            source = path.open("rb")
        except FileNotFoundError:
            return False
        with source, self.zip.open(_info(name), "w", force_zip64=True) as target:
            self.members[name] = _copy(source, target)
        return True

    def finish(self, facts: dict) -> dict:
        """Write the manifest (`facts` and the members) and its seal; returns the manifest."""
        manifest = {"format": FORMAT, "version": VERSION} | facts | {"members": self.members}
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        self.zip.writestr(_info(MANIFEST), text)
        self.zip.writestr(_info(SEAL), keyring.seal(text))
        self.zip.close()
        return manifest


def _info(name):
    info = zipfile.ZipInfo(name)
    stored = PurePosixPath(name).suffix.lower() in STORED
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _copy(source, target, limit=None) -> dict:
    """Copy a stream; its size and SHA-256. Refused above `limit` bytes."""
    sha256, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if limit is not None and size > limit:
            raise Refused("备份文件已损坏：内容比清单所记的大。")
        sha256.update(chunk)
        target.write(chunk)
    return {"size": size, "sha256": sha256.hexdigest()}


def file_facts(path: Path) -> dict:
    """Size and SHA-256 of a file on disk, as a manifest says them."""
    with path.open("rb") as file, open(os.devnull, "wb") as nowhere:
        return _copy(file, nowhere)


# Reading ---------------------------------------------------------------------------------------------------
class Reader:
    """An opened backup file whose manifest was read and judged; its members are checked when they are read."""

    def __init__(self, archive: zipfile.ZipFile):
        self.zip = archive
        text = self._read(MANIFEST, LARGEST_MANIFEST)
        self.manifest = _judged(text)
        self.key_matches = self.manifest["keys"].get(keyring.AUDIT) == keyring.fingerprints()[keyring.AUDIT]
        # Whoever changes a member and its hash in the manifest cannot make the seal without the key.
        if self.key_matches and not keyring.is_sealed(text, self._read(SEAL, 1000)):
            raise Refused("备份文件被改动过：清单与封签不符。")
        self._same_names()

    def _read(self, name, limit) -> bytes:
        try:
            if self.zip.getinfo(name).file_size > limit:
                raise Refused(f"备份文件已损坏：{name}过大。")
            return self.zip.read(name)
        except KeyError:
            raise Refused("备份文件不完整，或者不是本系统的备份文件：里面没有清单。") from None

    def _same_names(self):
        names = [name for name in self.zip.namelist() if name not in (MANIFEST, SEAL)]
        if len(names) != len(set(names)) or set(names) != set(self.manifest["members"]):
            raise Refused("备份文件已损坏：内容与清单不符。")
        for name in names:
            if not MEMBER.fullmatch(name) or {"", ".", ".."} & set(name.split("/")):
                raise Refused(f"备份文件已损坏：名称不合规定（{name}）。")

    @property
    def size(self) -> int:
        """Bytes of everything unpacked."""
        return sum(member["size"] for member in self.manifest["members"].values())

    def check(self, say=lambda sentence: None) -> None:
        """Read every member to its end and compare its hash. Raises Refused."""
        with open(os.devnull, "wb") as nowhere:
            self._each(lambda name: nowhere, say)

    def unpack(self, folder: Path, say=lambda sentence: None) -> None:
        """Write every member below `folder`, checked on the way. Raises Refused, OSError."""
        self._each(lambda name: _new_file(folder / name), say)

    def _each(self, target_of, say):
        total = len(self.manifest["members"])
        for number, (name, said) in enumerate(self.manifest["members"].items(), start=1):
            target = target_of(name)
            with self.zip.open(name) as source:
                found = _copy(source, target, limit=said["size"])
            if target.name != os.devnull:
                _close_safely(target)
            if found != said:
                raise Refused(f"备份文件已损坏：{name}与清单所记的校验值不符。")
            if number % 500 == 0 or number == total:
                say(f"已核对{number}/{total}个文件")


@contextmanager
def opened(path: Path):
    """A Reader of the file; only read in the body: what a broken file raises there becomes Refused too."""
    if not path.is_file():
        raise Refused(f"没有这个文件：{path}")
    try:
        with zipfile.ZipFile(path) as archive:
            yield Reader(archive)
    except BROKEN as broken:
        raise Refused(f"备份文件已损坏、不完整，或者不是备份文件：{path}（{broken}）") from broken


def _judged(text: bytes) -> dict:
    manifest = json.loads(text)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Refused("不是本系统的备份文件。")
    if not isinstance(manifest.get("version"), int) or manifest["version"] > VERSION:
        raise Refused("备份文件由更新的版本制作，请先升级系统再恢复。")
    return manifest


def _new_file(path: Path):
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _close_safely(file):
    file.flush()
    os.fsync(file.fileno())
    file.close()


def sync_folder(path: Path) -> None:
    """Make a rename or a new name in a folder survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
