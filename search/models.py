from django.db import models


class Document(models.Model):
    """What is asked of a text besides its words. Narrow on purpose: a search reads it for each of its hits.

    The columns with the tokens are not Django's: each database keeps them in its own way (search.sql).
    """

    # Newest last: the day of the text, then a serial within it. The token index lists texts in this order, so that
    # the newest are had without sorting.
    place = models.BigAutoField(primary_key=True)
    number = models.BigIntegerField(unique=True)  # the caller's name for the text
    title_key = models.BigIntegerField(db_index=True)  # equal titles, equal keys
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    themes = models.CharField(max_length=300, blank=True)  # with commas between and around
    visible_from = models.BigIntegerField()  # seconds since 1970
    # Days as ordinals, half-open; no first day: the text is of no validity that could begin or end.
    since = models.IntegerField(null=True)
    until = models.IntegerField(null=True)


class Text(models.Model):
    """The text as it was handed in: what passages are quoted from, and what its tokens are made of again."""

    number = models.BigIntegerField(primary_key=True)
    title = models.CharField(max_length=400)
    body = models.TextField()


class State(models.Model):
    """One row: which tokenizer made the tokens."""

    version = models.CharField(max_length=40)


class Piece(models.Model):
    """A short text that is found by what it means: written with its record, its vector made afterwards.

    The rows without a vector of the present model are all the work that waits, so nothing is lost when a process dies.
    """

    number = models.BigIntegerField()  # of the text that it is a piece of
    part = models.CharField(max_length=60)  # the owner's name for the piece
    text = models.TextField()
    digest = models.CharField(
        max_length=32, db_index=True
    )  # equal texts, equal digests: one vector serves both
    model = models.CharField(max_length=40, blank=True)  # which one made the vector; blank: none did
    vector = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "part"], name="search_piece_once")]
        indexes = [models.Index(fields=["model", "id"], name="search_piece_waiting")]


class Meanings(models.Model):
    """One row: the state of the pieces, and which process makes their vectors until when."""

    version = models.BigIntegerField(default=0)  # drawn anew with every change
    worker = models.CharField(max_length=40, blank=True)
    worker_until = models.BigIntegerField(default=0)  # seconds since 1970


class Undelivered(models.Model):
    """A text that changed or went since another search engine was last told of it (search.outbox).

    No copy of it: what is delivered is what is true then. The rising id is the version that the other engine keeps.
    """

    number = models.BigIntegerField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    retry_at = models.BigIntegerField(default=0)  # seconds since 1970
    error = models.CharField(max_length=300, blank=True)
