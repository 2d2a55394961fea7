"""How much of a text is lifted from another: reports must not repeat last year's words (30号文: 内容雷同、敷衍塞责).

Plain Python. Blanks, punctuation and figures do not count: a sentence of last year with new numbers is last year's.
"""

import re
import unicodedata

RUN = 10  # characters in a row that nobody writes the same way by chance
NOT_WORDS = re.compile(r"[\W\d_]+")


def words_of(text: str) -> str:
    """The text as it is compared: letters and characters alone, in one width and case."""
    return NOT_WORDS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def lifted_share(text: str, source: str) -> float:
    """The share (0–1) of `text` that stands in runs of at least RUN characters which `source` has too."""
    own, other = words_of(text), words_of(source)
    known = {other[start : start + RUN] for start in range(len(other) - RUN + 1)}
    covered = bytearray(len(own))
    for start in range(len(own) - RUN + 1):
        if own[start : start + RUN] in known:
            covered[start : start + RUN] = b"\1" * RUN
    return sum(covered) / len(own) if own else 0.0
