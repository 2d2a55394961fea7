"""A text in, findings out."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.privacy.addresses import addresses
from core.privacy.folding import Folded, fold
from core.privacy.groups import Span
from core.privacy.masks import MASKS
from core.privacy.numbers import numbers

KINDS = ("id18", "id15", "mobile", "bank_card", "address")
LABELS = {
    "id18": "身份证号码",
    "id15": "15位身份证号码",
    "mobile": "手机号码",
    "bank_card": "银行卡号",
    "address": "家庭住址",
}


@dataclass(frozen=True, order=True)
class Finding:
    """One piece of personal data: `text` is source[start:end], `masked` what may stand in its place."""

    start: int
    end: int
    kind: str
    text: str
    masked: str


def scan(text: str) -> list[Finding]:
    """All findings in the order of the text; they never overlap."""
    folded = fold(text)
    spans = sorted([*(found := numbers(folded.text)), *addresses(folded.text, found)])
    return [_finding(text, folded, span) for span in spans]


def kinds(text: str) -> list[str]:
    """The kinds found, each once, in the order of KINDS."""
    found = {finding.kind for finding in scan(text)}
    return [kind for kind in KINDS if kind in found]


def mask(text: str, findings: Iterable[Finding] | None = None) -> str:
    """The text with its findings masked; with all of them (the default) nothing is left to find."""
    if findings is not None:
        return _replace(text, findings)
    # The digits that a mask leaves may make a new number of their neighbours: a second look is rare.
    while found := scan(text):
        text = _replace(text, found)
    return text


def _replace(text: str, findings: Iterable[Finding]) -> str:
    pieces, position = [], 0
    for finding in sorted(findings):
        pieces += text[position : finding.start], finding.masked
        position = finding.end
    return "".join([*pieces, text[position:]])


def _finding(text: str, folded: Folded, span: Span) -> Finding:
    start, end = folded.origin[span.start], folded.origin[span.end - 1] + 1
    seen = folded.text[span.start : span.end]
    return Finding(start, end, span.kind, text[start:end], MASKS[span.kind](seen))
