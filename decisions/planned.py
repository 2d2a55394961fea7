"""When a matter is to be decided, as catalogues say it, made the last day of that time: plain Python.

2026年6月底前 → 2026-06-30 · 第三季度 → 30 September · 上半年 · 年底 · 2026-06-15. What says no time is None.
"""

import calendar
import re
import unicodedata
from datetime import date

DIGITS = dict(zip("一二三四", range(1, 5), strict=True))
DAY = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?")
MONTH = re.compile(r"(?:(\d{4})[年./-])?(\d{1,2})月?份?(上旬|中旬)?(?:底|末|下旬)?(?:以?前)?")
MONTH_SAID = re.compile(r"\d{1,2}月|\d{4}[年./-]\d{1,2}")
QUARTER = re.compile(r"(?:(\d{4})年)?第?([一二三四1-4])季度")
HALF = re.compile(r"(?:(\d{4})年)?(上|下)半年")
YEAR_END = re.compile(r"(?:(\d{4})年)?(?:年?底|年?末|年内|全年|当年)(?:以?前)?")
WITHIN = {"上旬": 10, "中旬": 20}


def last_day(said: str, year: int) -> date | None:
    """The last day of the time that is said; `year` is meant where none is named. None: no time that we know."""
    words = re.sub(r"\s|前?(?:完成|办结)|之?前$", "", unicodedata.normalize("NFKC", said))
    spans = re.split(r"[至到~—–]", words)  # of a span its end counts
    named = re.search(r"(\d{4})年", words)
    try:
        return _last_day(spans[-1], int(named[1]) if named else year)
    except ValueError:  # a thirteenth month, a thirtieth of February, the year nought
        return None


def _last_day(words, year):
    if found := DAY.fullmatch(words):
        return date(*map(int, found.groups()))
    if (found := MONTH.fullmatch(words)) and MONTH_SAID.match(words):
        return _of_month(int(found[1] or year), int(found[2]), found[3])
    if found := QUARTER.fullmatch(words):
        return _of_month(int(found[1] or year), 3 * (DIGITS.get(found[2]) or int(found[2])))
    if found := HALF.fullmatch(words):
        return _of_month(int(found[1] or year), 6 if found[2] == "上" else 12)
    if found := YEAR_END.fullmatch(words):
        return date(int(found[1] or year), 12, 31)
    return None


def _of_month(year, month, part=None):
    return date(year, month, WITHIN.get(part) or calendar.monthrange(year, month)[1])
