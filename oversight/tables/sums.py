"""The sums that a report must satisfy, and what is wrong where one does not (勾稽关系; 国办公开办函〔2021〕30号).

Each equation names its **left-hand cell**, the first one that it mentions:

| equation | its left-hand cell |
|---|---|
| 一 + 二 = 三（七） + 四, each column of 表三 | 一、本年新收…, that column |
| 三（七） = the sum of the results, each column | （七）总计, that column |
| 总计 = the sum of the six applicants, each row | that row, 总计 |
| 总计 = the sum of the four outcomes, each group of 表四 | that group, 总计 |
| 现行有效 = last year's + 本年制发 − 本年废止 (表二) | that row, 现行有效件数 |
| 二 = 四 of last year's report, each column of 表三 | 二、上年结转…, that column |

The last two are asked only where last year's report is known. `found` is what stands in the named cell, `expected`
what would have to stand there for the equation to hold with all other cells as they are (so it may be below zero).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from oversight.tables.layout import (
    ALL_CELLS,
    ALL_RESULTS,
    APPLICANTS,
    CARRIED,
    ENDED,
    ENDS,
    IN_FORCE,
    MADE,
    NEW,
    NORMATIVE,
    OPEN,
    RESULT_ROWS,
    RULES,
    TABLE2,
    TABLE3,
    TABLE3_COLUMNS,
    TABLE3_ROWS,
    TABLE4,
    TABLE4_ROWS,
    TOTAL,
    Cell,
    Figures,
)
from oversight.tables.reading import plain, read


@dataclass(frozen=True)
class Equation:
    """left = the sum of `plus` − the sum of `minus` + the sum of last year's `before`. says: a template in Chinese."""

    left: Cell
    name: str
    says: str
    plus: tuple[Cell, ...] = ()
    minus: tuple[Cell, ...] = ()
    before: tuple[Cell, ...] = ()

    @property
    def own(self) -> tuple[Cell, ...]:
        """The cells of this year that it speaks of."""
        return (self.left, *self.plus, *self.minus)


@dataclass(frozen=True)
class Checked:
    """An equation with the figures of a report put in."""

    equation: Equation
    expected: int | Decimal
    found: int | Decimal
    message: str

    @property
    def holds(self) -> bool:
        return self.expected == self.found


@dataclass(frozen=True)
class Problem:
    """An equation that does not hold: its left-hand cell by the report's own names, and a Chinese sentence."""

    table: str
    row: str
    column: str
    expected: int | float
    found: int | float
    message: str

    @property
    def cell(self) -> Cell:
        return Cell(self.table, self.row, self.column)


def _in_column(row, column):
    return Cell(TABLE3, row, column)


def _balance(column):
    return Equation(
        _in_column(NEW, column),
        f"{column}：一＋二＝三（七）＋四",
        f"表三“{column}”一列：第一项{{left}}加第二项{{minus[0]}}是{{left_side}}，"
        "第三项总计{plus[0]}加第四项{plus[1]}是{right_side}，两边应当相等。",
        plus=(_in_column(ALL_RESULTS, column), _in_column(OPEN, column)),
        minus=(_in_column(CARRIED, column),),
    )


def _results(column):
    return Equation(
        _in_column(ALL_RESULTS, column),
        f"{column}：三（七）＝各项办理结果之和",
        f"表三“{column}”一列：（七）总计填{{left}}，各项办理结果相加是{{expected}}。",
        plus=tuple(_in_column(row, column) for row in RESULT_ROWS),
    )


def _row_total(row):
    return Equation(
        _in_column(row, TOTAL),
        f"{row}：总计＝六类申请人之和",
        f"表三“{row}”一行：总计填{{left}}，六类申请人相加是{{expected}}。",
        plus=tuple(_in_column(row, column) for column in APPLICANTS),
    )


def _outcome_total(row):
    return Equation(
        Cell(TABLE4, row, TOTAL),
        f"{row}：总计＝四种结果之和",
        f"表四“{row}”：总计填{{left}}，前四项相加是{{expected}}。",
        plus=tuple(Cell(TABLE4, row, end) for end in ENDS),
    )


def _stock(row):
    left = Cell(TABLE2, row, IN_FORCE)
    return Equation(
        left,
        f"{row}：现行有效＝上年现行有效＋本年制发－本年废止",
        f"表二“{row}”：现行有效填{{left}}件，上年{{before[0]}}件加本年制发{{plus[0]}}件减本年废止{{minus[0]}}件是{{expected}}件。",
        plus=(Cell(TABLE2, row, MADE),),
        minus=(Cell(TABLE2, row, ENDED),),
        before=(left,),
    )


def _carry(column):
    return Equation(
        _in_column(CARRIED, column),
        f"{column}：上年结转＝上年年报的结转下年度",
        f"表三“{column}”一列：上年结转填{{left}}件，上年年报“{OPEN}”是{{expected}}件。",
        before=(_in_column(OPEN, column),),
    )


OWN = (
    *map(_balance, TABLE3_COLUMNS),
    *map(_results, TABLE3_COLUMNS),
    *map(_row_total, TABLE3_ROWS),
    *map(_outcome_total, TABLE4_ROWS),
)
WITH_LAST_YEAR = (*map(_stock, (RULES, NORMATIVE)), *map(_carry, TABLE3_COLUMNS))


def checked(figures: Figures, previous: Figures | None = None) -> Iterator[Checked]:
    """Every equation whose cells are all known, with what it gives."""
    for equation in (*OWN, *(WITH_LAST_YEAR if previous is not None else ())):
        known = all(cell in figures for cell in equation.own)
        if known and all(cell in previous for cell in equation.before):
            yield _put_in(equation, figures, previous or {})


def _put_in(equation, figures, previous) -> Checked:
    left = figures[equation.left]
    plus, minus = ([figures[cell] for cell in cells] for cells in (equation.plus, equation.minus))
    before = [previous[cell] for cell in equation.before]
    expected = sum(plus) - sum(minus) + sum(before)
    said = {"plus": plus, "minus": minus, "before": before}
    message = equation.says.format(
        **{name: [plain(value) for value in values] for name, values in said.items()},
        left=plain(left), expected=plain(expected),
        left_side=plain(left + sum(minus)), right_side=plain(sum(plus)),
    )  # fmt: skip
    return Checked(equation, expected, left, message)


def problems(figures: Figures, previous: Figures | None = None) -> list[Problem]:
    """What does not hold."""
    return [
        Problem(*one.equation.left, plain(one.expected), plain(one.found), one.message)
        for one in checked(figures, previous)
        if not one.holds
    ]


def filled(figures: Figures, previous: Figures | None = None) -> Figures:
    """The 200 figures from those that are known: a blank total is added up, what is carried over comes from last year,
    any other blank is nought. A figure that is known stays, right or wrong."""
    known: Figures = {cell: figures.get(cell, 0) for cell in ALL_CELLS}
    balances = len(TABLE3_COLUMNS)
    for equation in (*(WITH_LAST_YEAR if previous is not None else ()), *OWN[balances:]):
        if equation.left not in figures:
            known[equation.left] = max(0, _put_in(equation, known, previous or {}).expected)
    return known


def check(report, previous=None) -> list[Problem]:
    """A report as data, with last year's where known → what does not hold; none for a balanced one.

    Raises ValueError (NotAReport) with a Chinese sentence where one of the two is no such report.
    """
    return problems(read(report), read(previous) if previous is not None else None)
