"""Receipt numbers and query codes: written down by hand, read out on the telephone, guessed by nobody."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from core.public_forms.tokens import Refused, Token

# Without 0 O, 1 I L, 2 Z, 5 S, 8 B and U (V): 24 characters, so 12 of them hold 55 bits.
ALPHABET = "34679ACDEFGHJKMNPQRTVWXY"
CODE_LENGTH, GROUP = 12, 4
NUMBER = re.compile(r"([A-Z]{2})([0-9]{8})([A-Z0-9]{4})([A-Z0-9]{4})")
SALT, ADDRESS = "core.public_forms.code", "core.public_forms.receipt"
SHOWN = timedelta(hours=1)  # its address shows the query code, and stays in a browser's history


@dataclass(frozen=True)
class Receipt:
    """What a sender is given: a number to name the case, and a code that opens it."""

    number: str
    code: str

    @property
    def fields(self) -> dict:
        """The fields of a Receipted row: the code itself is stored nowhere."""
        return {"receipt": self.number, "code_digest": _digest(self.number, self.code, settings.SECRET_KEY)}


def make(prefix: str, day: date, nonce: str) -> Receipt:
    """A new receipt, as JC20261126-4K3M-9QTX. Its end is drawn by lot, so that it does not tell how many came."""
    tail = "".join(secrets.choice(ALPHABET) for _ in range(2 * GROUP))
    return Receipt(f"{prefix}{day:%Y%m%d}-{_grouped(tail)}", code_of(nonce))


def give(thing, day: date) -> Receipt:
    """A receipt for what did not come through a form (a Receipted, not saved), so that whoever said it can follow it too."""
    receipt = make(thing.PREFIX, day, secrets.token_urlsafe(18))
    for name, value in receipt.fields.items():
        setattr(thing, name, value)
    return receipt


def code_of(nonce: str) -> str:
    """The query code of a form, always the same for the same nonce: both of two presses are shown it."""
    number = int.from_bytes(salted_hmac(f"{SALT}.of", nonce, algorithm="sha256").digest())
    letters = ""
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters += ALPHABET[rest]
    return _grouped(letters)


def fits(thing, code: str) -> bool:
    """Whether `code`, as somebody typed it, opens the case; `thing` None takes as long. Constant time.

    Digests made with the key's predecessors (SECRET_KEY_FALLBACKS) hold too.
    """
    number, stored = (thing.receipt, thing.code_digest) if thing else ("", "")
    typed = _grouped(_tidy(code))
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    matches = [constant_time_compare(_digest(number, typed, key), stored) for key in keys]
    return any(matches)


def tidy_number(typed: str) -> str:
    """A receipt number as it is stored, from what somebody typed; "" for what cannot be one."""
    match = NUMBER.fullmatch(_tidy(typed))
    return f"{match[1]}{match[2]}-{match[3]}-{match[4]}" if match else ""


def _tidy(typed):
    """Capital letters and digits only: blanks, dashes and full-width forms are habits of writing."""
    return re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", typed).upper())


def _grouped(letters):
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def _digest(number, code, key):
    return salted_hmac(SALT, f"{number}.{code}", secret=key, algorithm="sha256").hexdigest()


# The address of a receipt ----------------------------------------------------------------------------------
def key_of(number: str, token: Token, purpose: str, now: datetime) -> str:
    """What the receipt's address carries, so that it needs no session: signed, good for an hour."""
    values = [number, token.nonce, int(now.timestamp())]
    return signing.dumps(values, salt=f"{ADDRESS}.{purpose}")


def read_key(key: str, purpose: str, now: datetime) -> tuple[str, str] | None:
    """(receipt number, nonce); None when the hour is over. Raises Refused for what we did not sign."""
    try:
        number, nonce, made = signing.loads(key, salt=f"{ADDRESS}.{purpose}")
    except signing.BadSignature:
        raise Refused("没有这张回执。") from None
    return (number, nonce) if now.timestamp() - made <= SHOWN.total_seconds() else None
