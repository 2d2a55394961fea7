"""Hyperlinks of Word, Excel and PDF files."""

import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from core.lazy import lazy
from core.links.link import Link
from core.scanning.files import guarded
from core.scanning.package import Package, local
from core.scanning.sheet import SHEET
from core.scanning.word import W

pypdf = lazy("pypdf")
FIELD = re.compile(r'HYPERLINK\s+"([^"]+)"', re.I)
FORMULA = re.compile(r'^\s*=?\s*HYPERLINK\(\s*"([^"]+)"(?:\s*[,;]\s*"([^"]*)")?', re.I)


def in_file(data: bytes, name: str) -> list[Link]:
    """The links of a docx, xlsx or pdf in their order; of other kinds none. Raises Unscannable."""
    suffix = PurePosixPath(name).suffix.lower()
    readers = {".docx": _in_word, ".xlsx": _in_workbook, ".pdf": _in_pdf}
    return guarded(lambda: list(readers[suffix](data))) if suffix in readers else []


def _external(package, part):
    """Identifier → address of what a part links to elsewhere."""
    path = PurePosixPath(part)
    rels = f"{path.parent}/_rels/{path.name}.rels"
    if rels not in package.names:
        return {}
    return {
        each.get("Id"): each.get("Target", "")
        for each in package.root(rels)
        if each.get("TargetMode") == "External"
    }


def _in_word(data) -> Iterator[Link]:
    package = Package(data)
    for part in package.names:
        if re.fullmatch(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml", part):
            yield from _in_story(package.root(part), _external(package, part))


def _in_story(root, targets):
    for element in root.iter(f"{W}hyperlink", f"{W}instrText"):
        paragraph = next(element.iterancestors(f"{W}p"), element)
        if local(element) == "instrText":
            for match in FIELD.finditer(element.text or ""):
                yield Link(match[1], _words(paragraph), hidden=not _words(paragraph))
            continue
        url = next(
            (
                targets[value]
                for key, value in element.attrib.items()
                if local_name(key) == "id" and value in targets
            ),
            "",
        )
        if url:
            yield Link(url, _words(element), hidden=not _words(element) or _vanishes(element))


def local_name(key: str) -> str:
    return key.rpartition("}")[2]


def _words(element):
    return "".join(each.text or "" for each in element.iter(f"{W}t")).strip()


def _vanishes(element):
    return any(each.get(f"{W}val") not in ("0", "false") for each in element.iter(f"{W}vanish"))


def _in_workbook(data) -> Iterator[Link]:
    package = Package(data)
    relations = package.relations(SHEET)
    for sheet in (each for each in package.root(SHEET).iter() if local(each) == "sheet"):
        key = next(
            (value for name, value in sheet.attrib.items() if local_name(name) == "id" and "}" in name), ""
        )
        part = relations.get(key, "")
        if part in package.names:
            yield from _in_sheet(
                package, part, f"工作表“{sheet.get('name', '')}”", sheet.get("state", "visible")
            )


def _in_sheet(package, part, place, state):
    targets = _external(package, part)
    for element in package.root(part).iter():
        if local(element) == "hyperlink":
            key = next((value for name, value in element.attrib.items() if local_name(name) == "id"), "")
            if targets.get(key):
                words = element.get("display") or element.get("ref", "")
                yield Link(targets[key], words, f"{place}{element.get('ref', '')}", hidden=state != "visible")
        elif local(element) == "f" and (match := FORMULA.match(element.text or "")):
            where = f"{place}{element.getparent().get('r', '')}"
            yield Link(match[1], match[2] or match[1], where, hidden=state != "visible")


def _in_pdf(data) -> Iterator[Link]:
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(data)).pages, 1):
        for reference in page.get("/Annots") or []:
            url = (reference.get_object().get("/A") or {}).get("/URI")
            if url:
                box = [float(side) for side in reference.get_object().get("/Rect", [0, 0, 0, 0])]
                flat = abs(box[0] - box[2]) < 1 or abs(box[1] - box[3]) < 1
                yield Link(str(url), "", f"第{number}页", hidden=flat)
