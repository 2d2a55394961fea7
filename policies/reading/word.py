"""Word files (.docx): opened with care, automatic numbers and text boxes made plain text, then mammoth."""

import io
import zipfile

from lxml import etree

from core.lazy import lazy
from policies.reading.numbering import W, numbering_of, reference_of, style_references
from policies.reading.unreadable import Unreadable

mammoth = lazy("mammoth")

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MAX_UNPACKED, _MAX_ENTRIES, _MAX_RATIO = 150 << 20, 5000, 150
_RATIO_COUNTS_FROM = 5 << 20
_AGAIN = "请在 Word 或 WPS 中打开，另存为普通的 .docx（Word 文档）后重试。"
_STYLES = "\n".join(
    [
        *(f"p:{kind}-list({depth}) => p:fresh" for kind in ("ordered", "unordered") for depth in range(1, 6)),
        "p[style-name='portal center'] => p.center:fresh",
        "p[style-name='portal right'] => p.right:fresh",
        "p[style-name='Title'] => p.center:fresh",
        "u => u",
    ]
)


def html_of_docx(data: bytes) -> tuple[str, list[str]]:
    """(html, warnings). Raises `Unreadable` for what is broken, encrypted, a bomb, or holds macros."""
    _refuse_old(data)
    try:
        plain, warnings = _made_plain(data)
        images = []
        result = mammoth.convert_to_html(
            io.BytesIO(plain),
            style_map=_STYLES,
            convert_image=_collector(images),
            transform_document=mammoth.transforms.paragraph(_aligned),
            include_embedded_style_map=False,
        )
    except Unreadable:
        raise
    except Exception as error:  # mammoth and zipfile raise whatever they stumble on in a broken file
        raise Unreadable(f"Word 文件已损坏或不完整，无法读取。{_AGAIN}") from error
    if images:
        warnings.append(f"文中有 {len(images)} 幅图片没有导入，请作为附件上传并写明文字说明。")
    return result.value, warnings


def _refuse_old(data):
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(f"文件是加密的 Word 文档或旧版 .doc 格式。{_AGAIN}另存前请先取消打开密码。")
    if not data.startswith(b"PK"):
        raise Unreadable(f"文件不是 .docx 文档。{_AGAIN}")


def _collector(images):
    def collect(image):
        images.append(image)
        return {}

    return collect


def _aligned(paragraph):
    """Alignment becomes a style that the style map turns into a class; headings keep being headings."""
    name = (paragraph.style_name or "").lower()
    if paragraph.alignment in ("center", "right", "end") and not name.startswith("heading"):
        where = "center" if paragraph.alignment == "center" else "right"
        return paragraph.copy(style_id=None, style_name=f"portal {where}")
    return paragraph


def _made_plain(data):
    """The same docx with numbers and text boxes as plain paragraphs; and warnings."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _refuse_dangerous(archive)
        document = _xml(archive, "word/document.xml")
        warnings = _warnings(document)
        _free_text_boxes(document, warnings)
        _write_numbers(document, archive, warnings)
        return _packed(archive, document), warnings


def _refuse_dangerous(archive):
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise Unreadable(f"压缩包里没有 Word 正文，不是 .docx 文档。{_AGAIN}")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(f"文件已加密。请先取消密码。{_AGAIN}")
    if _is_bomb(entries):
        raise Unreadable("文件解压后过大，疑似压缩炸弹，已拒绝读取。请压缩文中图片后重新保存。")
    if any("vbaproject" in name.lower() for name in names) or _has_macros(archive):
        raise Unreadable(f"文件含有宏，不能导入。{_AGAIN}")


def _is_bomb(entries):
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    return (
        unpacked > _MAX_UNPACKED
        or len(entries) > _MAX_ENTRIES
        or (unpacked > _RATIO_COUNTS_FROM and unpacked / packed > _MAX_RATIO)
    )


def _has_macros(archive):
    return b"macroenabled" in archive.read("[Content_Types].xml").lower()


def _xml(archive, name):
    """A part as a tree; declarations of entities are refused, they serve only attacks."""
    if name not in archive.namelist():
        return None
    data = archive.read(name)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable(f"Word 文件内含有不允许的声明，已拒绝读取。{_AGAIN}")
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _warnings(document):
    found = []
    if any(True for _ in document.iter(W + "ins", W + "del", W + "moveFrom")):
        found.append("文档带有修订痕迹，已按接受全部修订读取，请核对正文。")
    if any(True for _ in document.iter("{*}oMath")):
        found.append("文中的公式没有导入，请核对。")
    return found


def _free_text_boxes(document, warnings):
    """Paragraphs of a text box move in front of the paragraph that it hangs on."""
    for alternate in list(document.iter(_MC + "AlternateContent")):
        _keep_one_choice(alternate)
    boxes = [box for box in document.iter(W + "txbxContent") if "".join(box.itertext()).strip()]
    for box in boxes:
        _move_box(box)
    if boxes:
        warnings.append("文档中有文本框，其文字已放在所在段落之前，请核对次序。")


def _keep_one_choice(alternate):
    """Word writes a text box twice (new and old drawing); mammoth reads only the old."""
    choice, fallback = alternate.find(_MC + "Choice"), alternate.find(_MC + "Fallback")
    if choice is not None and fallback is not None and any(True for _ in choice.iter(W + "txbxContent")):
        alternate.remove(fallback)


def _move_box(box):
    holder = next((p for p in box.iterancestors(W + "p")), None)
    if holder is None:
        return
    for child in list(box):
        if child.tag in (W + "p", W + "tbl"):
            holder.addprevious(child)


def _write_numbers(document, archive, warnings):
    numbering = numbering_of(_xml(archive, "word/numbering.xml"))
    styles = style_references(_xml(archive, "word/styles.xml"))
    written = sum(_write_number(p, numbering, styles) for p in document.iter(W + "p"))
    if written:
        warnings.append(f"文中有 {written} 处自动编号，已还原为文字，请核对编号。")
    if numbering.unknown:
        warnings.append("有的自动编号格式不认识，已写成阿拉伯数字，请核对。")


def _write_number(paragraph, numbering, styles):
    """Whether a label was put in front of the paragraph."""
    properties = paragraph.find(W + "pPr")
    style = properties.find(W + "pStyle") if properties is not None else None
    named = styles.get(style.get(W + "val")) if style is not None else None
    reference = reference_of(properties) or named
    if not reference or not "".join(t.text or "" for t in paragraph.iter(W + "t")).strip():
        return False
    label = numbering.label(*reference)
    if label:
        run = etree.Element(W + "r")
        text = etree.SubElement(run, W + "t")
        text.text = label
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run)
    return bool(label)


def _packed(archive, document):
    """A small docx for mammoth: document and the parts that it needs, without pictures' bytes blown up."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for entry in archive.infolist():
            if entry.filename == "word/document.xml":
                target.writestr(
                    entry.filename, etree.tostring(document, encoding="utf-8", xml_declaration=True)
                )
            elif entry.filename.endswith((".xml", ".rels")):
                _xml(archive, entry.filename)
                target.writestr(entry.filename, archive.read(entry.filename))
    return out.getvalue()
