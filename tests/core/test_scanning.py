"""Scanning of files: wherever Word, Excel and PDF can keep a number, and whatever cannot be read.

All persons are invented, all numbers are computed.
"""

import csv
import io
import re
import zipfile

import docx
import pypdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from core.privacy import CHECKS, WEIGHTS
from core.scanning import NO_TEXT_LAYER, FileFinding, Unscannable, hidden_content, scan_file
from tests.conftest import examples

MOBILE = "13812345678"
MASKED = "138****5678"
HOME = "鱼台县清河镇东村3组15号"
WORD_XML = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def identity(body="37082919800101123"):
    return body + CHECKS[sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True)) % 11]


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word(*paragraphs):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return document


def book(*rows, title="名单"):
    workbook = Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    return workbook


def with_parts(data, parts):
    """The zipped file with parts replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


def pdf(*pages):
    """A PDF of plain lines, written by hand; an empty page is a picture without text."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        None,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    picture = "<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Length 0 >>\nstream\n\nendstream"
    objects.append(picture)
    kids = []
    for text in pages:
        lines = " ".join(f"({line}) Tj 0 -20 Td" for line in text.split("\n")) if text else ""
        stream = f"BT /F1 12 Tf 72 700 Td {lines} ET" if text else "/X1 Do"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        inside = "/Font << /F1 3 0 R >>" if text else "/XObject << /X1 4 0 R >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects)} 0 R "
            f"/Resources << {inside} >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _assembled(objects)


def _assembled(objects):
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\n"
    return body + f"{tail}startxref\n{len(body)}\n%%EOF".encode("latin-1")


def wheres(data, name):
    return [finding.where for finding in scan_file(data, name)]


