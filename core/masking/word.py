"""Word: the same document with its texts masked; comments, deletions, hidden text, embedded files and authors go."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from lxml import etree

from core import privacy
from core.masking.pieces import mask_pieces
from core.scanning.package import Package, local, resolved
from core.scanning.pieces import FileFinding, Piece, Table
from core.scanning.word import BREAKS, W, place_of

DROPPED_PARTS = re.compile(
    r"word/(?:comments|commentsExtended|commentsIds|commentsExtensible|people|threadedComments)[^/]*\.xml$"
    r"|word/(?:embeddings|activeX)/|customXml/|docProps/(?:custom\.xml|thumbnail)"
)
PART_WORDS = (("comments", "批注"), ("embeddings", "嵌入文件"))  # the rest is the program's own
GONE = [f"{W}{name}" for name in (
    "commentRangeStart", "commentRangeEnd", "commentReference", "moveFromRangeStart", "moveFromRangeEnd",
    "moveToRangeStart", "moveToRangeEnd", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange",
    "tcPrChange", "tblGridChange", "numberingChange", "object",
)]  # fmt: skip
AUTHORS = ("creator", "lastModifiedBy", "company", "manager", "Company", "Manager")
MOMENT = (1980, 1, 1, 0, 0, 0)  # when the file was made is nobody's business either


def mask_document(data: bytes) -> tuple[bytes, list[FileFinding], list[str]]:
    """The bytes of the new document, what was masked, what was left out."""
    package, masked, dropped, parts = Package(data), [], [], {}
    for name in package.names:
        if DROPPED_PARTS.search(name):
            dropped += [words for part, words in PART_WORDS if part in name]
        elif name.endswith((".xml", ".rels")):
            root = package.root(name)
            masked += _mask_part(name, root, dropped)
            parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        elif not name.endswith("/"):
            parts[name] = package.read(name)
    return _zipped(parts), masked, list(dict.fromkeys(dropped))


def _mask_part(name, root, dropped):
    if name.endswith(".rels") or name == "[Content_Types].xml":
        _forget_dropped_parts(name, root)
        return _mask_attributes(root, "链接") if name.endswith(".rels") else []
    place = place_of(name)
    if place is None:
        return _mask_rest(root)
    dropped += [words for done, words in ((_settle(root), "修订痕迹"), (_unhide(root), "隐藏文字")) if done]
    return [*_mask_story(root, place), *_mask_attributes(root, place or "正文")]


def _zipped(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, MOMENT), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _forget_dropped_parts(name, root):
    """References to parts that are no longer there, from the list of types and the relations of other parts."""
    folder = name.removesuffix("[Content_Types].xml").rpartition("_rels/")[0]
    for each in list(root):
        target = each.get("PartName", "").lstrip("/") or resolved(
            PurePosixPath(folder), each.get("Target", "")
        )
        if each.get("TargetMode") != "External" and DROPPED_PARTS.search(target):
            root.remove(each)


# --- what goes -----------------------------------------------------------------------------------------


def _settle(root) -> bool:
    """Tracked changes as if they had been accepted; whether there were any."""
    changes = list(root.iter(f"{W}del", f"{W}ins", f"{W}moveFrom", f"{W}moveTo"))
    for each in changes:
        kind, holder = each.tag.removeprefix(W), each.getparent()
        if holder is None:
            continue
        if holder.tag == f"{W}trPr" and kind == "del":
            _remove(holder.getparent())
        elif kind in ("del", "moveFrom") or holder.tag in (f"{W}rPr", f"{W}trPr"):
            _remove(each)
        else:
            _unwrap(each)
    for each in list(root.iter(*GONE)):
        _remove(each)
    return bool(changes)


def _unhide(root) -> bool:
    hidden = [each for each in root.iter(f"{W}vanish") if each.get(f"{W}val") not in ("0", "false")]
    for each in hidden:
        run = each.getparent().getparent() if each.getparent() is not None else None
        _remove(run if run is not None and run.tag == f"{W}r" else each)
    return bool(hidden)


def _remove(element):
    if element.getparent() is not None:
        element.getparent().remove(element)


def _unwrap(element):
    holder = element.getparent()
    at = holder.index(element)
    holder[at : at + 1] = list(element)


# --- what is masked ------------------------------------------------------------------------------------


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


def _mask_story(root, place) -> list[FileFinding]:
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


def _mask_attributes(root, place) -> list[FileFinding]:
    """Alternative texts, targets of links, instructions of fields."""
    masked = []
    for element in root.iter():
        if local(element) == "instrText" and element.text:
            element.text, found = _masked(element.text, f"{place}域代码")
            masked += found
        for key, value in element.attrib.items():
            if _may_name(value):
                new, found = _masked(value, f"{place}图片说明或链接")
                element.set(key, new)
                masked += found
    return masked


def _may_name(value):
    # most attributes are sizes and marks; a scan of each would cost more than the whole text
    return not value.isascii() or sum(map(str.isdigit, value)) >= 7


def _mask_rest(root) -> list[FileFinding]:
    """Parts without a reader of their own: properties, charts, settings."""
    masked = _mask_attributes(root, "其他部分")
    for element in root.iter():
        if local(element) in AUTHORS:
            element.text = ""
        if element.text and element.text.strip() and isinstance(element.tag, str):
            element.text, found = _masked(element.text, "其他部分")
            masked += found
    for each in [each for each in root.iter() if local(each) == "externalData"]:
        _remove(each)
    return masked


def _masked(text, where):
    found = privacy.scan(text)
    return (privacy.mask(text) if found else text), [
        FileFinding(where, one.kind, one.masked) for one in found
    ]
