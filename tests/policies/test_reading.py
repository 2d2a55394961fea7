"""Reading official documents from files: fields, dates of force, formats, and what is refused."""

import io
import zipfile
from collections import Counter
from datetime import date

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.clauses import render
from policies.reading import MAX_BYTES, Repeal, Unreadable, read

NOTICE = """湖畔镇人民政府文件
湖政发〔2024〕2号
湖畔镇人民政府
关于印发《湖畔镇渡口管理
办法（试行）》的通知
各村，镇直各单位：
现将《湖畔镇渡口管理办法（试行）》印发给你们，请认真执行。
湖畔镇人民政府
2024年3月1日
（此件公开发布）
湖畔镇渡口管理办法（试行）
第一章　总则
第一条　为了渡运安全，制定本办法。
第二条　渡工应当做到：
（一）持证上岗；
（二）定期检查。渡工证有效期5年。
第二章　附则
第三条　本办法自2024年4月1日起施行，有效期两年。《湖畔镇渡船管理规定》（湖政发〔2019〕3号）同时废止。
湖畔镇党政综合办公室　2024年3月1日印发
"""


def text(words, name="文件.txt"):
    return read(words.encode(), name)


def levels(reading):
    return {k: n for k, n in Counter(c["level"] for c in reading.clauses).items() if k != "款"}


def test_a_notice_gives_all_its_fields():
    reading = text(NOTICE)
    assert reading.title == "湖畔镇人民政府关于印发《湖畔镇渡口管理办法（试行）》的通知"
    assert reading.document_number == "湖政发〔2024〕2号"
    assert reading.issuers == ["湖畔镇人民政府"]
    assert reading.salutation == "各村，镇直各单位"
    assert (reading.written_on, reading.effective_on) == (date(2024, 3, 1), date(2024, 4, 1))
    assert (reading.term, reading.term_months, reading.expires_on) == ("length", 24, date(2026, 3, 31))
    assert (reading.trial, reading.attribute) == ("试行", "proactive")
    assert reading.repeals == [Repeal("湖畔镇渡船管理规定", "湖政发〔2019〕3号")]
    assert levels(reading) == {"章": 2, "条": 3, "（一）": 2}


def test_the_body_leaves_out_what_is_a_field_and_marks_headings_and_signature():
    body = text(NOTICE).body_html
    assert "湖政发〔2024〕2号" not in body and "人民政府文件" not in body
    assert '<h2 class="center">湖畔镇渡口管理办法（试行）</h2>' in body
    assert '<h3 class="center">第一章　总则</h3>' in body
    assert '<p class="right">2024年3月1日</p>' in body


def test_clauses_have_the_anchors_that_the_page_will_show():
    reading = text(NOTICE)
    marked, _ = render(reading.body_html)
    assert all(f'id="{clause["anchor"]}"' in marked for clause in reading.clauses)


# --- heads ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head, title",
    [
        ("湖政发〔2024〕2号\n关于开展检查的通知", "关于开展检查的通知"),
        ("湖畔镇人民政府\n关于开展检查的通知\n湖政发〔2024〕2号", "湖畔镇人民政府关于开展检查的通知"),
        ("财政局　民政局\n关于发放补贴的通知", "财政局 民政局关于发放补贴的通知"),
        ("湖畔镇发展规划\n（2024—2030年）", "湖畔镇发展规划（2024—2030年）"),
        ("湖 畔 镇 工 作 规 则\n（2024年3月1日镇长办公会议通过）", "湖畔镇工作规则"),
        (
            "000012\n特急\n湖畔镇人民政府文件\n湖政发〔2024〕2号　签发人：王一\n关于防汛的通知",
            "关于防汛的通知",
        ),
        ("湖畔镇人民政府办公会议纪要\n〔2024〕3号\n党政办公室　2024年3月2日", "湖畔镇人民政府办公会议纪要"),
    ],
)
def test_a_title_is_joined_from_its_lines_and_nothing_else(head, title):
    assert text(f"{head}\n各村：\n请认真执行。\n").title == title


