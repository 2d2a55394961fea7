from django.core.exceptions import ValidationError
from django.db import models, transaction

from core import clock, sealed, uploads


class SpentToken(models.Model):
    """A form that was sent: its one-time token, and the receipt it led to. Written with what it brought, in one
    transaction, so that a second press of the button finds the first. Holds neither address nor text, only digests."""

    digest = models.CharField(max_length=64, unique=True)
    content = models.CharField(max_length=64)  # tells a second press from a second text
    sender = models.CharField(max_length=64)
    receipt = models.CharField(max_length=40, default="")
    spent_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["sender", "spent_at"], name="spent_by_sender")]


class TrackFailure(models.Model):
    """A receipt number asked for with a wrong code: once for the address, once for the number (digests)."""

    subject = models.CharField(max_length=64)
    failed_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "failed_at"], name="failures_of_subject")]


class Receipted(models.Model):
    """What came through a public form: its receipt number, and of its query code a digest. Concrete children set
    both from the Receipt that their view is given; PREFIX: two capital letters that begin its number."""

    PREFIX = ""

    receipt = models.CharField("回执号", max_length=40, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, editable=False)

    class Meta:
        abstract = True


class HeldFile(models.Model):
    """A file that came with a public form, sealed: waits until the form is sent, then belongs to what was sent."""

    key = models.CharField(max_length=40, unique=True)
    purpose = models.CharField(max_length=200)  # the form's address
    sender = models.CharField(max_length=64)  # a digest
    name = models.CharField(max_length=120)
    extension = models.CharField(max_length=10)
    size = models.PositiveIntegerField()  # bytes, before sealing
    file = models.FileField(storage=uploads.private_storage, max_length=200)
    held_at = models.DateTimeField(default=clock.now, db_index=True)
    taken = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["sender", "held_at"], name="held_by_sender")]


class SentFile(models.Model):
    """A file that was sent with something: shown to staff only, unsealed when asked for. Children say with what."""

    name = models.CharField("文件名", max_length=120)
    extension = models.CharField(max_length=10, editable=False)
    size = models.PositiveIntegerField("大小（字节）", editable=False)
    file = models.FileField("文件", storage=uploads.private_storage, max_length=200, editable=False)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    def delete(self, *args, **kwargs):
        """The file goes when the row has gone for good."""
        name, storage = self.file.name, self.file.storage
        transaction.on_commit(lambda: storage.delete(name))
        return super().delete(*args, **kwargs)

    @property
    def data(self) -> bytes:
        with self.file.storage.open(self.file.name) as file:
            return sealed.unseal_bytes(file.read())

    @classmethod
    def take(cls, held: HeldFile, **owner):
        """The held file becomes the owner's; in the transaction that stores the owner."""
        if not HeldFile.objects.filter(pk=held.pk, taken=False).update(taken=True):
            raise ValidationError("附件已经随另一次提交交来了，请重新选择附件。")
        return cls.objects.create(
            name=held.name, extension=held.extension, size=held.size, file=held.file.name, **owner
        )
