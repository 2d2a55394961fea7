"""Excel: cells with what is hidden, comments, names, formulas, page headers."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation

from lxml import etree

from core import privacy
from core.scanning.package import Package, local, other_pieces
from core.scanning.pieces import Piece, Table

SHEET = "xl/workbook.xml"


def sheet_pieces(package: Package, hidden: list[str]) -> Iterator[Piece]:
    workbook, relations = package.root(SHEET), package.relations(SHEET)
    strings = _shared_strings(package)
    done = {
        SHEET,
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        *(name for name in package.names if "/theme/" in name),
    }
    for sheet in (each for each in workbook.iter() if local(each) == "sheet"):
        part = relations.get(_relation_id(sheet), "")
        if part in package.names and "/worksheets/" in part:
            done.add(part)
            yield from _Sheet(package, sheet, part, strings, hidden).pieces(done)
    yield from _defined_names(workbook, hidden)
    yield from other_pieces(package, hidden, done)


def _relation_id(element: etree._Element) -> str:
    return next((value for key, value in element.attrib.items() if key.endswith("}id")), "")


def _shared_strings(package: Package) -> list[str]:
    name = next((each for each in package.names if each.lower() == "xl/sharedstrings.xml"), None)
    return [string_of(each) for each in package.root(name)] if name else []


def string_of(element: etree._Element) -> str:
    """The text of a cell's string, without the reading aid (拼音) above it."""
    texts = (each for each in element.iter() if local(each) == "t")
    return "".join(each.text or "" for each in texts if local(each.getparent()) != "rPh")


def _defined_names(workbook: etree._Element, hidden: list[str]) -> Iterator[Piece]:
    for each in workbook.iter():
        if local(each) != "definedName":
            continue
        name = each.get("name", "")
        if each.get("hidden") in ("1", "true") and not name.startswith("_xl"):
            hidden.append(f"隐藏的名称“{name}”")
        yield Piece(f"名称“{name}”", f"{name}\t{each.text or ''}")


class _Sheet:
    """One worksheet: its cells with what is hidden, its comments, its page header."""

    def __init__(
        self, package: Package, sheet: etree._Element, part: str, strings: list[str], hidden: list[str]
    ):
        self.package, self.part, self.strings, self.hidden = package, part, strings, hidden
        self.place = f"工作表“{sheet.get('name', '')}”"
        self.is_hidden = sheet.get("state", "visible") != "visible"
        self.root = package.root(part)
        self.columns = _hidden_columns(self.root)

    def pieces(self, done: set[str]) -> Iterator[Piece]:
        self._note_hidden()
        table = Table()
        for number, row in enumerate((each for each in self.root.iter() if local(each) == "row"), 1):
            number = int(row.get("r", number))
            cells = [self._cell(each, at) for at, each in enumerate(row, 1) if local(each) == "c"]
            mark = self._mark(_is_off(row, "ht"))
            yield from table.row(cells, lambda column, at=number, mark=mark: self._where(column, at, mark))
            yield from self._formulas(row)
        yield from self._surroundings(done)

    def _note_hidden(self) -> None:
        if self.is_hidden:
            self.hidden.append(f"隐藏{self.place}")
        rows = [
            int(each.get("r", 0)) for each in self.root.iter() if local(each) == "row" and _is_off(each, "ht")
        ]
        self.hidden += [f"{self.place}隐藏行{span}" for span in _ranges(rows, str)]
        self.hidden += [f"{self.place}隐藏列{span}" for span in _ranges(sorted(self.columns), _letters)]

    def _mark(self, row_off: bool) -> list[str]:
        return [*(["隐藏工作表"] if self.is_hidden else []), *(["隐藏行"] if row_off else [])]

    def _where(self, column: int, row: int, marks: list[str]) -> str:
        marks = [*marks, *(["隐藏列"] if column in self.columns else [])]
        return f"{self.place}{_letters(column)}{row}" + (f"（{'、'.join(marks)}）" if marks else "")

    def _cell(self, cell: etree._Element, at: int) -> tuple[int, str]:
        column = _column(cell.get("r", "")) or at
        value = next((each.text or "" for each in cell if local(each) == "v"), "")
        kind = cell.get("t", "n")
        if kind == "s":
            return column, self.strings[int(value)] if value else ""
        if kind == "inlineStr":
            return column, string_of(cell)
        return column, number_text(value) if kind == "n" else value

    def _formulas(self, row: etree._Element) -> Iterator[Piece]:
        for cell in row:
            formula = next((each.text or "" for each in cell if local(each) == "f"), "")
            if len(formula) > 10:
                yield Piece(f"{self.place}{cell.get('r', '')}公式", formula)

    def _surroundings(self, done: set[str]) -> Iterator[Piece]:
        for each in self.root.iter():
            if local(each) in (
                "oddHeader",
                "oddFooter",
                "evenHeader",
                "evenFooter",
                "firstHeader",
                "firstFooter",
            ):
                yield Piece(f"{self.place}页眉页脚", each.text or "")
            elif local(each) in ("formula1", "formula2"):
                yield Piece(f"{self.place}数据有效性", each.text or "")
        for part in self.package.relations(self.part).values():
            if part in self.package.names and re.search(r"comment", part, re.I) and part.endswith(".xml"):
                done.add(part)
                yield from self._comments(part)

    def _comments(self, part: str) -> Iterator[Piece]:
        self.hidden.append(f"{self.place}批注")
        for each in self.package.root(part).iter():
            if local(each) in ("comment", "threadedComment"):
                yield Piece(f"{self.place}{each.get('ref', '')}批注", "".join(each.itertext()))


def _is_off(element: etree._Element, size: str) -> bool:
    return element.get("hidden") in ("1", "true") or element.get(size) in ("0", "0.0")


def _hidden_columns(root: etree._Element) -> set[int]:
    columns: set[int] = set()
    for each in root.iter():
        if local(each) == "col" and _is_off(each, "width"):
            columns.update(range(int(each.get("min", 0)), min(int(each.get("max", 0)), 16_384) + 1))
    return columns


def _ranges(numbers: list[int], name: Callable[[int], str]) -> Iterator[str]:
    """1, 2, 3, 7 → 1–3, 7."""
    start = previous = None
    for number in [*numbers, None]:
        if previous is not None and number != previous + 1:
            yield name(start) if start == previous else f"{name(start)}–{name(previous)}"
            start = None
        start, previous = (number if start is None else start), number


def _letters(column: int) -> str:
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _column(reference: str) -> int:
    column = 0
    for letter in re.match(r"[A-Z]{0,3}", reference)[0]:
        column = column * 26 + ord(letter) - 64
    return column


def number_text(value: str) -> str:
    """A number as its digits: 1.3812345678E10 and 13812345678.0 are 13812345678.

    A spreadsheet keeps 15 to 17 digits: an identity number stored as a number ends in noughts. What is left
    still names a person, so its check digit is set right and it is found.
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > 40 or number != number.to_integral_value():
        return value
    return _restored(str(int(number)))


def _restored(digits: str) -> str:
    if len(digits) != 18 or not digits.endswith("0"):
        return digits
    return next(
        (digits[:17] + check for check in privacy.CHECKS if privacy.is_id18(digits[:17] + check)), digits
    )
