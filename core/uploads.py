"""Uploads: type by content, size limits, safe names; archives, macros and programs are refused."""

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage

from core import office_files


@dataclass(frozen=True)
class Kind:
    """A kind of file that may be uploaded: what citizens read of it, and how it is sent."""

    extension: str
    label: str
    content_type: str


OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = Kind("pdf", "PDF", "application/pdf")
DOCX = Kind("docx", "Word", f"{OFFICE}wordprocessingml.document")
XLSX = Kind("xlsx", "表格", f"{OFFICE}spreadsheetml.sheet")
PPTX = Kind("pptx", "幻灯片", f"{OFFICE}presentationml.presentation")
OFD = Kind("ofd", "OFD", "application/ofd")
TXT = Kind("txt", "文本", "text/plain; charset=utf-8")
CSV = Kind("csv", "表格", "text/csv; charset=utf-8")
PNG = Kind("png", "图片", "image/png")
JPEG = Kind("jpg", "图片", "image/jpeg")
IMAGES = (PNG, JPEG)
ZIPPED = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX, "OFD.xml": OFD}
KINDS_IN_WORDS = "Word、Excel、幻灯片、PDF、OFD、文本、CSV、PNG、JPEG"
MAGIC = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
PROGRAM = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--|<!doctype|<html|<head|<body|<svg|<\?|<script|<iframe|#!)", re.I
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check(data: bytes, name: str) -> Kind:
    """The kind of an uploaded file by its content; ValidationError in Chinese names the file and what to do."""
    if not data.strip():
        raise ValidationError(f"“{name}”是空文件，请重新选择。")
    if len(data) > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // 1024 // 1024
        raise ValidationError(f"“{name}”超过{limit}MB，请压缩图片或者拆分后再上传。")
    kind = _sniff(data, name)
    extension = PurePath(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if extension != kind.extension:
        raise ValidationError(
            f"“{name}”的内容是{kind.label}（.{kind.extension}），与扩展名不符，请改正后再上传。"
        )
    return kind


def _sniff(data: bytes, name: str) -> Kind:
    for magic, kind in MAGIC.items():
        if data.startswith(magic):
            return kind
    if data.startswith(OLD_OFFICE):
        raise ValidationError(
            f"“{name}”是旧版或者加密的Office文件，请在软件中去掉密码并另存为.docx或.xlsx后再上传。"
        )
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, name)
    return _textual(data, name)


def _zipped(data: bytes, name: str) -> Kind:
    try:
        package = office_files.Package(data)
        calls_out, macros, objects = package.calls_out(), package.holds_macros(), package.holds_objects()
    except office_files.Broken as broken:
        raise ValidationError(f"“{name}”已损坏或者加密，打不开，请重新保存后再上传。") from broken
    if calls_out:
        raise ValidationError(
            f"“{name}”引用了外部的模板、图片或者对象，打开时会连接别处。请断开外部链接后另存再上传。"
        )
    if macros:
        raise ValidationError(f"“{name}”含有宏，不能上传，请另存为不含宏的文件。")
    if objects:
        raise ValidationError(f"“{name}”里嵌有其他程序的对象，不能上传，请删去后另存再上传。")
    for member, kind in ZIPPED.items():
        if member in package.names:
            return kind
    raise ValidationError(f"“{name}”是压缩包，请解压后逐个上传。")


def _textual(data: bytes, name: str) -> Kind:
    if decode(data) is None or b"\x00" in data[:4096]:
        raise ValidationError(f"“{name}”的类型不能上传。可以上传：{KINDS_IN_WORDS}。")
    if PROGRAM.match(data[:200]):
        raise ValidationError(f"“{name}”是网页或者程序，不能作为附件公开。")
    return CSV if name.lower().endswith(".csv") else TXT


def decode(data: bytes) -> str | None:
    """Text from UTF-8 or GB18030 bytes; None where it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def safe_name(title: str, extension: str) -> str:
    """A file name for downloading: the title without what file systems and headers stumble over."""
    stem = unicodedata.normalize("NFKC", title)
    stem = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\ufeff]+', "", stem).strip(" .")
    return f"{stem[:80] or '附件'}.{extension}"


def fingerprint(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class PrivateStorage(FileSystemStorage):
    """Below PRIVATE_ROOT, as the settings say at the time (a test has a folder of its own)."""

    base_location = property(lambda self: settings.PRIVATE_ROOT)
    location = property(lambda self: os.path.abspath(self.base_location))


def private_storage():
    """Files wait and stay here; only a view that asks whether they are public sends them."""
    return PrivateStorage(base_url=None)
