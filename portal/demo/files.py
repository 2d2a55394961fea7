"""Attachments of the demo town, made as real files."""

import io
from html import escape

import openpyxl
from docx import Document

from core import pdf


def make(kind: str, content) -> tuple[bytes, str]:
    """(bytes, extension) of a docx, xlsx, pdf or txt with the content; a pdf becomes docx where none can be made."""
    if kind == "xlsx":
        return _sheet(content), "xlsx"
    if kind == "pdf" and pdf.is_available():
        lines = "".join(f"<p>{escape(line)}</p>" for line in content.splitlines())
        return pdf.make(f"<html lang='zh-CN'><body>{lines}</body></html>"), "pdf"
    if kind == "txt":
        return content.encode(), "txt"
    return _text(content), "docx"


def _sheet(rows) -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


def _text(content) -> bytes:
    document, buffer = Document(), io.BytesIO()
    for line in content.splitlines():
        document.add_paragraph(line)
    document.save(buffer)
    return buffer.getvalue()
