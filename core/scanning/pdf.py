"""PDF: pages, notes, forms, properties."""

import io
from collections.abc import Callable, Iterator
from itertools import chain

from core.lazy import lazy
from core.scanning.pieces import NO_TEXT_LAYER, Piece, Reading, Unscannable

pypdf = lazy("pypdf")  # 18 MB that no page needs
MAX_PAGES = 2_000


def read_pdf(data: bytes, strict: bool, read_inner: Callable[..., Iterator[Piece]]) -> Reading:
    """`strict`: without a text layer, raise. `read_inner`: (data, name, hidden) → pieces of an embedded file."""
    reader = _opened(data)
    pages = [page.extract_text() or "" for page in reader.pages]
    hidden = [
        f"第{at}页{NO_TEXT_LAYER}"
        for at, text in enumerate(pages, 1)
        if _is_picture(reader.pages[at - 1], text)
    ]
    if not any(text.strip() for text in pages):
        if strict:
            raise Unscannable(NO_TEXT_LAYER)
        hidden = [NO_TEXT_LAYER]
    pieces = chain(
        (Piece(f"第{at}页", text) for at, text in enumerate(pages, 1)),
        _annotations(reader),
        _properties(reader),
        _attachments(reader, hidden, read_inner),
    )
    return Reading(pieces, hidden)


def _opened(data: bytes) -> "pypdf.PdfReader":
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        # A file that only its owner may change opens for everybody, with the empty password.
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unscannable("PDF已加密，无法扫描，请去掉密码后再上传")
        if len(reader.pages) > MAX_PAGES:
            raise Unscannable(f"PDF超过{MAX_PAGES}页，无法扫描，请拆分后再上传")
    except pypdf.errors.PdfReadError as error:
        raise Unscannable("PDF已损坏，无法打开，请重新生成后再上传") from error
    return reader


def _is_picture(page, text: str) -> bool:
    return not text.strip() and "/XObject" in (page.get("/Resources") or {})


def _annotations(reader: "pypdf.PdfReader") -> Iterator[Piece]:
    for at, page in enumerate(reader.pages, 1):
        for reference in page.get("/Annots") or []:
            note = reference.get_object()
            link = (note.get("/A") or {}).get("/URI", "")
            for text in (note.get("/Contents"), note.get("/V"), link):
                if isinstance(text, str) and text:
                    yield Piece(f"第{at}页批注或表单", text)


def _properties(reader: "pypdf.PdfReader") -> Iterator[Piece]:
    for key, value in (reader.metadata or {}).items():
        if "Date" not in key:
            yield Piece("文档属性", str(value))


def _attachments(reader: "pypdf.PdfReader", hidden: list[str], read_inner) -> Iterator[Piece]:
    for name, versions in reader.attachments.items():
        hidden.append(f"嵌入文件“{name}”")
        for data in versions:
            yield from read_inner(data, name, hidden)
