"""What is found, how grave it is, of which kind."""

import re
from dataclasses import dataclass

BLOCK, WARN = "block", "warn"
GRADES = {BLOCK: "改正后才能发布", WARN: "提示"}
TYPO, OFFICE, DOCUMENT, OBSOLETE, IMPROPER = "typo", "office", "document", "obsolete", "improper"
KINDS = {
    TYPO: "错别字",
    OFFICE: "机构名称",
    DOCUMENT: "文件名称",
    OBSOLETE: "过时用语",
    IMPROPER: "不规范表述",
}
SENTENCE_END = re.compile(r"[。！？；\n\t]")
LONGEST_QUOTE = 60


@dataclass(frozen=True, order=True)
class Finding:
    """A wrong form at text[start:end]; `sentence` is what stands around it, for whoever has to judge."""

    start: int
    end: int
    wrong: str
    right: str
    grade: str
    kind: str
    sentence: str
    note: str = ""


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence around text[start:end], shortened on both sides where it is long."""
    before = SENTENCE_END.split(text[max(0, start - LONGEST_QUOTE) : start])[-1]
    after = SENTENCE_END.split(text[end : end + LONGEST_QUOTE])[0]
    return f"{before[-LONGEST_QUOTE // 2 :]}{text[start:end]}{after[: LONGEST_QUOTE // 2]}".strip()
