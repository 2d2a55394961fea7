"""Spreadsheets that would swell when they are opened are refused before any library opens them.

Every part is judged that is XML, wherever it lies and whatever it is called, by the local names of its elements: the
library finds its sheets by relations and knows neither quotes nor prefixes. No tree is built.
"""

import io
import re
import zipfile

from lxml import etree

MOST_UNPACKED = 20 * 1024 * 1024  # a library needs some fifteen times as much memory
MOST_ROWS, MOST_COLUMNS = 100_000, 400
MOST_JOINED = 60_000  # cells in areas, each of which the library makes: 30 000 a second
LAST_ROW = 1_048_576
PIECE = 1 << 16
CELLS = {"c", "comment"}
AREAS = {"mergeCell", "hyperlink"}
REFERENCE = re.compile(r"\$?([A-Za-z]{0,3})\$?(\d*)(?::\$?([A-Za-z]{0,3})\$?(\d*))?")
SWOLLEN = "表格展开后太大，请拆分后再导入。"
WIDE = f"表格太大，最多{MOST_ROWS}行、{MOST_COLUMNS}列；请删去表外的空白格后再导入。"


class TooLarge(ValueError):
    """The message says in Chinese what is too large."""


def check(data: bytes) -> None:
    """Raise TooLarge for a workbook whose cells or joined areas are more than a town's table needs. What is no
    workbook is left to whoever opens it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            judge, left = _Judge(), MOST_UNPACKED
            for name in archive.namelist():
                with archive.open(name) as part:
                    left = _judge_part(judge, part, left)
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, EOFError):
        return


def _judge_part(judge, part, left) -> int:
    """How many bytes may still be unpacked. What is no XML, such as a picture, ends with its first piece."""
    parser = etree.XMLParser(target=judge, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        while piece := part.read(PIECE):
            parser.feed(piece)
            left -= len(piece)
            if left < 0:
                raise TooLarge(SWOLLEN)
        parser.close()
    except etree.XMLSyntaxError:
        return left
    return left


class _Judge:
    """What the parser tells of each element; raises TooLarge."""

    def __init__(self):
        self.row, self.column, self.joined = 0, 0, 0

    def start(self, tag, attributes):
        name = tag.rpartition("}")[2]
        if name == "row":
            self.row, self.column = _number(attributes.get("r"), self.row + 1), 0
        elif name in CELLS:
            self._cell(attributes.get("r") or attributes.get("ref"))
        elif name == "dimension":
            self._area(attributes.get("ref", ""))
        elif name in AREAS:
            rows, columns = self._area(attributes.get("ref", ""))
            self.joined += rows * columns
            if self.joined > MOST_JOINED:
                raise TooLarge("表格里合并的单元格、成片的链接太大，请取消合并后再导入。")

    def _cell(self, reference):
        if reference:
            self._area(reference)
            self.column = _column(re.match("[A-Za-z]{0,3}", reference)[0])
        else:  # it stands after the one before
            self.column += 1
            _bounded(self.row, self.column)

    def _area(self, reference) -> tuple[int, int]:
        """Its rows and columns; whole rows and columns reach to the end of the sheet."""
        found = REFERENCE.match(re.sub(r"[\s_]", "", reference))
        first_column, last_column = _column(found[1]) or 1, _column(found[3] or "")
        first_row, last_row = int(found[2] or 1), int(found[4] or 0)
        if ":" in reference:
            last_column, last_row = last_column or MOST_COLUMNS + 1, last_row or LAST_ROW
        last_column, last_row = max(last_column, first_column), max(last_row, first_row)
        _bounded(last_row, last_column)
        return last_row - first_row + 1, last_column - first_column + 1

    def doctype(self, *_names):
        """No program writes one into a workbook; entities could say anything."""
        raise TooLarge("表格的内部格式不正常，请在Excel或者WPS里另存为.xlsx后再导入。")

    def end(self, tag):
        """Nothing depends on where an element ends."""

    def close(self):
        """Nothing was kept."""


def _bounded(row, column):
    if row > MOST_ROWS or column > MOST_COLUMNS:
        raise TooLarge(WIDE)


def _number(said, otherwise) -> int:
    return int(said) if (said or "").strip().isdecimal() and len(said) < 12 else otherwise


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
