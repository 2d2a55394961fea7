"""The texts of a Word document, masked over the runs that hold them."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from core.masking.pieces import mask_pieces
from core.scanning.pieces import FileFinding, Piece, Table
from core.scanning.word import BREAKS, W


@dataclass
class _Spot:
    """A piece of text in the document with the elements that hold its characters: (start, end, element)."""

    piece: Piece
    held: list[tuple[int, int, etree._Element]]

    def write(self, text: str) -> None:
        """Put a text in the place of the old one; elements that did not change keep what they hold."""
        old = self.piece.text
        before = next(
            (at for at in range(min(len(old), len(text))) if old[at] != text[at]), min(len(old), len(text))
        )
        grown = len(text) - len(old)
        behind = 0
        while behind < min(len(old), len(text)) - before and old[-1 - behind] == text[-1 - behind]:
            behind += 1
        last = len(old) - behind
        is_first = True
        for start, end, element in self.held:
            if end <= before or start >= last:
                continue
            head, tail = old[start : max(start, before)], old[min(end, last) : end]
            new = text[before : last + grown] if is_first else ""
            element.text, is_first = f"{head}{new}{tail}", False
            element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def mask_story(root, place) -> list[FileFinding]:
    masked = []
    for row in _rows(root, place):
        texts, found = mask_pieces([spot.piece for spot in row])
        masked += found
        for spot, text in zip(row, texts, strict=True):
            if text != spot.piece.text:
                spot.write(text)
    return masked


def _rows(root, place) -> Iterator[list[_Spot]]:
    """What is read together: a paragraph, or the cells of a row behind their headings."""
    paragraphs = tables = 0
    for element in list(root.iter(f"{W}p", f"{W}tbl")):
        if element.tag == f"{W}tbl":
            tables += 1
            yield from _table_rows(element, f"{place}表{tables}")
        elif next(element.iterancestors(f"{W}tc"), None) is None:
            paragraphs += 1
            yield [_spot([element], f"{place}第{paragraphs}段")]
        elif next(element.iterancestors(f"{W}txbxContent"), None) is not None:
            yield [_spot([element], f"{place}文本框")]


def _table_rows(table, where):
    shaped = Table()
    for number, row in enumerate(table.iterchildren(f"{W}tr"), 1):
        cells = [cell for cell in row.iter(f"{W}tc") if next(cell.iterancestors(f"{W}tr"), None) is row]
        spots = [_spot(list(cell.iterchildren(f"{W}p", f"{W}sdt")), "") for cell in cells]
        shown = list(enumerate(spot.piece.text for spot in spots))
        pieces = list(shaped.row(shown, lambda _, at=number: f"{where}第{at}行"))
        filled = [spot for spot in spots if spot.piece.text.strip()]
        if pieces:
            yield [_Spot(piece, spot.held) for spot, piece in zip(filled, pieces, strict=True)]


def _spot(paragraphs, where) -> _Spot:
    text, held = "", []
    for paragraph in paragraphs:
        text += "\n" if paragraph is not paragraphs[0] else ""
        for element in _holders(paragraph):
            words = BREAKS.get(element.tag) or element.text or ""
            if element.tag == f"{W}t":
                held.append((len(text), len(text) + len(words), element))
            text += words
    return _Spot(Piece(where, text), held)


def _holders(element) -> Iterator[etree._Element]:
    """The elements of a paragraph that stand for characters, without those of its text boxes."""
    for child in element:
        if child.tag == f"{W}t" or child.tag in BREAKS:
            yield child
        elif child.tag != f"{W}txbxContent":
            yield from _holders(child)
