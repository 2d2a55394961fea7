"""One-time tokens: given out with a form, signed, stored only when used."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.utils.crypto import salted_hmac

SHORTEST = timedelta(seconds=3)  # nobody reads and fills a form in less
LONGEST = timedelta(hours=12)
SALT = "core.public_forms"


class Refused(ValueError):
    """A token that does not open anything; the message says in Chinese what to do."""


@dataclass(frozen=True)
class Token:
    """One form given out: `nonce` is its secret, `text` what the page carries."""

    nonce: str
    issued_at: datetime
    text: str

    @property
    def digest(self) -> str:
        return digest_of("token", self.nonce)

    def is_too_soon(self, now: datetime) -> bool:
        return now - self.issued_at < SHORTEST


def digest_of(subject: str, value: str) -> str:
    """What is stored in the place of a value (an address, a nonce): of no use without the portal's key."""
    return salted_hmac(f"{SALT}.{subject}", value, algorithm="sha256").hexdigest()


def issue(purpose: str, now: datetime) -> Token:
    """A new token for the form at `purpose` (its address); another form does not take it."""
    nonce = secrets.token_urlsafe(18)
    return Token(nonce, now, _signer(purpose).sign(f"{int(now.timestamp())}.{nonce}"))


def read(text: str, purpose: str, now: datetime) -> Token:
    """The token that a form brought back. Raises Refused."""
    try:
        issued, _, nonce = _signer(purpose).unsign(text).partition(".")
    except signing.BadSignature:
        raise Refused("页面的校验信息不完整，没有保存。您写的内容还在，请核对后再按一次。") from None
    issued_at = datetime.fromtimestamp(int(issued), now.tzinfo)
    if now - issued_at > LONGEST:
        raise Refused("页面打开得太久，没有保存。您写的内容还在，请核对后再按一次。")
    return Token(nonce, issued_at, text)


def _signer(purpose):
    return signing.Signer(salt=f"{SALT}.form.{purpose}")
