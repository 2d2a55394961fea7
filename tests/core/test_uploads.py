"""Uploads: what a file is follows from its content; what may run is refused, in words that say what to do."""

import io
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from docx import Document
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import Workbook

from core import uploads

PNG, JPEG, PDF = b"\x89PNG\r\n\x1a\n" + b"x" * 20, b"\xff\xd8\xff\xe0" + b"x" * 20, b"%PDF-1.7\n%%EOF"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04" + bytes(range(256)) * 4
ELF = b"\x7fELF\x02\x01\x01" + b"\x00" * 60


def zipped(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"content")
    return buffer.getvalue()


def saved(thing):
    buffer = io.BytesIO()
    thing.save(buffer)
    return buffer.getvalue()


GOOD = [
    (saved(Document()), "通知.docx", "docx"),
    (saved(Workbook()), "名单.XLSX", "xlsx"),
    (zipped("ppt/presentation.xml"), "讲稿.pptx", "pptx"),
    (zipped("OFD.xml"), "公文.ofd", "ofd"),
    (PDF, "图纸.pdf", "pdf"),
    (PNG, "图.png", "png"),
    (JPEG, "图.jpg", "jpg"),
    (JPEG, "图.JPEG", "jpg"),
    ("春耕".encode(), "说明.txt", "txt"),
    ("春耕".encode("gb18030"), "说明.txt", "txt"),
    ("\ufeff村,亩\n柳堰,12".encode(), "表.csv", "csv"),
]


@pytest.mark.parametrize(("data", "name", "extension"), GOOD)
def test_what_citizens_can_read_is_taken_for_what_it_is(data, name, extension):
    assert uploads.check(data, name).extension == extension


