"""Digit groups of a text, how they hang together, and which stretches are already taken."""

import re
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple


class Span(NamedTuple):
    """A finding in the folded text."""

    start: int
    end: int
    kind: str


class Taken:
    """The spans found so far, none over another."""

    def __init__(self, length: int):
        self.spans: list[Span] = []
        self.marks = bytearray(length + 1)

    def is_free(self, start: int, end: int) -> bool:
        return self.marks.find(1, start, end) < 0

    def add(self, start: int, end: int, kind: str) -> None:
        if self.is_free(start, end):
            self.spans.append(Span(start, end, kind))
            self.marks[start:end] = b"\1" * (end - start)


GROUP = re.compile(r"[0-9]+|(?:(?<=[0-9])|(?<=[0-9][ \n]))[xX×](?![0-9A-Za-z×*])")
# How two groups hang together; what is none of these parts them.
JOINTS = (
    ("", re.compile(r"")),
    ("blank", re.compile(r" {1,3}")),
    ("dash", re.compile(r" ?[-_]{1,2} ?")),
    ("dot", re.compile(r" ?\. ?")),
    ("break", re.compile(r"-? {0,8}\n {0,8}")),
    ("loose", re.compile(r" ?[/()\[\]|,:、，;；~+]{1,2} ?")),
)


@lru_cache(maxsize=1_000)
def _joint(between: str) -> str | None:
    return next((name for name, pattern in JOINTS if pattern.fullmatch(between)), None)


class Groups:
    """The digit groups of a text, their digits in one string, and the chains that they form."""

    def __init__(self, text: str):
        self.text = text
        self.spans = [match.span() for match in GROUP.finditer(text)]
        words = [text[start:end].upper().replace("×", "X") for start, end in self.spans]
        self.digits = "".join(words)
        self.starts, self.ends = _offsets(words)
        self.joints = [None, *map(self._joint, range(1, len(words)))]
        self.chains = list(accumulate(joint is None for joint in self.joints))
        self.by_end = {end: k for k, end in enumerate(self.ends)}

    def _joint(self, k: int) -> str | None:
        start, end = self.spans[k - 1][1], self.spans[k][0]
        return _joint(self.text[start:end]) if end - start <= 18 else None

    def window(self, first: int, length: int) -> int | None:
        """The last group of the window of `length` digits that begins with group `first`, in one chain."""
        last = self.by_end.get(self.starts[first] + length)
        return None if last is None or self.chains[first] != self.chains[last] else last

    def sizes(self, first: int, last: int) -> list[int]:
        return [self.ends[k] - self.starts[k] for k in range(first, last + 1)]

    def inner(self, first: int, last: int) -> set[str]:
        return {self.joints[k] for k in range(first + 1, last + 1)} - {""}

    def before(self, first: int) -> str | None:
        return self.joints[first]

    def after(self, last: int) -> str | None:
        return self.joints[last + 1] if last + 1 < len(self.joints) else None


def _offsets(words: list[str]) -> tuple[list[int], list[int]]:
    starts, ends, position = [], [], 0
    for word in words:
        starts.append(position)
        position += len(word)
        ends.append(position)
    return starts, ends


def joints_around(groups: Groups, first: int, last: int) -> set[str | None]:
    return {groups.before(first), groups.after(last)}


def is_spaced_out(sizes: list[int], joints: set[str]) -> bool:
    return set(sizes) == {1} and joints <= {"blank", "dash", "dot"}
