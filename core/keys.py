"""Secret keys: files of their own in a folder that only the portal's user can read, made when first needed."""

import os
import secrets
from pathlib import Path


def secret(folder: Path, name: str) -> bytes:
    """The key called `name` (bytes) from `folder`; a new random one is written, mode 0600, where there is none.

    Two processes that start together get the same key: the file appears whole or not at all.
    """
    path = folder / name
    if not path.exists():
        _create(path, secrets.token_hex(32).encode())
    return path.read_bytes().strip()


def text(folder: Path, name: str) -> str:
    """The same key as text."""
    return secret(folder, name).decode()


def _create(path: Path, value: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.parent.chmod(0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(value)
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails where another process was quicker: then its key stands
    except FileExistsError:
        pass
    finally:
        draft.unlink()
