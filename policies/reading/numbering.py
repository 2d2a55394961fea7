"""Numbers that Word counts by itself, written out as text.

第一条 or （一） made by Word's numbered lists are not in the text of a docx at all; without this they would be lost in
reading. ECMA-376 Part 1, 17.9: numbering.xml holds abstract lists, lists and overrides; paragraphs and styles refer
to them.
"""

from dataclasses import dataclass, field

from policies.numbers import in_chinese

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographTraditional",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "japaneseCounting",
    "chineseLegalSimplified",
}
_LEVELS = 9


@dataclass
class Level:
    """One level of a list: number format, pattern such as 第%1条, first number."""

    format: str = "decimal"
    pattern: str = ""
    start: int = 1
    suffix: str = "tab"


@dataclass
class Numbering:
    """The lists of a document, and how far each has counted."""

    lists: dict = field(default_factory=dict)
    abstract_of: dict = field(default_factory=dict)
    counts: dict = field(default_factory=dict)
    seen: set = field(default_factory=set)
    unknown: set = field(default_factory=set)

    def label(self, list_id: str, level: int) -> str:
        """Count on by one at this level and give the label; '' for bullets and lists that are not defined."""
        levels = self.lists.get(list_id)
        if not levels or level not in levels:
            return ""
        counts = self._counts(list_id)
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        return self._write(levels, level, counts)

    def _counts(self, list_id):
        """Lists of one abstract list count together, unless one restarts by an override."""
        return self.counts.setdefault(self.abstract_of.get(list_id, list_id), {})

    def _write(self, levels, level, counts):
        own = levels[level]
        if own.format in ("bullet", "none", "") and "%" not in own.pattern:
            return ""
        label = own.pattern
        for n in range(level + 1):
            here = levels.get(n, Level())
            label = label.replace(f"%{n + 1}", self._number(here.format, counts.get(n, here.start)))
        return label + {"space": " ", "tab": " "}.get(own.suffix, "")

    def _number(self, form, number):
        if form in _CHINESE:
            return in_chinese(number)
        if form == "ideographDigital":
            return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
        if form in ("upperLetter", "lowerLetter"):
            letter = chr(ord("A") + (number - 1) % 26)
            return letter if form == "upperLetter" else letter.lower()
        if form not in ("decimal", "decimalFullWidth", "decimalZero", "decimalHalfWidth", ""):
            self.unknown.add(form)
        return str(number)


def numbering_of(root) -> Numbering:
    """Read word/numbering.xml (lxml root, or None where the document has none)."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstract = {a.get(W + "abstractNumId"): _levels(a) for a in root.iter(W + "abstractNum")}
    for num in root.iter(W + "num"):
        _add_list(numbering, abstract, num)
    return numbering


def _add_list(numbering, abstract, num):
    list_id, ref = num.get(W + "numId"), _value(num.find(W + "abstractNumId"))
    levels = dict(abstract.get(ref, {}))
    overrides = num.findall(W + "lvlOverride")
    for override in overrides:
        _override(levels, override)
    restarts = any(o.find(W + "startOverride") is not None for o in overrides)
    numbering.lists[list_id] = levels
    numbering.abstract_of[list_id] = f"num{list_id}" if restarts else f"abstract{ref}"


def _override(levels, override):
    at = _int(override.get(W + "ilvl"), 0)
    own, start = override.find(W + "lvl"), _value(override.find(W + "startOverride"))
    if own is not None:
        levels[at] = _level(own)
    if start is not None:
        old = levels.get(at, Level())
        levels[at] = Level(old.format, old.pattern, _int(start, 1), old.suffix)


def _levels(abstract):
    return {_int(lvl.get(W + "ilvl"), 0): _level(lvl) for lvl in abstract.findall(W + "lvl")}


def _level(lvl):
    return Level(
        _value(lvl.find(W + "numFmt")) or "decimal",
        _value(lvl.find(W + "lvlText")) or "",
        _int(_value(lvl.find(W + "start")), 1),
        _value(lvl.find(W + "suff")) or "tab",
    )


def _value(element):
    return None if element is None else element.get(W + "val")


def _int(text, default):
    try:
        return max(0, min(int(text), 9999))
    except (TypeError, ValueError):
        return default


def reference_of(properties) -> tuple[str, int] | None:
    """(list, level) that a w:pPr names, or None; list 0 means no numbering."""
    num = properties.find(W + "numPr") if properties is not None else None
    if num is None:
        return None
    list_id = _value(num.find(W + "numId"))
    return (list_id or "", min(_int(_value(num.find(W + "ilvl")), 0), _LEVELS - 1))


def style_references(root) -> dict[str, tuple[str, int]]:
    """Numbering that comes with a paragraph style, styles based on it included (word/styles.xml, lxml root or None)."""
    if root is None:
        return {}
    styles = {s.get(W + "styleId"): s for s in root.iter(W + "style")}
    return {name: ref for name in styles if (ref := _inherited(styles, name))}


def _inherited(styles, name):
    for _ in range(20):
        style = styles.get(name)
        if style is None:
            return None
        own = reference_of(style.find(W + "pPr"))
        if own:
            return own
        name = _value(style.find(W + "basedOn"))
    return None
