"""Numbers of official documents in every spelling that people type.

Three different things are understood here and never mixed up:

* 发文字号 鲁政办发〔2022〕5号: `DocumentNumber`, code of the agency, year, serial;
* 令 and 公告 that carry a serial without a code: `OrderNumber`, 国令第713号, 财政部公告2023年第12号;
* 登记号 SDPR-2021-0010007: a plain string, `parse_registration`.

GB/T 9704-2012, 7.2.5: whole year, brackets 〔〕, no 第, no leading zeros, 号 at the end. What is read is anything
near it; what is written (`str`) is always the standard form.
"""

import re
import unicodedata
from dataclasses import dataclass

_DIGITS = {
    c: n
    for n, chars in enumerate(["〇○零Oo0", "一", "二", "三", "四", "五", "六", "七", "八", "九"])
    for c in chars
}
_DIGITS |= {"两": 2, "〡": 1, "◯": 0, "Ｏ": 0, "０": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}

NUMERAL = "[一二三四五六七八九十百千零〇○]"
"""Character class of a Chinese numeral as it stands in 第二十一条."""

_OPEN, _CLOSE = "〔[【({〖❲⦗〘⟦⟮「", "〕]】)}〗❳⦘〙⟧⟯」"
_BRACKETS = str.maketrans(dict.fromkeys(_OPEN, "〔") | dict.fromkeys(_CLOSE, "〕"))
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_YEAR = r"(?:19|20)\d{2}|[一二][一二三四五六七八九〇○零Oo0◯]{3}"
_SERIAL = rf"\d{{1,6}}|{NUMERAL}{{1,7}}"

_WHOLE = re.compile(rf"([{_HAN}]{{1,20}})〔({_YEAR})年?〕第?({_SERIAL})号?")
_ORDER = re.compile(rf"([{_HAN}、]{{0,40}}?(?:令|公告|通告))(?:〔?({_YEAR})年)?〔?第?({_SERIAL})号〕?")
_RUNNING = re.compile(
    rf"([{_HAN}]{{1,24}})\s*〔\s*({_YEAR})\s*年?\s*〕\s*第?\s*({_SERIAL})\s*(号|(?![\d年月日.\-—、，]))"
    rf"|([{_HAN}]{{1,20}}(?:令|公告))\s*〔?\s*(?:({_YEAR})\s*年\s*)?第\s*({_SERIAL})\s*号〕?"
)
_REGISTRATION = re.compile(r"([A-Z]{2,10}\d{0,3})-((?:19|20)\d{2})-(\d{1,8})")
_DASHES = re.compile(r"[‐‑‒–—―−－﹣]+")

# Words that cannot be inside an agency code, so a code in running text starts after the last of them.
_NEVER_IN_CODE = re.compile(
    "根据|按照|依据|依照|遵照|参照|比照|对照|结合|关于|贯彻|落实|执行|转发|印发|下发|制发|制定|发布|公布|详见|参见|附见|严格|同时|废止"
    "|以下简称|简称|文件|通知|意见|规定|办法|方案|通报|决定|批复|精神|要求|政府|办公室|办公厅|委员会|现将|其中|以及|或者|以前|之前|原文号"
    "|发文字号|发文号|发文|文号|字号|编号|的|了|是|为|与|及|或|见|按|以|由|被|把|向|据|号|在"
)
_LONGEST_CODE = 10
_CODE_STARTS = "国中京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新兵"


@dataclass(frozen=True)
class DocumentNumber:
    """发文字号: code of the agency (鲁政办发), year, serial."""

    code: str
    year: int
    serial: int

    def __str__(self):
        return f"{self.code}〔{self.year}〕{self.serial}号"


@dataclass(frozen=True)
class OrderNumber:
    """Number of a 令 or 公告: 国令第713号 (year None), 财政部公告2023年第12号.

    `authority` keeps 令 or 公告 at its end. 中华人民共和国 in front is dropped and 国务院令 is written 国令, as the
    State Council itself does in its lists; the same order has one number however it was typed.
    """

    authority: str
    serial: int
    year: int | None = None

    def __str__(self):
        return f"{self.authority}{f'{self.year}年' if self.year else ''}第{self.serial}号"


def numeral(text: str) -> int | None:
    """The value of 二十四, 一百零三, 二〇二二, 24 or ２４; None when it is not a number."""
    if text.isdecimal():
        return int(text)
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    return _with_units(text)


