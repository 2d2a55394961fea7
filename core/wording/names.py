"""The town's own names: near misses of its offices and people, names that are no longer used."""

from collections.abc import Iterable, Mapping

from core.wording.finding import IMPROPER, OFFICE, WARN, Finding, sentence_at

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
