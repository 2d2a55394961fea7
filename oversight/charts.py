"""Bars drawn by the server: what static/css/chart.css paints, without a script and without inline style.

Lengths are per cent of the column, heights em: letters keep their size at any width. A table follows each.
"""

from oversight.tables import TABLE2, TABLE3, Cell
from oversight.tables.layout import CARRIED, IN_FORCE, NEW, NORMATIVE, OPEN, RESULTS, TOTAL, result_rows

LONGEST = 84  # per cent; the number stands behind the bar
WITH_BEFORE, ALONE = 4.6, 3.1  # em that a group takes
GROUPS = [
    ("本年新收", (NEW,)),
    ("上年结转", (CARRIED,)),
    ("予以公开、部分公开", tuple(row for group, leaves in RESULTS[:2] for row in result_rows(group, leaves))),
    ("不予公开", result_rows(*RESULTS[2])),
    ("无法提供", result_rows(*RESULTS[3])),
    ("不予处理、其他处理", tuple(row for group, leaves in RESULTS[4:] for row in result_rows(group, leaves))),
    ("结转下年度", (OPEN,)),
]


def applications(year, figures, before) -> dict:
    """依申请公开 in a few bars, with last year's where it is known."""
    rows = [
        (label, _total(figures, names), _total(before, names) if before else None) for label, names in GROUPS
    ]
    return _chart(
        "applications", f"依申请公开办理情况（件）{'，与上年比较' if before else ''}", rows, year, before
    )


def in_force(stocks) -> dict:
    """Normative documents in force at the end of each year: {year: number}, oldest first."""
    rows = [(f"{year}年底", number, None) for year, number in sorted(stocks.items())]
    return _chart("in-force", "历年现行有效的行政规范性文件（件）", rows)


STOCK = Cell(TABLE2, NORMATIVE, IN_FORCE)


def _total(figures, rows):
    return int(sum(figures.get(Cell(TABLE3, row, TOTAL), 0) for row in rows))


def _chart(name, title, rows, year=None, before=None):
    longest = max((number for _, *numbers in rows for number in numbers if number), default=0)
    step = WITH_BEFORE if before else ALONE
    bars = [
        _bar(label, number, earlier, place * step, longest)
        for place, (label, number, earlier) in enumerate(rows)
    ]
    return {
        "name": name,
        "title": title,
        "bars": bars,
        "height": f"{len(rows) * step:.1f}em",
        "years": (year, year - 1) if before else (),
        "words": "；".join(_words(*row) for row in rows),
    }


def _words(label, number, earlier):
    return f"{label}{number}" if earlier is None else f"{label}{number}，上年{earlier}"


def _bar(label, number, earlier, top, longest):
    def long(value):
        return f"{LONGEST * value / longest if longest else 0:.1f}%"

    def down(by):
        return f"{top + by:.1f}em"

    shown = {
        "label": label, "number": number, "width": long(number),
        "label_y": down(1.1), "bar_y": down(1.5), "number_y": down(2.35),
    }  # fmt: skip
    if earlier is None:
        return shown
    return shown | {
        "before": earlier, "before_width": long(earlier), "before_y": down(2.8), "before_number_y": down(3.6),
        "change": f"{number - earlier:+d}".replace("-", "−") if number != earlier else "0",
    }  # fmt: skip
