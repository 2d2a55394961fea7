"""Passages of a text with the words of a query marked, from the text as it was written."""

import re
from dataclasses import dataclass

from search.models import Text
from search.text import words

LENGTH = 120  # characters of a quote
BEFORE = 30  # of these in front of the first word found
_WIDE = {
    code + 0xFEE0: code for code in range(0x21, 0x7F)
}  # ２０２４ is found as 2024; one sign for one sign
_BETWEEN = (
    r"[^\w\n]*"  # what the engine drops within a line; in one loop, or two thousand blanks would take seconds
)


@dataclass(frozen=True)
class Piece:
    text: str
    marked: bool = False


class Marker:
    """Finds the words of one query in texts."""

    def __init__(self, query: str):
        found = sorted(words(query), key=len, reverse=True)
        pieces = [_BETWEEN.join(map(re.escape, word)) for word in found]
        self.whole = re.compile("|".join(pieces) or r"(?!)", re.I)
        # where a text holds a passage only in parts, its pairs are shown
        pairs = {word[at : at + 2] for word in found if len(word) > 2 for at in range(len(word) - 1)}
        self.parts = re.compile("|".join(map(re.escape, sorted(pairs))) or r"(?!)", re.I)

    def pieces(self, text: str) -> list[Piece]:
        """The whole of a short text, such as a title."""
        return _cut(text, self._spans(text), 0, len(text))

    def quote(self, text: str) -> list[Piece]:
        """About LENGTH characters around the first place that is found; the beginning where none is."""
        spans = self._spans(text)
        first = spans[0][0] if spans else 0
        start = 0 if first <= BEFORE * 2 else first - BEFORE
        end = min(len(text), start + LENGTH)
        pieces = _cut(text, spans, start, end)
        return [*([Piece("…")] if start else []), *pieces, *([Piece("…")] if end < len(text) else [])]

    def _spans(self, text):
        plain = text.translate(_WIDE)
        found = [match.span() for match in self.whole.finditer(plain)]
        return found or [match.span() for match in self.parts.finditer(plain)]


def _cut(text, spans, start, end):
    pieces, at = [], start
    for first, last in spans:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        pieces += [Piece(text[at:first])] if first > at else []
        pieces.append(Piece(text[first:last], marked=True))
        at = last
    return [*pieces, Piece(text[at:end])] if at < end else pieces


def quotes(query: str, numbers) -> dict[int, list[Piece]]:
    """Number → passage, for the hits of one page; one query."""
    marker = Marker(query)
    texts = Text.objects.filter(number__in=list(numbers)).values_list("number", "body")
    return {number: marker.quote(body) for number, body in texts}
