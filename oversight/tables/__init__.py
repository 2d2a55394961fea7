"""The tables of the annual report: their layout, reading and writing them, the sums. Plain Python: no Django, no clock,
no database."""

from oversight.tables.layout import ALL_CELLS, CELLS, TABLE2, TABLE3, TABLE4, TABLE_NAMES, Cell, Figures
from oversight.tables.reading import NotAReport, figure, parse, parts_of, plain, read, typed, write, year_of
from oversight.tables.sums import Checked, Problem, check, checked, filled, problems

__all__ = [
    "ALL_CELLS",
    "CELLS",
    "TABLE2",
    "TABLE3",
    "TABLE4",
    "TABLE_NAMES",
    "Cell",
    "Checked",
    "Figures",
    "NotAReport",
    "Problem",
    "check",
    "checked",
    "figure",
    "filled",
    "parse",
    "parts_of",
    "plain",
    "problems",
    "read",
    "typed",
    "write",
    "year_of",
]
