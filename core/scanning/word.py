"""Word: every story of the document, once as it reads now and once as before the tracked changes."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from lxml import etree

from core.scanning.package import Package, local, other_pieces
from core.scanning.pieces import Piece, Table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word_pieces(package: Package, hidden: list[str]) -> Iterator[Piece]:
    done = {
        name
        for name in package.names
        if re.match(r"word/(?:styles|fontTable|theme/|settings|webSettings|numbering)", name)
    }
    for name in package.names:
        place = place_of(name)
        if place is None:
            continue
        done.add(name)
        root = package.root(name)
        hidden += _word_hidden(root, place)
        yield from _word_story(root, place)
    yield from other_pieces(package, hidden, done)


def place_of(name: str) -> str | None:
    match = re.fullmatch(r"word/(document|header|footer|comments|footnotes|endnotes)[0-9]*\.xml", name)
    names = {
        "document": "",
        "header": "页眉",
        "footer": "页脚",
        "comments": "批注",
        "footnotes": "脚注",
        "endnotes": "尾注",
    }
    return names[match[1]] if match else None


def _word_story(root: etree._Element, place: str) -> Iterator[Piece]:
    """Paragraphs and rows of a part, once as they read now and once as before the tracked changes."""
    paragraphs = tables = 0
    for element in root.iter(f"{W}p", f"{W}tbl"):
        if element.tag == f"{W}tbl":
            tables += 1
            yield from _word_table(element, f"{place}表{tables}")
        elif not _inside(element, f"{W}tbl"):
            boxed = _inside(element, f"{W}txbxContent")
            paragraphs += not boxed
            yield from _versions(element, f"{place}文本框" if boxed else f"{place}第{paragraphs}段")
    yield from _attributes(root, place or "正文")


def _attributes(root: etree._Element, place: str) -> Iterator[Piece]:
    # The alternative text of a picture, the instruction of a field.
    for element in root.iter():
        if local(element) in ("docPr", "cNvPr"):
            yield from (
                Piece(f"{place}图片说明", element.get(key, ""))
                for key in ("descr", "title")
                if element.get(key)
            )
    yield from (Piece(f"{place}域代码", each.text or "") for each in root.iter(f"{W}instrText"))


def _inside(element: etree._Element, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _word_table(table: etree._Element, where: str) -> Iterator[Piece]:
    shaped = Table()
    for number, row in enumerate(table.iterchildren(f"{W}tr"), 1):
        cells = [
            list(cell.iterchildren(f"{W}p", f"{W}sdt")) for cell in row.iter(f"{W}tc") if _row_of(cell) is row
        ]
        now = [(at, "\n".join(_text(each) for each in paragraphs)) for at, paragraphs in enumerate(cells)]
        yield from shaped.row(now, lambda _column, at=number: f"{where}第{at}行")
        for paragraph in chain.from_iterable(cells):
            yield from islice(_versions(paragraph, f"{where}第{number}行"), 1, None)


def _row_of(cell: etree._Element) -> etree._Element | None:
    return next(cell.iterancestors(f"{W}tr"), None)


def _versions(paragraph: etree._Element, where: str) -> Iterator[Piece]:
    yield Piece(where, _text(paragraph))
    if any(True for _ in paragraph.iter(f"{W}del", f"{W}moveFrom")):
        yield Piece(f"{where}（修订中已删除）", _text(paragraph, former=True))


BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
INSERTED, DELETED = (f"{W}ins", f"{W}moveTo"), (f"{W}del", f"{W}moveFrom")


def _text(paragraph: etree._Element, former: bool = False) -> str:
    """A paragraph's text without its text boxes; `former`: as it read before the tracked changes."""
    return "".join(_runs(paragraph, INSERTED if former else DELETED))


def _runs(element: etree._Element, skipped: tuple[str, str]) -> Iterator[str]:
    for child in element:
        if child.tag in skipped or child.tag == f"{W}txbxContent":
            continue
        if child.tag in (f"{W}t", f"{W}delText"):
            yield child.text or ""
        elif child.tag in BREAKS:
            yield BREAKS[child.tag]
        else:
            yield from _runs(child, skipped)


def _word_hidden(root: etree._Element, place: str) -> Iterator[str]:
    if any(each.get(f"{W}val") not in ("0", "false") for each in root.iter(f"{W}vanish")):
        yield f"{place}隐藏文字"
    if next(root.iter(f"{W}ins", f"{W}del", f"{W}moveFrom"), None) is not None:
        yield f"{place}修订痕迹（已删除的文字仍在文件中）"
    if next(root.iter(f"{W}comment"), None) is not None:
        yield "批注"
