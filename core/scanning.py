"""Personal data and hidden content in files, before they are published.

In: the bytes of a file and its name. Out: where personal data stands, of which kind, and masked: never the
data itself. What cannot be read raises `Unscannable` with a Chinese message: a file that nobody could look
into is not a clean file. Word, Excel, PowerPoint and OFD files are read as the zipped XML that they are,
every part of them, so that text boxes, deletions, caches of pivot tables and properties are seen too.

Source of the duty: 条例 15、17 条（公开前审查）; attachments are scanned like bodies.
"""

import csv
import io
import re
import zipfile
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import chain, islice
from pathlib import PurePosixPath

from lxml import etree

from core import privacy
from core.lazy import lazy

pypdf = lazy("pypdf")  # 18 MB that no page needs

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 10_000
MAX_PAGES = 2_000
MAX_DEPTH = 2
NO_TEXT_LAYER = "无文字层，无法自动扫描，请人工核对"


class Unscannable(Exception):
    """The file cannot be looked into; its text says why and what to do, in Chinese."""


@dataclass(frozen=True)
class FileFinding:
    """One piece of personal data: its place in words (第3页, 工作表“名单”C12), its kind, masked."""

    where: str
    kind: str
    masked: str


@dataclass(frozen=True)
class Piece:
    """A stretch of text with one place, or (`by_line`) with a place for each of its lines.

    Pieces of one `row` are read together, each behind its `label`.
    """

    where: str
    text: str
    label: str = ""
    row: int | None = None
    by_line: bool = False


@dataclass
class Reading:
    """What was read from a file: its text in pieces, and what a reader of the page would not see."""

    pieces: Iterable[Piece]
    hidden: list[str]


def scan_file(data: bytes, name: str) -> list[FileFinding]:
    """Personal data in a file, in its order, each place and value once. Raises Unscannable."""
    return list(dict.fromkeys(_guarded(lambda: list(_find(_read(data, name).pieces)))))


def hidden_content(data: bytes, name: str) -> list[str]:
    """What the file holds that is not on its pages, in Chinese: hidden sheets, rows, columns, text, comments,
    deletions, caches, embedded files; and pages that are pictures. Raises Unscannable as scan_file does,
    but for a file without any text layer says so in the list."""

    def work() -> list[str]:
        reading = _read(data, name, strict=False)
        list(reading.pieces)
        return list(dict.fromkeys(reading.hidden))

    return _guarded(work)


def _guarded(work: Callable[[], list]) -> list:
    # Readers of damaged files fail in every way there is; to the one who uploads each means the same.
    try:
        return work()
    except Unscannable:
        raise
    except (Exception, RecursionError) as error:
        raise Unscannable("文件已损坏或者格式不规范，无法扫描，请用办公软件重新保存后再上传") from error


# --- findings ------------------------------------------------------------------------------------------

# Neither a number nor an address reaches over this.
APART = "\n\t\n"
NEWLINE = "\n"
CHUNK = 400


def _find(pieces: Iterable[Piece]) -> Iterator[FileFinding]:
    """Scans many pieces in one go: a call for every cell would cost more than the reading."""
    remaining = iter(pieces)
    while some := list(islice(remaining, CHUNK)):
        yield from _find_in(_whole_rows(some, remaining))


def _whole_rows(some: list[Piece], remaining: Iterator[Piece]) -> list[Piece]:
    row = some[-1].row
    if row is None:
        return some
    for piece in remaining:
        some.append(piece)
        if piece.row != row:
            break
    return some


def _find_in(pieces: list[Piece]) -> Iterator[FileFinding]:
    text, starts = _joined(pieces)
    for finding in privacy.scan(text):
        at = bisect_right(starts, finding.start) - 1
        where = pieces[at].where
        if pieces[at].by_line:
            where += f"第{text.count(NEWLINE, starts[at], finding.start) + 1}行"
        yield FileFinding(where, finding.kind, finding.masked)


def _joined(pieces: list[Piece]) -> tuple[str, list[int]]:
    words, starts, position, previous = [], [], 0, None
    for piece in pieces:
        between = "\t" if piece.row is not None and piece.row == previous else APART
        label = f"{piece.label}：" if piece.label else ""
        words += between, label, piece.text
        position += len(between)
        starts.append(position)
        position += len(label) + len(piece.text)
        previous = piece.row
    return "".join(words), starts


# --- what kind of file ---------------------------------------------------------------------------------

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
TEXTS = frozenset(["", ".txt", ".csv", ".tsv", ".md", ".htm", ".html", ".json", ".xml", ".log"])