def test_an_order_takes_the_title_of_what_it_makes_public():
    reading = text(
        "湖州省人民政府令\n第36号\n《湖州省渡口管理办法》已经省政府会议通过，现予公布，自2024年6月1日起施行。\n"
        "省长　王一\n2024年4月2日\n湖州省渡口管理办法\n第一条 制定本办法。\n第二条 本办法自2024年6月1日起施行。\n"
    )
    assert (reading.title, reading.document_number) == ("湖州省渡口管理办法", "湖州省人民政府令第36号")
    assert reading.issuers == ["湖州省人民政府"]
    assert reading.written_on == reading.published_on == date(2024, 4, 2)


def test_a_law_has_no_day_of_writing_and_is_public_since_its_promulgation():
    reading = text(
        "湖州渡口条例\n2019年4月2日 湖州省人民政府令第30号公布\n根据2022年1月2日《关于修改部分规章的决定》修正\n"
        "第一条 制定本条例。\n第二条 本条例自公布之日起30日后施行。\n"
    )
    assert (reading.written_on, reading.published_on, reading.effective_on) == (
        None,
        date(2019, 4, 2),
        date(2019, 5, 3),
    )
    assert reading.document_number is None and reading.issuers == []


def test_the_day_is_that_of_the_letter_and_not_of_the_annexed_text():
    words = NOTICE + "湖畔镇人民政府\n2020年1月1日\n"
    assert text(words).written_on == date(2024, 3, 1)


@pytest.mark.parametrize(
    "line",
    [
        "二〇〇四年四月二十七日",
        "二○○四年四月二十七日",
        "２００４年４月２７日",
        "2004 年 4 月 27 日",
        "2004年04月27日",
        "2004-04-27",
    ],
)
def test_a_day_is_read_in_each_way_of_writing(line):
    assert text(f"关于防汛的通知\n各村：\n请执行。\n湖畔镇人民政府\n{line}\n").written_on == date(2004, 4, 27)


def test_a_day_that_the_calendar_lacks_is_a_warning():
    reading = text("关于防汛的通知\n各村：\n请执行。\n湖畔镇人民政府\n2023年2月30日\n")
    assert reading.written_on is None and any("不是有效的日期" in w for w in reading.warnings)


def test_several_signers_are_several_issuers():
    reading = text("关于防汛的通知\n各村：\n请执行。\n民政局　　财政局\n水利局\n2023年2月3日\n")
    assert reading.issuers == ["民政局", "财政局", "水利局"]


def test_a_portal_heading_is_read_and_its_contradiction_named():
    reading = text(
        "索引号：11/2024-1　发文机关：湖畔镇人民政府\n成文日期：2024-02-28　发布日期：2024-03-05\n" + NOTICE
    )
    assert (reading.written_on, reading.published_on) == (date(2024, 2, 28), date(2024, 3, 5))
    assert any("不一致" in warning for warning in reading.warnings)


@pytest.mark.parametrize(
    "words, attribute",
    [
        ("此件公开发布", "proactive"),
        ("此件主动公开", "proactive"),
        ("此件依申请公开", "on_request"),
        ("此件不予公开", "withheld"),
        ("此件不公开", "withheld"),
        ("此件删减后公开", None),
    ],
)
def test_the_note_below_the_day_says_how_it_is_made_public(words, attribute):
    assert (
        text(f"关于防汛的通知\n各村：\n请执行。\n镇政府\n2023年2月3日\n（{words}）\n").attribute == attribute
    )


def test_a_registration_number_is_a_field_of_its_own():
    reading = text("HPPR－2024－0010001\n" + NOTICE)
    assert reading.registration_number == "HPPR-2024-0010001"
    assert reading.document_number == "湖政发〔2024〕2号"


# --- force ----------------------------------------------------------------------------------------


def closing(sentence):
    return text(f"关于渡口的通告\n一、渡口应当登记。\n二、{sentence}\n湖畔镇人民政府\n2024年3月1日\n")


