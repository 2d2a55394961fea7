"""How much of an interpretation is lifted from the document that it explains (解读不得照抄、压缩文件要点).

Plain Python. Two signs, each measured on the words alone, so that blanks, punctuation, numbering and other figures hide
nothing: runs of RUN characters that the document has too, in whatever order; and sentences of which nearly every three
characters stand in one sentence of the document, which is how a heading with a synonym in it looks.

What is named in 《》 is a name and not counted, as long as it is no longer than names are and there is more than
names. What stands in quotation marks and says where it is from (“第六条规定：‘…’”) is quoting, and fair as long as there are at least as many words of one's own; what exceeds them counts.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass

from core.characters import is_seen

RUN = 13  # characters in a row that nobody writes the same way by chance; names of offices are shorter
GRAM = 3
ALIKE = 0.6  # share of a sentence's GRAMs in one sentence of the document
SHORTEST = 8  # characters of a sentence that can be judged by its GRAMs
COMMON = 40  # a GRAM in more sentences than these says nothing of any
FIGURES = "0123456789〇零一二三四五六七八九十百千万亿两"
NUMBERING = re.compile(
    r"(?m)^\s*(?:第[〇零一二三四五六七八九十百千\d]+[编章节条款项]|[（(]?[一二三四五六七八九十\d]+[）)、.．])"
)
TITLE = re.compile(
    r"《[^《》。；;！？!?\n]{1,40}》"
)  # titles of documents are shorter; sentences are no titles
QUOTE = re.compile(r"“[^“”]*”|「[^「」]*」")
SOURCE = re.compile(
    r"(?:条|款|项|规定|明确|要求|提出|写明|写的是|原文|文件|办法|细则|通知|方案|意见|》)(?:里|中|上)?(?:的|说|是)?[：:，, ]*$"
)
SENTENCE_END = set("。；;！!？?\n：:")


@dataclass(frozen=True)
class Copying:
    """What was measured. share: of the words that are lifted (0–1); passages: (start, stop) in the text as given."""

    share: float
    passages: list
    words: int = 0
    quoted: int = 0  # lifted words that stand in fair quotation marks

    @property
    def percent(self) -> int:
        return round(100 * self.share)


@dataclass
class Words:
    """A text as it is compared: characters without the rest, where each stood, and where sentences begin."""

    text: str
    places: list
    starts: list  # offsets into `text`


def words_of(text: str, skipped=()) -> Words:
    """text: as written. skipped: (start, stop) of what does not count."""
    left_out = bytearray(len(text))
    for start, stop in [*skipped, *(found.span() for found in NUMBERING.finditer(text))]:
        left_out[start:stop] = b"\1" * (stop - start)
    kept, places, starts = [], [], [0]
    for place, sign in enumerate(text):
        if sign in SENTENCE_END and len(kept) > starts[-1]:
            starts.append(len(kept))
        if left_out[place]:
            continue
        for one in unicodedata.normalize("NFKC", sign).casefold():
            if one in FIGURES:
                one = "0"
            if is_seen(one) and not (one == "0" and kept and kept[-1] == "0"):
                kept.append(one)
                places.append(place)
    return Words("".join(kept), places, starts)


def measure(text: str, document: str) -> Copying:
    """The share of `text` that is lifted from `document`, and where; both plain text."""
    own = _without_titles(text)
    source = words_of(document)
    if not own.text:
        return Copying(0.0, [])
    lifted = _runs(own.text, source.text)
    _sentences(own, source, lifted)
    quoted = _quoted(text, own)
    in_quotes = sum(one and other for one, other in zip(lifted, quoted, strict=True))
    plain = sum(lifted) - in_quotes
    fair = min(in_quotes, len(own.text) - sum(lifted))  # no more than one's own words
    total = len(own.text)
    return Copying((plain + in_quotes - fair) / total, _passages(lifted, own.places), total, fair)


def _without_titles(text: str) -> Words:
    """The words of a text but for the names in it; where these are three quarters of it, they are no names."""
    everything = words_of(text)
    own = words_of(text, [found.span() for found in TITLE.finditer(text)])
    return own if 4 * len(own.text) >= len(everything.text) else everything


def _runs(own: str, source: str) -> bytearray:
    """A mark at every character that stands in a run of RUN characters of the source."""
    known = {source[start : start + RUN] for start in range(len(source) - RUN + 1)}
    lifted = bytearray(len(own))
    for start in range(len(own) - RUN + 1):
        if own[start : start + RUN] in known:
            lifted[start : start + RUN] = b"\1" * RUN
    return lifted


def _sentences(own: Words, source: Words, lifted: bytearray) -> None:
    """Mark the sentences that are nearly one of the source's."""
    homes = defaultdict(set)
    for start, stop in _spans(source):
        for place in range(start, stop - GRAM + 1):
            homes[source.text[place : place + GRAM]].add(start)
    for start, stop in _spans(own):
        if stop - start < SHORTEST or all(lifted[start:stop]):
            continue
        grams = [own.text[place : place + GRAM] for place in range(start, stop - GRAM + 1)]
        counted = Counter(
            home for gram in grams if len(homes.get(gram, ())) <= COMMON for home in homes.get(gram, ())
        )
        if counted and counted.most_common(1)[0][1] >= ALIKE * len(grams):
            lifted[start:stop] = b"\1" * (stop - start)


def _spans(words: Words):
    return zip(words.starts, [*words.starts[1:], len(words.text)], strict=True)


def _quoted(text: str, own: Words) -> bytearray:
    """A mark at every character within quotation marks that say where the words are from."""
    marks = bytearray(len(own.text))
    for found in QUOTE.finditer(text):
        if SOURCE.search(text[max(0, found.start() - 12) : found.start()]):
            first = bisect_right(own.places, found.start())
            last = bisect_right(own.places, found.end() - 1)
            marks[first:last] = b"\1" * (last - first)
    return marks


def _passages(lifted, places) -> list:
    """The marked runs as (start, stop) of the text as it was written."""
    found, begun = [], None
    for number, marked in enumerate([*lifted, 0]):
        if marked and begun is None:
            begun = number
        elif not marked and begun is not None:
            found.append((places[begun], places[number - 1] + 1))
            begun = None
    return found
