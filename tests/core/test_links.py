"""Which links a text and its files have, and what is wrong with them."""

import io

import docx
import pypdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from pypdf.annotations import Link as PdfLink

from core.links import (
    BAD,
    EXTERNAL,
    GONE,
    INTERNAL,
    MOVED,
    OTHER,
    UNREACHABLE,
    Link,
    in_file,
    in_html,
    kind_of,
    path_of,
    plain_url,
    problems,
)
from core.scanning import Unscannable
from tests.core.test_scanning import pdf, saved

HOSTS = {"www.chengling.example"}


# What they are ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("/policies/1/", INTERNAL), ("policies/1/", INTERNAL), ("?page=2", INTERNAL), ("../", INTERNAL),
        ("https://www.chengling.example/x", INTERNAL), ("http://WWW.chengling.example:8080/", INTERNAL),
        ("https://www.a.example/", EXTERNAL), ("//www.a.example/x", EXTERNAL), ("HTTP://a.example", EXTERNAL),
        ("https://8.8.8.8/", EXTERNAL), ("https://例子.example/路径", EXTERNAL),
        ("mailto:a@a.example", OTHER), ("tel:12345", OTHER), ("#第一条", OTHER),
        ("", BAD), ("javascript:alert(1)", BAD), ("file:///C:/a.doc", BAD), ("C:\\桌面\\a.doc", BAD),
        ("\\\\server\\a.doc", BAD), ("http://192.168.1.5/oa", BAD), ("http://localhost/", BAD), ("http://oa/", BAD),
        ("http://127.0.0.1:8000/", BAD), ("http://[::1]/", BAD), ("http://oa.internal/", BAD), ("ftp://a.example/", BAD),
        ("https://a@b.example/", BAD), ("http://", BAD), ("http://[", BAD), ("http://a.example:x/", BAD),
        ("https://a.example\\@b.example", BAD),
    ],
)  # fmt: skip
def test_an_address_is_ours_elsewhere_or_none(url, kind):
    assert kind_of(url, HOSTS) == kind


@given(st.text(max_size=40), st.sampled_from(["", "http://", "https://a.example/", "//", "/"]))
def test_no_address_raises(text, begin):
    url = begin + text
    assert kind_of(url, HOSTS) in (BAD, EXTERNAL, INTERNAL, OTHER) and plain_url(url).isascii()


def test_one_page_has_one_address():
    same = ["HTTPS://A.example/x?y=1#z", "https://a.example/x?y=1", " https://a.EXAMPLE/x?y=1#"]
    assert {plain_url(url) for url in same} == {"https://a.example/x?y=1"}
    assert plain_url("https://例子.example/路 径") == "https://xn--fsqu00a.example/%E8%B7%AF%20%E5%BE%84"
    assert plain_url(plain_url("https://a.example/路")) == plain_url("https://a.example/路")


def test_the_path_of_a_relative_link_is_seen_from_its_page():
    assert path_of("../x/", "/policies/3/") == "/policies/3/../x/"
    assert path_of("?page=2", "/policies/") == "/policies/?page=2"
    assert path_of("https://www.chengling.example/a?b=c#d") == "/a?b=c"


# Where they stand ------------------------------------------------------------------------------------------
def test_links_of_html_have_their_words():
    found = in_html(
        '<p>见<a href=" /policies/1/ ">《<b>办法</b>》</a>，<a href="https://a.example"><img src="x" alt="图"></a></p>'
    )
    assert found == [Link("/policies/1/", "《办法》"), Link("https://a.example", "图")]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://a.example"></a>',
        '<a href="https://a.example"> \u200b&nbsp;</a>',
        '<a href="https://a.example" style="display: none">彩票</a>',
        '<div style="position:absolute; left:-9999px"><a href="https://a.example">彩票</a></div>',
        '<a href="https://a.example"><span style="font-size:0">彩票</span></a>',
        '<p hidden><a href="https://a.example">彩票</a></p>',
    ],
)
def test_a_link_that_nobody_sees_is_a_hidden_one(html):
    (link,) = in_html(html)
    assert link.hidden and problems([link], HOSTS, lambda path: True)[0].blocks


