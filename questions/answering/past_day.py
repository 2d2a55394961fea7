"""The past day that a question asks about: “2021年的时候…”, “去年”, “2023年3月”, “三年前”. Plain Python; today is an argument.

A year or a month stands for its last day, then for its first: what was in force at its end is what people mean by
“2021年的规定”, and what ended within it is found by the first.
"""

import calendar
import re
import unicodedata
from datetime import date, timedelta

FIRST = 1949
_NUMERALS = dict(zip("〇零一二两三四五六七八九", "001223456789", strict=True))
_YEAR = r"(?<![〔\[(（\d])((?:19|20)\d\d)\s*年(?!\d*号)"
_DAY = re.compile(rf"{_YEAR}\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*[日号]")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})(?!\d)")
_MONTH = re.compile(rf"{_YEAR}\s*(\d{{1,2}})\s*月")
_WHOLE_YEAR = re.compile(_YEAR)
_RELATIVE = re.compile(r"(大前年|前年|去年|上个月|上月|昨天)(?:\s*(\d{1,2})\s*月)?")
_AGO = re.compile(r"(\d{1,2})\s*(年|个月)\s*(?:以前|之前|前)(?!后)")
# The date of something else than the rule: born, built, married …; or the question is about today in so many words.
_OF_SOMETHING = re.compile(
    r"(?:年|月|日|号|去年|前年)(?:的时候)?(?:出生|生的|毕业|退伍|退役|退休|结婚|离婚|盖的|建的|买的|办的|交的|来的|入职|参加|签的)"
)
_WHEN = re.compile(r"的?(?:那)?时候|那一?天|当天|当时|那时|那会儿?|那一?年|年?底|以前|之前|\s+的")
# “Since then” is a question about today.
_SINCE = re.compile(
    r"(?:年|月|日|号|去年|前年)\s*(?:以后|之后|以来|至今|起|开始|到现在)|自.{0,8}(?:年|月|日)起"
)
_TODAY = re.compile(r"(?:现在|今年|目前|如今|眼下|还(?:能|有效|管用|可以|算|要|需要|发|给|有))")


def asked_about(text: str, today: date) -> list[date]:
    """The days to answer for, the likeliest first; none where the question is about today."""
    text = _in_figures(unicodedata.normalize("NFKC", text))
    if _OF_SOMETHING.search(text) or _TODAY.search(text) or _SINCE.search(text):
        return []
    return [day for day in _days(text, today) if date(FIRST, 1, 1) <= day < today]


def undated(text: str) -> str:
    """The question without the words that say when: what is left says what is asked."""
    text = _in_figures(unicodedata.normalize("NFKC", text))
    for pattern in (_DAY, _ISO, _MONTH, _WHOLE_YEAR, _RELATIVE, _AGO):
        text = pattern.sub(" ", text)
    return _WHEN.sub(" ", text).strip()


def _days(text, today):
    if found := _DAY.search(text) or _ISO.search(text):
        return _day(*map(int, found.groups()))
    if found := _MONTH.search(text):
        return _ends_of_month(int(found[1]), int(found[2]), today)
    if found := _WHOLE_YEAR.search(text):
        return _ends_of_year(int(found[1]), today)
    if found := _RELATIVE.search(text):
        return _relative(found[1], found[2], today)
    if found := _AGO.search(text):
        return [_ago(int(found[1]), found[2], today)]
    return []


def _in_figures(text):
    """三年前 → 3年前, 二〇二一年 → 2021年."""
    text = re.sub(r"[二一][〇零一二三四五六七八九]{3}(?=年)", lambda found: _figures(found[0]), text)
    return re.sub(
        r"[一二两三四五六七八九](?=(?:年|个月)(?:以前|之前|前))", lambda found: _figures(found[0]), text
    )


def _figures(numerals):
    return "".join(_NUMERALS[one] for one in numerals)


def _day(year, month, day):
    try:
        return [date(year, month, day)]
    except ValueError:
        return []


def _ends_of_month(year, month, today):
    if not 1 <= month <= 12:
        return _ends_of_year(year, today)
    last = date(year, month, calendar.monthrange(year, month)[1])
    return [min(last, today - timedelta(days=1)), date(year, month, 1)]


def _ends_of_year(year, today):
    if year == today.year:
        return []  # 今年 by its number
    return [date(year, 12, 31), date(year, 1, 1)]


def _relative(word, month, today):
    if word == "昨天":
        return [today - timedelta(days=1)]
    if word in ("上个月", "上月"):
        last = today.replace(day=1) - timedelta(days=1)
        return [last, last.replace(day=1)]
    year = today.year - {"去年": 1, "前年": 2, "大前年": 3}[word]
    return _ends_of_month(year, int(month), today) if month else _ends_of_year(year, today)


def _ago(number, unit, today):
    months = number * 12 if unit == "年" else number
    index = today.year * 12 + today.month - 1 - months
    year, month = index // 12, index % 12 + 1
    if year < FIRST:
        return date.min
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
