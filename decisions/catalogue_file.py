"""Reads the table of a year's catalogue from a Word or Excel file, by the heads that real ones have."""

import re

from core import grids
from core.grids import Unreadable
from decisions import planned, steps
from decisions.models import Matter
from policies.reading.unreadable import Unreadable as UnreadableWord
from policies.reading.word import html_of_docx

HEADS = 12  # lines from the top among which the heads are looked for
# what the heads hold, tried in this order
NAMES = [
    ("joint", ("会同", "协办", "配合")),
    ("office", ("承办", "牵头", "责任单位", "主办")),
    ("basis", ("依据",)),
    ("hearing", ("听证",)),
    ("procedures", ("程序", "履行")),
    ("planned", ("时间", "时限", "完成")),
    ("about", ("内容", "说明", "概述")),
    ("title", ("事项名称", "决策事项", "项目名称", "名称", "事项")),
]
NEEDED = {"title": "事项名称", "office": "承办单位"}
# how catalogues call a step that they ask for
CALLED = {
    steps.CONSULTATION: ("公众参与", "征求意见"),
    steps.HEARING: ("听证",),
    steps.EXPERT: ("专家",),
    steps.RISK: ("风险评估", "风险"),
    steps.COMPETITION: ("公平竞争",),
}
YES = {"是", "√", "✓", "✔", "■", "☑", "需要", "有"}
NO_REASON = "目录“履行程序要求”没有列入；请核对并写明依据的条款"
BASIS_UNKNOWN = "目录没有写明"
LONGEST_TITLE = Matter._meta.get_field("title").max_length


def read(data: bytes, name: str, year: int, offices: dict) -> tuple[list[dict], list[str]]:
    """File → (a dict for each matter, a Chinese sentence for each row that is wrong). offices: name → Office.

    A matter: title, office, joint, legal_basis, about, planned_on, exempt {step: reason}. Unreadable where there is no table.
    """
    grid, columns, first = _table(_grids(data, name))
    matters, errors = [], []
    for number, line in enumerate(grid[first:], start=first + 1):
        cells = {column: line[index] for column, index in columns.items()}
        if not cells["title"] or len(set(line)) == 1:  # a blank line, a remark across the table
            continue
        problems = list(_problems(cells, year, offices))
        errors += [f"第{number}行：{problem}" for problem in problems]
        if not problems:
            matters.append(_matter(cells, year, offices))
    if not matters and not errors:
        raise Unreadable("表里没有事项。")
    return matters, errors + _twice(matters)


def _grids(data, name):
    if name.lower().endswith(".xlsx"):
        return [grids.of_workbook(data)]
    try:
        return grids.of_html(html_of_docx(data)[0])
    except UnreadableWord as refusal:
        raise Unreadable(str(refusal)) from refusal


def _table(found):
    """(grid, {column: index}, index of the first line below the heads) of the first table that has them."""
    for grid in found:
        for number, line in enumerate(grid[:HEADS]):
            columns = _match([re.sub(r"\s", "", cell) for cell in line])
            if columns.keys() >= NEEDED.keys():
                return grid, columns, _below(grid, number)
    raise Unreadable(f"没有找到目录的表。表头应当有：{'、'.join(NEEDED.values())}。")


def _match(heads) -> dict:
    columns, taken = {}, set()
    for column, names in NAMES:
        place = next(
            (i for i, head in enumerate(heads) if i not in taken and any(one in head for one in names)), None
        )
        if place is not None:
            columns[column] = place
            taken.add(place)
    return columns


def _below(grid, number):
    """Heads of two lines, or repeated on a new page, are no matters."""
    title = grid[number]
    while (
        number < len(grid) and sum(a == b for a, b in zip(grid[number], title, strict=True)) > len(title) / 2
    ):
        number += 1
    return number


def _problems(cells, year, offices):
    if len(cells["title"]) > LONGEST_TITLE:
        yield f"事项名称超过{LONGEST_TITLE}字。"
    if not cells["office"]:
        yield "没有承办单位。"
    for word in [*_split(cells["office"]), *_split(cells.get("joint", ""))]:
        if word not in offices:
            yield f"没有“{word}”这个机构，请改成系统里的名称或者简称。"
    when = cells.get("planned", "")
    if when and planned.last_day(when, year) is None:
        yield f"完成时间“{when}”看不懂，请写成“{year}年6月”这样。"


def _split(words) -> list[str]:
    return [word for word in re.split(r"[、，,;；/\n]+|\s+", words) if word]


def _matter(cells, year, offices) -> dict:
    lead, *others = [offices[word] for word in _split(cells["office"])]
    joint = [*others, *(offices[word] for word in _split(cells.get("joint", "")))]
    return {
        "title": " ".join(cells["title"].split()), "office": lead, "joint": list(dict.fromkeys(joint)),
        "legal_basis": cells.get("basis") or BASIS_UNKNOWN, "about": cells.get("about", ""),
        "planned_on": planned.last_day(cells.get("planned", ""), year), "exempt": _exempt(cells),
    }  # fmt: skip


def _exempt(cells) -> dict[str, str]:
    """Steps that the table names columns for and does not ask for."""
    asked, hearing = cells.get("procedures", ""), cells.get("hearing", "")
    exempt = {
        step: NO_REASON for step, names in CALLED.items() if asked and not any(one in asked for one in names)
    }
    if hearing:
        exempt.pop(steps.HEARING, None)
        if hearing not in YES:
            exempt[steps.HEARING] = NO_REASON
    return exempt


def _twice(matters) -> list[str]:
    titles = [one["title"] for one in matters]
    return [f"“{title}”出现了两次。" for title in dict.fromkeys(titles) if titles.count(title) > 1]
