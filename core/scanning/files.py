"""What kind of file it is, by its content, and who reads it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import PurePosixPath

from core.scanning.package import Package
from core.scanning.pdf import read_pdf
from core.scanning.pieces import MAX_BYTES, FileFinding, Piece, Reading, Unscannable, find
from core.scanning.sheet import SHEET, sheet_pieces
from core.scanning.slides import ofd_pieces, slide_pieces
from core.scanning.text import read_text
from core.scanning.word import word_pieces

MAX_DEPTH = 2
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
WORD, SLIDES, OFD = "word/document.xml", "ppt/presentation.xml", "OFD.xml"


def scan_file(data: bytes, name: str) -> list[FileFinding]:
    """Personal data in a file, in its order, each place and value once. Raises Unscannable."""
    return list(dict.fromkeys(guarded(lambda: list(find(_read(data, name).pieces)))))


def hidden_content(data: bytes, name: str) -> list[str]:
    """What the file holds that is not on its pages, in Chinese: hidden sheets, rows, columns, text, comments,
    deletions, caches, embedded files; and pages that are pictures. Raises Unscannable as scan_file does,
    but for a file without any text layer says so in the list."""

    def work() -> list[str]:
        reading = _read(data, name, strict=False)
        list(reading.pieces)
        return list(dict.fromkeys(reading.hidden))

    return guarded(work)


def guarded(work: Callable[[], list]) -> list:
    # Readers of damaged files fail in every way there is; to the one who uploads each means the same.
    try:
        return work()
    except Unscannable:
        raise
    except (Exception, RecursionError) as error:
        raise Unscannable("文件已损坏或者格式不规范，无法扫描，请用办公软件重新保存后再上传") from error


def _read(data: bytes, name: str, depth: int = 0, strict: bool = True) -> Reading:
    """The pieces of a file by its content, not by its name. `strict`: without a text layer, raise."""
    if len(data) > MAX_BYTES:
        raise Unscannable(f"文件超过{MAX_BYTES // 1024 // 1024}MB，无法扫描，请拆分后再上传")
    if data.startswith(b"PK"):
        return _read_package(data, depth)
    if b"%PDF-" in data[:1024]:
        return read_pdf(data, strict, partial(_inner, depth=depth))
    _refuse_closed(data)
    return read_text(data, name)


def _refuse_closed(data: bytes) -> None:
    if data.startswith(OLD_OFFICE):
        raise Unscannable(
            "旧版（.doc、.xls、.wps）或者加密的Office文件无法扫描，请去掉密码并另存为.docx或.xlsx"
        )
    if data.startswith(PICTURES):
        raise Unscannable("图片无法自动扫描，请人工核对")
    if data.startswith(ARCHIVES):
        raise Unscannable("压缩包无法扫描，请解压后逐个上传")


def _read_package(data: bytes, depth: int) -> Reading:
    package, hidden = Package(data), []
    for marker, reader in (
        (WORD, word_pieces),
        (SHEET, sheet_pieces),
        (SLIDES, slide_pieces),
        (OFD, ofd_pieces),
    ):
        if marker in package.names:
            pieces = reader(package, hidden)
            return Reading(chain(pieces, _embedded(package, hidden, depth)), hidden)
    raise Unscannable("不是Word、Excel等文档（可能是压缩包），无法扫描，请解压后逐个上传")


def _embedded(package: Package, hidden: list[str], depth: int) -> Iterator[Piece]:
    for name in package.names:
        if "/embeddings/" not in name or name.endswith(("/", ".rels")):
            continue
        hidden.append(f"嵌入文件“{PurePosixPath(name).name}”")
        yield from _inner(package.read(name), PurePosixPath(name).name, hidden, depth)


def _inner(data: bytes, name: str, hidden: list[str], depth: int) -> Iterator[Piece]:
    if depth >= MAX_DEPTH:
        raise Unscannable("嵌入文件层数过多，无法扫描，请去掉嵌入文件")
    try:
        reading = _read(data, name, depth + 1)
    except Unscannable as error:
        raise Unscannable(f"嵌入文件“{name}”：{error}") from error
    for piece in reading.pieces:
        yield replace(piece, where=f"嵌入文件“{name}”{piece.where}")
    hidden += [f"嵌入文件“{name}”：{note}" for note in reading.hidden]
