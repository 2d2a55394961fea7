"""Text files: which encoding, strictly."""

import codecs
import re

from policies.reading.unreadable import Unreadable

_MAGIC = {
    b"PK\x03\x04": "压缩包或 Office 文档",
    b"\xd0\xcf\x11\xe0": "旧版 Word（.doc）等 Office 文档",
    b"%PDF": "PDF",
    b"{\\rtf": "RTF 文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"\x1f\x8b": "压缩包",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x7fELF": "程序",
    b"MZ\x90": "程序",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ASK = "请用记事本打开，另存为“UTF-8”编码的 .txt 后重试。"
_HAN = re.compile("[\u3400-\u9fff]")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_COMMON_SHARE = 0.6


def decode(data: bytes, declared: str | None = None) -> str:
    """The text; a byte-order mark decides, then `declared` (an HTML charset), then UTF-8, then GB18030, each strictly.

    GB18030 accepts much that is not Chinese, so its result must consist mostly of common characters.
    Raises `Unreadable`.
    """
    refuse_binary(data)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_strict(data[len(mark) :], encoding))
    if b"\x00" in data:
        raise Unreadable(f"文件含有空字节，不是文本，或者是没有标记的 UTF-16 编码。{_ASK}")
    for encoding in dict.fromkeys(filter(None, [_known(declared), "utf-8"])):
        try:
            return _checked(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _checked(_plausible(_strict(data, "gb18030")))


def refuse_binary(data: bytes):
    """Raise `Unreadable` when the content is a known kind of file that is no text, whatever its name says."""
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise Unreadable(
                f"文件内容是{kind}，与扩展名不符。请核对文件，改成正确的扩展名或另存为 .docx 后重试。"
            )


def _known(declared):
    """A declared gb2312 or gbk is read as GB18030, their superset, as browsers do."""
    name = (declared or "").strip().lower()
    if name in ("gb2312", "gbk", "gb18030", "x-gbk"):
        return "gb18030"
    return name if name in ("utf-8", "utf8", "big5") else None


def _strict(data, encoding):
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(f"文件编码无法识别（不是 UTF-8、UTF-16 或 GB18030）。{_ASK}") from None


def _checked(text):
    if len(_BINARY.findall(text)) > len(text) // 200:
        raise Unreadable(f"文件含有控制字符，不是文本。{_ASK}")
    return text


def _plausible(text):
    han = _HAN.findall(text)
    strange = [c for c in text if "\ue000" <= c <= "\uf8ff" or c >= "\U00010000"]
    if not han or len(strange) * 20 > len(text) or _common(han) < _COMMON_SHARE * len(han):
        raise Unreadable(f"文件编码无法确定，按 GB18030 读出的不是通顺的中文。{_ASK}")
    return text


def _common(han):
    """How many are among the 3755 common characters of GB/T 2312 level 1 (lead byte up to D7)."""
    return sum(len(code) == 2 and code[0] <= 0xD7 for code in (c.encode("gb2312", "ignore") for c in han))
