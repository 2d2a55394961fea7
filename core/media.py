"""Videos and captions: what an uploaded file must be before anybody sends it to readers (plain Python).

MP4 as ISO/IEC 14496-12 has it: boxes one after another, `ftyp` first, `moov` (what there is) and `mdat` (the data).
"""

import html
import re
from typing import BinaryIO

PLAYED = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"av01"}
HEADER, LONG_HEADER = 8, 16
MOST_BOXES = 10_000
LARGEST_BESIDE = 16 << 20  # of everything but the pictures and the sound: tables of hours of it
PRINTED = re.compile(r"[^\x00-\x1f\x7f\ufffd]{6,}")
CUE_TIME = re.compile(r"^\s*(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}\s+-->\s+(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}\b")
MOMENT = re.compile(r"(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}")
TAG = re.compile(r"<([^>]*)>")
PARTS_WITHOUT_WORDS = ("NOTE", "STYLE", "REGION")


class NotMedia(ValueError):
    """Why a file is no video, or no captions, that browsers play; a Chinese sentence."""


def check_mp4(file: BinaryIO, size: int) -> None:
    """Raise NotMedia unless `file` (`size` bytes, seekable) is a whole MP4; reads the headers of its boxes only."""
    seen, at = [], 0
    while at < size:
        kind, length = _box(file, at, size)
        if at == 0:
            _check_brands(file, kind, length)
        seen.append(kind)
        at += length
        if len(seen) > MOST_BOXES:
            raise NotMedia("视频文件的结构不正常，请重新导出为mp4后再上传。")
    file.seek(0)
    if not {b"moov", b"mdat"} <= set(seen) and not {b"moov", b"moof"} <= set(seen):
        raise NotMedia("视频文件不完整，打不开，请重新导出后再上传。")


def mp4_text(file: BinaryIO, size: int) -> str:
    """What stands in words beside the pictures and the sound of a checked MP4 (titles, comments, names), for scans."""
    found, at, left = [], 0, LARGEST_BESIDE
    while at < size:
        kind, length = _box(file, at, size)
        if kind != b"mdat":
            left -= length
            if left < 0:
                raise NotMedia("视频文件的结构不正常，请重新导出为mp4后再上传。")
            file.seek(at)
            found += PRINTED.findall(file.read(length).decode("utf-8", "replace"))
        at += length
    file.seek(0)
    return "\n".join(found)


def _box(file, at, size) -> tuple[bytes, int]:
    file.seek(at)
    head = file.read(LONG_HEADER)
    length, kind = int.from_bytes(head[:4], "big"), head[4:8]
    if length == 1:
        length = int.from_bytes(head[8:16], "big")
    elif length == 0:  # up to the end
        length = size - at
    if at == 0 and kind != b"ftyp":
        raise NotMedia("这不是mp4视频。请用手机或者剪辑软件导出为mp4（H.264编码）后再上传。")
    if len(head) < HEADER or length < HEADER or at + length > size:
        raise NotMedia("视频文件不完整，可能没有传完，请重新上传。")
    return kind, length


def _check_brands(file, kind, length):
    file.seek(HEADER)
    data = file.read(min(length - HEADER, 256))
    brands = {data[:4], *(data[start : start + 4] for start in range(8, len(data) - 3, 4))}
    if not brands & PLAYED:
        raise NotMedia("这种视频格式有的浏览器放不了，请导出为mp4（H.264编码）后再上传。")


def caption_words(text: str) -> str:
    """The words of WebVTT captions as a player shows them, a line each; NotMedia where it is none."""
    lines = _lines(text)
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise NotMedia("字幕应当是WebVTT格式（.vtt），第一行是“WEBVTT”。")
    blocks = "\n".join(lines[1:]).split("\n\n")
    cues = [words for block in blocks for words in _cue(block.strip("\n"))]
    if not cues:
        raise NotMedia("字幕文件里没有一条字幕。")
    return "\n".join(cues)


def caption_text(text: str) -> str:
    """Everything that such a file says, for scans: readers are sent the file, and players differ in what they take for
    a cue. Notes, names of cues and of who speaks are in it; times are not, they would look like numbers."""
    shown = caption_words(text).split("\n")
    rest = MOMENT.sub("", "\n".join(_lines(text)))
    said = [html.unescape(part) for part in (TAG.sub("", rest), *TAG.findall(rest))]
    lines = (line.strip() for part in said for line in part.split("\n"))
    return "\n".join([*shown, *(line for line in lines if line not in {"", "-->", *shown})])


def _lines(text):
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _cue(block):
    lines = block.split("\n")
    if not block.strip() or block.startswith(PARTS_WITHOUT_WORDS):
        return
    at = next((number for number, line in enumerate(lines[:2]) if "-->" in line), None)
    if at is None:
        return
    if not CUE_TIME.match(lines[at]):
        raise NotMedia(f"字幕的时间写法不对：“{lines[at].strip()[:40]}”，应如“00:01.000 --> 00:04.000”。")
    words = " ".join(html.unescape(TAG.sub("", line)).strip() for line in lines[at + 1 :])
    if words.strip():
        yield words.strip()