@pytest.mark.parametrize(
    "sentence, effective, expires, term",
    [
        ("本通告自2025年4月1日起施行，有效期至2030年3月31日。", "2025-04-01", "2030-03-31", "date"),
        ("本通告自2025年4月1日起施行，有效期5年。", "2025-04-01", "2030-03-31", "length"),
        ("本通告自2022年3月1日起施行，试行期两年。", "2022-03-01", "2024-02-29", "length"),
        ("本通告自二〇二五年四月一日起施行。本通告有效期三年。", "2025-04-01", "2028-03-31", "length"),
        ("本通告自2025年4月1日起施行。", "2025-04-01", None, "none"),
        ("本通告自印发之日起施行。", "2024-03-01", None, "none"),
        ("本通告由镇政府负责解释，自2025年4月1日起实施。", "2025-04-01", None, "none"),
        ("本通告自公布之日起施行。", None, None, "none"),
        ("渡工证自发放之日起生效，有效期5年。", None, None, "unknown"),
        ("新标准自2025年4月1日起执行。", None, None, "unknown"),
        ("《渡船规定》第三条自2025年4月1日起施行。", None, None, "unknown"),
    ],
)
def test_only_sentences_about_the_document_itself_set_its_days(sentence, effective, expires, term):
    reading = closing(sentence)
    assert (reading.effective_on, reading.expires_on) == (
        effective and date.fromisoformat(effective),
        expires and date.fromisoformat(expires),
    )
    assert reading.term == term


def test_a_day_that_was_inferred_says_so():
    assert any("按成文日期填写" in w for w in closing("本通告自印发之日起施行。").warnings)
    assert any("留空" in w for w in closing("本通告自公布之日起施行。").warnings)


def test_two_days_of_effect_are_a_warning_and_no_choice():
    reading = closing("本通告自2025年4月1日起施行。本通告自2026年4月1日起施行。")
    assert reading.effective_on is None and any("不一致" in w for w in reading.warnings)


def test_the_repeal_of_one_article_is_no_repeal():
    reading = closing("本通告自2025年4月1日起施行，《渡船规定》第三条同时废止。")
    assert reading.repeals == [] and any("部分条款" in w for w in reading.warnings)


def test_a_document_that_repeals_a_trial_is_no_trial():
    assert text(NOTICE.replace("关于印发", "关于废止")).trial == ""


# --- encodings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_each_encoding_of_a_text_reads_the_same(encoding):
    assert read(NOTICE.encode(encoding), "a.txt") == text(NOTICE)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        " \u3000\n\ufeff".encode(),
        b"abc\x00def",
        NOTICE.encode("utf-16-le"),
        "請各村認真貫徹執行關於開展渡口安全檢查的通知".encode("big5"),
        b"\xe9\xe8 caf\xe9",
        b"PK\x03\x04 not a text",
        b"%PDF-1.7",
        bytes(range(1, 32)) * 20,
    ],
)
def test_a_text_file_that_is_none_is_refused_with_advice(data):
    with pytest.raises(Unreadable, match="请"):
        read(data, "a.txt")


@pytest.mark.parametrize(
    "name", ["a.doc", "a.docm", "a.pdf", "a.wps", "a.xlsx", "a.exe", "a", "", ".", "文件.DOC"]
)
def test_other_kinds_of_files_are_refused_with_advice(name):
    with pytest.raises(Unreadable, match="请"):
        read(b"words", name)


def test_a_file_above_the_limit_is_refused():
    with pytest.raises(Unreadable, match="20 MB"):
        read(b"a" * (MAX_BYTES + 1), "a.txt")


# --- Word -----------------------------------------------------------------------------------------


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def number_lists(document, *patterns):
    """Give the document a list (id 77) whose levels are (format, pattern)."""
    own = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="space"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for n, (form, pattern) in enumerate(patterns)
    )
    numbering = document.part.numbering_part._element
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{own}</w:abstractNum>')
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def item(document, words, level):
    properties = document.add_paragraph(words)._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
    )


def word(*lines):
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return document


def test_a_word_file_reads_as_its_text_does():
    reading = read(saved(word(*NOTICE.splitlines())), "a.docx")
    assert (reading.title, reading.clauses) == (text(NOTICE).title, text(NOTICE).clauses)


