"""Reads the ten-column table of a field from a spreadsheet (国办发〔2019〕54号): heads in one or two lines, joined cells."""

from core import grids
from core.grids import BLANKS, Unreadable
from disclosure.models import StandardRow

HEADS = 12  # lines from the top among which the heads are looked for
# what the heads of real tables hold, tried in this order
NAMES = [
    ("sub_item", ("二级事项",)),
    ("item", ("一级事项", "公开事项", "事项名称")),
    ("content", ("公开内容", "内容（要素）", "内容要素")),
    ("basis", ("公开依据", "依据")),
    ("deadline", ("公开时限", "时限")),
    ("subject", ("公开主体", "主体")),
    ("channels", ("渠道", "载体")),
    ("audience", ("公开对象", "对象")),
    ("way", ("公开方式", "方式")),
    ("level", ("公开层级", "层级")),
]
GROUPS = {"audience", "way", "level"}  # in the national form a column for each answer, ticked
TICKS = {"√", "✓", "✔", "■", "☑", "是", "v", "V", "○", "●", "1"}
LONGEST = {
    field.name: field.max_length for field in StandardRow._meta.fields if getattr(field, "max_length", None)
}


def read(data: bytes) -> tuple[list[dict], list[str]]:
    """Spreadsheet → (rows as {column: text}, a Chinese sentence for each row that is wrong). Unreadable where it is none."""
    lines = grids.of_workbook(data)
    columns, first = _columns(lines)
    rows, errors = [], []
    for number, line in enumerate(lines[first:], start=first + 1):
        cells = {name: _cell(line, places) for name, places in columns.items()}
        if not any(cells.values()) or _is_note(cells):
            continue
        problems = _problems(cells)
        errors += [f"第{number}行：{problem}" for problem in problems]
        rows.append(cells)
    if not rows:
        raise Unreadable("表里没有事项。")
    return rows, errors


def _columns(lines) -> tuple[dict, int]:
    """({column: [(index, what a tick there means)]}, index of the first line below the heads)."""
    for number in range(min(HEADS, len(lines))):
        for depth in (1, 2):  # two lines: the second names item and sub-item, and what may be ticked
            head = lines[number : number + depth]
            found = _match([_head(parts) for parts in zip(*head, strict=False)], head[-1])
            if len(found) == len(NAMES):
                return found, number + len(head)
    raise Unreadable(
        f"没有找到表头。表头应当有：{'、'.join(heading for _, heading in StandardRow.COLUMNS)}。"
    )


def _head(parts) -> str:
    return "".join(BLANKS.sub("", part) for part in dict.fromkeys(parts))


def _match(heads, lowest) -> dict:
    found, taken = {}, set()
    for name, words in NAMES:
        places = [i for i, head in enumerate(heads) if i not in taken and any(word in head for word in words)]
        if places:
            places = places if name in GROUPS else places[:1]
            found[name] = [(i, lowest[i]) for i in places]
            taken.update(places)
    return found


def _cell(line, places) -> str:
    """The text of a column; of several ticked ones the names, with what is written beside."""
    if len(places) == 1:
        return line[places[0][0]]
    said = []
    for index, meaning in places:
        value = line[index]
        if value:
            said.append(meaning if value in TICKS else f"{meaning}：{value}")
    return "；".join(said)


def _is_note(cells) -> bool:
    """A line across the whole table, such as a remark at its end."""
    return len(set(cells.values())) == 1


def _problems(cells):
    for name, heading in StandardRow.COLUMNS:
        if not cells[name] and name != "sub_item":
            yield f"“{heading}”是空的。"
        if len(cells[name]) > LONGEST.get(name, 10000):
            yield f"“{heading}”超过{LONGEST[name]}字。"
