"""What was read from a file, in pieces with their places; and the search through them in one go."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from core import privacy

MAX_BYTES = 50 * 1024 * 1024
NO_TEXT_LAYER = "无文字层，无法自动扫描，请人工核对"


class Unscannable(Exception):
    """The file cannot be looked into; its text says why and what to do, in Chinese."""


@dataclass(frozen=True)
class FileFinding:
    """One piece of personal data: its place in words (第3页, 工作表“名单”C12), its kind, masked."""

    where: str
    kind: str
    masked: str


@dataclass(frozen=True)
class Piece:
    """A stretch of text with one place, or (`by_line`) with a place for each of its lines.

    Pieces of one `row` are read together, each behind its `label`.
    """

    where: str
    text: str
    label: str = ""
    row: int | None = None
    by_line: bool = False


@dataclass
class Reading:
    """What was read from a file: its text in pieces, and what a reader of the page would not see."""

    pieces: Iterable[Piece]
    hidden: list[str]


class Table:
    """Rows of cells with their headings: what a column is called tells what its numbers are."""

    def __init__(self):
        self.headings: dict[int, str] = {}
        self.rows = 0

    def row(self, cells: Iterable[tuple[int, str]], where: Callable[[int], str]) -> Iterator[Piece]:
        filled = [(column, text) for column, text in cells if text.strip()]
        self.rows += 1
        if not self.headings and self.rows <= 8 and _is_heading([text for _, text in filled]):
            self.headings = {column: " ".join(text.split()) for column, text in filled}
            return
        number = next(ROWS)
        for column, text in filled:
            yield Piece(where(column), text, self.headings.get(column, ""), number)


ROWS = iter(range(1, 2**62))


def _is_heading(texts: list[str]) -> bool:
    short = len(texts) > 1 and all(
        len(text) <= 20 and not re.search(r"[0-9０-９]{4}", text) for text in texts
    )
    return short and not privacy.kinds("\t".join(texts))  # a list may begin with its first person


# Neither a number nor an address reaches over this.
APART = "\n\t\n"
NEWLINE = "\n"
CHUNK = 400


def find(pieces: Iterable[Piece]) -> Iterator[FileFinding]:
    """Scans many pieces in one go: a call for every cell would cost more than the reading."""
    remaining = iter(pieces)
    while some := list(islice(remaining, CHUNK)):
        yield from _find_in(_whole_rows(some, remaining))


def _whole_rows(some: list[Piece], remaining: Iterator[Piece]) -> list[Piece]:
    row = some[-1].row
    if row is None:
        return some
    for piece in remaining:
        some.append(piece)
        if piece.row != row:
            break
    return some


def _find_in(pieces: list[Piece]) -> Iterator[FileFinding]:
    text, starts = joined(pieces)
    for finding in privacy.scan(text):
        at = bisect_right(starts, finding.start) - 1
        where = pieces[at].where
        if pieces[at].by_line:
            where += f"第{text.count(NEWLINE, starts[at], finding.start) + 1}行"
        yield FileFinding(where, finding.kind, finding.masked)


def joined(pieces: list[Piece]) -> tuple[str, list[int]]:
    words, starts, position, previous = [], [], 0, None
    for piece in pieces:
        between = "\t" if piece.row is not None and piece.row == previous else APART
        label = f"{piece.label}：" if piece.label else ""
        words += between, label, piece.text
        position += len(between)
        starts.append(position)
        position += len(label) + len(piece.text)
        previous = piece.row
    return "".join(words), starts
