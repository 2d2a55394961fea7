"""Days as official documents write them: 2022年5月12日, 二〇二二年五月十二日, 二○○四年.

GB/T 9704-2012, 7.3.5.4: Arabic digits, no leading zeros; until 2012 Chinese numerals, with whatever zero the
typist found.
"""

import re
import unicodedata
from datetime import date

from policies.numbers import NUMERAL, numeral

_YEAR = r"(?:(?:19|20)\d\d|[一二][一二三四五六七八九〇○零Oo0◯]{3})"
_N = rf"(?:\d{{1,2}}|{NUMERAL}{{1,3}})"
DAY = rf"{_YEAR}\s*年\s*{_N}\s*月\s*{_N}\s*日"
"""Pattern of one day, without groups, on text that went through `plain`."""

_PARTS = re.compile(
    rf"({_YEAR})\s*年\s*({_N})\s*月\s*({_N})\s*日|((?:19|20)\d\d)([-./])(\d{{1,2}})\5(\d{{1,2}})"
)
_ALONE = re.compile(rf"(?:{DAY}|(?:19|20)\d\d([-./])\d{{1,2}}\1\d{{1,2}})")


def plain(text: str) -> str:
    """Half-width digits and brackets, single blanks, nothing invisible: what all patterns here are written for."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", " ", re.sub(r"[\u200b-\u200f\u2060\ufeff\u00ad]", "", text)).strip()


def day(text: str) -> date | None:
    """The first day in the text; None if there is none or the calendar does not have it (2月30日)."""
    found = _PARTS.search(plain(text))
    if not found:
        return None
    written = found.group(1, 2, 3) if found[1] else found.group(4, 6, 7)
    try:
        return date(*(numeral(part) for part in written))
    except (TypeError, ValueError):
        return None


def is_day_alone(text: str) -> bool:
    """Whether the line is nothing but a day (落款 date), blanks anywhere."""
    return bool(_ALONE.fullmatch(re.sub(r"\s", "", plain(text))))