def test_numbers_that_word_counts_itself_are_written_out():
    document = word("湖畔镇渡口管理办法")
    number_lists(document, ("chineseCountingThousand", "第%1条"), ("chineseCounting", "（%2）"))
    for level, words in ((0, "制定本办法。"), (0, "渡工应当："), (1, "持证；"), (1, "检查。"), (0, "施行。")):
        item(document, words, level)
    reading = read(saved(document), "a.docx")
    assert [c["label"] for c in reading.clauses] == ["第一条", "第二条", "（一）", "（二）", "第三条"]
    assert any("自动编号" in warning for warning in reading.warnings)


def test_numbers_that_come_with_a_style_are_written_out_too():
    document = Document()
    number_lists(document, ("chineseCounting", "%1、"))
    style = document.styles["Heading 1"].element.get_or_add_pPr()
    style.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="77"/></w:numPr>'))
    document.add_paragraph("湖畔镇防汛方案")
    document.add_heading("总体要求", 1)
    document.add_heading("工作任务", 1)
    assert [c["label"] for c in read(saved(document), "a.docx").clauses] == ["一、", "二、"]


def test_a_title_in_pieces_and_lines_of_word_is_one_title():
    document = Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("湖畔镇人民")
    paragraph.add_run("政府").add_break()
    paragraph.add_run("关于防汛的通知").bold = True
    document.add_paragraph("各村：")
    document.add_paragraph("请执行。")
    assert read(saved(document), "a.docx").title == "湖畔镇人民政府关于防汛的通知"


def test_tables_and_alignment_of_word_are_kept():
    document = word("关于防汛的通知", "各村：", "请执行。")
    document.add_paragraph("中间").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_table(1, 2).cell(0, 0).text = "东村<1>"
    body = read(saved(document), "a.docx").body_html
    assert '<p class="center">中间</p>' in body
    assert "<table><tbody><tr><td>东村&lt;1&gt;</td><td></td></tr></tbody></table>" in body


def test_a_letterhead_that_is_a_table_gives_the_number():
    document = Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "湖政字〔2024〕7号", "签发人：王一"
    for line in ("关于防汛的通知", "各村：", "请执行。"):
        document.add_paragraph(line)
    reading = read(saved(document), "a.docx")
    assert (reading.title, reading.document_number) == ("关于防汛的通知", "湖政字〔2024〕7号")


def test_words_in_a_text_box_are_read_and_named():
    document = word()
    box = "<w:txbxContent><w:p><w:r><w:t>关于防汛的通知</w:t></w:r></w:p></w:txbxContent>"
    document.add_paragraph()._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml">'
            f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"
        )
    )
    document.add_paragraph("各村：")
    document.add_paragraph("请执行。")
    reading = read(saved(document), "a.docx")
    assert reading.title == "关于防汛的通知"
    assert any("文本框" in warning for warning in reading.warnings)


