"""The keys: their fingerprints in a backup's manifest, and a file of their own under a passphrase."""

import base64
import hmac
import json
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

from core import clock

FORMAT, VERSION = "portal-keys", 1
AUDIT, SECRET, PERSONAL = "audit_key", "secret_key", "personal_key"
SHORTEST_PASSPHRASE = 10
# 64 MB and a fifth of a second for each guess (OWASP's floor for scrypt is half of that).
COST = {"n": 2**16, "r": 8, "p": 1}
DEAREST = {"n": 2**20, "r": 16, "p": 4}
LOST = {
    AUDIT: "审计记录的校验值不能核验",
    SECRET: "已发出的登录状态、表单令牌失效",
    PERSONAL: "提意见、咨询、申请的人的姓名和联系方式不能读取",
}


class WrongPassphrase(ValueError):
    """The passphrase does not open the file, or the file was changed."""


# In a backup -----------------------------------------------------------------------------------------------
def key_files() -> dict[str, Path]:
    """Name → file of every key in PORTAL_KEYS."""
    folder = Path(settings.PORTAL_KEYS)
    if not folder.is_dir():
        return {}
    return {path.name: path for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != "."}


def fingerprints() -> dict[str, str]:
    """Name → a value that tells keys apart and says nothing of them (they are random, 256 bits)."""
    values = {name: path.read_bytes().strip() for name, path in key_files().items()}
    return {name: _fingerprint(value) for name, value in (values | {AUDIT: settings.AUDIT_KEY}).items()}


def _fingerprint(value: bytes) -> str:
    return hmac.digest(value, b"portal-backup key fingerprint", "sha256").hex()[:32]


def seal(manifest: bytes) -> str:
    """The HMAC that ties a manifest to the installation which made it."""
    return hmac.digest(settings.AUDIT_KEY, b"portal-backup manifest\n" + manifest, "sha256").hex()


def is_sealed(manifest: bytes, found: bytes) -> bool:
    return hmac.compare_digest(seal(manifest).encode(), found.strip())


def unreadable(in_backup: dict[str, str]) -> list[str]:
    """What of a backup cannot be read with the keys that are here, a sentence for each key."""
    here = fingerprints()
    return [
        f"密钥{name}与备份时不同：{LOST.get(name, '用它加密的内容（如申请人身份信息）不能读取')}。"
        for name, value in sorted(in_backup.items())
        if here.get(name) != value
    ]


# Under a passphrase ----------------------------------------------------------------------------------------
def locked(passphrase: str) -> bytes:
    """Every key, encrypted, as the content of a file. ValueError in Chinese for a short passphrase or no keys."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise ValueError(f"口令至少{SHORTEST_PASSPHRASE}个字符。")
    keys = {name: path.read_text() for name, path in key_files().items()}
    if not keys:
        raise ValueError(f"{settings.PORTAL_KEYS}里没有密钥。")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    head = {"format": FORMAT, "version": VERSION, "created_at": clock.now().isoformat(), "keys": sorted(keys)}
    head |= {"salt": _text(salt), "nonce": _text(nonce)} | COST
    hidden = AESGCM(_derived(passphrase, salt, COST)).encrypt(nonce, json.dumps(keys).encode(), _bound(head))
    return json.dumps(head | {"content": _text(hidden)}, indent=1).encode()


def unlocked(data: bytes, passphrase: str) -> dict[str, str]:
    """Name → key from such a file. ValueError in Chinese when it is none, WrongPassphrase when it stays shut."""
    head = _head(data)
    content = base64.b64decode(head.pop("content"))
    derived = _derived(passphrase, base64.b64decode(head["salt"]), head)
    try:
        plain = AESGCM(derived).decrypt(base64.b64decode(head["nonce"]), content, _bound(head))
    except InvalidTag:
        raise WrongPassphrase("口令不对，或者密钥文件被改动过。") from None
    return json.loads(plain)


def _head(data):
    try:
        head = json.loads(data)
        known = head["format"] == FORMAT and {"content", "salt", "nonce", *COST} <= head.keys()
        # The file says what opening it costs; a hostile one must not cost gigabytes.
        known = known and all(0 < int(head[name]) <= most for name, most in DEAREST.items())
    except (ValueError, KeyError, TypeError, AttributeError):
        known = False
    if not known:
        raise ValueError("不是密钥备份文件，或者文件已损坏。")
    if head["version"] > VERSION:
        raise ValueError("密钥备份文件由更新的版本制作，请先升级系统。")
    return head


def _derived(passphrase, salt, cost):
    cost = {name: int(cost[name]) for name in COST}
    return Scrypt(salt=salt, length=32, **cost).derive(passphrase.encode())


def _bound(head):
    return json.dumps(head, sort_keys=True).encode()


def _text(data):
    return base64.b64encode(data).decode()


def put_back(keys: dict[str, str], *, force: bool) -> list[str]:
    """Write keys into PORTAL_KEYS; returns the names of those that changed.

    A key that is there and differs is moved to a folder beside it, and only with `force`: what was written under
    it needs it. ValueError in Chinese names the keys that differ. Killed half-way, the same call completes it.
    """
    if any("/" in name or name.startswith(".") for name in keys):
        raise ValueError("密钥备份文件已损坏。")
    there = {name: path.read_text().strip() for name, path in key_files().items()}
    changed = [name for name, value in keys.items() if there.get(name) != value.strip()]
    in_the_way = [name for name in changed if name in there]
    if in_the_way and not force:
        raise ValueError(
            f"已有不同的密钥：{'、'.join(in_the_way)}。确认要换成备份里的，请加 --force（原密钥另存）。"
        )
    for name in changed:
        _write(Path(settings.PORTAL_KEYS), name, keys[name].strip())
    return changed


def _write(folder, name, value):
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{name}.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    if (folder / name).exists():
        aside = folder / "replaced" / f"{name}.{clock.now():%Y%m%d%H%M%S}.{secrets.token_hex(2)}"
        aside.parent.mkdir(exist_ok=True, mode=0o700)
        os.link(folder / name, aside)
    os.replace(draft, folder / name)
