"""The parts of an address from its house number outwards: 3组15号, 2号楼1单元302室."""

import re
from typing import NamedTuple

from core.privacy.names import HAN, any_of

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
    "unit": rf"{SIDE}单元(?![格号])|{COUNT}{GAP}(?:单元(?![格号])|门(?=[0-9]{{3}}))",
    "room": (
        rf"[A-Za-z]?[0-9]{{2,4}}{GAP}(?:室(?![内外])|房(?![屋间]))|[0-9]{{1,2}}[层楼]?{GAP}{SIDE}?{SIDE}户"
        rf"|{SIDE}户|[0-9]{{1,2}}[层楼](?![0-9东西中]*(?:会议|大厅))"
    ),
    "group": (
        rf"第?{COUNT}{GAP}(?:村民小组|居民小组|小组|组(?![织长成合])|生产队|大队|队(?!伍)|社(?![区会])"
        r"|排(?![水污查])|区|弄|巷|胡同|条|里|街|号院(?=[ \n]?[0-9]))"
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
PLACE_CHARACTER = re.compile(rf"[{HAN}0-9A-Za-z#\-]")
PLACE_END = frozenset("省市县区旗镇乡村街道组路号楼庄社巷里园苑院屯寨处州盟")
INTRODUCTION = re.compile(
    r"(?:家庭|居住|现居住?|户籍|户口|身份证|详细|联系|通讯|通信|邮寄|送达|收货|房屋|常住)?"
    rf"{any_of('住址 地址 坐落 座落 地点 位置 所在地 登记地 居住地 门牌号?码?')}[为是在于]?"
    r"|现?家?居?[住租]在|居住[于在]?|[现家暂常租]住[于在]?|(?<!居)住(?![房宅建院户所村])[于在]?"
    r"|户籍地?[为在]?|住所地?|位于|坐落于?|地处|迁至|搬至|前往|来到|出生于|籍贯|[在系是](?=[^\s]{2,6}[省市县镇])"
)


class Place(NamedTuple):
    """An address being judged: where it begins, where its numbers begin and end, and what they are."""

    begin: int
    anchor: int
    end: int
    parts: tuple[str, ...]


def read(text: str, anchor: int) -> Place:
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
