"""What stands below the text: 署名, 成文日期, 附注 (GB/T 9704-2012, 7.3.5 and 7.3.6)."""

import re
from datetime import date

from policies.clauses.blocks import Block
from policies.clauses.dates import day, is_day_alone, plain
from policies.clauses.parts import ENDS_AS_ORGANISATION, Part, looks_signed, signed_day
from policies.clauses.titles import join_spaced

# The negative forms first: 不予公开 contains 公开.
_ATTRIBUTES = (
    ("withheld", re.compile("不予公开|不公开|不宜公开|免予公开")),
    ("on_request", re.compile("依申请公开|申请公开")),
    ("proactive", re.compile("主动公开|公开发布|此件公开|全文公开|^公开$|可公开")),
)
_LABELLED = re.compile(r"(?:信息)?公开(?:属性|方式|选项|类别|类型)\s*[:：]\s*(\S{2,10})")


def signature(blocks: list[Block], main: Part) -> tuple[list[str], date | None, bool]:
    """(signers, day, found) of the main text; `found` is True when there is a date line, even an impossible one."""
    if main.signed is None:
        return [], None, False
    both = signed_day(blocks[main.signed].text)
    if both:
        lines = [*_lines_above(blocks, main), both[0]]
        return _agencies(lines), day(both[1]), True
    lines = _lines_above(blocks, main) or _line_below(blocks, main)
    return _agencies(lines), day(blocks[main.signed].text), True


def _lines_above(blocks, main):
    at = main.signed
    while at > main.body and looks_signed(blocks[at - 1].text):
        at -= 1
    return [blocks[i].text for i in range(at, main.signed)]


def _line_below(blocks, main):
    below = blocks[main.signed + 1 : main.signed + 2]
    return [block.text for block in below if looks_signed(block.text)]


def _agencies(lines):
    found = []
    for line in lines:
        line = join_spaced(re.sub(r"[（(][^（(]{0,6}章[^）)]{0,2}[)）]", "", line).strip())
        found += [name for name in re.split(r"[\s、，]+", line) if _is_agency(name)]
    return list(dict.fromkeys(found))


def _is_agency(name):
    return len(name) > 2 and bool(ENDS_AS_ORGANISATION.search(name))


def agencies_of_title(title: str) -> list[str]:
    """国务院办公厅、中央军委办公厅关于… → both; [] when the title does not begin with agencies."""
    front = re.split("关于|印发|转发|批转", title, maxsplit=1)
    if len(front) < 2 or not front[0]:
        return []
    names = [name for name in re.split(r"[、\s]+", front[0]) if name]
    return names if all(_is_agency(name) for name in names) else []


def attribute(blocks: list[Block], main: Part) -> tuple[str | None, list[str]]:
    """(公开属性, warnings) from 附注 and 版记; contradictory or unknown words give None and a warning."""
    words = [word for block in blocks for word in _words(block)]
    found = list(dict.fromkeys(filter(None, (attribute_of(word) for word in words))))
    if len(found) == 1:
        return found[0], []
    if not words:
        return None, []
    return None, [f"公开属性的写法（{'、'.join(words[:3])}）不能确定含义，请人工填写。"]


def _words(block):
    """（此件公开发布） in brackets by itself, or 公开属性：主动公开."""
    line = plain(block.text)
    if len(line) > 80 or block.level_hint == "table":
        return []
    if re.fullmatch(r"\(.*(?:此件|此文|本文|公开).*\)", line) and "公开" in line:
        return [line.strip("()")]
    return _LABELLED.findall(line)


def attribute_of(words: str) -> str | None:
    """`proactive`, `on_request` or `withheld` for the words of an 附注; None where they say something else."""
    words = re.sub(r"\s", "", plain(words))
    if re.search("删减|部分|修改后|摘要", words):
        return None
    return next((value for value, pattern in _ATTRIBUTES if pattern.search(words)), None)


def is_right(block: Block) -> bool:
    """Lines that stand on the right: signature and date."""
    return is_day_alone(block.text) or looks_signed(block.text) or signed_day(block.text) is not None