def encrypted(data):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt("geheim", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


class TestText:
    def test_the_line_is_named_and_the_value_is_masked(self):
        data = f"公示\n张三 {MOBILE}\n".encode()
        assert scan_file(data, "a.txt") == [FileFinding("第2行", "mobile", MASKED)]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_the_encodings_of_offices_are_read(self, encoding):
        assert wheres(f"清河镇\r\n住址：{HOME}".encode(encoding), "a.txt") == ["第2行"]

    def test_a_number_that_wraps_is_found_where_it_begins(self):
        number = identity()
        data = f"甲\n身份证号{number[:9]}\n{number[9:]}\n".encode()
        assert scan_file(data, "a.txt")[0] == FileFinding("第2行", "id18", "3708************" + number[-2:])

    def test_bytes_that_are_no_text_are_refused_in_words(self):
        for data in (b"\x00\x01\x02", b"\xff\xff\xff\xff"):
            with pytest.raises(Unscannable, match=r"[一-鿿]"):
                scan_file(data, "a.txt")

    def test_a_clean_file_and_an_empty_file_have_no_findings(self):
        assert scan_file("鲁政办发〔2022〕5号".encode(), "a.txt") == []
        assert scan_file(b"", "a.txt") == []
        assert hidden_content(b"", "a.txt") == []


class TestCsv:
    def rows(self, *rows):
        buffer = io.StringIO()
        csv.writer(buffer).writerows(rows)
        return buffer.getvalue().encode("utf-8-sig")

    def test_the_cell_is_named(self):
        data = self.rows(["姓名", "电话"], ["张三", MOBILE])
        assert wheres(data, "名单.csv") == ["第2行第2列"]

    def test_the_heading_says_what_the_numbers_are(self):
        assert scan_file(self.rows(["名称", "订单号"], ["水泵", MOBILE]), "a.csv") == []

    def test_a_line_break_in_a_quoted_cell_does_no_harm(self):
        data = self.rows(["姓名", "备注"], ["张三", f"见附件\n电话{MOBILE}"], ["李四", f"{MOBILE}"])
        assert [finding.kind for finding in scan_file(data, "a.csv")] == ["mobile", "mobile"]

    def test_a_list_without_headings_begins_with_its_first_person(self):
        assert wheres("沈某,柳堰村3组15号\n顾某,柳堰村3组16号\n".encode(), "a.csv") == [
            "第1行第2列",
            "第2行第2列",
        ]

    def test_numbers_of_two_rows_are_never_read_as_one(self):
        assert scan_file(self.rows(["1381234"], ["5678"]), "a.csv") == []


class TestWord:
    def test_paragraphs_are_counted(self):
        assert wheres(saved(word("公示", "二", f"电话{MOBILE}")), "a.docx") == ["第3段"]

    def test_a_number_split_over_runs_is_one_number(self):
        document = docx.Document()
        paragraph = document.add_paragraph("电话")
        for piece in ("138", "1234", "5678"):
            paragraph.add_run(piece).bold = True
        assert wheres(saved(document), "a.docx") == ["第1段"]

    def test_the_row_of_a_table_is_named_and_its_heading_is_heard(self):
        document = docx.Document()
        table = document.add_table(rows=3, cols=2)
        values = ["姓名", "电话", "张三", "无", "李四", MOBILE]
        for cell, value in zip((c for row in table.rows for c in row.cells), values, strict=True):
            cell.text = value
        assert wheres(saved(document), "a.docx") == ["表1第3行"]

    def test_a_table_in_a_table_is_read(self):
        document = docx.Document()
        inner = document.add_table(rows=1, cols=1).cell(0, 0).add_table(rows=1, cols=1)
        inner.cell(0, 0).text = MOBILE
        assert wheres(saved(document), "a.docx") == ["表2第1行"]

    def test_headers_and_footers_are_read(self):
        document = word("正文")
        document.sections[0].header.paragraphs[0].text = f"联系 {MOBILE}"
        document.sections[0].footer.paragraphs[0].text = f"住址：{HOME}"
        assert wheres(saved(document), "a.docx") == ["页眉第1段", "页脚第1段"]

    def test_comments_are_read_and_reported(self):
        document = word("正文")
        document.add_comment(document.paragraphs[0].runs, text=f"请打{MOBILE}", author="甲")
        data = saved(document)
        assert wheres(data, "a.docx") == ["批注第1段"]
        assert "批注" in hidden_content(data, "a.docx")

    def test_text_boxes_are_read(self):
        document = word("正文")
        box = parse_xml(
            f"<w:r {nsdecls('w')}><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox>"
            f"<w:txbxContent><w:p><w:r><w:t>{MOBILE}</w:t></w:r></w:p></w:txbxContent>"
            "</v:textbox></v:shape></w:pict></w:r>"
        )
        document.paragraphs[0]._p.append(box)
        assert wheres(saved(document), "a.docx") == ["文本框"]

    def test_footnotes_are_read(self):
        note = f'<w:footnotes xmlns:w="{WORD_XML}"><w:footnote><w:p><w:r><w:t>{MOBILE}</w:t></w:r></w:p>'
        parts = {"word/footnotes.xml": note + "</w:footnote></w:footnotes>"}
        assert wheres(with_parts(saved(word("正文")), parts), "a.docx") == ["脚注第1段"]

    def test_tracked_deletions_are_read_as_what_they_were(self):
        document = word("电话138")
        document.paragraphs[0]._p.append(
            parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>12345678</w:delText></w:r></w:del>")
        )
        data = saved(document)
        assert wheres(data, "a.docx") == ["第1段（修订中已删除）"]
        assert any("修订" in note for note in hidden_content(data, "a.docx"))

    def test_a_tracked_insertion_is_read_as_it_stands_now(self):
        document = word("电话138")
        paragraph = document.paragraphs[0]._p
        paragraph.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>0</w:delText></w:r></w:del>"))
        paragraph.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>12345678</w:t></w:r></w:ins>"))
        assert wheres(saved(document), "a.docx") == ["第1段"]

    def test_hidden_text_is_read_and_reported(self):
        document = word("")
        document.paragraphs[0].add_run(MOBILE).font.hidden = True
        data = saved(document)
        assert wheres(data, "a.docx") == ["第1段"]
        assert hidden_content(data, "a.docx") == ["隐藏文字"]

    def test_document_properties_are_read(self):
        document = word("正文")
        document.core_properties.comments = f"联系{MOBILE}"
        assert wheres(saved(document), "a.docx") == ["文档属性"]

    def test_links_are_read(self):
        document = word("正文")
        document.part.relate_to(f"tel:{MOBILE}", "http://example.org/hyperlink", is_external=True)
        assert wheres(saved(document), "a.docx") == ["链接"]

    def test_an_embedded_workbook_is_read(self):
        data = with_parts(saved(word("正文")), {"word/embeddings/1.xlsx": saved(book([MOBILE]))})
        assert wheres(data, "a.docx") == ["嵌入文件“1.xlsx”工作表“名单”A1"]
        assert "嵌入文件“1.xlsx”" in hidden_content(data, "a.docx")

    def test_a_plain_document_hides_nothing(self):
        assert hidden_content(saved(word("正文")), "a.docx") == []
        assert scan_file(saved(word("鲁政办发〔2022〕5号", "电话：0537-1234567")), "a.docx") == []


class TestExcel:
    def test_the_cell_is_named(self):
        data = saved(book(["姓名", "电话"], ["张三", MOBILE]))
        assert scan_file(data, "a.xlsx") == [FileFinding("工作表“名单”B2", "mobile", MASKED)]

    def test_numbers_stored_as_numbers_are_read(self):
        number = int(identity("37082919800101124"))
        assert [f.kind for f in scan_file(saved(book([int(MOBILE), float(MOBILE), number])), "a.xlsx")] == [
            "mobile",
            "mobile",
            "id18",
        ]

    def test_an_identity_number_that_lost_its_end_as_a_number_is_still_found(self):
        assert wheres(saved(book([float("3.70829198001011e17")])), "a.xlsx") == ["工作表“名单”A1"]

    def test_hidden_columns_rows_and_sheets_are_read_named_and_reported(self):
        workbook = book(["张三", MOBILE], ["李四", MOBILE])
        workbook.active.column_dimensions["B"].hidden = True
        workbook.active.row_dimensions[2].hidden = True
        workbook.create_sheet("底表").append([MOBILE])
        workbook["底表"].sheet_state = "veryHidden"
        data = saved(workbook)
        assert wheres(data, "a.xlsx") == [
            "工作表“名单”B1（隐藏列）",
            "工作表“名单”B2（隐藏行、隐藏列）",
            "工作表“底表”A1（隐藏工作表）",
        ]
        assert hidden_content(data, "a.xlsx") == [
            "工作表“名单”隐藏行2",
            "工作表“名单”隐藏列B",
            "隐藏工作表“底表”",
        ]

    def test_neighbouring_hidden_rows_and_columns_are_told_as_ranges(self):
        workbook = book(*[["甲"] * 5 for _ in range(6)])
        for row in (2, 3, 5):
            workbook.active.row_dimensions[row].hidden = True
        for column in "CD":
            workbook.active.column_dimensions[column].hidden = True
        notes = hidden_content(saved(workbook), "a.xlsx")
        assert notes == ["工作表“名单”隐藏行2–3", "工作表“名单”隐藏行5", "工作表“名单”隐藏列C–D"]

    def test_comments_are_read_and_reported(self):
        workbook = book(["张三"])
        workbook.active["A1"].comment = Comment(f"电话{MOBILE}", "甲")
        data = saved(workbook)
        assert "工作表“名单”A1批注" in wheres(data, "a.xlsx")
        assert "工作表“名单”批注" in hidden_content(data, "a.xlsx")

    def test_defined_names_headers_and_properties_are_read(self):
        workbook = book(["张三"])
        workbook.defined_names["电话"] = DefinedName("电话", attr_text=f'"{MOBILE}"', hidden=True)
        workbook.active.oddHeader.center.text = f"联系{MOBILE}"
        workbook.properties.description = f"联系{MOBILE}"
        data = saved(workbook)
        assert set(wheres(data, "a.xlsx")) == {"名称“电话”", "工作表“名单”页眉页脚", "文档属性"}
        assert "隐藏的名称“电话”" in hidden_content(data, "a.xlsx")

    def test_a_number_inside_a_formula_is_read(self):
        assert wheres(saved(book([f'="电话"&"{MOBILE}"'])), "a.xlsx") == ["工作表“名单”A1公式"]

    def test_the_cache_of_a_pivot_table_is_read_and_reported(self):
        cache = f'<r xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><s v="{MOBILE}"/></r>'
        data = with_parts(saved(book(["合计"])), {"xl/pivotCache/pivotCacheRecords1.xml": cache})
        assert wheres(data, "a.xlsx") == ["透视表缓存"]
        assert hidden_content(data, "a.xlsx") == ["透视表缓存"]

    def test_the_heading_of_a_column_tells_orders_from_telephones(self):
        rows = [["补贴发放表", None, None], ["姓名", "订单号", "地址"], ["张三", MOBILE, HOME]]
        assert [finding.kind for finding in scan_file(saved(book(*rows)), "a.xlsx")] == ["address"]

    def test_the_office_in_the_first_column_makes_the_address_an_office(self):
        rows = [["单位", "地址"], ["清河镇人民政府", "鱼台县清河镇清河路1号"]]
        assert scan_file(saved(book(*rows)), "a.xlsx") == []

    def test_every_row_of_a_long_list_is_found(self):
        rows = [["姓名", "身份证号", "电话"], *[["张三", identity(), MOBILE] for _ in range(1500)]]
        found = scan_file(saved(book(*rows)), "a.xlsx")
        assert len(found) == 3000
        assert found[-1].where == "工作表“名单”C1501"


class TestPdf:
    def test_the_page_is_named(self):
        assert wheres(pdf("page one", f"Tel {MOBILE}"), "a.pdf") == ["第2页"]

    def test_a_pdf_without_text_says_that_a_person_must_look(self):
        with pytest.raises(Unscannable, match=NO_TEXT_LAYER):
            scan_file(pdf("", ""), "a.pdf")
        assert hidden_content(pdf("", ""), "a.pdf") == [NO_TEXT_LAYER]

    def test_a_single_page_without_text_is_named(self):
        assert hidden_content(pdf("text", ""), "a.pdf") == [f"第2页{NO_TEXT_LAYER}"]
        assert hidden_content(pdf("text"), "a.pdf") == []

    def test_properties_and_attachments_are_read(self):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("text")))
        writer.add_metadata({"/Subject": f"Tel {MOBILE}"})
        writer.add_attachment("名单.txt", f"电话{MOBILE}".encode())
        buffer = io.BytesIO()
        writer.write(buffer)
        assert wheres(buffer.getvalue(), "a.pdf") == ["文档属性", "嵌入文件“名单.txt”第1行"]
        assert "嵌入文件“名单.txt”" in hidden_content(buffer.getvalue(), "a.pdf")


