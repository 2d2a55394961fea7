"""The 信息头 of a portal: 索引号, 发文字号, 成文日期 … as labelled lines or a table above the text."""

import re
from html import escape

from policies.clauses.blocks import Block
from policies.clauses.dates import plain
from policies.clauses.labels import label_of
from policies.numbers import parse
from policies.reading.head import is_salutation

_NAMES = {
    "title": "标题|信息名称|文件名称|名称|公文名称|信息标题",
    "document_number": "发文字号|发文文号|文号|文件编号|文件号|字号|发文号",
    "registration_number": "登记号|统一登记号|规范性文件登记号|规范性文件统一编号|统一编号",
    "issuers": "发文机关|发布机构|发布机关|制定机关|制发机关|发文单位|发布单位|公开主体|信息来源",
    "written_on": "成文日期|成文时间|制发日期|发文日期|印发日期|签发日期",
    "published_on": "发布日期|公布日期|发布时间|公开日期|公开时间|发文时间|生成日期",
    "effective_on": "施行日期|实施日期|生效日期|生效时间|实施时间",
    "expires_on": "失效日期|有效期至|失效时间|废止日期|终止日期|截止日期",
    "attribute": "公开属性|公开方式|信息公开属性|信息公开选项|公开类别",
    "": "索引号|信息索引号?|主题分类|主题词|关键词|有效性|效力状态|时效|时效性|"
    "信息分类|体裁分类|组配分类|服务对象|内容概述|"
    "公开范围|公开期限|"
    "公开形式|责任部门|效力等级|来源|时间|日期|作者|编辑|责任编辑|审核|浏览次数|点击数|点击量|阅读次数|访问量|字体|字号大小|分享到|打印|保护视力色|当前位置"
    "|您所在的位置|您现在的位置|所在位置|分类|所属栏目",
}
_FIELD = {name: key for key, names in _NAMES.items() for name in names.split("|")}
_ANY = "|".join(sorted(map(re.escape, _FIELD), key=len, reverse=True))
_PAIR = re.compile(rf"[\[【(]?({_ANY})[\]】)]?\s*[:：]\s*")
_CELL = re.compile(rf"[\[【(]?({_ANY})[\]】)]?\s*[:：]?")
_FURNITURE = re.compile(
    r"\[?【?字体[:： ]?|\[?(?:大|中|小)(?: (?:大|中|小))+|打印(?:本页)?$|关闭(?:窗口|本页)?$|"
    r"首页\s*(?:>|»|-|/)|当前位置|"
    r"分享到?$|收藏$|"
    r"(?:浏览|点击|阅读)(?:次数|量)|我要(?:打印|纠错|收藏)|扫一扫|无障碍|.{0,12}[>»].{0,30}[>»]"
)
_FOOTER = re.compile(
    r"版权所有|^(?:主办|承办|主管)(?:单位)?[:：]|ICP备|公网安备|网站标识码|技术支持[:：]|网站地图"
    r"|^[\[【]?(?:打印|关闭|分享)|建议使用.*浏览器"
)
_LETTERHEAD = re.compile(r"签\s*发\s*人|.{2,30}文\s*件$")
_COMMON = ("时间", "日期", "名称", "编号")
"""Words that a notice itself uses (时间：9月1日); a label only beside others in one line."""
_HEAD_BLOCKS = 25


def take(blocks: list[Block]) -> tuple[dict[str, str], list[Block]]:
    """(what the labels say, the blocks without them). Only above the text: a form's 联系人： further down stays."""
    found, kept, waiting = {}, [], None
    for at, block in enumerate(blocks[:_HEAD_BLOCKS]):
        if _is_text(block):
            kept += blocks[at:_HEAD_BLOCKS]
            break
        waiting = _take_one(block, found, kept, waiting)
    return found, kept + blocks[_HEAD_BLOCKS:]


def _is_text(block):
    """The text has begun: a sentence, a clause, or 主送; from here on labelled lines are content."""
    if block.level_hint == "table":
        return False
    line = plain(block.text)
    return not _PAIR.match(line) and ("。" in line or label_of(line) is not None or is_salutation(line))


def without_footer(blocks: list[Block]) -> list[Block]:
    """The blocks of a page without 版权所有, 备案号, 打印 and the like at its end."""
    end = len(blocks)
    while end and len(blocks[end - 1].text) < 200 and _FOOTER.search(plain(blocks[end - 1].text)):
        end -= 1
    return blocks[:end]


def _take_one(block, found, kept, waiting):
    """Take a labelled line, or the value of a label that stood alone on the line before (returned)."""
    line = plain(block.text)
    if block.level_hint == "table":
        if not take_table(block.text, found):
            kept.extend(_opened(block))
        return None
    pairs = _pairs(line)
    if pairs is None and waiting is not None and len(line) < 80:
        _store(found, waiting, line)
        return None
    if pairs is None:
        if not _FURNITURE.match(line):
            kept.extend(_opened(block))
        return None
    for name, value in pairs:
        _store(found, name, value)
    return pairs[-1][0] if not pairs[-1][1] else None


def _opened(table):
    """A letterhead that was set as a table (文号 left, 签发人 right) becomes lines; any other table stays."""
    cells = [cell.strip() for cell in re.split("[\t\n]", table.text) if cell.strip()]
    lines = [plain(cell) for cell in cells]
    is_letterhead = any(parse(line) or _LETTERHEAD.match(line) for line in lines)
    if not is_letterhead or any(len(line) > 60 for line in lines):
        return [table]
    return [Block(cell, f"<p>{escape(cell, quote=False)}</p>") for cell in cells]


def _pairs(line):
    """[(label, value)] of a line that begins with a label; None for any other line."""
    starts = list(_PAIR.finditer(line))
    if not starts or starts[0].start() > 0 or (len(starts) == 1 and starts[0][1] in _COMMON):
        return None
    ends = [found.start() for found in starts[1:]] + [len(line)]
    return [
        (found[1], line[found.end() : end].strip(" |;,")) for found, end in zip(starts, ends, strict=True)
    ]


def take_table(text: str, found: dict[str, str]) -> bool:
    """Whether the text of a table is a 信息头: two of its cells are labels at least, and no cell is long."""
    cells = [plain(cell) for cell in re.split("[\t\n]", text) if cell.strip()]
    labels = [bool(_CELL.fullmatch(cell) or _PAIR.match(cell)) for cell in cells]
    if sum(labels) < 2 or sum(labels) * 4 < len(cells) or any(len(cell) > 150 for cell in cells):
        return False
    for at, cell in enumerate(cells):
        _take_cell(cells, labels, at, cell, found)
    return True


def _take_cell(cells, labels, at, cell, found):
    alone = _CELL.fullmatch(cell)
    if alone and at + 1 < len(cells) and not labels[at + 1]:
        _store(found, alone[1], cells[at + 1])
    elif labels[at] and not alone:
        for name, value in _pairs(cell) or []:
            _store(found, name, value)


def _store(found, name, value):
    field = _FIELD.get(name, "")
    if field and value and value not in ("无", "-", "--", "/", "暂无"):
        found.setdefault(field, value)
