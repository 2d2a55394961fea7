"""Wording (错敏词): wrong forms in a text, and near misses of the town's own names.

In: a text and the entries that staff keep. Out: findings whose `start` and `end` index that very text, in its order,
never overlapping. Nothing raises. Source of the duty: 政府网站与政务新媒体检查指标（严重表述错误、错别字）.

How: entries are found by their first two characters, the longest first, so a text of 50 000 characters costs some
milliseconds whether there are 300 entries or 2 000. A wrong form that is part of a right one, or of one of
its exceptions, is silent there: 报消 in 上报消防部门, 旅游局 in 文化和旅游局.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

BLOCK, WARN = "block", "warn"
GRADES = {BLOCK: "改正后才能发布", WARN: "提示"}
TYPO, OFFICE, DOCUMENT, OBSOLETE, IMPROPER = "typo", "office", "document", "obsolete", "improper"
KINDS = {
    TYPO: "错别字",
    OFFICE: "机构名称",
    DOCUMENT: "文件名称",
    OBSOLETE: "过时用语",
    IMPROPER: "不规范表述",
}
SHORTEST = 2  # a wrong form of one character would be one of every text
SENTENCE_END = re.compile(r"[。！？；\n\t]")
LONGEST_QUOTE = 60


@dataclass(frozen=True)
class Entry:
    """A wrong form and what to write instead. `unless`: longer words in which it is not wrong."""

    wrong: str
    right: str
    grade: str = WARN
    kind: str = TYPO
    note: str = ""
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Finding:
    """A wrong form at text[start:end]; `sentence` is what stands around it, for whoever has to judge."""

    start: int
    end: int
    wrong: str
    right: str
    grade: str
    kind: str
    sentence: str
    note: str = ""


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


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence around text[start:end], shortened on both sides where it is long."""
    before = SENTENCE_END.split(text[max(0, start - LONGEST_QUOTE) : start])[-1]
    after = SENTENCE_END.split(text[end : end + LONGEST_QUOTE])[0]
    return f"{before[-LONGEST_QUOTE // 2 :]}{text[start:end]}{after[: LONGEST_QUOTE // 2]}".strip()


# --- the table -----------------------------------------------------------------------------------------


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


# --- the town's own names ------------------------------------------------------------------------------

SHORTEST_NAME = 6  # shorter names have neighbours that are words of their own
BODIES = "局厅部处科所站队组会院校协"  # a name that ends otherwise is another body's: 人民政协, 办公厅


def own_names(
    text: str,
    offices: Iterable[str],
    people: Iterable[tuple[str, str]] = (),
    former: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Warnings where a text misspells one of the town's offices by one character, uses a former name
    (`former`: former → present), or misspells by one character somebody's name beside their title (`people`:
    pairs of title and name)."""
    known = sorted({*offices}, key=len, reverse=True)
    right = _marked(text, [*known])
    found = [
        *_former(text, former or {}, right),
        *(one for name in known if len(name) >= SHORTEST_NAME for one in _near(text, name, right)),
        *(one for title, name in people for one in _people(text, title, name)),
    ]
    return _apart(found)


def _marked(text, names):
    """Where names stand rightly, as a byte for each character."""
    marks = bytearray(len(text))
    for name in names:
        for start in _places(text, name):
            marks[start : start + len(name)] = b"\1" * len(name)
    return marks


def _places(text, word):
    at = text.find(word) if word else -1
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _former(text, former, right):
    for old, new in former.items():
        for start in _places(text, old):
            if text[max(0, start - 1) : start] != "原" and not any(right[start : start + len(old)]):
                yield _warning(text, start, start + len(old), new, OFFICE, "曾用名，现已更名")


def _near(text, name, right):
    """Windows that are the name but for one character changed, left out, or put in."""
    half = len(name) // 2
    starts = set(_places(text, name[:half]))
    starts |= {start - half + shift for start in _places(text, name[half:]) for shift in (-1, 0, 1)}
    for start in sorted(starts):
        for length in (len(name), len(name) - 1, len(name) + 1):
            window = text[start : start + length] if start >= 0 else ""
            if _is_miss(window, name) and not any(right[start : start + length]):
                yield _warning(text, start, start + length, name, OFFICE, "与机构名录相差一个字")
                break


def _is_miss(window, name):
    """One change between them, and neither at an end that only the neighbourhood has made."""
    if window == name or "\n" in window or not window:
        return False
    if len(window) == len(name):
        changed = [a for a, b in zip(window, name, strict=True) if a != b]
        return len(changed) == 1 and (window[-1] == name[-1] or window[-1] not in BODIES)
    if window[0] != name[0] or window[-1] != name[-1]:
        return False
    long, short = (window, name) if len(window) > len(name) else (name, window)
    if len(long) != len(short) + 1:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(1, len(long) - 1))


def _people(text, title, name):
    """A title with a name beside it that differs by one character from the one on record."""
    if not title or len(name) < 2:
        return
    for start in _places(text, title):
        after = start + len(title)
        for begin in (after, start - len(name)):
            written = text[begin : begin + len(name)] if begin >= 0 else ""
            wrong = sum(a != b for a, b in zip(written, name, strict=False)) == 1 and len(written) == len(
                name
            )
            if wrong and len(name) > 2:
                yield _warning(
                    text, begin, begin + len(name), name, IMPROPER, f"与工作人员名录（{title}）相差一个字"
                )


def _warning(text, start, end, right, kind, note):
    return Finding(start, end, text[start:end], right, WARN, kind, sentence_at(text, start, end), note)


def _apart(found):
    """In order, the longer one where two overlap."""
    kept, position = [], 0
    for one in sorted(set(found), key=lambda one: (one.start, -one.end)):
        if one.start >= position:
            kept.append(one)
            position = one.end
    return kept
