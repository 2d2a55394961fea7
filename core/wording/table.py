"""The rule of the table: entries are found by their first two characters, the longest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from core.wording.finding import DOCUMENT, TYPO, WARN, Finding, sentence_at

SHORTEST = 2  # a wrong form of one character would be one of every text


class Entry(NamedTuple):
    """A wrong form and what to write instead. `unless`: longer words in which it is not wrong.

    A tuple, because a thousand of them are made and compared for each text that is read.
    """

    wrong: str
    right: str
    grade: str = WARN
    kind: str = TYPO
    note: str = ""
    unless: tuple[str, ...] = ()


def check(text: str, entries: Iterable[Entry]) -> list[Finding]:
    """The wrong forms of `entries` in a text. A document's short name is none after its full name."""
    by_start = _table(tuple(entries))
    found, at = [], 0
    while at < len(text) - 1:
        rule = next((rule for rule in by_start.get(text[at : at + 2], ()) if rule.fits(text, at)), None)
        if rule is None:
            at += 1
            continue
        found.append(_finding(text, at, rule.entry))
        at += len(rule.entry.wrong)
    return found


def _finding(text, start, entry):
    end = start + len(entry.wrong)
    return Finding(
        start, end, entry.wrong, entry.right, entry.grade, entry.kind, sentence_at(text, start, end), entry.note
    )  # fmt: skip


@dataclass(frozen=True)
class _Rule:
    """An entry with the longer words around it that silence it, each with the place of the wrong form in it."""

    entry: Entry
    around: tuple[tuple[int, str], ...]

    def fits(self, text: str, at: int) -> bool:
        if not text.startswith(self.entry.wrong, at):
            return False
        if any(at >= offset and text.startswith(word, at - offset) for offset, word in self.around):
            return False
        # The full name first, the short one afterwards: so documents are quoted.
        return self.entry.kind != DOCUMENT or text.find(self.entry.right, 0, at) < 0


@lru_cache(maxsize=8)
def _table(entries: tuple[Entry, ...]) -> dict[str, list[_Rule]]:
    rights = [entry.right for entry in entries]
    all_rights = "\n".join(rights)
    table: dict[str, list[_Rule]] = {}
    for entry in sorted(entries, key=lambda entry: -len(entry.wrong)):
        if len(entry.wrong) < SHORTEST:
            continue
        words = [*entry.unless, *(rights if entry.wrong in all_rights else ())]
        around = {(word.index(entry.wrong), word) for word in words if entry.wrong in word != entry.wrong}
        table.setdefault(entry.wrong[:2], []).append(_Rule(entry, tuple(sorted(around))))
    return table
