from django.db import models


class SiteRevision(models.Model):
    """One row: how many times what is public has changed. Page caches are keyed by it (core/revision.py)."""

    number = models.BigIntegerField(default=0)
