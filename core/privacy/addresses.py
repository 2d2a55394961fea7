"""Home addresses: read from their house number outwards; they belong to a person unless an office is nearer."""

import re
from bisect import bisect_right
from functools import cached_property

from core.privacy.address_parts import ANCHOR, Place, read
from core.privacy.address_words import (
    AFTER_HOUSE,
    DOORPLATE,
    DWELLING,
    ESTATE,
    FACILITY,
    HOME_LABEL,
    HOME_WORDS,
    NAME_NEXT,
    NO_PLACE,
    NOT_AFTER,
    OFFICE_LABEL,
    ORGANISATION,
    STREET,
    STREET_OF_VILLAGE,
    TOLERATED,
    TOWNSHIP_VILLAGE,
    VILLAGE,
    WORKS,
)  # fmt: skip
from core.privacy.groups import Span, Taken
from core.privacy.names import NAME, PERSON

STRONG, MEDIUM, WEAK, NOTHING = 3, 2, 1, 0


class Cues:
    """Where a text names persons and where offices: the nearest before an address tells whose it is."""

    def __init__(self, text: str):
        self.text = text

    @cached_property
    def _persons(self) -> list[int]:
        return sorted(match.end() for pattern in (PERSON, NAME) for match in pattern.finditer(self.text))

    @cached_property
    def _offices(self) -> list[int]:
        return [match.end() for match in ORGANISATION.finditer(self.text)]

    def person(self, start: int, end: int) -> int:
        """Where the last person in the stretch is named, or -1."""
        return _last_within(self._persons, start, end)

    def office(self, start: int, end: int) -> int:
        """Where the last office in the stretch is named, or -1."""
        return _last_within(self._offices, start, end)


def _last_within(ends: list[int], start: int, end: int) -> int:
    k = bisect_right(ends, end) - 1
    return ends[k] if k >= 0 and ends[k] > start else -1


def addresses(text: str, numbers: list[Span]) -> list[Span]:
    taken, cues = Taken(len(text)), Cues(text)
    for span in numbers:
        taken.add(*span)
    position, found = 0, Taken(len(text))
    while anchor := ANCHOR.search(text, position):
        place = read(text, anchor.start())
        position = max(place.end, anchor.start() + 1)
        if place.parts and taken.is_free(place.anchor, place.end) and _is_home(text, place, cues):
            found.add(_after_others(place, taken, found), place.end, "address")
    for match in DOORPLATE.finditer(text):
        found.add(*match.span("house"), "address")
    return found.spans


def _after_others(place: Place, *others: Taken) -> int:
    ends = (other.marks.rfind(1, place.begin, place.anchor) + 1 for other in others)
    return max(place.begin, *ends)


def _is_home(text: str, place: Place, cues: Cues) -> bool:
    line = max(text.rfind("\n", 0, place.begin) + 1, place.begin - 160)
    before = text[max(line, place.begin - 30) : place.begin]
    labelled = HOME_LABEL.search(before[-16:]) is not None
    strength = _strength(text[place.begin : place.anchor], place.parts, labelled)
    if strength == NOTHING or NOT_AFTER.match(text, place.end):
        return False
    if OFFICE_LABEL.search(before):
        return False
    return labelled or _belongs_to_person(text, place, line, strength, cues)


def _strength(names: str, parts: tuple[str, ...], labelled: bool) -> int:
    """How surely names and parts are those of a dwelling."""
    has, names = set(parts), names.rstrip(" \n")
    if NO_PLACE.search(names):
        return NOTHING
    housed = bool(has & {"number", "dashed", "flat", "room"})
    if "group" in has and housed and names:
        return STRONG
    if "unit" in has and (housed or "building" in has):
        return STRONG if "room" in has or "flat" in has or _by_place(names, has) else MEDIUM
    return _by_place(names, has) or (WEAK if labelled and (housed or has & {"building", "unit"}) else NOTHING)


def _by_place(names: str, has: set[str]) -> int:
    if has & {"number", "building", "dashed", "room"} and (ESTATE.search(names) or VILLAGE.search(names)):
        return _in_estate(names, has)
    if "number" not in has and not ("building" in has and has & {"room", "flat"}):
        return NOTHING
    if STREET_OF_VILLAGE.search(names) or (TOWNSHIP_VILLAGE.search(names) and not STREET.search(names)):
        return MEDIUM
    if STREET.search(names):
        return MEDIUM if has & {"room", "flat"} and "building" in has else WEAK
    return NOTHING


def _in_estate(names: str, has: set[str]) -> int:
    if "dashed" in has or ("building" in has and has & {"room", "flat", "number"}):
        return STRONG if ESTATE.search(names) else MEDIUM
    return MEDIUM if "number" in has else WEAK


def _belongs_to_person(text: str, place: Place, line: int, strength: int, cues: Cues) -> bool:
    after = re.split(r"[。;；\n\t]", text[place.end : place.end + 24])[0]
    person, office = cues.person(line, place.begin), cues.office(line, place.begin)
    if _names_office(text, place, after) or (person < 0 and _is_about_works(text, place, after)):
        return False
    if strength < STRONG and person < 0 and not AFTER_HOUSE.match(text, place.end):
        return False
    if strength == MEDIUM and person < 0 and _is_named_otherwise(text, place, line):
        return False
    if strength == WEAK:
        return office < 0 and (
            person > -1 or _is_bare(text, place, line) or NAME_NEXT.match(after) is not None
        )
    return person >= office


def _is_named_otherwise(text: str, place: Place, line: int) -> bool:
    """Whether words that name no person stand before the place: what is at home there is then not a home."""
    before = text[line : place.begin]
    return FACILITY.search(before) is not None and not HOME_WORDS.search(before[-12:])


def _is_about_works(text: str, place: Place, after: str) -> bool:
    """Whether something is built or repaired there; in a village's groups that is done for somebody."""
    if PERSON.search(after) or NAME.search(after):
        return False
    before = (
        "" if "group" in place.parts else text[max(0, place.begin - 30) : place.begin].rpartition("\n")[2]
    )
    return WORKS.search(before + after) is not None


def _names_office(text: str, place: Place, after: str) -> bool:
    inside = TOLERATED.sub("", text[place.begin : place.end])
    if DWELLING.search(inside) or ("unit" in place.parts and not re.search(r"公司|办公", inside + after[:8])):
        return False
    next_words = re.split(r"[,，、]", after)[0]
    return bool(ORGANISATION.search(inside) or ORGANISATION.search(next_words))


def _is_bare(text: str, place: Place, line: int) -> bool:
    """Whether the line is nothing but the address, perhaps with its running number or another finding."""
    after = text[place.end : place.end + 80].partition("\n")[0]
    around = text[line : place.begin] + after
    return re.fullmatch(r"[\W\d_]*", around) is not None and bool(
        re.search(r"[县镇乡区市]", text[place.begin : place.anchor])
    )
