"""Personal data in a text: identity numbers, mobile numbers, bank cards, home addresses.

In: any text. Out: findings whose `start` and `end` index that very text, and the text with them masked.
Nothing raises, nothing is stored, no day is asked for. A line break is a possible break inside a number;
a tab separates cells and is never part of one.

Why: 条例 15 条（个人隐私）, 个人信息保护法 25、28 条; the forms of masking are those that inspections ask for
(财办〔2020〕37号, 《2018年政务公开工作要点》“去标识化处理”).

How: the text is folded first (full-width forms, odd digits, dashes and blanks become ASCII, what is
invisible goes). Numbers are then looked for in chains of digit groups, from the kind that proves itself best
(a checksum and a date) to the one that proves itself least; a number that proves little must not stand
behind a label of something else.
Addresses are read from their house number outwards, and belong to a person unless an office is nearer.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

KINDS = ("id18", "id15", "mobile", "bank_card", "address")
LABELS = {
    "id18": "身份证号码",
    "id15": "15位身份证号码",
    "mobile": "手机号码",
    "bank_card": "银行卡号",
    "address": "家庭住址",
}


@dataclass(frozen=True, order=True)
class Finding:
    """One piece of personal data: `text` is source[start:end], `masked` what may stand in its place."""

    start: int
    end: int
    kind: str
    text: str
    masked: str


def scan(text: str) -> list[Finding]:
    """All findings in the order of the text; they never overlap."""
    folded = _fold(text)
    spans = sorted([*(numbers := _numbers(folded.text)), *_addresses(folded.text, numbers)])
    return [_finding(text, folded, span) for span in spans]


def kinds(text: str) -> list[str]:
    """The kinds found, each once, in the order of KINDS."""
    found = {finding.kind for finding in scan(text)}
    return [kind for kind in KINDS if kind in found]


def mask(text: str, findings: Iterable[Finding] | None = None) -> str:
    """The text with its findings masked; with all of them (the default) nothing is left to find."""
    if findings is not None:
        return _replace(text, findings)
    # The digits that a mask leaves may make a new number of their neighbours: a second look is rare.
    while found := scan(text):
        text = _replace(text, found)
    return text


def _replace(text: str, findings: Iterable[Finding]) -> str:
    pieces, position = [], 0
    for finding in sorted(findings):
        pieces += text[position : finding.start], finding.masked
        position = finding.end
    return "".join([*pieces, text[position:]])


class Span(NamedTuple):
    """A finding in the folded text."""

    start: int
    end: int
    kind: str


# --- folding -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Folded:
    """Folded text, and for each of its characters where it stood in the source."""

    text: str
    origin: list[int]


LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("ХχΧхⅩⅹ", "X"),
        **dict.fromkeys("·•・‧∙⋅．｡", "."),
        **dict.fromkeys("−⁃﹘➖ー", "-"),
        **dict.fromkeys("\u2028\u2029\x0b\x0c\x85", "\n"),
        **dict.fromkeys("\x07", "\t"),
        **dict.fromkeys("\u3164\u2800\u115f\u1160\ufffd", ""),
        **dict.fromkeys("＊﹡∗✱✲⁎", "*"),
        **dict(zip("號樓單鎮鄉縣區組棟戶門電話聯繫機莊", "号楼单镇乡县区组栋户门电话联系机庄", strict=True)),
    }
)
SPELT_DIGITS = str.maketrans("〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "00012345678911234567" + "89")
SPELT_NUMBER = re.compile(r"[〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]{11,40}")
# Text set with a blank after every character, as scanners and justified tables leave it.
SPACED_OUT = re.compile(r"(?<![0-9A-Za-z])(?:\S ){7,}\S(?![0-9A-Za-z])")


def _fold(text: str) -> Folded:
    # \r\n is one break; the stand-in is invisible and has the same length.
    source = text.replace("\r\n", "\u200b\n").replace("\r", "\n")
    characters, origin = [], []
    for index, character in enumerate(source):
        if folded := _folded(character):
            characters.append(folded)
            origin.append(index)
    return _close_up(_spell_out("".join(characters)), origin)


@lru_cache(maxsize=30_000)
def _folded(character: str) -> str:
    """What a character counts as: one character, or nothing when it cannot be seen."""
    replaced = character.translate(LOOKALIKES)
    if replaced != character or " " <= character <= "~":
        return replaced
    if 0xFF01 <= ord(character) <= 0xFF5E:
        return chr(ord(character) - 0xFEE0)
    return _by_category(character)


def _by_category(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in ("Cf", "Mn", "Me") or (category == "Cc" and character not in "\n\t"):
        return ""
    return {"Zs": " ", "Pd": "-"}.get(category, character)


def _spell_out(text: str) -> str:
    return SPELT_NUMBER.sub(lambda match: match[0].translate(SPELT_DIGITS), text)


def _close_up(text: str, origin: list[int]) -> Folded:
    dropped = {at for run in SPACED_OUT.finditer(text) for at in range(run.start() + 1, run.end(), 2)}
    if not dropped:
        return Folded(text, origin)
    kept = [at for at in range(len(text)) if at not in dropped]
    return Folded("".join(text[at] for at in kept), [origin[at] for at in kept])


def _finding(text: str, folded: Folded, span: Span) -> Finding:
    start, end = folded.origin[span.start], folded.origin[span.end - 1] + 1
    seen = folded.text[span.start : span.end]
    return Finding(start, end, span.kind, text[start:end], MASKS[span.kind](seen))


# --- what a number proves ------------------------------------------------------------------------------

PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"  # GB 11643-1999
# No clock here: wide enough for everybody who is alive while this program is.
BIRTH_YEARS = range(1900, 2036)
# The 15-digit cards were given to the living of 1984–1999; older births in lists of today are other numbers
# (a grid code of a village begins like a birth in 1910).
OLD_CARD_BIRTHS = range(30, 100)


def is_id18(digits: str) -> bool:
    """Whether 18 characters are an identity number: area, birth, checksum (GB 11643-1999)."""
    return _area_known(digits) and _is_birth(digits[6:14]) and CHECKS[_weighted(digits) % 11] == digits[17]


def is_id15(digits: str) -> bool:
    """Whether 15 digits have the area and birth of an old identity number; there is no checksum to ask."""
    city, county = int(digits[2:4]), int(digits[4:6])
    placed = digits[:2] in PROVINCES and (0 < city < 54 or city == 90) and (0 < county < 54 or county > 80)
    return placed and _is_birth("19" + digits[6:12])


def is_bank_card(digits: str) -> bool:
    """Whether 16–19 digits begin like a card in use and pass Luhn (GB/T 17552, ISO/IEC 7812)."""
    return _card_begins(digits) and not _is_like_id(digits) and _luhn(digits)


def _area_known(digits: str) -> bool:
    # A foreigner's permanent residence card (2023) is 9, province, nationality.
    return digits[:2] in PROVINCES or (digits[0] == "9" and digits[1:3] in PROVINCES)


def _is_birth(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year in BIRTH_YEARS
    except ValueError:
        return False


def _weighted(digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits[:17], strict=True))


CARD_BEGINS = re.compile(
    r"62\d{14,17}$|4\d{15}$|5[1-5]\d{14}$|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}$|35[2-8]\d{13}$"
    r"|6(?:011|5\d\d|0\d\d)\d{12}(?:\d{3})?$|955[89]\d{12}(?:\d{3})?$|9(?:4|55|8)\d{14}(?:\d{3})?$|103\d{16}$"
)

CARD_BEGINS_LIKE = re.compile(r"62|4|5[1-5]|2[2-7]|35|6[05]|9[4589]|103")


def _card_begins(digits: str) -> bool:
    return CARD_BEGINS.match(digits) is not None


def _is_like_id(digits: str) -> bool:
    # A mistyped identity number of Gansu (62…) is no card.
    return len(digits) == 18 and digits[:2] in PROVINCES and _is_birth(digits[6:14])


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(doubled)) % 10 == 0


# --- numbers -------------------------------------------------------------------------------------------

GROUP = re.compile(r"[0-9]+|(?:(?<=[0-9])|(?<=[0-9][ \n]))[xX×](?![0-9A-Za-z×*])")
# How two groups hang together; what is none of these parts them.
JOINTS = (
    ("", re.compile(r"")),
    ("blank", re.compile(r" {1,3}")),
    ("dash", re.compile(r" ?-{1,2} ?")),
    ("dot", re.compile(r" ?\. ?")),
    ("break", re.compile(r"-? {0,8}\n {0,8}")),
    ("loose", re.compile(r" ?[_/()\[\]|,:、，;；~+]{1,2} ?")),
)


@lru_cache(maxsize=1_000)
def _joint(between: str) -> str | None:
    return next((name for name, pattern in JOINTS if pattern.fullmatch(between)), None)


class Groups:
    """The digit groups of a text, their digits in one string, and the chains that they form."""

    def __init__(self, text: str):
        self.text = text
        self.spans = [match.span() for match in GROUP.finditer(text)]
        words = [text[start:end].upper().replace("×", "X") for start, end in self.spans]
        self.digits = "".join(words)
        self.starts, self.ends = _offsets(words)
        self.joints = [None, *map(self._joint, range(1, len(words)))]
        self.chains = list(accumulate(joint is None for joint in self.joints))
        self.by_end = {end: k for k, end in enumerate(self.ends)}

    def _joint(self, k: int) -> str | None:
        start, end = self.spans[k - 1][1], self.spans[k][0]
        return _joint(self.text[start:end]) if end - start <= 18 else None

    def window(self, first: int, length: int) -> int | None:
        """The last group of the window of `length` digits that begins with group `first`, in one chain."""
        last = self.by_end.get(self.starts[first] + length)
        return None if last is None or self.chains[first] != self.chains[last] else last

    def sizes(self, first: int, last: int) -> list[int]:
        return [self.ends[k] - self.starts[k] for k in range(first, last + 1)]

    def inner(self, first: int, last: int) -> set[str]:
        return {self.joints[k] for k in range(first + 1, last + 1)} - {""}

    def before(self, first: int) -> str | None:
        return self.joints[first]

    def after(self, last: int) -> str | None:
        return self.joints[last + 1] if last + 1 < len(self.joints) else None


def _offsets(words: list[str]) -> tuple[list[int], list[int]]:
    starts, ends, position = [], [], 0
    for word in words:
        starts.append(position)
        position += len(word)
        ends.append(position)
    return starts, ends


class Taken:
    """The spans found so far, none over another."""

    def __init__(self, length: int):
        self.spans: list[Span] = []
        self.marks = bytearray(length + 1)

    def is_free(self, start: int, end: int) -> bool:
        return self.marks.find(1, start, end) < 0

    def add(self, start: int, end: int, kind: str) -> None:
        if self.is_free(start, end):
            self.spans.append(Span(start, end, kind))
            self.marks[start:end] = b"\1" * (end - start)


def _numbers(text: str) -> list[Span]:
    groups, taken = Groups(text), Taken(len(text))
    context = Context(text, taken)
    for find in (_find_id18, _find_glued, _find_misread, _find_cards, _find_mobiles, _find_id15):
        for span in find(groups, context):
            taken.add(*span)
    return taken.spans


def _find_id18(groups: Groups, context: "Context") -> Iterator[Span]:
    # Area, date and checksum leave one number in a hundred thousand to chance: any grouping will do.
    for first, start in enumerate(groups.starts):
        digits = groups.digits[start : start + 18]
        last = groups.window(first, 18)
        if last is None or "X" in digits[:17] or not is_id18(digits):
            continue
        start, end = groups.spans[first][0], groups.spans[last][1]
        if not context.is_project_code(start):
            yield Span(start, end, "id18")


X_INSIDE = re.compile(r"(?<![0-9])[0-9]{17}[xX](?=[0-9])")
# A disabled person's card number is the identity number, its kind 1–7 and its grade 1–4.
DISABLED = re.compile(r"(?<![0-9])([0-9]{17}[0-9xX])[1-7][1-4](?![0-9])")


def _find_glued(groups: Groups, context: "Context") -> Iterator[Span]:
    """Numbers of two columns that lost the space between them."""
    for pattern in (DISABLED, X_INSIDE):
        for match in pattern.finditer(groups.text):
            if is_id18(match[0][:18].upper()):
                yield Span(match.start(), match.start() + 18, "id18")
    for start, end in groups.spans:
        if 22 <= end - start <= 37:
            yield from _parts(groups.text[start:end], start, context)


def _parts(digits: str, start: int, context: "Context") -> Iterator[Span]:
    for length in (18, 11, 19, 16, 17):
        first, second = _proven(digits[:length]), _proven(digits[length:])
        two_mobiles = first == second == "mobile"
        if first and second and (not two_mobiles or context.says_phone(start)):
            yield Span(start, start + length, first)
            yield Span(start + length, start + len(digits), second)
            return


def _proven(digits: str) -> str | None:
    if len(digits) == 18 and is_id18(digits):
        return "id18"
    if len(digits) == 11 and MOBILE.fullmatch(digits):
        return "mobile"
    return "bank_card" if 16 <= len(digits) <= 19 and is_bank_card(digits) else None


MISREAD = str.maketrans("OoQDIl|iZzSsB", "0000111122558")
MISREAD_ID = re.compile(r"(?<![0-9A-Za-z])[0-9OoQDIl|iZzSsB]{17}[0-9OoQDIl|iZzSsBxX](?![0-9A-Za-z])")
MISREAD_MOBILE = re.compile(r"(?<![0-9A-Za-z])[1Il|][3-9][0-9OoIl|]{9}(?![0-9A-Za-z])")


def _find_misread(groups: Groups, context: "Context") -> Iterator[Span]:
    """Digits read as letters by a scanner: a checksum vouches for identities, a label for telephones."""
    for match in MISREAD_ID.finditer(groups.text):
        if 1 <= _letters(match[0][:17]) <= 4 and is_id18(match[0].translate(MISREAD).upper()):
            yield Span(*match.span(), "id18")
    for match in MISREAD_MOBILE.finditer(groups.text):
        if 1 <= _letters(match[0]) <= 2 and context.vouches_for_misread(match.start()):
            yield Span(*match.span(), "mobile")


def _letters(word: str) -> int:
    return sum(not character.isdigit() for character in word)


def _find_cards(groups: Groups, context: "Context") -> Iterator[Span]:
    for first, start in enumerate(groups.starts):
        if not CARD_BEGINS_LIKE.match(groups.digits, start):
            continue
        for length in (19, 18, 17, 16):
            last = groups.window(first, length)
            if last is not None and _is_card(groups, first, last, context):
                yield Span(groups.spans[first][0], groups.spans[last][1], "bank_card")
                break


def _is_card(groups: Groups, first: int, last: int, context: "Context") -> bool:
    start, end = groups.spans[first][0], groups.spans[last][1]
    known = context.says_card(start)
    if not known and not _grouped_like_card(groups.sizes(first, last), groups.inner(first, last)):
        return False
    digits = groups.digits[groups.starts[first] : groups.ends[last]]
    return (
        digits.isdigit()
        and is_bank_card(digits)
        and not {"dash", "dot"} & _outer(groups, first, last)
        and context.may_be("bank_card", start, end, known)
    )


def _outer(groups: Groups, first: int, last: int) -> set[str | None]:
    return {groups.before(first), groups.after(last)}


def _is_spaced_out(sizes: list[int], joints: set[str]) -> bool:
    return set(sizes) == {1} and joints <= {"blank", "dash", "dot"}


def _grouped_like_card(sizes: list[int], joints: set[str]) -> bool:
    if len(sizes) == 1 or _is_spaced_out(sizes, joints):
        return True
    if "loose" in joints or len(joints) > 2:
        return False
    fours = set(sizes[:-1]) == {4} and sizes[-1] <= 7
    return fours or (sizes[0] == 6 and len(sizes) <= 4) or (joints == {"break"} and len(sizes) == 2)


MOBILE = re.compile(r"1[3-9][0-9]{9}")
# The country's own prefix, or the zero once dialled before a mobile number of another town.
PREFIXES = ("", "86", "0086", "086", "0")


def _find_mobiles(groups: Groups, context: "Context") -> Iterator[Span]:
    for first, start in enumerate(groups.starts):
        for prefix in PREFIXES if groups.digits[start] in "08" else PREFIXES[:1]:
            digits = groups.digits[start + len(prefix) : start + len(prefix) + 11]
            if not groups.digits.startswith(prefix, start) or not MOBILE.fullmatch(digits):
                continue
            last = groups.window(first, len(prefix) + 11)
            if last is not None and _is_mobile(groups, first, last, prefix, context):
                yield Span(_with_plus(groups, first, prefix), groups.spans[last][1], "mobile")


def _with_plus(groups: Groups, first: int, prefix: str) -> int:
    start = groups.spans[first][0]
    return start - 1 if prefix and groups.text[start - 1 : start] == "+" else start


def _is_mobile(groups: Groups, first: int, last: int, prefix: str, context: "Context") -> bool:
    start, end = groups.spans[first][0], groups.spans[last][1]
    sizes, inner = _without_prefix(groups, first, last, prefix)
    if not _grouped_like_mobile(sizes, inner, known=True):
        return False
    known = context.says_phone(start)
    return (
        (known or prefix != "0")
        and _grouped_like_mobile(sizes, inner, known)
        and _stands_alone(groups, first, last, inner, known, context)
        and context.may_be("mobile", start, end, known)
    )


def _without_prefix(groups: Groups, first: int, last: int, prefix: str) -> tuple[list[int], set[str]]:
    sizes = groups.sizes(first, last)
    if prefix and sizes[0] == len(prefix):
        return sizes[1:], groups.inner(first + 1, last)
    return [sizes[0] - len(prefix), *sizes[1:]], groups.inner(first, last)


def _grouped_like_mobile(sizes: list[int], joints: set[str], known: bool) -> bool:
    if len(sizes) == 1 or _is_spaced_out(sizes, joints):
        return True
    if "loose" in joints or len(sizes) > 6 or (len(joints) > 1 and "break" not in joints):
        return False
    if sizes in ([3, 4, 4], [4, 3, 4], [4, 4, 3]):
        return True
    # Two groups parted by a dot are a decimal.
    return "dot" not in joints and (
        known or sizes in ([3, 8], [7, 4]) or (len(sizes) == 2 and joints == {"break"})
    )


def _stands_alone(
    groups: Groups, first: int, last: int, inner: set[str], known: bool, context: "Context"
) -> bool:
    """Whether the window is not a piece of a longer number or of a row of amounts."""
    outer = _outer(groups, first, last)
    if {"dash", "dot"} & outer:
        return known and "dot" not in outer and _is_landline_before(groups, first)
    if not inner or known:
        return True
    if "break" in inner:
        return not {"break", "blank"} & outer
    return "blank" not in inner or not _is_like_amounts(groups, first, last, context)


def _is_landline_before(groups: Groups, first: int) -> bool:
    return first > 0 and groups.ends[first - 1] - groups.starts[first - 1] >= 7


def _is_like_amounts(groups: Groups, first: int, last: int, context: "Context") -> bool:
    """Whether numbers in a row with blanks between are area, price and sum, and not one telephone number."""
    round_numbers = sum(
        groups.digits[groups.ends[k] - 2 : groups.ends[k]] == "00" for k in range(first, last + 1)
    )
    neighbours = [k for k in (first - 1, last + 1) if context.is_unexplained(groups, k, (first, last))]
    usual = groups.sizes(first, last)[-2:] == [4, 4]
    return round_numbers + len(neighbours) >= 2 or (bool(neighbours) and not usual)


def _find_id15(groups: Groups, context: "Context") -> Iterator[Span]:
    for first, start in enumerate(groups.starts):
        if groups.digits[start : start + 2] not in PROVINCES:
            continue
        last = groups.window(first, 15)
        if last is not None and _is_old_id(groups, first, last, context):
            yield Span(groups.spans[first][0], groups.spans[last][1], "id15")


def _is_old_id(groups: Groups, first: int, last: int, context: "Context") -> bool:
    digits = groups.digits[groups.starts[first] : groups.ends[last]]
    if {"dash", "dot"} & _outer(groups, first, last) or not digits.isdigit() or not is_id15(digits):
        return False
    if not _grouped_like_old_id(groups.sizes(first, last), groups.inner(first, last)):
        return False
    start, end = groups.spans[first][0], groups.spans[last][1]
    known = context.says_identity(start)
    return (
        (known or int(digits[6:8]) in OLD_CARD_BIRTHS)
        and context.text[end : end + 1] != "/"
        and context.may_be("id15", start, end, known)
    )


def _grouped_like_old_id(sizes: list[int], joints: set[str]) -> bool:
    if len(sizes) == 1 or _is_spaced_out(sizes, joints):
        return True
    return "loose" not in joints and (
        sizes in ([6, 6, 3], [6, 9], [12, 3]) or (joints == {"break"} and len(sizes) == 2)
    )


# --- what stands around a number -----------------------------------------------------------------------

PHONE = re.compile(
    r"电话|手机|联系|热线|微信|致电|拨打|咨询|短信|支付宝|tel|phone|mobile|mob\b|\bvx|wechat", re.I
)
IDENTITY = re.compile(r"身份|公民|居民证|证件号|\bsfz|户籍|idcard", re.I)
CARD = re.compile(
    r"卡号|银行卡|账号|帐号|账户|帐户|银联|信用卡|储蓄卡|借记卡|一卡通|存折|社保卡|惠农卡|收款|打款|转账"
)
# A number that proves little is not ours behind a word that ends in 号 or 码, or behind a quantity.
OTHER_LABEL = re.compile(
    r"(?:(?<![一二三四五六七八九十百零〇])[一-鿿]号|(?<!号)码|(?:发票|票据|登记|保单|证书|流水)号码"
    r"|流水|订单|备案|凭证|合同|批次|运单|快递|物流|组织机构|营业执照|注册|主键|传真|网格|账户|帐户"
    r"|资金|[额款价]|合计|总计|共计|投资|产值|收入|支出|预算|产量|人口|数量|坐标|经度|纬度|\([百千万亿]?元|\(亩"
    r"|IMEI|ISBN|S/?N|No\.?|№|ID|UID|QQ)$",
    re.I,
)
OWN_LABELS = {
    "mobile": re.compile(r"手机|电话|联系|微信|抖音|快手|支付宝|登录|移动|联通|电信|本人|家长|短信|来电"),
    "bank_card": re.compile(r"[卡账帐折]|账户|帐户|收款"),
    "id15": re.compile(r"身份|公民|证件|居民|社会保障"),
}
PROJECT_CODE = re.compile(
    r"(?:项目|工程|合同|标段|招标|投标|采购|中标|订单|流水|交易|备案|宗地|地块|不动产|立项|案件|受理|运单|发票|信用|机构)"
    r"(?:编号|编码|代码|号码|号|统一编号)$"
)
LABEL_TAIL = r"(?:(?<![0-9])[0-9]{{{length}}}[、,，/和及与]|[\s::()（）\[【#=为是\"“'|])+$"
PHONE_WORDS = frozenset(
    ["tel", "phone", "mobile", "mob", "t", "m", "p", "wx", "vx", "weixin", "wechat", "v", "cell", "sj"]
)
WEB_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]{1,2000}|\b[a-z0-9-]{1,63}\.(?:gov|com|org|net|cn)[./][!-~]{1,2000}", re.I
)
PHONE_PARAMETER = re.compile(r"(?:phone|mobile|tel|sj|shouji)=?\+?$", re.I)
# A unit says that the digits are counted. 元 may stand after a blank, the others are too common as words.
UNIT = re.compile(
    r" ?(?:万|亿|千|百)?(?:元|美元)|[万亿]|(?:吨|公斤|千克|kg|平方|亩|株|千瓦|字节|立方|%|％|号(?!机|码))",
    re.I,
)
FILE_ENDING = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|txt|jpe?g|png|zip|rar|s?html?)\b", re.I)
MASKS_AROUND = ("**", "××", "xx", "XX", "＊＊", "##", "●●", "■■")


@lru_cache(maxsize=64)
def _label_tail(length: int) -> re.Pattern:
    return re.compile(LABEL_TAIL.format(length=length))


class Context:
    """Answers what the surroundings of a number say it is."""

    def __init__(self, text: str, taken: Taken):
        self.text = text
        self.taken = taken
        self.web = [match.span() for match in WEB_ADDRESS.finditer(text)]
        self.web_starts = [start for start, _ in self.web]

    def before(self, start: int, length: int = 24) -> str:
        """What stands on the same line before `start`."""
        return self.text[max(0, start - length) : start].rpartition("\n")[2]

    def label(self, start: int, length: int) -> str:
        """The words before the number, without the colon and without equally long numbers of its list."""
        return _label_tail(length).sub("", self.before(start, 60))[-16:]

    def says_phone(self, start: int) -> bool:
        return PHONE.search(self.before(start)) is not None

    def says_identity(self, start: int) -> bool:
        return IDENTITY.search(self.before(start)) is not None

    def says_card(self, start: int) -> bool:
        return CARD.search(self.before(start)) is not None

    def is_project_code(self, start: int) -> bool:
        return PROJECT_CODE.search(self.label(start, 18)) is not None and not self.says_identity(start)

    def vouches_for_misread(self, start: int) -> bool:
        before = self.before(start)
        return PHONE.search(before) is not None or NAME.search(before[-8:]) is not None

    def may_be(self, kind: str, start: int, end: int, known: bool) -> bool:
        """Whether nothing around says that the digits are another thing."""
        return (
            self._edges_free(start, end)
            and not self._in_web_address(start)
            and not self._is_labelled_otherwise(start, end, kind)
            and (known or not (UNIT.match(self.text, end) or FILE_ENDING.match(self.text, end)))
        )

    def is_unexplained(self, groups: Groups, k: int, window: tuple[int, int]) -> bool:
        """Whether group `k` stands a blank beside the window and belongs to no finding of its own."""
        joint = groups.before(window[0]) if k < window[0] else groups.after(window[1])
        return joint == "blank" and self.taken.is_free(*groups.spans[k])

    def _is_labelled_otherwise(self, start: int, end: int, kind: str) -> bool:
        label = self.label(start, end - start)
        return OTHER_LABEL.search(label) is not None and not OWN_LABELS[kind].search(label)

    def _edges_free(self, start: int, end: int) -> bool:
        before, after = self.text[max(0, start - 2) : start], self.text[end : end + 2]
        if before.endswith(MASKS_AROUND) or after.startswith(MASKS_AROUND):
            return False
        return self._left_free(start, before) and not _is_ascii_word(after[:1]) and after[:1] != "_"

    def _left_free(self, start: int, before: str) -> bool:
        last = before[-1:]
        if last in tuple("¥￥$€£第_") and (last != "_" or _is_ascii_word(before[:1])):
            return False
        if not _is_ascii_word(last) or self.taken.marks[start - 1]:
            return True
        word = re.search(r"[A-Za-z0-9]{1,9}$", self.text[max(0, start - 9) : start])
        return word is not None and word[0].lower() in PHONE_WORDS

    def _in_web_address(self, start: int) -> bool:
        k = bisect_right(self.web_starts, start) - 1
        if k < 0 or start >= self.web[k][1]:
            return False
        return PHONE_PARAMETER.search(self.before(start)) is None


def _is_ascii_word(character: str) -> bool:
    return character.isascii() and character.isalnum()


# --- addresses -----------------------------------------------------------------------------------------


def _any(*words: str) -> str:
    """A pattern of words that are given in lines, parted by blanks."""
    return f"(?:{'|'.join(' '.join(words).split())})"


HAN = "一-鿿㐀-䶿"
GAP = r"[ \n]{0,2}"
COUNT = r"(?:[0-9]{1,5}|[一二三四五六七八九十百〇零两]{1,4})"
SIDE = "[东西南北中]"
# What a number with 号 may count besides houses: 号文件, 号线, 号机井, 号选手, 号路 (but 12号路西).
HOUSE = (
    r"号(?!路(?![东西南北])|国道|省道|公告|决定|通知|"
    r"[召码文令线段机井桥泵闸塘坝渠矿坑棚池塔杆桩车船仓台样标选考])"
)
PART_PATTERNS = {
    "building": (
        rf"[A-Za-z]?{COUNT}{GAP}(?:号楼|号院?(?=[0-9]{{1,3}}(?:号楼|单元|栋|幢))|栋|幢|\#楼?|座(?![谈位]))"
        r"|[A-Za-z][栋座幢区]"
    ),
    "unit": rf"{COUNT}{GAP}(?:单元(?![格号])|门(?=[0-9]{{3}}))",
    "room": (
        rf"[A-Za-z]?[0-9]{{2,4}}{GAP}(?:室(?![内外])|房(?![屋间]))|[0-9]{{1,2}}[层楼]?{GAP}{SIDE}?{SIDE}户"
        rf"|{SIDE}户|[0-9]{{1,2}}[层楼](?![0-9东西中]*(?:会议|大厅))"
    ),
    "group": (
        rf"第?{COUNT}{GAP}(?:村民小组|居民小组|小组|组(?![织长成合])|生产队|大队|队(?!伍)|社(?![区会])"
        r"|排(?![水污查])|区|弄|巷|胡同|条|里|街|号院)"
    ),
    "dashed": (
        r"[0-9]{1,3}(?:[-\#][0-9]{1,4}){2,3}(?![-0-9])[室户号]?"
        r"|[0-9]{1,2}[-\#][0-9]{3,4}(?![-0-9])[室户号]?"
    ),
    "number": (
        rf"(?:门牌号?)?[甲乙丙丁]?{COUNT}(?:{GAP}[-之]{GAP}[0-9]{{1,4}}){{0,2}}{GAP}{HOUSE}"
        rf"(?:院|附{COUNT}号|之[0-9一二三])?"
    ),
    "flat": r"[A-Za-z]?[0-9]{3,4}(?![0-9.万元号平亩米%年-])户?|[0-9]{1,2}-[0-9]{1,4}(?![-0-9])[室户号]?",
    "place": (
        rf"[{HAN}]{{0,8}}?(?:街|路|巷|胡同|大道|小区|花园|家园|苑|公寓|新村|家属院|家属楼|宿舍楼?|院|庭|村|社区|庄)"
        rf"{SIDE}?[区段侧首头门院]?(?={GAP}[A-Za-z0-9第甲乙丙丁一二三四五六七八九十])"
    ),
}


def _part_pattern(without: frozenset[str]) -> re.Pattern:
    return re.compile("|".join(f"(?P<{k}>{v})" for k, v in PART_PATTERNS.items() if k not in without))


FIRST_PART = _part_pattern(frozenset(["flat", "place"]))
NEXT_PART = _part_pattern(frozenset(["flat"]))
# A bare number is a flat's only after a building or a unit.
PART_OF_BUILDING = _part_pattern(frozenset())
GAP_PATTERN = re.compile(GAP)
ANCHOR = re.compile(
    rf"(?<=[{HAN})）\s:])(?<!第)第?[A-Za-z甲乙丙丁]?{COUNT}{GAP}(?:[-之#][0-9]{{1,4}}|[号栋幢座室组队社排区弄巷条里街#]"
    rf"|单元|村民小组|居民小组|小组|生产队|大队|胡同)|(?<=[{HAN}])[A-Z][栋座区](?=[0-9])"
)

VILLAGE = re.compile(
    rf"{_any('村 庄 屯 寨 社区 居委会 村委会 居 嘎查 农场 林场 某组')}"
    rf"(?:村?[东西南北中前后]|{SIDE}?[头首边部])?$"
)
TOWNSHIP_VILLAGE = re.compile(rf"(?:镇|乡|街道|办事处)[ ]?[{HAN}]{{1,5}}$")
ALONG = rf"(?:{SIDE}?[段侧首头边]|{SIDE})?$"
STREET_NAMES = "街 路 巷 胡同 弄 里 大道 道 条"
STREET = re.compile(_any(STREET_NAMES) + ALONG)
STREET_OF_VILLAGE = re.compile(rf"(?:[村庄屯]|社区)[ ]?[{HAN}]{{0,5}}{_any(STREET_NAMES)}{ALONG}")
ESTATE = re.compile(
    _any(
        "小区 花园 家园 苑 公寓 新村 嘉园 名城 佳园 华府 府 新城 家属院 家属楼 宿舍 宿舍楼 安置房 安置区",
        "社区 庄园 城 园 湾 郡 邸 墅 轩 阁 庭 居 院 里 都 景 国际",
    )
    + r"(?:[东西南北中一二三四五六]期?|[A-Z])?[区院苑期]?$"
)
# Villages in general and the numbers of offices' documents: 各村15号前报送, 镇街道办发12号.
NO_PLACE = re.compile(
    r"(?:(?:^|[镇乡县区])[各全本我该每驻进入到]?(?:行政|自然)?(?:村|社区|小区|庄)|[发字函规令议告通知报第])$"
)
DOORPLATE = re.compile(
    r"(?<=门牌)(?:号码?|编号)?[ :为是]{0,3}(?P<house>[A-Za-z甲乙丙丁]?[0-9]{1,4}(?:-[0-9]{1,4}){0,2}号?)"
    r"(?![0-9A-Za-z.%年月日个块元张户处·-])"
)
PLACE_CHARACTER = re.compile(rf"[{HAN}0-9A-Za-z#\-]")
PLACE_END = frozenset("省市县区旗镇乡村街道组路号楼庄社巷里园苑院屯寨处州盟")
INTRODUCTION = re.compile(
    r"(?:家庭|居住|现居住?|户籍|户口|身份证|详细|联系|通讯|通信|邮寄|送达|收货|房屋|常住)?"
    rf"{_any('住址 地址 坐落 座落 地点 位置 所在地 登记地 居住地 门牌号?码?')}[为是在于]?"
    r"|现?家?居?[住租]在|居住[于在]?|[现家暂常租]住[于在]?|(?<!居)住(?![房宅建院户所村])[于在]?"
    r"|户籍地?[为在]?|住所地?|位于|坐落于?|地处|迁至|搬至|前往|来到|出生于|籍贯|[在系是](?=[^\s]{2,6}[省市县镇])"
)
AS_LABEL = r"[ \t:为是在于\"“(|]{0,4}$"
HOME_LABEL = re.compile(
    rf"{_any('家庭 居住 现居 户籍 户口 身份证 本人 个人 常住 暂住 经常居住 租住 现 家')}"
    rf"(?:地|所在|所在地|登记)?(?:住址|地址|地|所在地)?{AS_LABEL}"
    "|"
    + _any(
        "住址 家住 现住 居住地? 住在 住于 暂住 租住 常住 户籍地? 门牌号?码? 入户 上门 房屋坐落 房屋座落",
        "宅基地坐落 建房地址 建房地点 户口所在地 出生地 籍贯 房号 公租房 廉租房 保障房 安置房 周转房",
    )
    + rf"{AS_LABEL}|(?:^|[,，。;；、\s])住[:于在]?[ ]?$|(?<=[族岁生女男人])住[于在]?$"
)
OFFICE_LABEL = re.compile(
    _any(
        "办公 单位 机构 公司 企业 经营 注册 生产 营业 投标 开标 递交 报名 领取 受理 办理 咨询 活动 集合 会议",
        "项目 建设 施工 工程 交货 送货 比赛 考试 面试 体检 培训 接种 采样 检测 服务 门店 网点 学校 医院 法人",
        "厂 店 集中 申报 监督 投诉 举报 窗口 竞买 拍卖 现场 踏勘 复议 诉讼 工作 执勤 值班 存放 仓储 养殖",
        "种植 开户行? 登记机关 接待 来访 信访 邮寄 中心 站点 投递 预约 查询 主体 商铺 门面 仓库 考点",
    )
    + rf"[{HAN}]{{0,4}}(?:地址|地点|场所|住所|住址|位置|所在地|地){AS_LABEL}"
)
# An office's word inside the name of a street or an estate names no office: 学院路, 医院家属院.
NO_STREET = r"(?![东西南北前后一二三中]{0,2}(?:路|街|巷|胡同|大道|小区|家属|宿舍|社区|村|花园|公寓))"
ORGANISATION = re.compile(
    r"(?:[一-鿿](?:[站室厅馆校寺庙会社吧]|(?<!家属)(?<!大)院|(?<!地)点|中心|(?<![住处场])所)(?=[\s(,:、]|$)|[一-鿿]局(?=$|[^部面限])|[一-鿿]厂"
    r"|[一-鿿]店(?=$|[^村镇乡子])|"
    + _any(
        "食堂 人民政府 政府 服务中心 活动中心 文化中心 医疗中心 检测中心 管理中心 办事大厅 大厅 派出所 公安",
        "法院 检察院 司法所 税务 财政所 监管所 管理所 村委会 居委会 村民委员会 居民委员会 委员会 村部 党群",
        "卫生院 卫生室 卫生所 诊所 医院 门诊 药店 药房 学校 小学 中学 高中 幼儿园 大学 学院 公司 集团 企业",
        "商店 超市 商场 市场 酒店 宾馆 饭店 餐厅 饭馆 银行 支行 分行 信用社 农商行 营业厅 营业部 营业所 网点",
        "合作社 大厦 写字楼 商务楼 车站 仓库 加油站 敬老院 养老院 福利院 图书馆 文化站 文化馆 纪念馆 协会",
        "商会 工作站 服务站 驿站 服务所 事务所 邮局 供电所 办公楼 办公室 综合楼 行政楼 指挥部 工地 项目部",
        "门市 商铺 门面 车间 基地 园区 产业园 养殖场 公园 教堂 殡仪馆 窗口 店铺 经营部 个体工商户 工作室",
        "残联 工会 妇联 团委 纪委 机关 电商 快递点 代办点 家庭农场 农家书屋 文化广场 水厂 停车场 评标 开标",
    )
    + f"){NO_STREET}"
)
DWELLING = re.compile(r"家属院|宿舍|家属楼|公寓|家属区|教师楼|职工楼|家属房")
# Offices that are part of a village's own name in an address: 某某村委会3组15号.
TOLERATED = re.compile(r"村委会|居委会|村民委员会|居民委员会|委员会|办事处")
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦"
    "昌马苗凤方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹"
    "姚邵汪祁毛禹狄米贝明臧计伏成戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱"
    "骆高夏蔡田樊胡凌霍虞万支柯管卢莫房解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀甄曲封芮储靳井段"
    "富巫焦谷车侯全班仰秋仲伊宫宁仇甘厉祖武符刘景詹束龙叶司黎白蒲从鄂索赖卓蔺屠蒙池乔闻党翟谭贡姬申冉桑"
    "桂牛寿通边燕冀尚农温庄晏柴瞿阎连习容向古易慎戈廖庾终居衡步都耿满弘匡国文寇广东欧沃利蔚越师巩聂晁勾敖"
    "冷辛阚那简饶曾沙丰巢关相查后荆红游竺权盖益桓公仝闫肖岳逄苑亓"
)
NO_NAME = (
    r"时[间段]|高度|方[便式法案向]|金额|单[位价元号]|项目|安[全置排]|合计|路[口段线]|成[果本立交]|强[化调]"
    r"|明[细确]|管[理辖]|应[急当]|解[决释]|关[于键]|相[关应]|全[体部县镇]|文[件化号]|东[街村路]|包[括含]"
    r"|从[业事]|广[大场]|公[告示共司]|通[知过讯]|计[划算]|向[上下]|连[续接]|支[付部]|万[元亩]|车[辆位牌]"
    r"|和谐|平[均方]|富民|常[住见用]"
)
NAME = re.compile(
    rf"(?<![{HAN}])(?!{NO_NAME})(?:欧阳|司马|上官|诸葛|[{SURNAMES}])"
    rf"(?:[{HAN}]{{1,2}}|[*某○×xX]{{1,2}}|[{HAN}][*某]|[ ][{HAN}])(?![{HAN}*])"
)
PERSON = re.compile(
    _any(
        "姓名 户主 申请人 当事人 被执行人 被处罚人 失信人 联系人 法定代表人 法人代表 负责人 原告 被告 收件人",
        "承包人 承包方 农户 村民 居民(?!委) 先生 女士 同志 老人 贫困户 脱贫户 低保 五保 特困 监护人 配偶",
        "丈夫 妻子 儿子 女儿 补贴对象 领取人 业主 房主 死者 患者 学生(?!公寓) 残疾人 退役军人 党员 出生",
        "自然人 本人 受益人 买受人 出租人 承租人 借款人 担保人 权利人 户号 代表 持证人 逝者 独居 孤儿 家长",
        "父亲 母亲 居住人 嫌疑人 违法行为人 送达地址 收货地址 [汉回满]族 [0-9]{2}岁",
    )
    + r"|[男女](?=[,，、\s;；/|]|$)"
)
WORKS = re.compile(
    _any(
        "维修 改造 工程 施工 加装 电梯 楼道 管网 路灯 外墙 屋面 漏水 停水 停电 消防 门禁 充电 绿化 硬化",
        "管道 更换 供水 供暖 燃气 天然气 检测 预售 招标 拆除 立面 垃圾 环境 卫生",
    )
)
AFTER_HOUSE = re.compile(
    rf"$|[\s,，。;；、.)\]】|:(\"”'》/]|[院宅住房家的门内处附]|村民|居民|户主|农户|业主|{NAME.pattern}"
    rf"|[{SURNAMES}][{HAN}]{{1,2}}(?:家|$|[\s,，。、;；的])"
)
NAME_NEXT = re.compile(rf" {NAME.pattern}(?=[\s,，。;；、]|$)")
NOT_AFTER = re.compile(
    " ?"
    + _any(
        "文件 公告 令 地块 宗地 标段 点位 监测 窗口 路灯 公厕 台区 变压 配电 网格 大棚 选手 考生 公路 国道",
        "省道 前 之前 以前 上午 下午 起 至 召开 开始 举行 机井 井 泵站 坑塘 桥 线 提灌 球员 代表团 仓 冷库",
    )
)
STRONG, MEDIUM, WEAK, NOTHING = 3, 2, 1, 0


class Place(NamedTuple):
    """An address being judged: where it begins, where its numbers begin and end, and what they are."""

    begin: int
    anchor: int
    end: int
    parts: tuple[str, ...]


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


def _addresses(text: str, numbers: list[Span]) -> list[Span]:
    taken, cues = Taken(len(text)), Cues(text)
    for span in numbers:
        taken.add(*span)
    position, found = 0, Taken(len(text))
    while anchor := ANCHOR.search(text, position):
        place = _read(text, anchor.start())
        position = max(place.end, anchor.start() + 1)
        if place.parts and taken.is_free(place.anchor, place.end) and _is_home(text, place, cues):
            found.add(_after_others(place, taken, found), place.end, "address")
    for match in DOORPLATE.finditer(text):
        found.add(*match.span("house"), "address")
    return found.spans


def _after_others(place: Place, *others: Taken) -> int:
    ends = (other.marks.rfind(1, place.begin, place.anchor) + 1 for other in others)
    return max(place.begin, *ends)


def _read(text: str, anchor: int) -> Place:
    parts: list[str] = []
    end = anchor
    while len(parts) < 8 and (match := _part(text, end, parts)):
        parts.append(match.lastgroup)
        end = match.end()
    return Place(_beginning(text, anchor), anchor, end, tuple(parts))


def _part(text: str, at: int, parts: list[str]) -> re.Match | None:
    if not parts:
        return FIRST_PART.match(text, at)
    at = GAP_PATTERN.match(text, at).end()
    return (PART_OF_BUILDING if parts[-1] in ("building", "unit") else NEXT_PART).match(text, at)


def _beginning(text: str, anchor: int) -> int:
    """Where the place begins: back over its names, and over a blank after a name that ends like a place's."""
    at, limit = anchor, max(0, anchor - 40)
    while at > limit and (PLACE_CHARACTER.match(text, at - 1) or _is_inner_gap(text, at)):
        at -= 1
    while at < anchor and not PLACE_CHARACTER.match(text, at):
        at += 1
    for introduction in INTRODUCTION.finditer(text, at, anchor):
        at = introduction.end()
    return at


