"""Masked copies: nothing is left to find, nothing else has changed, nothing hidden comes along.

All persons are invented, all numbers are computed.
"""

import csv
import io
import zipfile

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font

from core.masking import Unmaskable, mask_file, mask_text
from core.privacy import scan
from core.scanning import Unscannable, hidden_content, scan_file
from tests.core.test_privacy_lines import Maker
from tests.core.test_scanning import book, pdf, saved, with_parts, word

MOBILE, MASKED = "13812345678", "138****5678"
ID = Maker(7).id()
ID_MASKED = f"{ID[:4]}{'*' * 12}{ID[-2:]}"
CARD = Maker(7).card()
HOME, HOME_MASKED = "澄陵县杏川镇柳堰村3组15号", "澄陵县杏川镇****"
SAFE = [
    "公示",
    "沈某",
    "低保",
    "3人",
    "2026年3月18日",
    "杏政发〔2025〕3号",
    "1350.00元",
    "柳堰村",
    "，",
    "。",
    " ",
]
NAMED = [MOBILE, ID, CARD, f"住{HOME}", f"电话：{MOBILE}", f"身份证号{ID}"]
TEXTS = st.lists(st.sampled_from(SAFE + NAMED), max_size=8).map("".join)
calm = settings(deadline=None, max_examples=25)


def masked(document, name):
    made = mask_file(document if isinstance(document, bytes) else saved(document), name)
    assert scan_file(made.data, name) == [] and hidden_content(made.data, name) == []
    return made


def paragraphs(made):
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(made.data)).paragraphs]


def cells(made, sheet=0):
    workbook = openpyxl.load_workbook(io.BytesIO(made.data))
    return [list(row) for row in workbook.worksheets[sheet].iter_rows(values_only=True)]


# Text ------------------------------------------------------------------------------------------------------
def test_each_kind_has_its_form_of_mask():
    text, found = mask_text(f"沈某，{ID}，{MOBILE}，住{HOME}，卡号{CARD}，公示7天。")
    assert text == f"沈某，{ID_MASKED}，{MASKED}，住{HOME_MASKED}，卡号{'*' * 15}{CARD[-4:]}，公示7天。"
    assert [one.kind for one in found] == ["id18", "mobile", "address", "bank_card"]


@given(TEXTS)
def test_the_rest_of_a_text_is_unchanged_and_nothing_is_left(text):
    new, found = mask_text(text)
    assert scan(new) == []
    kept, position = "", 0
    for one in found:
        kept += text[position : one.start]
        position = one.end
    for piece in (kept + text[position:]).split("，"):
        assert piece in new or found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_keeps_its_encoding_and_its_lines(encoding):
    made = masked(f"公示\r\n沈某 {MOBILE}\r\n".encode(encoding), "a.txt")
    assert made.data == f"公示\r\n沈某 {MASKED}\r\n".encode(encoding)
    assert [(one.where, one.masked) for one in made.masked] == [("第2行", MASKED)]


# Tables ----------------------------------------------------------------------------------------------------
def test_a_table_in_text_is_masked_cell_by_cell():
    made = masked(
        f'姓名,身份证号,金额\r\n沈某,{ID},1350\r\n"顾,某",{Maker(8).id()},600\r\n'.encode("gb18030"), "a.csv"
    )
    rows = list(csv.reader(io.StringIO(made.data.decode("gb18030"))))
    assert rows[:2] == [["姓名", "身份证号", "金额"], ["沈某", ID_MASKED, "1350"]]
    assert rows[2][0] == "顾,某" and [one.where for one in made.masked] == ["第2行第2列", "第3行第2列"]


@calm
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_cells_without_a_finding_stay_as_they_are(rows):
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    made = masked(buffer.getvalue().encode(), "a.csv")
    again = list(csv.reader(io.StringIO(made.data.decode(), newline="")))
    changed = {one.masked for one in made.masked}
    for old, new in zip(rows, again, strict=True):
        assert all(a == b or any(mark in b for mark in changed) for a, b in zip(old, new, strict=True))


