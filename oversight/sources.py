"""Which figures of a report the portal's own registers know, and what they say.

A register is a function `(year) → Iterator[Counted]`, put on the list with `@registers.add`; a cell that no register
counts is typed or imported. What was counted, one by one, it tells by a second function, `(year) → Iterator[Evidence]`,
put on the list with `@evidence.add`: the public page of the sources shows it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.registry import Registry
from oversight import normative
from oversight.tables import TABLE2, Cell
from oversight.tables.layout import ENDED, IN_FORCE, MADE, NORMATIVE
from oversight.tables.layout import RULES as REGULATIONS
from policies.validity import Status

registers, evidence = Registry(), Registry()
SHOWN = 200  # rows of evidence on a page


@dataclass(frozen=True)
class Counted:
    """What a register says of a cell. label: of which register; how: the way of counting, a Chinese sentence."""

    cell: Cell
    value: int
    label: str
    how: str


@dataclass(frozen=True)
class Item:
    """One thing that was counted, to read for oneself."""

    title: str
    url: str
    note: str


@dataclass(frozen=True)
class Evidence:
    """The things behind a count; `cells` are those that it explains. At most SHOWN are named, then `more` is true."""

    title: str
    how: str
    items: tuple[Item, ...]
    cells: tuple[Cell, ...] = ()
    more: bool = False


def counted(year: int) -> dict[Cell, Counted]:
    """All that the registers say of a year."""
    return {one.cell: one for register in registers for one in register(year)}


LIBRARY = "政策文件库"
NORMATIVE_CELLS = {
    Cell(TABLE2, NORMATIVE, MADE): (normative.made, "成文日期在{year}年的本镇行政规范性文件。"),
    Cell(TABLE2, NORMATIVE, ENDED): (
        normative.ended,
        "{year}年内废止、被替代、宣布失效或者有效期届满的本镇行政规范性文件。",
    ),
    Cell(TABLE2, NORMATIVE, IN_FORCE): (
        normative.in_force,
        "{year}年12月31日现行有效（含已修改、部分失效）的本镇行政规范性文件。",
    ),
}


@registers.add
def normative_documents(year):
    for cell, (adjective, how) in NORMATIVE_CELLS.items():
        yield Counted(cell, adjective(year).count(), LIBRARY, how.format(year=year))


@evidence.add
def normative_evidence(year) -> Iterator[Evidence]:
    """The documents behind the three counts, and those that are neither in force nor ended."""
    for cell, (adjective, how) in NORMATIVE_CELLS.items():
        yield _documents(
            f"行政规范性文件{cell.column}", how.format(year=year), adjective(year), year, (cell,)
        )
    how = f"{year}年12月31日以前制发、当日没有废止也不在执行的，不计入现行有效件数。"
    yield _documents("没有计入的：尚未施行、暂停执行、未标注", how, normative.neither(year), year, ())


def _documents(title, how, documents, year, cells):
    rows = list(normative.with_status(documents, year)[: SHOWN + 1])
    oldest_first = sorted(rows[:SHOWN], key=lambda policy: (policy.written_on or date.max, policy.pk))
    items = tuple(_document(policy, year) for policy in oldest_first)
    return Evidence(title, how, items, cells, more=len(rows) > SHOWN)


def _document(policy, year):
    then = Status(policy.status_then).label if policy.status_then else Status.UNMARKED.label
    note = f"{policy.document_number}　{policy.written_on}　{year}年底{then}"
    return Item(policy.title, policy.get_absolute_url(), note.strip("　"))


@registers.add
def regulations(year):
    """A town has no power to make 规章 (立法法): all three are nought whatever the year."""
    for column in (MADE, ENDED, IN_FORCE):
        yield Counted(Cell(TABLE2, REGULATIONS, column), 0, "法律规定", "乡镇人民政府没有规章制定权。")
