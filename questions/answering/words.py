"""How alike two texts are by their words: pieces of one and two characters, weighed by how rare they are in the library.

Plain Python. Everyday words count as the official ones beside them (everyday.toml); what any question says
(请问 怎么 需要 …) counts for nothing.
"""

import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

EVERYDAY = Path(__file__).with_name("everyday.toml")
FILLERS = re.compile(
    "请问|您好|你好|什么时候|啥时候|几时|几点|麻烦|想问一下|问一下|我想|想要|想|应该|应当|怎么样|怎样|怎么|咋样|咋办|咋|如何|什么|啥|哪些|哪里|哪儿|哪个|"
    "多少|是否|能不能|可不可以|可以|能够|需要|要不要|有没有|办理|申请|的话|一下|我们|我家|我|你们|吗|呢|吧|啊|呀|不$|了$"
)
SINGLE = 0.35  # the weight of one character beside that of a pair


def folded(text: str) -> str:
    """NFKC, small letters, signs as blanks."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


@lru_cache(maxsize=1)
def everyday() -> list[tuple[str, str]]:
    """(everyday word, official words)."""
    return list(tomllib.loads(EVERYDAY.read_text("utf-8"))["words"].items())


def officially(text: str) -> str:
    """The text with the official words beside the everyday ones that it holds."""
    return " ".join([text, *(official for word, official in everyday() if word in text)])


def pieces(text: str) -> dict[str, float]:
    """Pieces of a text with their weights before rarity: pairs of neighbours 1, single characters SINGLE."""
    found = {}
    for run in FILLERS.sub(" ", folded(text)).split():
        found.update(dict.fromkeys(run, SINGLE))
        found.update(dict.fromkeys(map("".join, pairwise(run)), 1.0))
    return found


class Rarity:
    """How much a piece tells, from how many texts hold it."""

    def __init__(self, texts: Iterable[dict]):
        self.holding: Counter = Counter()
        self.number = 0
        for text in texts:
            self.holding.update(text.keys())
            self.number += 1

    def weigh(self, found: dict[str, float]) -> dict[str, float]:
        """Piece → weight."""
        most = self.number + 1
        return {
            piece: weight * math.log(1 + most / (1 + self.holding[piece])) for piece, weight in found.items()
        }


def alike(asked: dict[str, float], text: dict[str, float]) -> float:
    """The cosine of two weighed texts: 0 nothing in common … 1 the same words."""
    if len(asked) > len(text):
        asked, text = text, asked
    common = sum(weight * text[piece] for piece, weight in asked.items() if piece in text)
    size = length(asked) * length(text)
    return common / size if size else 0.0


def length(weighed: dict[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weighed.values()))


def covered(asked: dict[str, float], text) -> float:
    """The share of what was asked that a text holds, by weight."""
    whole = sum(asked.values())
    return sum(weight for piece, weight in asked.items() if piece in text) / whole if whole else 0.0