BAD = [
    ("empty", b"", "空.pdf", "空文件"),
    ("only blanks", b" \n\t ", "空.txt", "空文件"),
    ("a word file called pdf", saved(Document()), "通知.pdf", "与扩展名不符"),
    ("a picture called word", PNG, "通知.docx", "与扩展名不符"),
    ("text called word", "春耕".encode(), "通知.docx", "与扩展名不符"),
    ("no extension", PDF, "通知", "与扩展名不符"),
    ("a second extension", PDF, "通知.pdf.exe", "与扩展名不符"),
    ("a table called a text", b"a,b", "a.js", "与扩展名不符"),
    ("an archive", zipped("a.txt"), "全部.zip", "压缩包"),
    ("an archive called word", zipped("a.txt", "b.exe"), "通知.docx", "其他程序的对象"),
    ("an empty archive's end", b"PK\x05\x06" + b"\x00" * 18, "通知.docx", "类型不能上传"),
    ("a broken archive", b"PK\x03\x04" + b"rubbish" * 9, "通知.docx", "已损坏"),
    ("word with macros", zipped("word/document.xml", "word/vbaProject.bin"), "通知.docx", "宏"),
    ("word with macros in capitals", zipped("word/document.xml", "word/VBAPROJECT.BIN"), "通知.docx", "宏"),
    ("a macro file by its name", zipped("word/document.xml", "word/vbaProject.bin"), "通知.docm", "宏"),
    ("a macro extension alone", saved(Document()), "通知.docm", "与扩展名不符"),
    ("a sheet of macros", zipped("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "表.xlsx", "宏"),
    ("slides with macros", zipped("ppt/presentation.xml", "ppt/vbaProject.bin"), "讲稿.pptx", "宏"),
    ("an old word file", OLE, "通知.doc", "旧版"),
    ("an old or locked file called docx", OLE, "通知.docx", "旧版"),
    ("a program", EXE, "安装.exe", "类型不能上传"),
    ("a program called pdf", EXE, "安装.pdf", "类型不能上传"),
    ("a program called text", EXE, "安装.txt", "类型不能上传"),
    ("a program of Linux", ELF, "安装.txt", "类型不能上传"),
    ("a web page", b"<html><script>alert(1)</script>", "页.html", "网页或者程序"),
    ("a web page called text", b"\n <!DOCTYPE html><html>", "页.txt", "网页或者程序"),
    ("a web page behind a byte mark", b"\xef\xbb\xbf<html>", "页.txt", "网页或者程序"),
    ("a web page behind a comment", b"<!-- x --><html>", "页.csv", "网页或者程序"),
    (
        "a drawing that runs",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "图.svg",
        "网页或者程序",
    ),
    ("a drawing called png", b"<svg onload=alert(1)>", "图.png", "网页或者程序"),
    ("a drawing behind its declaration", b'<?xml version="1.0"?><svg/>', "图.svg", "网页或者程序"),
    ("a script", b"<script>alert(1)</script>", "a.txt", "网页或者程序"),
    ("a shell script", b"#!/bin/sh\nrm -rf ~", "a.txt", "网页或者程序"),
    ("a PHP script", b"<?php system($_GET[0]);", "a.txt", "网页或者程序"),
    ("another archive", b"7z\xbc\xaf\x27\x1c\x00\x04", "全部.docx", "类型不能上传"),
    ("a moving picture", b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff", "图.gif", "类型不能上传"),
    ("UTF-16", "春耕".encode("utf-16"), "说明.txt", ""),
]


@pytest.mark.parametrize(("data", "name", "reason"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_may_run_or_is_not_what_it_says_is_refused(data, name, reason):
    with pytest.raises(ValidationError) as refusal:
        uploads.check(data, name)
    assert reason in refusal.value.message
    assert name in refusal.value.message


def test_the_limit_is_told(settings):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    assert uploads.check(PDF.ljust(1024 * 1024), "大.pdf")
    with pytest.raises(ValidationError, match="超过1MB"):
        uploads.check(PDF.ljust(1024 * 1024 + 1), "大.pdf")


@hypothesis_settings(deadline=None)
@given(st.binary(max_size=300), st.text(max_size=20))
def test_whatever_comes_is_taken_or_refused_in_words(data, name):
    try:
        assert uploads.check(data, name) in {
            row for row in vars(uploads).values() if isinstance(row, uploads.Kind)
        }
    except ValidationError as refusal:
        assert refusal.message.endswith("。")


# Names -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("惠农补贴", "惠农补贴.pdf"),
        ("../../etc/passwd", "etcpasswd.pdf"),
        ("..\\..\\win", "win.pdf"),
        ('a"b<c>d|e?f*g:h', "abcdefgh.pdf"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie x.pdf"),
        ("反\u202e转", "反转.pdf"),
        ("　 . ", "附件.pdf"),
        ("", "附件.pdf"),
        ("Ａ１", "A1.pdf"),
        ("长" * 200, "长" * 80 + ".pdf"),
    ],
)
def test_the_name_of_a_download_stumbles_over_nothing(title, name):
    assert uploads.safe_name(title, "pdf") == name


@given(st.text())
def test_no_title_leads_out_of_the_folder(title):
    name = uploads.safe_name(title, "pdf")
    assert not set(name) & set('/\\\x00\r\n"<>:|?*')
    assert not name.startswith((".", " "))
    assert len(name) <= 84


def test_files_wait_in_the_private_folder(tmp_path):
    assert uploads.private_storage().path("a") == str(tmp_path / "private" / "a")


def test_text_of_either_encoding_is_read_and_nothing_else():
    assert uploads.decode("春耕".encode()) == uploads.decode("春耕".encode("gb18030")) == "春耕"
    assert uploads.decode(b"\xff\xff\xff") is None


class TestBodies:
    """What is too long is refused unread."""

    def post(self, client, address, length):
        unread = BytesIO()  # nothing is there to be read: who tried would fail
        return client.generic(
            "POST",
            address,
            unread.read(),
            content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(length),
        )

    @pytest.mark.parametrize("address", ["/admin/login/", "/disclosure/problems/", "/search/"])
    def test_strangers_may_send_what_a_public_form_takes(self, client, town, settings, address):
        answer = self.post(client, address, settings.MAX_BODY_BYTES + 1)
        assert answer.status_code == 413 and "太大" in answer.content.decode()

    def test_staff_may_send_what_they_may_upload(self, client, drafter, settings):
        client.force_login(drafter)
        assert (
            self.post(client, "/admin/disclosure/information/add/", settings.MAX_BODY_BYTES + 1).status_code
            != 413
        )
        assert (
            self.post(
                client, "/admin/disclosure/information/add/", settings.MAX_STAFF_BODY_BYTES + 1
            ).status_code
            == 413
        )
