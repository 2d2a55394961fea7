"""Pieces come in and go with the text that they are of, in the caller's own transaction; vectors are made later."""

import hashlib
import secrets
from collections.abc import Collection

from django.db import transaction

from search.meaning import beside
from search.meaning.version import MODEL
from search.models import Meanings, Piece

LONGEST = 400  # characters of a piece: the model reads no more than 512 tokens at once, and a third of a second of them


def keep(meanings: dict[int, Collection[tuple[str, str]]]) -> None:
    """Keep the pieces of some texts, number → (part, text), and no others of them; equal ones keep their vectors."""
    wanted = {(piece.number, piece.part): piece for piece in _pieces(meanings)}
    kept = {
        (number, part): digest
        for number, part, digest in Piece.objects.filter(number__in=meanings).values_list(
            "number", "part", "digest"
        )
    }
    gone = kept.keys() - wanted.keys()
    new = [piece for key, piece in wanted.items() if kept.get(key) != piece.digest]
    for number, part in gone:
        Piece.objects.filter(number=number, part=part).delete()
    Piece.objects.bulk_create(
        new, batch_size=300, update_conflicts=True, unique_fields=["number", "part"],
        update_fields=["text", "digest", "model", "vector"],
    )  # fmt: skip
    if gone or new:
        changed()
        transaction.on_commit(beside.wake)


def forget(numbers: Collection[int]) -> None:
    """Drop the pieces of texts."""
    dropped, _ = Piece.objects.filter(number__in=numbers).delete()
    if dropped:
        changed()


def waiting(meanings: dict[int, Collection[tuple[str, str]]]) -> int:
    """How many of these pieces are not kept with a vector of the present model."""
    made = set(Piece.objects.filter(number__in=meanings, model=MODEL).values_list("number", "part", "digest"))
    return sum((one.number, one.part, one.digest) not in made for one in _pieces(meanings))


def changed() -> None:
    """Said in the transaction of each change: who holds vectors in memory reads them again. A number drawn by lot is
    never that of another state, not even after a restore."""
    version = secrets.randbits(62)
    if not Meanings.objects.filter(pk=1).update(version=version):
        Meanings.objects.update_or_create(pk=1, defaults={"version": version})


def version() -> int:
    """Another one after every change of pieces and vectors."""
    return Meanings.objects.filter(pk=1).values_list("version", flat=True).first() or 0


def _pieces(meanings):
    for number, parts in meanings.items():
        for part, text in parts:
            text = _shortened(text)
            if text:
                digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
                yield Piece(number=number, part=part, text=text, digest=digest)


def _shortened(text):
    """Without the sign that databases and the engine take for an end, blanks as one."""
    return " ".join(text.replace("\0", " ").split())[:LONGEST].strip()
