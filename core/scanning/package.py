"""Zipped XML: the parts of an Office file, read within limits."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from core.scanning.pieces import Piece, Unscannable

MAX_UNPACKED = 60 * 1024 * 1024  # lxml takes some forty times as much
MAX_PARTS = 10_000
MACROS = re.compile(r"vbaProject\.bin$|/macrosheets/|/activeX/", re.I)


class Package:
    """The parts of an Office file, read within limits; document types (XML bombs) are refused."""

    def __init__(self, data: bytes):
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise Unscannable("文件已损坏，无法打开，请重新保存后再上传") from error
        self.names = self.archive.namelist()
        self._refuse_danger()
        self.budget = MAX_UNPACKED

    def _refuse_danger(self) -> None:
        infos = self.archive.infolist()
        if any(info.flag_bits & 1 for info in infos):
            raise Unscannable("文件已加密，无法扫描，请去掉密码后再上传")
        if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
            raise Unscannable("文件展开后过大，无法扫描，请拆分后再上传")
        if any(MACROS.search(name) for name in self.names):
            raise Unscannable("文件含有宏或者控件，请去掉后另存为.docx或.xlsx")

    def read(self, name: str) -> bytes:
        # The sizes in the directory are claims of whoever made the file.
        with self.archive.open(name) as part:
            data = part.read(self.budget + 1)
        self.budget -= len(data)
        if self.budget < 0:
            raise Unscannable("文件展开后过大，无法扫描，请拆分后再上传")
        return data

    def root(self, name: str) -> etree._Element:
        data = self.read(name)
        _refuse_doctype(data)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        return etree.fromstring(data, parser)

    def relations(self, name: str) -> dict[str, str]:
        """The parts that a part refers to, by identifier."""
        path = PurePosixPath(name)
        rels = f"{path.parent}/_rels/{path.name}.rels".removeprefix("./")
        if rels not in self.names:
            return {}
        return {
            each.get("Id"): resolved(path.parent, each.get("Target", ""))
            for each in self.root(rels)
            if each.get("TargetMode") != "External"
        }


def _refuse_doctype(data: bytes) -> None:
    plain = data.replace(b"\0", b"") if b"\0" in data[:200] else data
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Unscannable("文件含有不允许的XML定义，无法扫描，请用办公软件重新保存")


def resolved(folder: PurePosixPath, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    parts: list[str] = []
    for step in (folder / target).parts:
        if step == ".." and parts:
            parts.pop()
        elif step not in ("..", "."):
            parts.append(step)
    return "/".join(parts)


def local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


PART_NAMES = (
    (re.compile(r"^docProps/"), "文档属性"),
    (re.compile(r"/(?:header|footer)"), "页眉页脚"),
    (re.compile(r"/(?:comments|threadedComments|persons)"), "批注"),
    (re.compile(r"/(?:footnotes|endnotes)"), "脚注"),
    (re.compile(r"/notesSlides/"), "备注页"),
    (re.compile(r"/(?:drawings|diagrams)/"), "文本框或图形"),
    (re.compile(r"/charts/"), "图表数据"),
    (re.compile(r"/pivotCache/"), "透视表缓存"),
    (re.compile(r"/externalLinks/"), "外部链接缓存"),
    (re.compile(r"\.rels$"), "链接"),
)
HIDDEN_PARTS = frozenset(["批注", "透视表缓存", "外部链接缓存", "备注页"])


def other_pieces(package: Package, hidden: list[str], done: set[str]) -> Iterator[Piece]:
    """Every XML part that has no reader of its own: its texts and its attributes."""
    for name in package.names:
        if name in done or not name.endswith((".xml", ".rels", ".vml")) or name == "[Content_Types].xml":
            continue
        where = next((label for pattern, label in PART_NAMES if pattern.search(name)), "其他部分")
        if where in HIDDEN_PARTS:
            hidden.append(where)
        root = package.root(name) if not name.endswith(".vml") else _forgiving(package.read(name))
        yield from (Piece(where, text) for text in texts(root))


def _forgiving(data: bytes) -> etree._Element:
    # Drawings of old Word are written by programs that do not close their tags.
    _refuse_doctype(data)
    root = etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    return etree.Element("empty") if root is None else root


def texts(root: etree._Element) -> Iterator[str]:
    paragraphs = [element for element in root.iter() if local(element) in ("p", "si", "comment", "text")]
    for paragraph in paragraphs:
        yield "".join(paragraph.itertext())
    for element in root.iter():
        if not paragraphs and element.text and element.text.strip():
            yield element.text
        yield from (value for value in element.attrib.values() if len(value) >= 5)
