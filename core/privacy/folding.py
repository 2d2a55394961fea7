"""Folding: what a number or a place looks like does not matter, what it is does."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Folded:
    """Folded text, and for each of its characters where it stood in the source."""

    text: str
    origin: list[int]


LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("ХχΧхⅩⅹ", "X"),
        **dict.fromkeys("·•・‧∙⋅．｡", "."),
        **dict.fromkeys("−⁃﹘➖ー", "-"),
        **dict.fromkeys("\u2028\u2029\x0b\x0c\x85", "\n"),
        **dict.fromkeys("\x07", "\t"),
        **dict.fromkeys("\u3164\u2800\u115f\u1160\ufffd", ""),
        **dict.fromkeys("＊﹡∗✱✲⁎", "*"),
        **dict(zip("號樓單鎮鄉縣區組棟戶門電話聯繫機莊", "号楼单镇乡县区组栋户门电话联系机庄", strict=True)),
    }
)
SPELT_DIGITS = str.maketrans("〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "00012345678911234567" + "89")
SPELT_NUMBER = re.compile(r"[〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]{11,40}")
# Text set with a blank after every character, as scanners and justified tables leave it.
SPACED_OUT = re.compile(r"(?<![0-9A-Za-z])(?:\S ){7,}\S(?![0-9A-Za-z])")


def fold(text: str) -> Folded:
    # \r\n is one break; the stand-in is invisible and has the same length.
    source = text.replace("\r\n", "\u200b\n").replace("\r", "\n")
    characters, origin = [], []
    for index, character in enumerate(source):
        if folded := _folded(character):
            characters.append(folded)
            origin.append(index)
    return _close_up(_spell_out("".join(characters)), origin)


@lru_cache(maxsize=30_000)
def _folded(character: str) -> str:
    """What a character counts as: one character, or nothing when it cannot be seen."""
    replaced = character.translate(LOOKALIKES)
    if replaced != character or " " <= character <= "~":
        return replaced
    if 0xFF01 <= ord(character) <= 0xFF5E:
        return chr(ord(character) - 0xFEE0)
    return _by_category(character)


def _by_category(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in ("Cf", "Mn", "Me") or (category == "Cc" and character not in "\n\t"):
        return ""
    return {"Zs": " ", "Pd": "-"}.get(category, character)


def _spell_out(text: str) -> str:
    return SPELT_NUMBER.sub(lambda match: match[0].translate(SPELT_DIGITS), text)


def _close_up(text: str, origin: list[int]) -> Folded:
    dropped = {at for run in SPACED_OUT.finditer(text) for at in range(run.start() + 1, run.end(), 2)}
    if not dropped:
        return Folded(text, origin)
    kept = [at for at in range(len(text)) if at not in dropped]
    return Folded("".join(text[at] for at in kept), [origin[at] for at in kept])