# Excel -----------------------------------------------------------------------------------------------------
def test_a_workbook_is_masked_with_its_values_styles_and_widths():
    old = book(
        ["姓名", "手机", "身份证号", "补贴"], ["沈某", int(MOBILE), ID, 1350.5], ["合计", None, None, 1350.5]
    )
    old.active["A1"].font = Font(bold=True)
    old.active.column_dimensions["C"].width = 30
    old.active.merge_cells("A3:C3")
    made = masked(old, "a.xlsx")
    assert cells(made) == [
        ["姓名", "手机", "身份证号", "补贴"], ["沈某", MASKED, ID_MASKED, 1350.5], ["合计", None, None, 1350.5],
    ]  # fmt: skip
    new = openpyxl.load_workbook(io.BytesIO(made.data)).active
    assert new["A1"].font.bold and new.column_dimensions["C"].width == 30
    assert [str(area) for area in new.merged_cells.ranges] == ["A3:C3"]
    assert [one.where for one in made.masked] == ["工作表“名单”B2", "工作表“名单”C2"] and made.dropped == []


def test_what_is_hidden_in_a_workbook_stays_behind():
    old = book(["姓名", "身份证号", "补贴"], ["沈某", ID, 1], ["隐", ID, 2], ["顾某", ID, 3])
    sheet = old.active
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    sheet["A2"].comment = Comment(MOBILE, "沈")
    old.create_sheet("底表").append([ID])
    old["底表"].sheet_state = "veryHidden"
    made = masked(old, "a.xlsx")
    assert cells(made) == [["姓名", "补贴"], ["沈某", 1], ["顾某", 3]]
    assert set(made.dropped) == {
        "工作表“名单”隐藏行", "工作表“名单”隐藏列", "工作表“名单”批注", "工作表“底表”",
    }  # fmt: skip
    inside = zipfile.ZipFile(io.BytesIO(made.data))
    assert not any(ID.encode() in inside.read(name) for name in inside.namelist())


def test_identity_numbers_that_became_numbers_are_masked_too():
    made = masked(book(["姓名", "身份证号"], ["沈某", float(ID[:17] + "0")]), "a.xlsx")
    assert cells(made)[1][1].startswith(ID[:4] + "****")


def test_text_that_begins_like_a_formula_stays_text_and_a_formula_becomes_its_value():
    old = book(["甲", "乙"], ["x", "=1+1"])
    old.active["A2"].value = "=公示"
    old.active["A2"].data_type = "s"
    made = masked(old, "a.xlsx")
    assert cells(made)[1][0] == "=公示" and made.dropped == ["工作表“名单”B2的公式（没有算出的结果）"]


@calm
@given(st.lists(st.lists(TEXTS.map(str.strip), min_size=2, max_size=3), min_size=1, max_size=4))
def test_any_workbook_comes_out_clean(rows):
    masked(book(*rows), "a.xlsx")


# Word ------------------------------------------------------------------------------------------------------
def test_a_document_is_masked_over_its_runs_and_keeps_their_form():
    old = word()
    paragraph = old.add_paragraph("联系电话：")
    paragraph.add_run(MOBILE[:5]).bold = True
    paragraph.add_run(MOBILE[5:]).italic = True
    paragraph.add_run("，谢谢").underline = True
    made = masked(old, "a.docx")
    (new,) = docx.Document(io.BytesIO(made.data)).paragraphs
    assert new.text == f"联系电话：{MASKED}，谢谢"
    assert new.runs[1].bold and new.runs[1].text.startswith("138") and new.runs[3].text == "，谢谢"


