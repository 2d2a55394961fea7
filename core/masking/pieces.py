"""Masking in many pieces that are read together: cells of a row, runs of a paragraph."""

from bisect import bisect_right
from collections.abc import Sequence

from core import privacy
from core.scanning.pieces import FileFinding, Piece, joined

ROUNDS = 8  # what a mask leaves may make a new number of its neighbours; more often than this it does not


class StillThere(Exception):
    """Masking found no end."""


def mask_pieces(pieces: Sequence[Piece]) -> tuple[list[str], list[FileFinding]]:
    """The texts of the pieces with their findings masked, and what was masked, each with its place."""
    texts, masked = [piece.text for piece in pieces], []
    for _ in range(ROUNDS):
        now = [
            Piece(piece.where, text, piece.label, piece.row)
            for piece, text in zip(pieces, texts, strict=True)
        ]
        found = _found(now)
        if not found:
            return texts, masked
        for at, start, end, finding in reversed(found):
            texts[at] = texts[at][:start] + finding.masked + texts[at][end:]
        masked += [FileFinding(pieces[at].where, finding.kind, finding.masked) for at, _, _, finding in found]
    raise StillThere


def _found(pieces):
    """(piece, start, end, finding) of each finding, in its piece's own text."""
    text, starts = joined(pieces)
    found = []
    for finding in privacy.scan(text):
        at = bisect_right(starts, finding.start) - 1
        shift = starts[at] + (len(pieces[at].label) + 1 if pieces[at].label else 0)
        found.append((at, max(0, finding.start - shift), finding.end - shift, finding))
    return found