def repacked(data, **changes):
    """The docx with parts replaced or added; `__` in a name stands for `/` and `_dot_` for the dot."""
    out = io.BytesIO()
    parts = {name.replace("__", "/").replace("_dot_", "."): value for name, value in changes.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, value in parts.items():
            new.writestr(name, value)
    return out.getvalue()


DOCX = saved(word(*NOTICE.splitlines()))


@pytest.mark.parametrize(
    "data, why",
    [
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "加密"),
        (b"words", "不是 .docx"),
        (DOCX[: len(DOCX) // 2], "损坏"),
        (repacked(DOCX, word__vbaProject_dot_bin=b"x"), "宏"),
        (repacked(DOCX, word__media__a_dot_bin=b"0" * (40 << 20)), "过大"),
        (repacked(DOCX, word__document_dot_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "声明"),
        (repacked(DOCX, word__document_dot_xml=b"<w"), "损坏"),
    ],
)
def test_a_word_file_that_is_broken_or_dangerous_is_refused_with_advice(data, why):
    with pytest.raises(Unreadable, match=f"{why}.*请"):
        read(data, "a.docx")


def test_a_zip_that_is_no_word_file_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(Unreadable, match="没有 Word 正文"):
        read(out.getvalue(), "a.docx")


# --- web pages ------------------------------------------------------------------------------------

PAGE = """<html><head><meta charset="gbk"><title>栏目</title><style>p {{}}</style><script>"一、脚本"</script></head>
<body>
<div class="nav"><a href="/">首页</a><a href="/a">公开</a></div>
<table><tr><td>发文字号：</td><td>湖政发〔2024〕2号</td><td>成文日期：</td><td>2024年03月01日</td></tr></table>
<div class="TRS_Editor">{body}</div><div class="footer">版权所有</div></body></html>"""


def page(body, encoding="gbk"):
    return read(PAGE.format(body=body).encode(encoding), "a.html")


def test_a_saved_page_gives_its_main_text_and_its_table_of_fields():
    reading = page(
        '<p style="text-align:center"><b>湖畔镇人民政府</b></p><p align="center">关于防汛的通知</p><div>各村：<br>'
        "一、巡查。要每日巡查。<br/>二、值守。要全天值守。</div><p align='right'>湖畔镇人民政府</p><p>2024年3月1日</p>"
    )
    assert reading.title == "湖畔镇人民政府关于防汛的通知"
    assert (reading.document_number, reading.written_on) == ("湖政发〔2024〕2号", date(2024, 3, 1))
    assert levels(reading) == {"一": 2}
    assert (
        "脚本" not in reading.body_html
        and "首页" not in reading.body_html
        and "版权" not in reading.body_html
    )


def test_numbers_of_an_ordered_list_are_written_out():
    assert levels(page("<h1>防汛方案</h1><ol><li>巡查。</li><li>值守。</li></ol>")) == {"1": 2}


def test_nothing_that_runs_or_loads_comes_through():
    body = page(
        "<h1>防汛方案</h1><p onclick='x()' style='color:red'>请执行。<img src=x onerror=y></p>"
        "<p><a href='javascript:z'>链接</a></p>"
        "<iframe src='//e'></iframe><p>&lt;script&gt;</p>"
        "<table><tr><td rowspan='2\" onload=q'>甲</td><td>乙</td></tr></table>"
    ).body_html
    for word_ in ("onclick", "style=", "<img", "javascript", "iframe", "<script", "onload"):
        assert word_ not in body
    assert "&lt;script&gt;" in body


# --- whatever comes -------------------------------------------------------------------------------

NAMES = st.sampled_from(["a.txt", "a.docx", "a.html", "a.htm", "a.doc", "a", "", "..", "a.TXT "]) | st.text(
    max_size=12
)


@settings(deadline=None)
@given(st.binary(max_size=400), NAMES)
def test_bytes_of_any_kind_are_read_or_refused(data, name):
    try:
        read(data, name)
    except Unreadable as refusal:
        assert str(refusal)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, len(DOCX) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_word_file_is_read_or_refused(at, junk):
    try:
        read(DOCX[:at] + junk + DOCX[at + len(junk) :], "a.docx")
    except Unreadable as refusal:
        assert str(refusal)


LINES = st.sampled_from(
    [*NOTICE.splitlines(), "附件", "附件1", "目录", "（", "第一章", "自印发之日起施行。", "有效期至2月30日。"]
)


@settings(deadline=None)
@given(st.lists(LINES | st.text(max_size=30), max_size=30))
def test_lines_in_any_order_are_read_or_refused(lines):
    try:
        reading = text("\n".join(lines))
    except Unreadable:
        return
    anchors = [clause["anchor"] for clause in reading.clauses]
    assert len(anchors) == len(set(anchors))


TAGS = [
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<b>",
    "</b>",
    "<br>",
    "<ol>",
]
TAGS += ["<li>", "文字", "一、甲"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(TAGS)))
def test_tags_in_any_order_are_read_or_refused(pieces):
    try:
        read("".join(pieces).encode(), "a.html")
    except Unreadable as refusal:
        assert str(refusal)
