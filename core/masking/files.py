from pathlib import PurePath
from typing import NamedTuple

from core import privacy
from core.masking.pieces import StillThere
from core.masking.sheet import mask_workbook
from core.masking.text import mask_plain, mask_table
from core.masking.word import mask_document
from core.scanning import FileFinding, Unscannable, hidden_content, scan_file


class Unmaskable(Exception):
    """No masked file can be made; the text says in Chinese why and what to do."""


class MaskedFile(NamedTuple):
    """A new file: `masked` says where what was masked, `dropped` what of the old one it does not hold."""

    data: bytes
    masked: list[FileFinding]
    dropped: list[str]


AGAIN = "请在原来的文档里遮盖以后重新生成，再上传。"
REFUSED = {
    "pdf": f"PDF不能直接遮盖（遮住的文字仍在文件里），{AGAIN}",
    "ofd": f"OFD不能直接遮盖，{AGAIN}",
    "pptx": f"幻灯片不能自动遮盖，{AGAIN}",
}


def mask_text(text: str) -> tuple[str, list[privacy.Finding]]:
    """The text masked, and what was found in it; the rest of it is unchanged."""
    return privacy.mask(text), privacy.scan(text)


def mask_file(data: bytes, name: str) -> MaskedFile:
    """A new file from the bytes of an old one. Raises Unmaskable, or Unscannable for what cannot be read."""
    extension = PurePath(name).suffix.lower().lstrip(".")
    made = _made(data, extension)
    if left := scan_file(made.data, name):
        places = "、".join(dict.fromkeys(one.where for one in left[:5]))
        raise Unmaskable(f"还有没能自动遮盖的地方（{places}），{AGAIN}")
    if hidden := hidden_content(made.data, name):
        raise Unmaskable(f"还有没能去掉的隐藏内容（{'、'.join(hidden[:5])}），{AGAIN}")
    return made


def _made(data, extension):
    try:
        if extension == "docx":
            return MaskedFile(*mask_document(data))
        if extension == "xlsx":
            return MaskedFile(*mask_workbook(data))
        if extension in ("csv", "tsv"):
            return MaskedFile(*mask_table(data), [])
        if extension in ("txt", "md", "log", ""):
            return MaskedFile(*mask_plain(data), [])
    except StillThere:
        raise Unmaskable(f"有的内容遮盖以后仍像个人信息，{AGAIN}") from None
    except Unscannable:
        raise
    except Exception as error:  # readers of damaged files fail in every way there is
        raise Unscannable("文件已损坏或者格式不规范，请用办公软件重新保存后再试。") from error
    raise Unmaskable(REFUSED.get(extension, f"这种文件不能自动遮盖，{AGAIN}"))
