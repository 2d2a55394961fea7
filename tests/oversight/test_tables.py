"""The sums of the annual report: every change of one cell that breaks one is found and named; a balanced one is clean."""

import ast
import copy
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oversight import tables
from oversight.tables import layout
from oversight.tables.layout import APPLICANTS, ENDS, RESULT_ROWS, TABLE3_COLUMNS, TOTAL
from oversight.tables.sums import OWN, WITH_LAST_YEAR
from tests.oversight.reports import balanced, example

COUNT = st.integers(0, 400)


@st.composite
def reports(draw, before=None):
    """A balanced report; carried over from `before` where that is given."""
    leaves = {row: [draw(st.integers(0, 9)) for _ in APPLICANTS] for row in RESULT_ROWS}
    carried = [draw(st.integers(0, 5)) for _ in APPLICANTS]
    stock = [[draw(COUNT), draw(COUNT), draw(COUNT)] for _ in range(2)]
    if before:
        carried = [before["table3"][layout.OPEN][column] for column in APPLICANTS]
        for row, name in zip(stock, (layout.RULES, layout.NORMATIVE), strict=True):
            row[1] = min(row[1], before["table2"][name][2] + row[0])
            row[2] = before["table2"][name][2] + row[0] - row[1]
    return balanced(
        leaves=leaves, carried=carried, left_open=[draw(st.integers(5, 12)) for _ in APPLICANTS], stock=stock,
        decisions=[draw(COUNT) for _ in range(3)], fee=draw(st.decimals(0, 900, places=2)),
        ends=[[draw(st.integers(0, 9)) for _ in ENDS] for _ in range(3)],
    )  # fmt: skip


@st.composite
def years(draw):
    """Two balanced reports, one year after the other."""
    before = draw(reports())
    return before, draw(reports(before=before))


def changed(data, cell, by):
    """The report with one cell moved by `by`."""
    figures = tables.read(data)
    figures[cell] += by
    return data | tables.write(figures)


# Balanced --------------------------------------------------------------------------------------------------
def test_the_example_is_balanced():
    assert tables.check(example()) == []


@settings(max_examples=60, deadline=None)
@given(years())
def test_nothing_is_said_of_balanced_reports(pair):
    before, report = pair
    assert tables.check(before) == []
    assert tables.check(report, before) == []


@settings(max_examples=120, deadline=None)
@given(years(), st.sampled_from(tables.ALL_CELLS), st.integers(1, 50))
def test_a_change_of_one_cell_is_found_wherever_a_sum_speaks_of_it(pair, cell, by):
    before, report = pair
    broken = {one.left for one in (*OWN, *WITH_LAST_YEAR) if cell in one.own}
    found = tables.check(changed(report, cell, by), before)
    assert {problem.cell for problem in found} == broken
    assert len(found) == sum(cell in one.own for one in (*OWN, *WITH_LAST_YEAR))
    for problem in found:
        assert abs(problem.expected - problem.found) == by and problem.message.endswith("。")


@settings(max_examples=60, deadline=None)
@given(years(), st.sampled_from(tables.ALL_CELLS), st.integers(1, 50))
def test_a_change_of_last_years_report_is_found_where_it_is_carried_over(pair, cell, by):
    before, report = pair
    broken = {one.left for one in WITH_LAST_YEAR if cell in one.before}
    assert {problem.cell for problem in tables.check(report, changed(before, cell, by))} == broken


def test_every_figure_of_table_three_and_four_stands_in_some_sum():
    spoken_of = {cell for one in OWN for cell in one.own}
    assert spoken_of == {*tables.CELLS["table3"], *tables.CELLS["table4"]}


def test_what_is_expected_would_mend_the_named_cell():
    report = changed(example(), tables.Cell("table3", layout.OPEN, "自然人"), 2)
    problems = {problem.cell: problem for problem in tables.check(report)}
    named = problems[tables.Cell("table3", layout.NEW, "自然人")]
    assert (named.found, named.expected) == (21, 23)
    assert named.message == (
        "表三“自然人”一列：第一项21加第二项0是21，第三项总计18加第四项5是23，两边应当相等。"
    )
    assert problems[tables.Cell("table3", layout.OPEN, TOTAL)].expected == 5


# Filling ---------------------------------------------------------------------------------------------------
@settings(max_examples=60, deadline=None)
@given(years(), st.data())
def test_blank_totals_are_added_up_and_other_blanks_are_nought(pair, data):
    before, report = pair
    figures = tables.read(report)
    totals = {one.left for one in (*OWN[len(TABLE3_COLUMNS) :], *WITH_LAST_YEAR)}
    noughts = {cell for cell in figures if cell not in totals and not figures[cell]}
    blank = data.draw(st.sets(st.sampled_from(sorted(totals | noughts))))
    given_ones = {cell: value for cell, value in figures.items() if cell not in blank}
    assert tables.filled(given_ones, tables.read(before)) == figures