MARKUP = [
    "<",
    ">",
    "/",
    "&#0;",
    "&#1;",
    "\x01",
    "<a href=",
    "<!--",
    "<![CDATA[",
    "<html>",
    "</div>",
    " style=",
    "<svg>",
]


@given(st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(MARKUP), st.text(max_size=3))).map("".join)))
def test_no_html_raises(text):
    assert isinstance(in_html(text), list)


def test_links_of_a_word_file_are_hyperlinks_and_fields():
    document = docx.Document()
    paragraph = document.add_paragraph()
    key = document.part.relate_to("https://a.example/x", "http://x/hyperlink", is_external=True)
    space = f'{nsdecls("w")} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    for words in ("办法全文", ""):
        paragraph._p.append(
            parse_xml(f'<w:hyperlink {space} r:id="{key}"><w:r><w:t>{words}</w:t></w:r></w:hyperlink>')
        )
    field = f'<w:p {nsdecls("w")}><w:r><w:instrText> HYPERLINK "https://b.example" </w:instrText></w:r><w:r><w:t>网址</w:t></w:r></w:p>'
    document.element.body.insert(1, parse_xml(field))
    assert in_file(saved(document), "a.docx") == [
        Link("https://a.example/x", "办法全文"), Link("https://a.example/x", "", hidden=True), Link("https://b.example", "网址"),
    ]  # fmt: skip


def test_links_of_a_workbook_say_their_cell():
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "名单"
    sheet["A1"].value, sheet["A1"].hyperlink = "官网", "https://a.example"
    sheet["B2"] = '=HYPERLINK("https://b.example","点这里")'
    hidden = workbook.create_sheet("底")
    hidden["A1"].hyperlink, hidden.sheet_state = "https://c.example", "hidden"
    found = in_file(saved(workbook), "a.xlsx")
    assert [(link.url, link.where, link.hidden) for link in found] == [
        ("https://b.example", "工作表“名单”B2", False), ("https://a.example", "工作表“名单”A1", False),
        ("https://c.example", "工作表“底”A1", True),
    ]  # fmt: skip


def test_links_of_a_pdf_say_their_page():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("one", "two")))
    writer.add_annotation(1, PdfLink(rect=(50, 550, 200, 650), url="https://a.example"))
    writer.add_annotation(1, PdfLink(rect=(50, 550, 50, 650), url="https://b.example"))
    buffer = io.BytesIO()
    writer.write(buffer)
    found = in_file(buffer.getvalue(), "a.pdf")
    assert [(link.url, link.where, link.hidden) for link in found] == [
        ("https://a.example", "第2页", False), ("https://b.example", "第2页", True),
    ]  # fmt: skip


def test_other_files_have_none_and_damaged_ones_say_so():
    assert in_file(b"https://a.example", "a.txt") == []
    with pytest.raises(Unscannable):
        in_file(b"PK\x03\x04", "a.docx")


# What is wrong ---------------------------------------------------------------------------------------------
def test_problems_name_the_link_and_what_to_do():
    links = in_html(
        '<a href="/policies/1/">在</a><a href="/policies/2/">没有</a><a href="C:\\a.doc">附件</a>'
        '<a href="https://a.example/#x">外</a><a href="https://b.example/">换</a><a href="https://c.example/">停</a><a href="tel:1">话</a>'
    )
    known = {"https://a.example/": GONE, "https://b.example/": MOVED, "https://c.example/": UNREACHABLE}
    found = problems(links, HOSTS, lambda path: path == "/policies/1/", known)
    assert [(one.link.text, one.blocks) for one in found] == [
        ("没有", True), ("附件", True), ("外", True), ("换", False), ("停", False),
    ]  # fmt: skip
    assert (
        "本站页面不存在" in found[0].message
        and "公众打不开" in found[1].message
        and "不存在" in found[2].message
    )


def test_an_address_that_nobody_has_asked_for_is_no_problem():
    assert problems([Link("https://a.example", "外")], HOSTS, lambda path: True) == []
