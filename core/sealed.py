"""Personal data at rest: sealed with a key outside the database (个人信息保护法第五十一条: 加密、去标识化).

A sealed text is a Fernet token. What another key sealed stays as it is and reads as `Unreadable`; it is never lost by saving.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Unreadable(str):
    """Stands for what the key at hand does not open; keeps the token, so that the right key may still open it."""

    token: str

    def __new__(cls, token):
        words = super().__new__(cls, "（密钥不符，不能读取）")
        words.token = token
        return words


def seal(text: str) -> str:
    """The token of a text; nothing stays nothing, so that emptiness can be asked for."""
    if isinstance(text, Unreadable):
        return text.token
    return _fernet().encrypt(text.encode()).decode() if text else ""


def unseal(token: str) -> str:
    """The text of a token made here; Unreadable where it was sealed with another key or changed."""
    try:
        return _fernet().decrypt(token.encode()).decode() if token else ""
    except InvalidToken:
        return Unreadable(token)


def seal_bytes(data: bytes) -> bytes:
    """A file's content, sealed."""
    return _fernet().encrypt(data)


def unseal_bytes(data: bytes) -> bytes:
    """The content of a sealed file. Raises InvalidToken where it was sealed with another key or changed."""
    return _fernet().decrypt(data)


def _fernet():
    return Fernet(base64.urlsafe_b64encode(bytes.fromhex(settings.PERSONAL_KEY)))
