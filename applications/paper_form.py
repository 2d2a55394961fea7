"""政府信息公开申请表 as a Word file: what article 29 asks for and nothing else."""

import io

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

PERSON = ["姓名", "证件名称和号码", "联系电话", "通信地址和邮政编码"]
ORGANISATION = [
    "名称", "组织类别（商业企业、科研机构、社会公益组织、法律服务机构、其他）", "统一社会信用代码", "联系人", "联系电话",
    "通信地址和邮政编码",
]  # fmt: skip
WANTED = ["所需信息的名称、文号或者其他特征描述"]
MANNER = ["提供形式（纸质、电子文件、现场查阅）", "获取方式（自行领取、邮寄、电子邮件、传真）"]


def make(town) -> bytes:
    """The form addressed to the town."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "仿宋", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    title = document.add_paragraph("政府信息公开申请表")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.runs[0].font.size = Pt(22)
    document.add_paragraph(f"{town.name}：")
    _part(document, "申请人（公民填写）", PERSON)
    _part(document, "申请人（法人或者其他组织填写）", ORGANISATION)
    _part(document, "所需政府信息", WANTED, high=True)
    _part(document, "获取信息的方式、途径", MANNER)
    document.add_paragraph("申请人签名（盖章）：　　　　　　　　　　申请日期：　　　年　　月　　日")
    document.add_paragraph(
        "说明：请附身份证明复印件。不需要说明用途。填写有困难的，可以口头提出，由工作人员代为填写。"
    )
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _part(document, heading, labels, high=False):
    document.add_paragraph(heading).runs[0].bold = True
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label in labels:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, "\n" * (6 if high else 0)
