"""Plain text and tables in text."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from core.scanning.pieces import MAX_BYTES, NEWLINE, Piece, Reading, Table, Unscannable

TEXTS = frozenset(["", ".txt", ".csv", ".tsv", ".md", ".htm", ".html", ".json", ".xml", ".log"])


def read_text(data: bytes, name: str) -> Reading:
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if suffix not in TEXTS:
        raise Unscannable(f"不支持扫描{suffix}格式的文件，请另存为docx、xlsx、pdf、csv或者txt")
    text = decode(data)
    if suffix in (".csv", ".tsv"):
        return Reading(_csv_pieces(text), [])
    return Reading([Piece("", re.sub(r"\r\n?", NEWLINE, text), by_line=True)], [])


def decode(data: bytes) -> str:
    """Text of a file in UTF-8, UTF-16 with its mark, or GB18030; anything else is Unscannable."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    if b"\0" in data:
        raise Unscannable("文件不是文本，无法扫描，请检查文件格式")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unscannable("文字编码无法识别，请另存为UTF-8编码") from error


def _csv_pieces(text: str) -> Iterator[Piece]:
    reader, table = reader_of(text), Table()
    for cells in reader:
        yield from table.row(enumerate(cells, 1), lambda column, at=reader.line_num: f"第{at}行第{column}列")


def reader_of(text: str):
    """The rows of a table in text, by the delimiter that its first line has most of (`dialect.delimiter`)."""
    csv.field_size_limit(MAX_BYTES)
    first_line = text.partition("\n")[0]
    return csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;，", key=first_line.count))
