"""A document as Word, in the layout of GB/T 9704. Loads python-docx; reached through policies.downloads."""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from policies import clauses, wording


def make(policy, on, address) -> bytes:
    """A .docx laid out as 公文 (GB/T 9704: margins 37/26/35/28 mm, 仿宋 16 pt on 28 pt, 小标宋 22 pt title)."""
    standing = wording.standings([policy.pk], on)[policy.pk]
    document = Document()
    _layout(document)
    _line(document, f"有效性：{standing.state['label']}　{standing.span_text}", "仿宋", 12)
    _line(document, f"{wording.chinese_day(on)}的状态。最新状态请查看：{address}", "仿宋", 12)
    if policy.issuer_names:
        _line(
            document, f"{policy.issuer_names}文件", "小标宋体", 26, center=True, colour=RGBColor(0xC0, 0, 0)
        )
    _line(document, policy.document_number, "仿宋", 16, center=True)
    _line(document, policy.title, "小标宋体", 22, center=True)
    for block in clauses.blocks_from_html(policy.text_on(on)):
        _block(document, block)
    document.core_properties.title = policy.title
    document.core_properties.author = policy.issuer_names
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _layout(document):
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _line(document, text, font, size, *, center=False, colour=None, indent=False, right=False):
    if not text:
        return
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(max(28, size * 1.4))
    paragraph.paragraph_format.space_after = Pt(0)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    if center or right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if center else WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour


def _block(document, block):
    html = block.html or ""
    for line in block.text.split("\n"):
        if "center" in html[:40] or html.startswith("<h"):
            _line(document, line, "黑体", 16, center=True)
        elif 'class="right"' in html[:40]:
            _line(document, line, "仿宋", 16, right=True)
        else:
            _line(
                document,
                line,
                "仿宋",
                16,
                indent=not block.text.endswith(("：", ":")) or len(block.text) > 30,
            )
