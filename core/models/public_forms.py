from django.db import models

from core import clock


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
    both from the Receipt that their view is given."""

    receipt = models.CharField("回执号", max_length=40, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, editable=False)

    class Meta:
        abstract = True