def _read(data: bytes, name: str, depth: int = 0, strict: bool = True) -> Reading:
    """The pieces of a file by its content, not by its name. `strict`: without a text layer, raise."""
    if len(data) > MAX_BYTES:
        raise Unscannable(f"文件超过{MAX_BYTES // 1024 // 1024}MB，无法扫描，请拆分后再上传")
    if data.startswith(b"PK"):
        return _read_package(data, depth)
    if b"%PDF-" in data[:1024]:
        return _read_pdf(data, depth, strict)
    _refuse_closed(data)
    return _read_text(data, name)


def _refuse_closed(data: bytes) -> None:
    if data.startswith(OLD_OFFICE):
        raise Unscannable(
            "旧版（.doc、.xls、.wps）或者加密的Office文件无法扫描，请去掉密码并另存为.docx或.xlsx"
        )
    if data.startswith(PICTURES):
        raise Unscannable("图片无法自动扫描，请人工核对")
    if data.startswith(ARCHIVES):
        raise Unscannable("压缩包无法扫描，请解压后逐个上传")


# --- text and csv --------------------------------------------------------------------------------------


def _read_text(data: bytes, name: str) -> Reading:
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
    first_line = text.partition("\n")[0]
    delimiter = max(",\t;，", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    csv.field_size_limit(MAX_BYTES)
    table = Table()
    for cells in reader:
        yield from table.row(enumerate(cells, 1), lambda column, at=reader.line_num: f"第{at}行第{column}列")


class Table:
    """Rows of cells with their headings: what a column is called tells what its numbers are."""

    def __init__(self):
        self.headings: dict[int, str] = {}
        self.rows = 0

    def row(self, cells: Iterable[tuple[int, str]], where: Callable[[int], str]) -> Iterator[Piece]:
        filled = [(column, text) for column, text in cells if text.strip()]
        self.rows += 1
        if not self.headings and self.rows <= 8 and _is_heading([text for _, text in filled]):
            self.headings = {column: " ".join(text.split()) for column, text in filled}
            return
        number = next(ROWS)
        for column, text in filled:
            yield Piece(where(column), text, self.headings.get(column, ""), number)


ROWS = iter(range(1, 2**62))


def _is_heading(texts: list[str]) -> bool:
    return len(texts) > 1 and all(len(text) <= 20 and not re.search(r"[0-9０-９]{4}", text) for text in texts)


# --- zipped XML ----------------------------------------------------------------------------------------

WORD, SHEET, SLIDES, OFD = "word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "OFD.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
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
            each.get("Id"): _resolved(path.parent, each.get("Target", ""))
            for each in self.root(rels)
            if each.get("TargetMode") != "External"
        }


def _refuse_doctype(data: bytes) -> None:
    plain = data.replace(b"\0", b"") if b"\0" in data[:200] else data
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Unscannable("文件含有不允许的XML定义，无法扫描，请用办公软件重新保存")