class TestUnscannable:
    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (b"%PDF-1.4 broken", "a.pdf"),
            (b"PK\x03\x04 broken", "a.docx"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "a.doc"),
            (b"\x89PNG\r\n\x1a\n", "a.png"),
            (b"Rar!\x1a\x07", "a.rar"),
            (b"hello", "a.exe"),
            (pdf("secret")[:300], "a.pdf"),
            (encrypted(pdf("secret")), "a.pdf"),
            (saved(book(["甲"]))[:2000], "a.xlsx"),
        ],
    )
    def test_what_cannot_be_read_is_refused_in_chinese(self, data, name):
        for function in (scan_file, hidden_content):
            with pytest.raises(Unscannable) as caught:
                function(data, name)
            assert re.search("[一-鿿]", str(caught.value))

    def test_a_file_that_only_its_owner_may_change_is_read(self):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(f"Tel {MOBILE}")))
        writer.encrypt("", "owner", algorithm="AES-256")
        buffer = io.BytesIO()
        writer.write(buffer)
        assert wheres(buffer.getvalue(), "a.pdf") == ["第1页"]

    def test_an_archive_is_not_a_document(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("名单.txt", MOBILE)
        with pytest.raises(Unscannable, match="压缩包"):
            scan_file(buffer.getvalue(), "a.zip")

    def test_macros_are_refused(self):
        data = with_parts(saved(book(["甲"])), {"xl/vbaProject.bin": b"x"})
        with pytest.raises(Unscannable, match="宏"):
            scan_file(data, "a.xlsm")

    def test_a_document_type_is_refused_before_it_is_expanded(self):
        bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
        for encoding in ("utf-8", "utf-16"):
            data = with_parts(saved(word("甲")), {"word/document.xml": bomb.encode(encoding)})
            with pytest.raises(Unscannable, match="XML"):
                scan_file(data, "a.docx")

    def test_a_zip_bomb_is_refused_by_what_it_unpacks_to(self):
        data = with_parts(saved(word("甲")), {"word/media/1.xml": b"\0" * (201 * 1024 * 1024)})
        with pytest.raises(Unscannable, match="过大"):
            scan_file(data, "a.docx")

    def test_an_oversized_file_is_refused(self):
        with pytest.raises(Unscannable, match="50MB"):
            scan_file(b"a" * (50 * 1024 * 1024 + 1), "a.txt")

    def test_files_nested_without_end_are_refused(self):
        data = saved(word("甲"))
        for _ in range(4):
            data = with_parts(saved(word("甲")), {"word/embeddings/1.docx": data})
        with pytest.raises(Unscannable, match="层数"):
            scan_file(data, "a.docx")


SAMPLES = [saved(word(MOBILE)), saved(book([MOBILE])), pdf(MOBILE)]


@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SAMPLES), st.data())
def test_damage_ends_in_findings_or_in_words_never_in_another_error(sample, data):
    position = data.draw(st.integers(0, len(sample) - 1))
    damage = data.draw(st.binary(min_size=1, max_size=8))
    damaged = sample[:position] + damage + sample[position + len(damage) :]
    for function in (scan_file, hidden_content):
        try:
            function(damaged, "a.bin")
        except Unscannable as error:
            assert re.search("[一-鿿]", str(error))
