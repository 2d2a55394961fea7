"""Text and csv: the same encoding, the same lines."""

import csv
import io

from core import privacy
from core.masking.pieces import mask_pieces
from core.scanning.pieces import FileFinding, Table
from core.scanning.text import decode, reader_of

MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def mask_plain(data: bytes) -> tuple[bytes, list[FileFinding]]:
    text = decode(data)
    masked = [
        FileFinding(f"第{text.count(chr(10), 0, one.start) + 1}行", one.kind, one.masked)
        for one in privacy.scan(text)
    ]
    return privacy.mask(text).encode(_encoding(data)), masked


def _encoding(data):
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def mask_table(data: bytes) -> tuple[bytes, list[FileFinding]]:
    """Rows are read as the scan reads them, each cell behind its heading."""
    text = decode(data)
    reader, table, masked = reader_of(text), Table(), []
    written = io.StringIO(newline="")
    line_end = "\r\n" if "\r\n" in text else "\n"
    writer = csv.writer(written, delimiter=reader.dialect.delimiter, lineterminator=line_end)
    for cells in reader:
        pieces = list(
            table.row(enumerate(cells, 1), lambda column, at=reader.line_num: f"第{at}行第{column}列")
        )
        if pieces:
            texts, found = mask_pieces(pieces)
            filled = [at for at, cell in enumerate(cells) if cell.strip()]
            for at, new in zip(filled, texts, strict=True):
                cells[at] = new
            masked += found
        writer.writerow(cells)
    return written.getvalue().encode(_encoding(data)), masked