def _with_units(text):
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def in_chinese(number: int) -> str:
    """24 → 二十四, as clauses are numbered; for 1 to 9999; other numbers stay in digits."""
    if not 0 < number < 10000:
        return str(number)
    words, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += ("零" if zero else "") + "一二三四五六七八九"[digit - 1] + name
        zero = bool(words) and not digit and number > 0
    return words[1:] if words.startswith("一十") else words


def _plain(text):
    """Half-width, one kind of bracket, blanks kept."""
    return unicodedata.normalize("NFKC", text).translate(_BRACKETS)


def _squeeze(text):
    return _INVISIBLE.sub("", _plain(text))


def parse(text: str) -> DocumentNumber | OrderNumber | None:
    """The number that the whole string is, or None. Never raises."""
    squeezed = _unwrap(_squeeze(text))
    return _document(squeezed) or _order(squeezed)


def _unwrap(text):
    """（国办发〔2019〕6号） is the same number with brackets of the sentence around it."""
    if len(text) > 2 and text[0] == "〔" and text[-1] == "〕":
        return text[1:-1]
    return text


def _document(squeezed):
    found = _WHOLE.fullmatch(squeezed)
    if not found or _NEVER_IN_CODE.search(found[1]):
        return None
    return _make_document(found[1], found[2], found[3])


def _make_document(code, year, serial):
    year, serial = numeral(year), numeral(serial)
    return DocumentNumber(code, year, serial) if serial and year and 1900 <= year < 2100 else None


def _order(squeezed):
    found = _ORDER.fullmatch(squeezed)
    return _make_order(*found.groups()) if found else None


def _make_order(authority, year, serial):
    serial, year = numeral(serial), numeral(year) if year else None
    authority = authority.removeprefix("中华人民共和国").removesuffix("第")
    if not serial or len(authority) < 2:
        return None
    return OrderNumber("国令" if authority == "国务院令" else authority, serial, year)


def find(text: str, known_codes=()) -> list[DocumentNumber | OrderNumber]:
    """Every number in running text, in order, each once.

    `known_codes` are codes of the town's own files; the longest that fits wins over the rules. Where the code cannot be
    told from the words in front of it, the number is left out: a wrong number would link to a wrong document.
    """
    numbers = []
    for line in _plain(text).splitlines():
        numbers += _in_line(line, known_codes)
    return list(dict.fromkeys(numbers))


def _in_line(line, known_codes):
    whole = parse(line)
    if isinstance(whole, OrderNumber) or (whole and len(whole.code) <= _LONGEST_CODE):
        return [whole]
    return [number for found in _RUNNING.finditer(line) if (number := _from_match(found, line, known_codes))]


def _from_match(found, line, known_codes):
    if found[1] is None:
        return _make_order(_order_authority(found[5]), found[6], found[7])
    at_line_start = not line[: found.start()].strip()
    code = _code_in(found[1], known_codes, at_line_start)
    return _make_document(code, found[2], found[3]) if code else None


def _order_authority(run):
    """The words of an order keep their agency (山东省人民政府令); prepositions in front go."""
    cut = [m.end() for m in re.finditer("根据|按照|依据|依照|关于|执行|公布|发布|废止|[的和与及以见按]", run)]
    return run[max(cut, default=0) :]


def _code_in(run, known_codes, at_line_start):
    known = [code for code in known_codes if code and run.endswith(code)]
    if known:
        return max(known, key=len)
    cuts = [m.end() for m in _NEVER_IN_CODE.finditer(run)]
    if not at_line_start or cuts:
        cuts += [m.end() for m in re.finditer("和", run)]
    code = run[max(cuts, default=0) :]
    return code if len(code) <= _LONGEST_CODE else _from_a_known_start(code)


def _from_a_known_start(run):
    for start in range(len(run) - _LONGEST_CODE, len(run) - 1):
        if run[start] in _CODE_STARTS:
            return run[start:]
    return ""


def key(text: str) -> str:
    """What is stored and looked up: equal for all spellings of one number; '' if it is not a number.

    省人民政府令 and 省政府令 are the same order.
    """
    number = parse(text)
    return str(number).replace("人民政府令", "政府令") if number else ""


def parse_registration(text: str) -> str | None:
    """登记号 in its one form (SDPR-2021-0010007), zeros kept as they are part of it; None if it is not one."""
    found = _REGISTRATION.fullmatch(_registration_form(_squeeze(text)))
    return found[0] if found else None


def find_registration(text: str) -> str | None:
    """The first 登记号 in a line of text."""
    found = _REGISTRATION.search(_registration_form(_plain(text)))
    return found[0] if found else None


def _registration_form(text):
    return re.sub(r"\s*-\s*", "-", _DASHES.sub("-", text.upper()))
