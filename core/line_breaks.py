"""Between which pieces of a title a line may break. Plain Python."""

from collections.abc import Iterable, Iterator
from itertools import accumulate

from core.words import words

OPENING, CLOSING = "《〈（〔“「", "》〉）〕”」，。、；：！？"
NUMERALS = frozenset("0123456789〇一二三四五六七八九十百千万")
COUNTED = frozenset("年月日号条件个元亩岁%％")  # stay with the number before them


def pieces(title: str) -> list[str]:
    """Words, with opening marks kept to what follows, closing ones and what is counted to what goes before (禁则)."""
    found = []
    for word in words(title):
        counted = word[0] in COUNTED and found and found[-1][-1] in NUMERALS
        if found and (counted or word[0] in CLOSING or found[-1][-1] in OPENING):
            found[-1] += word
        else:
            found.append(word)
    return found


def marked(parts: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, bool, bool]]:
    """The parts of a title, (text, whether it is marked), in smaller ones: (text, marked, whether a line may break behind
    it). What is marked stays in one piece."""
    parts = list(parts)
    ends, at = set(accumulate(map(len, pieces("".join(text for text, _ in parts))))), 0
    for text, is_marked in parts:
        start = 0
        for length in range(1, len(text) + 1):
            if length == len(text) or (not is_marked and at + length in ends):
                yield text[start:length], is_marked, at + length in ends
                start = length
        at += len(text)