def _resolved(folder: PurePosixPath, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    parts: list[str] = []
    for step in (folder / target).parts:
        if step == ".." and parts:
            parts.pop()
        elif step not in ("..", "."):
            parts.append(step)
    return "/".join(parts)


def _read_package(data: bytes, depth: int) -> Reading:
    package, hidden = Package(data), []
    for marker, reader in (
        (WORD, _word_pieces),
        (SHEET, _sheet_pieces),
        (SLIDES, _slide_pieces),
        (OFD, _ofd_pieces),
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


def _local(element: etree._Element) -> str:
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


def _other_pieces(package: Package, hidden: list[str], done: set[str]) -> Iterator[Piece]:
    """Every XML part that has no reader of its own: its texts and its attributes."""
    for name in package.names:
        if name in done or not name.endswith((".xml", ".rels", ".vml")) or name == "[Content_Types].xml":
            continue
        where = next((label for pattern, label in PART_NAMES if pattern.search(name)), "其他部分")
        if where in HIDDEN_PARTS:
            hidden.append(where)
        root = package.root(name) if not name.endswith(".vml") else _forgiving(package.read(name))
        yield from (Piece(where, text) for text in _texts(root))


def _forgiving(data: bytes) -> etree._Element:
    # Drawings of old Word are written by programs that do not close their tags.
    _refuse_doctype(data)
    root = etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    return etree.Element("empty") if root is None else root


def _texts(root: etree._Element) -> Iterator[str]:
    paragraphs = [element for element in root.iter() if _local(element) in ("p", "si", "comment", "text")]
    for paragraph in paragraphs:
        yield "".join(paragraph.itertext())
    for element in root.iter():
        if not paragraphs and element.text and element.text.strip():
            yield element.text
        yield from (value for value in element.attrib.values() if len(value) >= 5)


# --- Word ----------------------------------------------------------------------------------------------


def _word_pieces(package: Package, hidden: list[str]) -> Iterator[Piece]:
    done = {
        name
        for name in package.names
        if re.match(r"word/(?:styles|fontTable|theme/|settings|webSettings|numbering)", name)
    }
    for name in package.names:
        place = _word_place(name)
        if place is None:
            continue
        done.add(name)
        root = package.root(name)
        hidden += _word_hidden(root, place)
        yield from _word_story(root, place)
    yield from _other_pieces(package, hidden, done)


def _word_place(name: str) -> str | None:
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
        if _local(element) in ("docPr", "cNvPr"):
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


# --- Excel ---------------------------------------------------------------------------------------------


def _sheet_pieces(package: Package, hidden: list[str]) -> Iterator[Piece]:
    workbook, relations = package.root(SHEET), package.relations(SHEET)
    strings = _shared_strings(package)
    done = {
        SHEET,
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        *(name for name in package.names if "/theme/" in name),
    }
    for sheet in (each for each in workbook.iter() if _local(each) == "sheet"):
        part = relations.get(_relation_id(sheet), "")
        if part in package.names and "/worksheets/" in part:
            done.add(part)
            yield from _Sheet(package, sheet, part, strings, hidden).pieces(done)
    yield from _defined_names(workbook, hidden)
    yield from _other_pieces(package, hidden, done)


def _relation_id(element: etree._Element) -> str:
    return next((value for key, value in element.attrib.items() if key.endswith("}id")), "")


def _shared_strings(package: Package) -> list[str]:
    name = next((each for each in package.names if each.lower() == "xl/sharedstrings.xml"), None)
    return [_string(each) for each in package.root(name)] if name else []


def _string(element: etree._Element) -> str:
    """The text of a cell's string, without the reading aid (拼音) above it."""
    texts = (each for each in element.iter() if _local(each) == "t")
    return "".join(each.text or "" for each in texts if _local(each.getparent()) != "rPh")


def _defined_names(workbook: etree._Element, hidden: list[str]) -> Iterator[Piece]:
    for each in workbook.iter():
        if _local(each) != "definedName":
            continue
        name = each.get("name", "")
        if each.get("hidden") in ("1", "true") and not name.startswith("_xl"):
            hidden.append(f"隐藏的名称“{name}”")
        yield Piece(f"名称“{name}”", f"{name}\t{each.text or ''}")


class _Sheet:
    """One worksheet: its cells with what is hidden, its comments, its page header."""

    def __init__(
        self, package: Package, sheet: etree._Element, part: str, strings: list[str], hidden: list[str]
    ):
        self.package, self.part, self.strings, self.hidden = package, part, strings, hidden
        self.place = f"工作表“{sheet.get('name', '')}”"
        self.is_hidden = sheet.get("state", "visible") != "visible"
        self.root = package.root(part)
        self.columns = _hidden_columns(self.root)

    def pieces(self, done: set[str]) -> Iterator[Piece]:
        self._note_hidden()
        table = Table()
        for number, row in enumerate((each for each in self.root.iter() if _local(each) == "row"), 1):
            number = int(row.get("r", number))
            cells = [self._cell(each, at) for at, each in enumerate(row, 1) if _local(each) == "c"]
            mark = self._mark(_is_off(row, "ht"))
            yield from table.row(cells, lambda column, at=number, mark=mark: self._where(column, at, mark))
            yield from self._formulas(row)
        yield from self._surroundings(done)

    def _note_hidden(self) -> None:
        if self.is_hidden:
            self.hidden.append(f"隐藏{self.place}")
        rows = [
            int(each.get("r", 0))
            for each in self.root.iter()
            if _local(each) == "row" and _is_off(each, "ht")
        ]
        self.hidden += [f"{self.place}隐藏行{span}" for span in _ranges(rows, str)]
        self.hidden += [f"{self.place}隐藏列{span}" for span in _ranges(sorted(self.columns), _letters)]

    def _mark(self, row_off: bool) -> list[str]:
        return [*(["隐藏工作表"] if self.is_hidden else []), *(["隐藏行"] if row_off else [])]

    def _where(self, column: int, row: int, marks: list[str]) -> str:
        marks = [*marks, *(["隐藏列"] if column in self.columns else [])]
        return f"{self.place}{_letters(column)}{row}" + (f"（{'、'.join(marks)}）" if marks else "")

    def _cell(self, cell: etree._Element, at: int) -> tuple[int, str]:
        column = _column(cell.get("r", "")) or at
        value = next((each.text or "" for each in cell if _local(each) == "v"), "")
        kind = cell.get("t", "n")
        if kind == "s":
            return column, self.strings[int(value)] if value else ""
        if kind == "inlineStr":
            return column, _string(cell)
        return column, _number(value) if kind == "n" else value

    def _formulas(self, row: etree._Element) -> Iterator[Piece]:
        for cell in row:
            formula = next((each.text or "" for each in cell if _local(each) == "f"), "")
            if len(formula) > 10:
                yield Piece(f"{self.place}{cell.get('r', '')}公式", formula)

    def _surroundings(self, done: set[str]) -> Iterator[Piece]:
        for each in self.root.iter():
            if _local(each) in (
                "oddHeader",
                "oddFooter",
                "evenHeader",
                "evenFooter",
                "firstHeader",
                "firstFooter",
            ):
                yield Piece(f"{self.place}页眉页脚", each.text or "")
            elif _local(each) in ("formula1", "formula2"):
                yield Piece(f"{self.place}数据有效性", each.text or "")
        for part in self.package.relations(self.part).values():
            if part in self.package.names and re.search(r"comment", part, re.I) and part.endswith(".xml"):
                done.add(part)
                yield from self._comments(part)

    def _comments(self, part: str) -> Iterator[Piece]:
        self.hidden.append(f"{self.place}批注")
        for each in self.package.root(part).iter():
            if _local(each) in ("comment", "threadedComment"):
                yield Piece(f"{self.place}{each.get('ref', '')}批注", "".join(each.itertext()))


def _is_off(element: etree._Element, size: str) -> bool:
    return element.get("hidden") in ("1", "true") or element.get(size) in ("0", "0.0")


def _hidden_columns(root: etree._Element) -> set[int]:
    columns: set[int] = set()
    for each in root.iter():
        if _local(each) == "col" and _is_off(each, "width"):
            columns.update(range(int(each.get("min", 0)), min(int(each.get("max", 0)), 16_384) + 1))
    return columns


def _ranges(numbers: list[int], name: Callable[[int], str]) -> Iterator[str]:
    """1, 2, 3, 7 → 1–3, 7."""
    start = previous = None
    for number in [*numbers, None]:
        if previous is not None and number != previous + 1:
            yield name(start) if start == previous else f"{name(start)}–{name(previous)}"
            start = None
        start, previous = (number if start is None else start), number


def _letters(column: int) -> str:
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _column(reference: str) -> int:
    column = 0
    for letter in re.match(r"[A-Z]{0,3}", reference)[0]:
        column = column * 26 + ord(letter) - 64
    return column


def _number(value: str) -> str:
    """A number as its digits: 1.3812345678E10 and 13812345678.0 are 13812345678.

    A spreadsheet keeps 15 to 17 digits: an identity number stored as a number ends in noughts. What is left
    still names a person, so its check digit is set right and it is found.
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > 40 or number != number.to_integral_value():
        return value
    return _restored(str(int(number)))


def _restored(digits: str) -> str:
    if len(digits) != 18 or not digits.endswith("0"):
        return digits
    return next(
        (digits[:17] + check for check in privacy.CHECKS if privacy.is_id18(digits[:17] + check)), digits
    )


# --- PowerPoint and OFD --------------------------------------------------------------------------------


def _slide_pieces(package: Package, hidden: list[str]) -> Iterator[Piece]:
    done = {
        name
        for name in package.names
        if re.search(r"/(?:theme|slideLayouts|slideMasters)/|Props\.xml$|tableStyles", name)
    }
    for name in package.names:
        if match := re.fullmatch(r"ppt/slides/slide([0-9]+)\.xml", name):
            done.add(name)
            root = package.root(name)
            if root.get("show") in ("0", "false"):
                hidden.append(f"隐藏的第{match[1]}张幻灯片")
            yield from (Piece(f"第{match[1]}张幻灯片", text) for text in _texts(root))
    yield from _other_pieces(package, hidden, done)


def _ofd_pieces(package: Package, hidden: list[str]) -> Iterator[Piece]:
    found = False
    for name in package.names:
        if not name.lower().endswith(".xml"):
            continue
        page = re.search(r"Page_?([0-9]+)", name, re.I)
        where = f"第{int(page[1]) + 1}页" if page else "文档属性"
        codes = [each.text or "" for each in package.root(name).iter() if _local(each) == "TextCode"]
        found = found or bool(codes)
        yield Piece(where, "\n".join(codes))
    if not found:
        raise Unscannable(NO_TEXT_LAYER)


# --- PDF -----------------------------------------------------------------------------------------------


def _read_pdf(data: bytes, depth: int, strict: bool) -> Reading:
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
        _attachments(reader, hidden, depth),
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


def _attachments(reader: "pypdf.PdfReader", hidden: list[str], depth: int) -> Iterator[Piece]:
    for name, versions in reader.attachments.items():
        hidden.append(f"嵌入文件“{name}”")
        for data in versions:
            yield from _inner(data, name, hidden, depth)
