"""Annual reports as data: the example that people exchange, and balanced ones made from their parts."""

import copy
import json
from pathlib import Path

from oversight.tables import layout
from oversight.tables.layout import APPLICANTS, RESULT_ROWS, TOTAL

EXAMPLE = json.loads((Path(__file__).parent / "example.json").read_text("utf-8"))


def example() -> dict:
    """A balanced report of another town, to be changed at will."""
    return copy.deepcopy(EXAMPLE)


def balanced(*, leaves, carried, left_open, stock, decisions, fee, ends, year=2024) -> dict:
    """A report whose sums hold, from what they are made of; lists run along the applicants."""
    results = [sum(leaves[row][index] for row in RESULT_ROWS) for index in range(len(APPLICANTS))]
    new = [done + later - earlier for done, later, earlier in zip(results, left_open, carried, strict=True)]
    rows = {
        layout.NEW: new,
        layout.CARRIED: carried,
        **leaves,
        layout.ALL_RESULTS: results,
        layout.OPEN: left_open,
    }
    return {
        "office": "杏川镇人民政府",
        "year": year,
        "table2": {
            layout.RULES: stock[0], layout.NORMATIVE: stock[1], "行政许可": decisions[0], "行政处罚": decisions[1],
            "行政强制": decisions[2], layout.FEES: float(fee),
        },
        "table3": {
            row: dict(zip(APPLICANTS, values, strict=True)) | {TOTAL: sum(values)} for row, values in rows.items()
        },
        "table4": {row: [*four, sum(four)] for row, four in zip(layout.TABLE4_ROWS, ends, strict=True)},
    }  # fmt: skip


def plain_report(year=2024, before=None, **cells) -> dict:
    """A small balanced report: eight applications of persons, two still open; `before` is last year's."""
    leaves = {row: [0] * 6 for row in RESULT_ROWS}
    leaves["（一）予以公开"][0] = 5
    leaves["（三）不予公开/4.保护第三方合法权益"][0] = 1
    carried = [before["table3"][layout.OPEN][column] for column in APPLICANTS] if before else [0] * 6
    in_force = before["table2"][layout.NORMATIVE][2] if before else 0
    data = balanced(
        leaves=leaves, carried=carried, left_open=[2, 0, 0, 0, 0, 0],
        stock=[[0, 0, 0], [0, 0, in_force]], decisions=[120, 9, 1], fee=1.5, ends=[[1, 0, 0, 0], [0] * 4, [0] * 4],
        year=year,
    )  # fmt: skip
    data["table2"] |= cells
    return data
