"""The label that a clause begins with: 第三章, 第十二条之一, 一、, （一）, 1., （1）.

Order of levels: 编章节条 by 立法法 and 法律编纂 custom, 一、（一）1.（1） by GB/T 9704-2012, 7.3.3.
"""

import re
import unicodedata
from dataclasses import dataclass

from policies.numbers import NUMERAL, in_chinese, numeral

LEVELS = ("编", "章", "节", "条", "款", "一", "（一）", "1", "（1）")
STRUCTURE = ("编", "章", "节")

_N = rf"(?:{NUMERAL}{{1,9}}|[0-9]{{1,4}})"
_B = r"[ \t\u3000\u00a0]*"
_STRUCTURE = re.compile(
    rf"第{_B}({NUMERAL}(?:{_B}{NUMERAL}){{0,6}}|[0-9]{{1,3}}){_B}(?:分)?([编章节])(?:之({_N}))?"
)
_ARTICLE = re.compile(rf"第{_B}({NUMERAL}(?:{_B}{NUMERAL}){{0,8}}|[0-9]{{1,4}}){_B}条(?:之({NUMERAL}))?")
_ITEMS = (
    ("一", re.compile(rf"([一二三四五六七八九十百零]{{1,5}}){_B}[、．.](?!\d)")),
    ("（一）", re.compile(rf"[(（﹙〔]{_B}([一二三四五六七八九十百零]{{1,5}}){_B}[)）﹚〕]、?|([㈠-㈩])、?")),
    ("1", re.compile(rf"([0-9０-９]{{1,3}}){_B}[.．、]|([⒈-⒛])")),
    ("（1）", re.compile(rf"[(（﹙]{_B}([0-9０-９]{{1,3}}){_B}[)）﹚]、?|([0-9０-９]{{1,2}})[)）]|([⑴-⒇])")),
)
_LONGEST_HEADING = 50

# 第七条规定的、第七条第一款、第七条、第八条 at the head of a line speak about an article.
_SPEAKS_OF = re.compile(
    r"第[一二三四五六七八九十百\d]+[款项条目]|[、和及至或与]第|规定|修改为|改为|增加|删去|删除|所称|所列|所指|中的|的|之规定"
)
# 一、二级医院 and （一）至（三）项 are enumerations in a sentence.
_ENUMERATES = re.compile(rf"{NUMERAL}+(?:、|[类级等线档期批层组]|是|条)")
_RANGE = re.compile(r"[、至和或及与~—-]{0,2}[(（]|[、至和或及]第|[款项](?:规定|所|的|[、和至或，,])")
_YEAR = re.compile(r"(?:19|20)\d\d ?(?:年|[—-]|\.\d)")


@dataclass(frozen=True)
class Label:
    """`text` is the label in standard spelling; `length` counts the characters it takes of the block's text.

    `sure` is False where only the order of numbers can tell a label from a piece of a sentence (2.5万元, 第七条规定).
    """

    level: str
    text: str
    number: int
    sub: int
    length: int
    sure: bool = True


def label_of(text: str) -> Label | None:
    """The label at the head of a line, blanks before it ignored; None if the line has none."""
    indent = len(text) - len(text.lstrip())
    body = text[indent:]
    found = _structure(body, indent) or _article(body, indent) or _item(body, indent)
    return found if found and found.number else None


def _value(written):
    """The number, or None where it is absurd for a clause (a digit string that only looks like one)."""
    number = numeral(re.sub(r"\s", "", written or ""))
    return number if number and number < 10000 else None


def _structure(body, indent):
    found = _STRUCTURE.match(body)
    if not found or not _is_heading(body, found.end()):
        return None
    number, sub = _value(found[1]), _value(found[3]) or 0
    text = f"第{in_chinese(number or 0)}{found[2]}" + (f"之{in_chinese(sub)}" if sub else "")
    return Label(found[2], text, number, sub, indent + found.end())


def _is_heading(body, end):
    """A heading of a chapter is short and is no sentence."""
    return len(body) <= _LONGEST_HEADING and not re.search(
        "[。；，：]|^(?:[的、和至第]|规定|中的)", body[end:]
    )


def _article(body, indent):
    found = _ARTICLE.match(body)
    if not found:
        return None
    number, sub = _value(found[1]), _value(found[2]) or 0
    text = f"第{in_chinese(number or 0)}条" + (f"之{in_chinese(sub)}" if sub else "")
    return Label(
        "条", text, number, sub, indent + found.end(), sure=not _SPEAKS_OF.match(body[found.end() :])
    )


def _item(body, indent):
    for level, pattern in _ITEMS:
        found = pattern.match(body)
        if found:
            return _make_item(level, found, body, indent)
    return None


def _make_item(level, found, body, indent):
    written = next(group for group in found.groups() if group)
    number = _value(_item_numeral(written))
    if number is None:
        return None
    rest = body[found.end() :]
    return Label(level, _written(level, number), number, 0, indent + found.end(), _item_is_sure(level, rest))


def _item_numeral(written):
    return unicodedata.normalize("NFKC", written).strip("(). ")


def _written(level, number):
    return {"一": "{0}、", "（一）": "（{0}）", "1": "{1}.", "（1）": "（{1}）"}[level].format(
        in_chinese(number), number
    )


def _item_is_sure(level, rest):
    if level in ("一", "（一）"):
        return not (_ENUMERATES.match(rest) if level == "一" else _RANGE.match(rest))
    if level == "1":
        return not rest[:1].isdigit() or bool(_YEAR.match(unicodedata.normalize("NFKC", rest)))
    return not _RANGE.match(rest)