def test_tables_headers_and_footnotes_are_masked():
    old = word(f"住址：{HOME}")
    table = old.add_table(2, 2)
    for at, text in enumerate(["姓名", "银行卡号", "沈某", CARD]):
        table.cell(at // 2, at % 2).text = text
    old.sections[0].header.paragraphs[0].text = f"联系人 {MOBILE}"
    made = masked(old, "a.docx")
    new = docx.Document(io.BytesIO(made.data))
    assert [cell.text for row in new.tables[0].rows for cell in row.cells] == [
        "姓名", "银行卡号", "沈某", f"{'*' * 15}{CARD[-4:]}",
    ]  # fmt: skip
    assert new.sections[0].header.paragraphs[0].text == f"联系人 {MASKED}"
    assert paragraphs(made)[0] == f"住址：{HOME_MASKED}"
    assert {one.where for one in made.masked} == {"第1段", "表1第2行", "页眉第1段"}


CHANGES = {
    "del": f'<w:del w:id="1" w:author="沈某"><w:r><w:delText>{MOBILE}</w:delText></w:r></w:del>',
    "ins": f'<w:ins w:id="2" w:author="沈某"><w:r><w:t>电话{MOBILE}</w:t></w:r></w:ins>',
    "hidden": f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{ID}</w:t></w:r>",
    "comment": '<w:commentRangeStart w:id="0"/><w:r><w:t>甲</w:t></w:r><w:commentRangeEnd w:id="0"/>'
    '<w:r><w:commentReference w:id="0"/></w:r>',
}  # fmt: skip


def with_inside(xml):
    document = word("公示")
    body = parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>")
    document.element.body.insert(1, body)
    return document


@pytest.mark.parametrize(
    ("what", "left", "said"),
    [("del", "", "修订痕迹"), ("ins", f"电话{MASKED}", "修订痕迹"), ("hidden", "", "隐藏文字")],
)
def test_tracked_changes_are_settled_and_hidden_text_goes(what, left, said):
    made = masked(with_inside(CHANGES[what]), "a.docx")
    assert paragraphs(made) == ["公示", left] and made.dropped == [said]


def test_comments_embedded_files_and_authors_stay_behind():
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    old = with_inside(CHANGES["comment"])
    old.core_properties.author = f"沈某{MOBILE}"
    comments = f'<w:comments xmlns:w="{namespace}"><w:comment w:id="0"><w:p><w:r><w:t>{ID}</w:t></w:r></w:p></w:comment></w:comments>'
    data = with_parts(saved(old), {"word/comments.xml": comments, "word/embeddings/a.txt": f"沈某{MOBILE}"})
    made = masked(data, "a.docx")
    assert paragraphs(made) == ["公示", "甲"] and set(made.dropped) == {"批注", "嵌入文件"}
    assert docx.Document(io.BytesIO(made.data)).core_properties.author == ""
    names = zipfile.ZipFile(io.BytesIO(made.data)).namelist()
    assert "word/comments.xml" not in names and not any("embeddings" in name for name in names)


@calm
@given(st.lists(st.lists(TEXTS, max_size=3), max_size=3), st.lists(TEXTS, min_size=2, max_size=2))
def test_any_document_comes_out_clean_with_the_rest_unchanged(paragraphs_of_runs, row):
    old = word()
    for runs in paragraphs_of_runs:
        paragraph = old.add_paragraph()
        for text in runs:
            paragraph.add_run(text)
    table = old.add_table(1, 2)
    for cell, text in zip(table.rows[0].cells, row, strict=True):
        cell.text = text
    made = masked(old, "a.docx")
    for runs, new in zip(paragraphs_of_runs, paragraphs(made), strict=True):
        assert new == mask_text("".join(runs))[0]


def test_text_boxes_and_picture_descriptions_are_masked():
    box = (
        f'<w:p {nsdecls("w", "wp", "a")} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape alt="沈某 {MOBILE}">'
        f"<v:textbox><w:txbxContent><w:p><w:r><w:t>电话{MOBILE[:4]}</w:t></w:r><w:r><w:t>{MOBILE[4:]}</w:t></w:r></w:p>"
        f"</w:txbxContent></v:textbox></v:shape></w:pict></w:r><w:r><w:t>见右</w:t></w:r></w:p>"
    )
    old = word("公示")
    old.element.body.insert(1, parse_xml(box))
    made = masked(old, "a.docx")
    inside = zipfile.ZipFile(io.BytesIO(made.data)).read("word/document.xml").decode()
    assert (
        MOBILE not in inside
        and inside.count("138****5678") == 1
        and f"沈某 {MASKED}" in inside
        and "见右" in inside
    )


def test_a_number_in_a_link_of_a_document_is_masked():
    old = word("公示")
    old.part.relate_to(f"tel:{MOBILE}", "http://x/hyperlink", is_external=True)
    made = masked(old, "a.docx")
    names = zipfile.ZipFile(io.BytesIO(made.data))
    assert not any(MOBILE.encode() in names.read(name) for name in names.namelist())


# What cannot be masked -------------------------------------------------------------------------------------
def test_the_original_bytes_stay_as_they_are():
    data = saved(word(f"沈某 {MOBILE}"))
    before = bytes(data)
    assert mask_file(data, "a.docx").data != data and data == before


def test_a_pdf_is_refused_with_what_to_do():
    with pytest.raises(Unmaskable, match="PDF不能直接遮盖"):
        mask_file(pdf(f"tel {MOBILE}"), "a.pdf")


@pytest.mark.parametrize("name", ["a.pptx", "a.ofd", "a.jpg", "a.exe"])
def test_other_kinds_are_refused(name):
    with pytest.raises(Unmaskable, match="重新生成"):
        mask_file(b"PK", name)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip at all"])
def test_damaged_files_say_so(data, name):
    with pytest.raises(Unscannable):
        mask_file(data, name)