def _is_inner_gap(text: str, at: int) -> bool:
    return at >= 2 and text[at - 1] in " \n" and text[at - 2] in PLACE_END


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


FACILITY = re.compile(rf"[{HAN}]{{3}}[\s:(,]{{1,3}}$")
HOME_WORDS = re.compile(
    _any(
        "址 坐落 座落 对象 门牌 家 户 位置 走访 慰问 入户 收货 送达 签收 名单 困难",
        "残疾 老 孤 人 级 类 员 民 男 女",
    )
)


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


# --- masks ---------------------------------------------------------------------------------------------

TOWN = re.compile(rf"[{HAN} ]{{1,20}}?(?:镇|乡(?!村)|街道办事处|街道|办事处)")
COUNTY = re.compile(rf"[{HAN} ]{{1,20}}?(?:县|区|旗|市)(?!场)")


def _digits(seen: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", seen).upper()


def _mask_identity(seen: str) -> str:
    digits = _digits(seen)
    return f"{digits[:4]}{'*' * (len(digits) - 6)}{digits[-2:]}"


def _mask_mobile(seen: str) -> str:
    digits = _digits(seen)[-11:]
    return f"{digits[:3]}****{digits[-4:]}"


def _mask_card(seen: str) -> str:
    digits = _digits(seen)
    return f"{'*' * (len(digits) - 4)}{digits[-4:]}"


def _mask_address(seen: str) -> str:
    town = TOWN.match(seen) or COUNTY.match(seen)
    return f"{town[0] if town else ''}****"


MASKS = {
    "id18": _mask_identity,
    "id15": _mask_identity,
    "mobile": _mask_mobile,
    "bank_card": _mask_card,
    "address": _mask_address,
}