def test_what_was_filled_in_stays_right_or_wrong():
    total = tables.Cell("table4", "行政复议", TOTAL)
    assert tables.filled({total: 9})[total] == 9 and len(tables.filled({})) == 200


# Reading ---------------------------------------------------------------------------------------------------
def test_reading_and_writing_give_the_report_again():
    data = example()
    assert data | tables.write(tables.read(data)) == data


def test_the_names_are_those_of_the_example_in_their_order():
    data = example()
    assert list(data["table3"]) == list(layout.TABLE3_ROWS)
    assert list(data["table3"][layout.NEW]) == list(TABLE3_COLUMNS)
    assert [list(data[name]) for name in ("table2", "table4")] == [
        list(tables.write({})[name]) for name in ("table2", "table4")
    ]


@pytest.mark.parametrize("value", [-1, 1.0, 1.5, "3", True, None, [1], {}, Decimal("2.0"), 10**30])
@pytest.mark.parametrize(
    "place",
    [
        ("table2", "规章", 0),
        ("table2", "行政许可"),
        ("table3", layout.NEW, "其他"),
        ("table4", "行政复议", 4),
    ],
)
def test_what_is_no_count_is_refused_with_a_sentence_that_names_the_cell(place, value):
    data = example()
    *way, last = place
    inner = data
    for step in way:
        inner = inner[step]
    inner[last] = value
    with pytest.raises(ValueError, match=rf"{place[1]}.*[。，]"):
        tables.check(data)


@pytest.mark.parametrize("value", [-0.01, "2", True, None, float("nan"), float("inf"), 0.1234567, 10**30])
def test_what_is_no_amount_is_refused(value):
    data = example()
    data["table2"]["行政事业性收费"] = value
    with pytest.raises(ValueError, match="行政事业性收费"):
        tables.check(data)


@pytest.mark.parametrize("value", [0, 7, 2.39, Decimal("0.000001"), 1200.5])
def test_a_fee_may_have_decimals(value):
    data = example()
    data["table2"]["行政事业性收费"] = value
    assert tables.check(data) == []


def places(data, way=()):
    """Every key of the report, as a way to it."""
    for key, inner in data.items() if isinstance(data, dict) else ():
        yield (*way, key)
        yield from places(inner, (*way, key))


@pytest.mark.parametrize("way", list(places(example())), ids=lambda way: "/".join(way)[:40])
def test_a_missing_key_is_refused(way):
    data = example()
    inner = data
    for step in way[:-1]:
        inner = inner[step]
    del inner[way[-1]]
    with pytest.raises(ValueError, match=r"[缺没]"):
        tables.check(data)


@pytest.mark.parametrize("more", ["某行", "（八）其他"])
def test_a_row_that_the_layout_does_not_know_is_refused(more):
    data = example()
    data["table3"][more] = copy.deepcopy(data["table3"][layout.NEW])
    with pytest.raises(ValueError, match=more):
        tables.check(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(JSON, st.sampled_from([None, *places(example())]))
def test_whatever_else_stands_there_is_judged_or_refused_never_a_crash(value, way):
    data = example()
    if way is None:
        data = value
    else:
        inner = data
        for step in way[:-1]:
            inner = inner[step]
        inner[way[-1]] = value
    try:
        tables.check(data)
    except tables.NotAReport as refusal:
        assert str(refusal).endswith("。")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1,2",
        "{'a': 1}",
        '{"a": NaN}',
        '{"a": 1, "a": 2}',
        "[" * 100_000,
        '{"a": ' + "9" * 5000 + "}",
    ],
)
def test_what_is_no_json_is_refused(text):
    with pytest.raises(tables.NotAReport):
        tables.parse(text)


@pytest.mark.parametrize(
    ("text", "value"), [("", None), ("  ", None), ("12", 12), ("１２", 12), ("1,200", 1200), (" 7 ", 7)]
)
def test_what_is_typed_is_read(text, value):
    assert tables.typed(tables.ALL_CELLS[0], text) == value


@pytest.mark.parametrize("text", ["-1", "1.5", "二", "1_000", "1e3", "NaN", "9" * 5000, "=1+1"])
def test_what_is_typed_and_no_count_is_refused(text):
    with pytest.raises(tables.NotAReport, match="规章"):
        tables.typed(tables.ALL_CELLS[0], text)


# Plain Python ----------------------------------------------------------------------------------------------
def test_the_rules_know_neither_django_nor_a_clock():
    for path in Path(tables.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        names = {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert names <= {
            "json", "collections.abc", "dataclasses", "decimal", "typing",
            *(f"oversight.tables.{name}" for name in ("layout", "reading", "sums")),
        }  # fmt: skip


def test_the_example_survives_json():
    data = tables.parse(json.dumps(example(), ensure_ascii=False))
    assert tables.write(tables.read(data)) == tables.write(tables.read(example()))
