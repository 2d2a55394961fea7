"""The audit trail: entries chained by HMAC with a key outside the database, their head also beside the database.

An altered row breaks its digest; a removed one breaks the numbering; a cut tail or a chain written anew
disagrees with the head kept in a file of its own, which every backup carries too.
"""

import fcntl
import hashlib
import hmac
import json
import os
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from core import clock, revision
from core.models import AuditEntry, AuditHead

origin: ContextVar[str] = ContextVar("origin", default="")
FIELDS = (
    "number",
    "verb",
    "object_kind",
    "object_id",
    "object_title",
    "actor_name",
    "note",
    "address",
    "previous",
)


@dataclass
class Act:
    """What one step says of itself; the verb fills `before` and `after` while it works."""

    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    note: str = ""


@contextmanager
def act(verb: str, thing, *, by, note: str = "", public: bool = False, office=None):
    """Do one step in one transaction and leave its entry: `with act("签发", record, by=user) as step: …`.

    verb: Chinese, as the trail shows it. thing: the record (a model instance). by: a User, or None for the
    command line. public: whether what is public may change (then the site's revision moves too). The chain's
    head is locked first, so that steps happen one after another on either database; a step may take others along, whose
    entries come before its own.
    """
    with revision.public_write() if public else transaction.atomic():
        head = AuditHead.objects.select_for_update().get_or_create(pk=1)[0]
        step, known = Act(note=note), thing.pk
        yield step
        head.refresh_from_db()  # steps within this one have left their entries
        _append(head, verb, thing, by, step, office, thing.pk or known)


def _append(head, verb, thing, by, step, office, pk):
    entry = AuditEntry(
        number=head.count + 1,
        at=clock.now(),
        actor=by,
        actor_name=str(by) if by else "命令行",
        verb=verb,
        object_kind=thing._meta.label_lower,
        object_id=pk,  # also of what the step deleted
        object_title=getattr(thing, "audit_title", str(thing))[:300],
        office=office or getattr(thing, "office", None),
        before=_plain(step.before),
        after=_plain(step.after),
        note=step.note,
        address=origin.get(),
        previous=head.digest,
    )
    entry.digest = digest(entry)
    entry.save()
    head.count, head.digest = entry.number, entry.digest
    head.save()
    transaction.on_commit(lambda: _write_head(entry.number, entry.digest))


def _plain(values: dict) -> dict:
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False))


def digest(entry: AuditEntry) -> str:
    """The HMAC-SHA256 (hex) of an entry over all it says and the digest before it."""
    said = {name: getattr(entry, name) for name in FIELDS}
    said |= {
        "at": entry.at.astimezone(clock.SHANGHAI).isoformat(),
        "actor": entry.actor_id,
        "office": entry.office_id,
    }
    said |= {"before": entry.before, "after": entry.after}
    message = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.AUDIT_KEY, message.encode(), hashlib.sha256).hexdigest()


# The head beside the database ------------------------------------------------------------------------------
def head_file():
    return settings.PORTAL_DATA / "audit-head.json"


def _write_head(count: int, last: str) -> None:
    """Write the head, unless another process has already written a later one."""
    with open(head_file().with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if read_head()["count"] < count:
            draft = head_file().with_suffix(f".{os.getpid()}")
            draft.write_text(json.dumps({"count": count, "digest": last}))
            os.replace(draft, head_file())


def read_head() -> dict:
    """{count, digest} as last written beside the database; {count: 0, digest: ''} where there is none."""
    try:
        return json.loads(head_file().read_text())
    except FileNotFoundError:
        return {"count": 0, "digest": ""}


# Verification ----------------------------------------------------------------------------------------------
def problems(witness: dict | None = None) -> list[str]:
    """What is wrong with the chain, in Chinese sentences; empty when it is whole.

    witness: a head {count, digest} kept elsewhere (a backup's); without it the one beside the database.
    """
    found, expected, last = [], 1, ""
    witness = witness or read_head()
    seen = witness["count"] == 0
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != expected:
            found.append(f"第{expected}条缺失，下一条是第{entry.number}条。")
            expected = entry.number
        if entry.previous != last:
            found.append(f"第{entry.number}条与前一条不相接。")
        if not hmac.compare_digest(entry.digest, digest(entry)):
            found.append(f"第{entry.number}条内容与校验值不符。")
        if entry.number == witness["count"]:
            seen = True
            if entry.digest != witness["digest"]:
                found.append(f"第{entry.number}条与库外留存的链头不符，记录链可能被整体改写。")
        expected, last = entry.number + 1, entry.digest
    return found + _tail_problems(expected - 1, last, witness, seen)


def _tail_problems(count, last, witness, seen):
    found = []
    if count and not witness["count"]:
        found.append("库外没有留存链头，无法确认末尾是否被截去。")
    if not seen:
        found.append(f"库外留存的链头为第{witness['count']}条，库内只有{count}条，末尾被截去。")
    head = AuditHead.objects.filter(pk=1).first()
    if (head.count if head else 0) != count or (head.digest if head else "") != last:
        found.append("库内链头与最后一条记录不符。")
    return found
