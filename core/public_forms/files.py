"""Files that come with a public form: checked and held, sealed, until the form is sent or a day has passed.

A page cannot carry a file on, so it carries the unguessable key of a held one.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from core import sealed, uploads
from core.models import HeldFile
from core.public_forms.counters import HOUR

MOST_AN_HOUR = 60  # files held for one address, sent or not
KEPT = timedelta(days=1)
CARRIED, DROPPED = "held", "drop"
KEYS_READ = 40  # of one page; more are no page of ours


def hint() -> str:
    """What a sender may choose, in words."""
    return (
        f"最多{settings.MAX_SENT_FILES}个，每个不超过{settings.MAX_SENT_FILE_BYTES >> 20}MB：{uploads.KINDS_IN_WORDS}。"
        "只给办理的人看，不公开。"
    )


@dataclass
class Held:
    """The files of one form as it is now: those carried on, those that came with this press."""

    files: list[HeldFile] = field(default_factory=list)
    is_new: bool = (
        False  # whether something came or went with this press: then one looks again before sending
    )

    @property
    def keys(self) -> list[str]:
        return sorted(one.key for one in self.files)

    @property
    def names(self) -> str:
        return "、".join(one.name for one in self.files)


def carried(request) -> Held:
    """What an earlier page of this form has brought. Keys of another form, or of what is no longer held, bring nothing."""
    keys = request.POST.getlist(CARRIED)[:KEYS_READ]
    dropped = set(request.POST.getlist(DROPPED))
    found = HeldFile.objects.filter(key__in=keys, purpose=request.path, taken=False).order_by("pk")
    kept = [one for one in found if one.key not in dropped]
    return Held(kept, is_new=len(kept) < len(found) or bool(request.FILES))


def take(held: Held, request, who: str, now: datetime) -> None:
    """Hold what came with this press. ValidationError in Chinese names the file; then nothing of it is held."""
    came = [upload for name in request.FILES for upload in request.FILES.getlist(name)]
    if not came:
        return
    _refuse_too_many(held, came, who, now)
    checked = [(upload, *_checked(upload)) for upload in came]
    for upload, data, kind in checked:
        # The row comes first: killed before the file is there, the next clean-up finds nothing that nobody knows of.
        one = HeldFile.objects.create(
            key=secrets.token_urlsafe(18), purpose=request.path, sender=who, name=_name(upload.name),
            extension=kind.extension, size=len(data), held_at=now, file=f"senders/{now:%Y/%m}/{secrets.token_hex(16)}",
        )  # fmt: skip
        one.file.storage.save(one.file.name, ContentFile(sealed.seal_bytes(data)))
        held.files.append(one)


def _refuse_too_many(held, came, who, now):
    number = len(held.files) + len(came)
    most, largest = settings.MAX_SENT_FILES, settings.MAX_SENT_BYTES
    if number > most:
        raise ValidationError(f"附件最多{most}个，现在有{number}个，这次选的都没有收下。请减少后再选。")
    together = sum(one.size for one in [*held.files, *came])
    if together > largest:
        raise ValidationError(
            f"附件加起来不能超过{largest >> 20}MB，这次选的都没有收下。请压缩或者减少后再选。"
        )
    recent = HeldFile.objects.filter(sender=who, held_at__gt=now - HOUR).count()
    if recent + len(came) > MOST_AN_HOUR:
        raise ValidationError("一小时内上传的附件太多，请过一会儿再传；文字可以先提交。")


def _checked(upload):
    if upload.size > settings.MAX_SENT_FILE_BYTES:
        raise ValidationError(
            f"“{_name(upload.name)}”超过{settings.MAX_SENT_FILE_BYTES >> 20}MB，请压缩后再选。"
        )
    data = upload.read()
    return data, uploads.check(data, upload.name)


def _name(name):
    path = PurePath(name)
    return uploads.safe_name(path.stem, path.suffix.lower().lstrip(".")[:5] or "txt")


def forget(now: datetime) -> int:
    """Delete what nobody sent: rows and files; of what was sent the row alone, since its owner has the file."""
    old = HeldFile.objects.filter(held_at__lt=now - KEPT)
    for one in old.filter(taken=False):
        one.file.delete(save=False)
    return old.delete()[0]
