"""The texts of a document, and its Word and PDF forms."""

import io
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.http import HttpResponse
from django.template.loader import render_to_string
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from core import pdf, uploads
from core.web import absolute, cacheable
from policies import clauses, wording
from policies.models import Policy, Relation


# Texts that can be compared --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Text:
    """One text of a document (or of one that it replaced), as the comparison offers it."""

    value: str
    label: str
    on: date | None
    body: str
    url: str
    is_own: bool

    def side(self):
        return {"label": self.label, "on": self.on, "url": self.url, "state": None}

    def choice(self, chosen):
        return {"label": self.label, "value": self.value, "selected": self is chosen}


def texts(policy) -> list[Text]:
    """The texts of the documents that it replaced, then its own, oldest first."""
    found = []
    replaced = Relation.objects.filter(source=policy, kind=Relation.Kind.REPLACES).values("target")
    for other in Policy.objects.published().filter(pk__in=replaced):
        newest = other.versions.standing().last()
        body = newest.body if newest else other.body
        found.append(
            Text(
                str(other.pk),
                f"旧文件：{other.title}",
                other.effective_on,
                body,
                other.get_absolute_url(),
                False,
            )
        )
    address = policy.get_absolute_url()
    first = policy.effective_on or policy.written_on
    found.append(
        Text("first", "最初的文本", first, policy.body, f"{address}?on={first}" if first else address, True)
    )
    for version in policy.versions.standing():
        label = f"{wording.chinese_day(version.valid_from)}起的文本"
        found.append(
            Text(
                str(version.valid_from),
                label,
                version.valid_from,
                version.body,
                f"{address}?on={version.valid_from}",
                True,
            )
        )
    return found


# Word ------------------------------------------------------------------------------------------------------
def word_response(request, policy, on) -> HttpResponse:
    """Download of the text in force on a day."""
    data = word(policy, on, absolute(policy.get_absolute_url()))
    response = HttpResponse(data, content_type=uploads.DOCX.content_type)
    return cacheable(_named(response, policy.title, "docx"), query=("on",))


def word(policy, on, address) -> bytes:
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


# PDF -------------------------------------------------------------------------------------------------------
def pdf_response(request, policy, context) -> HttpResponse:
    """The print view as PDF; core.pdf.Busy where too many are being made."""
    html = render_to_string("policies/policy_detail.html", context, request=request)
    response = HttpResponse(pdf.make(html), content_type="application/pdf")
    return cacheable(_named(response, policy.title, "pdf"), query=("on",))


def _named(response, title, extension):
    name = uploads.safe_name(title, extension)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
