"""Word: the same document with its texts masked; comments, deletions, hidden text, embedded files and authors go."""

import io
import re
import zipfile
from pathlib import PurePosixPath

from lxml import etree

from core import privacy
from core.masking.word_settling import remove, settle, unhide
from core.masking.word_story import mask_story
from core.scanning.package import Package, local, resolved
from core.scanning.pieces import FileFinding
from core.scanning.word import place_of

DROPPED_PARTS = re.compile(
    r"word/(?:comments|commentsExtended|commentsIds|commentsExtensible|people|threadedComments)[^/]*\.xml$"
    r"|word/(?:embeddings|activeX)/|customXml/|docProps/(?:custom\.xml|thumbnail)"
)
PART_WORDS = (("comments", "批注"), ("embeddings", "嵌入文件"))  # the rest is the program's own
AUTHORS = ("creator", "lastModifiedBy", "company", "manager", "Company", "Manager")
MOMENT = (1980, 1, 1, 0, 0, 0)  # when the file was made is nobody's business either


def mask_document(data: bytes) -> tuple[bytes, list[FileFinding], list[str]]:
    """The bytes of the new document, what was masked, what was left out."""
    package, masked, dropped, parts = Package(data), [], [], {}
    for name in package.names:
        if DROPPED_PARTS.search(name):
            dropped += [words for part, words in PART_WORDS if part in name]
        elif name.endswith((".xml", ".rels")):
            root = package.root(name)
            masked += _mask_part(name, root, dropped)
            parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        elif not name.endswith("/"):
            parts[name] = package.read(name)
    return _zipped(parts), masked, list(dict.fromkeys(dropped))


def _mask_part(name, root, dropped):
    if name.endswith(".rels") or name == "[Content_Types].xml":
        _forget_dropped_parts(name, root)
        return _mask_attributes(root, "链接") if name.endswith(".rels") else []
    place = place_of(name)
    if place is None:
        return _mask_rest(root)
    dropped += [words for done, words in ((settle(root), "修订痕迹"), (unhide(root), "隐藏文字")) if done]
    return [*mask_story(root, place), *_mask_attributes(root, place or "正文")]


def _zipped(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, MOMENT), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _forget_dropped_parts(name, root):
    """References to parts that are no longer there, from the list of types and the relations of other parts."""
    folder = name.removesuffix("[Content_Types].xml").rpartition("_rels/")[0]
    for each in list(root):
        target = each.get("PartName", "").lstrip("/") or resolved(
            PurePosixPath(folder), each.get("Target", "")
        )
        if each.get("TargetMode") != "External" and DROPPED_PARTS.search(target):
            root.remove(each)


def _mask_attributes(root, place) -> list[FileFinding]:
    """Alternative texts, targets of links, instructions of fields."""
    masked = []
    for element in root.iter():
        if local(element) == "instrText" and element.text:
            element.text, found = _masked(element.text, f"{place}域代码")
            masked += found
        for key, value in element.attrib.items():
            if _may_name(value):
                new, found = _masked(value, f"{place}图片说明或链接")
                element.set(key, new)
                masked += found
    return masked


def _may_name(value):
    # most attributes are sizes and marks; a scan of each would cost more than the whole text
    return not value.isascii() or sum(map(str.isdigit, value)) >= 7


def _mask_rest(root) -> list[FileFinding]:
    """Parts without a reader of their own: properties, charts, settings."""
    masked = _mask_attributes(root, "其他部分")
    for element in root.iter():
        if local(element) in AUTHORS:
            element.text = ""
        if element.text and element.text.strip() and isinstance(element.tag, str):
            element.text, found = _masked(element.text, "其他部分")
            masked += found
    for each in [each for each in root.iter() if local(each) == "externalData"]:
        remove(each)
    return masked


def _masked(text, where):
    found = privacy.scan(text)
    return (privacy.mask(text) if found else text), [
        FileFinding(where, one.kind, one.masked) for one in found
    ]
