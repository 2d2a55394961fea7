"""Reading an official document from a file (.txt, .docx, .html) into fields, clean html and clauses.

GB/T 9704-2012.

`read` is the one way in. What the text does not say plainly is left empty and named in `warnings`; nothing is guessed.
"""

from dataclasses import dataclass, field
from datetime import date

from policies.clauses import Block, Outline, blocks_from_html, blocks_from_text, parse
from policies.clauses.dates import plain
from policies.reading import metadata
from policies.reading.clean import clean_fragment
from policies.reading.encoding import decode
from policies.reading.fields import read_fields
from policies.reading.terms import Repeal
from policies.reading.unreadable import Unreadable
from policies.reading.web import html_of_page
from policies.reading.word import html_of_docx

MAX_BYTES = 20 << 20
MAX_BLOCKS, MAX_CHARACTERS = 20_000, 2_000_000

_REFUSED = {
    "doc": "不支持 .doc（旧版 Word），请在 Word 中另存为 .docx 后重试。",
    "wps": "不支持 .wps，请在 WPS 中另存为 .docx 后重试。",
    "docm": "不支持带宏的 .docm，请在 Word 中另存为 .docx 后重试。",
    "dotx": "不支持模板 .dotx，请在 Word 中另存为 .docx 后重试。",
    "rtf": "不支持 .rtf，请在 Word 中另存为 .docx 后重试。",
    "pdf": "不支持 .pdf，请导入原来的 Word 文件，PDF 可以作为附件上传。",
    "ofd": "不支持 .ofd，请导入原来的 Word 文件，OFD 可以作为附件上传。",
    "mht": "不支持 .mht，请在浏览器中另存为“网页，仅 HTML”后重试。",
    "mhtml": "不支持 .mhtml，请在浏览器中另存为“网页，仅 HTML”后重试。",
    "xls": "不支持表格文件，请把正文存为 .docx 后重试，表格可以作为附件上传。",
    "xlsx": "不支持表格文件，请把正文存为 .docx 后重试，表格可以作为附件上传。",
}

__all__ = ["MAX_BYTES", "Reading", "Repeal", "Unreadable", "read"]


@dataclass
class Reading:
    """What a file says. Dates, `document_number`, `registration_number`, `attribute` are None where it does not say.

    `body_html` leaves out title, 版头 and number, which are fields; `blocks` and `clauses` are those of `body_html`,
    so anchors agree with `clauses.render(body_html)`. `clauses` is flat: {level, label, anchor, text}. `repeals` are
    documents that the text says are repealed. `warnings` are Chinese sentences.
    """

    title: str = ""
    document_number: str | None = None
    registration_number: str | None = None
    issuers: list[str] = field(default_factory=list)
    written_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    term: str = "unknown"
    term_months: int | None = None
    trial: str = ""
    attribute: str | None = None
    salutation: str = ""
    body_html: str = ""
    blocks: list[Block] = field(default_factory=list)
    clauses: list[dict] = field(default_factory=list)
    repeals: list[Repeal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read(data: bytes, name: str) -> Reading:
    """Read a file; `name` decides the format by its extension. Raises `Unreadable` and nothing else."""
    kind = _kind(data, name)
    try:
        blocks, stated, warnings = _SOURCES[kind](data)
    except RecursionError:
        raise Unreadable("文件结构嵌套过深，无法读取。请另存为普通的 .docx 后重试。") from None
    if not any(plain(block.text) for block in blocks):
        raise Unreadable("文件里没有文字。如果是扫描图片，请先录入文字后重试。")
    _refuse_endless(blocks)
    reading = Reading(**read_fields(blocks, stated))
    _add_clauses(reading)
    reading.warnings = list(dict.fromkeys(warnings + reading.warnings))
    return reading


def _kind(data, name):
    extension = name.rpartition(".")[2].strip().lower() if "." in name else ""
    if extension in _REFUSED:
        raise Unreadable(_REFUSED[extension])
    if extension not in _SOURCES:
        raise Unreadable("不支持这种文件，只能导入 .txt、.docx、.html。请另存为其中一种后重试。")
    if len(data) > MAX_BYTES:
        raise Unreadable("文件超过 20 MB，无法导入。请压缩图片或把附件分开上传后重试。")
    if not data.strip():
        raise Unreadable("文件是空的。请核对后重新上传。")
    return extension


def _refuse_endless(blocks):
    """A 公文 of this size does not exist (民法典: 3 000 paragraphs, 0.1 million characters)."""
    if len(blocks) > MAX_BLOCKS or sum(len(block.text) for block in blocks) > MAX_CHARACTERS:
        raise Unreadable("文件超过 2 万段或 200 万字，不像一份公文。请拆分后重试。")


def _from_text(data):
    text = decode(data)
    warnings = ["文中有无法显示的字符（�），请核对原文件。"] if "\ufffd" in text else []
    return blocks_from_text(text), {}, warnings


def _from_word(data):
    fragment, warnings = html_of_docx(data)
    return blocks_from_html(clean_fragment(fragment)), {}, warnings


def _from_page(data):
    fragment, stated, warnings = html_of_page(data)
    return metadata.without_footer(blocks_from_html(fragment)), stated, warnings


_SOURCES = {"txt": _from_text, "docx": _from_word, "html": _from_page, "htm": _from_page}


def _add_clauses(reading):
    reading.blocks = blocks_from_html(reading.body_html)
    outline: Outline = parse(reading.blocks)
    reading.clauses = [
        {"level": c.level, "label": c.label, "anchor": c.anchor, "text": c.text} for c in outline.flat()
    ]
    reading.warnings += outline.warnings
