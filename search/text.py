"""What a text is to the engine: one normal form, and the tokens that texts are kept by and queries are asked with.

Chinese has no blanks, and a segmenter cuts the same words differently in different sentences. So nothing here depends
on where a word is cut: every token is a piece that is in a text whenever it is in a passage of it. These are the single
characters, all pairs of neighbours, longer words that many documents share (every one of long_words.txt that stands
anywhere, not those that a segmenter would choose), and three and four neighbours among letters and digits, where pairs
alone tell little. Any choice of the tokens of a passage therefore finds every text that holds the passage.
"""

import re
import unicodedata
from functools import lru_cache
from operator import add
from pathlib import Path

TOKENIZER_VERSION = "2"  # kept with the index; another one here asks for a rebuild
LONG_WORDS = Path(__file__).with_name("long_words.txt")
MOST_ASKED = 24  # tokens of one query: more cost time and rule out nothing
WHOLE = 8  # passages up to this length are asked with every pair

_DROPPED = re.compile(r"[\W_]+")
_DROPPED_WITHIN = re.compile(r"(?:[^\w\n]|_)+")
_LATIN = re.compile(r"[0-9a-z]{3,}")


def normalise(text: str) -> str:
    """NFKC, small letters, blanks and signs dropped; a line for each line that has something left. Of marks on a letter the
    first thirty count (UAX #15, stream-safe text): putting more in order takes the square of their number."""
    text = _marks().sub(r"\1", "\n".join(text.splitlines()))
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = unicodedata.normalize(
        "NFKC", _DROPPED_WITHIN.sub("", unicodedata.normalize("NFKC", folded))
    ).casefold()
    return "\n".join(filter(None, kept.split("\n")))


@lru_cache(maxsize=1)
def _marks():
    """More than thirty marks in a row."""
    marks = "".join(chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
    return re.compile(f"([{marks}]{{30}})[{marks}]+")


def tokens(text: str) -> set[str]:
    """All tokens of a text."""
    lines = normalise(text)
    found = set(lines).union(_words(lines))
    for line in lines.split("\n"):
        found.update(map(add, line, line[1:]))
    found.discard("\n")
    return found


def words(query: str) -> list[str]:
    """The passages that a query names: what stands between its blanks and signs, each once."""
    folded = unicodedata.normalize("NFKC", query).casefold()
    found = (normalise(part).replace("\n", "") for part in _DROPPED.split(folded))
    return list(dict.fromkeys(word for word in found if word))


def asked(query: str) -> list[str]:
    """The tokens that a text must hold to answer a query; none where the query says nothing."""
    chosen = dict.fromkeys(token for word in words(query) for token in _of_passage(word))
    return _evenly(list(chosen), MOST_ASKED)


def _of_passage(word):
    """Long words first, since they rule out most; what another one holds asks nothing more."""
    step = 1 if len(word) <= WHOLE else 2
    pairs = [word[at : at + 2] for at in range(0, len(word) - 1, step)]
    chosen = []
    for token in [*sorted(_words(word), key=lambda one: (-len(one), one)), *pairs, word[-2:]]:
        if not any(token in other for other in chosen):
            chosen.append(token)
    return chosen


def _evenly(chosen, most):
    if len(chosen) <= most:
        return chosen
    return [chosen[at * len(chosen) // most] for at in range(most)]


@lru_cache(maxsize=1)
def _long_words() -> dict[str, tuple[str, ...]]:
    """The words of the list by their first two characters."""
    found = {}
    for line in LONG_WORDS.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            for word in line.split():
                found[word[:2]] = (*found.get(word[:2], ()), word)
    return found


def _words(lines):
    """Words of the list that stand anywhere in the lines; three and four neighbours among letters and digits."""
    by_start, found = _long_words(), set()
    for at, pair in enumerate(map(add, lines, lines[1:])):
        if pair in by_start:
            found.update(word for word in by_start[pair] if lines.startswith(word, at))
    for run in _LATIN.findall(lines):
        found.update(run[at : at + size] for size in (3, 4) for at in range(len(run) - size + 1))
    return found
