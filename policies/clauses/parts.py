"""Where the main text ends and the annexed texts begin.

党政机关公文处理工作条例 第九条, GB/T 9704-2012, 7.3: title, 主送, body, 附件说明, 署名, 成文日期, 附注, 附件;
版记 last.
A 办法 that is issued by a 通知 (印发) stands after the date of the letter, without the word 附件 or with it.
"""

import itertools
import re
from dataclasses import dataclass, field

from policies.clauses.blocks import Block
from policies.clauses.dates import DAY, is_day_alone, plain
from policies.clauses.labels import label_of
from policies.clauses.titles import ENDS_TITLE, join_spaced, lines_of_title
from policies.numbers import NUMERAL, numeral

_ORGANISATION = (
    "政府|办公厅|办公室|委员会|委|局|部|厅|署|院|会|中心|站|所|处|组|队|社|行|公司|学校|医院|法庭|司"
    "|党委|党组|团|馆|指挥部|管理区|街道|联合社|联社|集团|科|股|室"
)
ENDS_AS_ORGANISATION = re.compile(rf"(?:{_ORGANISATION})(?:[（(].{{1,20}}[)）])?$")
_SENTENCE = re.compile(r"[。；;！？!?]|[：:]$")
_NOTE = re.compile(r"附件?\s*[：:]\s*\S|附件?\s*[：:]$")
_ANNEX_ALONE = re.compile(rf"附\s*(?:件|录|表)\s*(\d{{1,2}}|{NUMERAL}{{1,3}})?\s*[：:]?")
_ANNEX_TITLED = re.compile(rf"附\s*(?:件|录|表)\s*(\d{{1,2}}|{NUMERAL}{{1,3}})?\s*[：: ]\s*([^。；]{{2,60}})")
_TITLE_LINES = 5
_TAIL = re.compile(
    r"\(.{1,80}\)$|抄\s*[送报]|主\s*送\s*[：:]|分\s*送|印\s*发|联\s*系\s*(?:人|电\s*话|方式)|.{0,40}印发$|主题词|"
    r"信息公开(?:选项|属性|方式)|公开(?:属性|方式)|打印|校对|共印|[-—－]+\s*\d+\s*[-—－]+$|\(?(?:盖|公)章\)?$|责任编辑|扫一扫|分享"
    r"|附件下载|相关(?:解读|文档|链接)|政策解读|来源[：:]|点击下载|.{1,60}\.(?:docx?|pdf|xlsx?|wps)$"
)
_ADOPTED = re.compile(
    r"\(.*(?:通过|公布|发布|批准|修订|修正|共\d+|年\d+月).*\)$|\(?.*\d年\d+月\d+日.*(?:通过|公布|批准|修正|修订|施行)"
)
_SIGNED_DAY = re.compile(rf"(\S.{{1,60}}?)\s*({DAY})$")
_PERSON = re.compile(
    r"(?:总理|主席|省长|市长|县长|区长|镇长|乡长|部长|局长|主任|署长|行长|院长|委员长|州长|旗长|乡长)"
    r"(?:[: ]+[\u4e00-\u9fff·]{1,15}(?: [\u4e00-\u9fff]{1,2})?|[\u4e00-\u9fff]{2,3})$"
)


@dataclass
class Part:
    """Blocks `start` ≤ i < `stop`: the main text (number 0) or an annexed one.

    `body` is the first block behind the head, `signed` the date line of the main text; `skipped` are blocks that
    hold no clauses.
    """

    number: int
    start: int
    stop: int
    label: str = ""
    title: str = ""
    body: int = 0
    signed: int | None = None
    title_lines: list = field(default_factory=list)
    skipped: set = field(default_factory=set)

    @property
    def prefix(self):
        return f"f{self.number}" if self.number else ""


def is_sentence(text: str) -> bool:
    """Whether the block is running text and no line of a title, list or signature."""
    return bool(_SENTENCE.search(text.strip())) or len(text) > 120


def is_tail(text: str) -> bool:
    """附注, 抄送, 印发 lines, contacts, page numbers: what stands behind the date without being another text."""
    text = plain(text)
    return bool(_TAIL.match(text)) and len(text) < 200


def is_annex_note(text: str) -> bool:
    """附件说明 (附件：1.…), which lists annexes and does not begin one."""
    return bool(_NOTE.match(plain(text)))


def signed_day(text: str) -> tuple[str, str] | None:
    """(signer, day) of one line that holds both; None for anything else.

    Without a blank between them the first must end as an organisation does, or every 截至2022年5月12日 would sign.
    """
    line = plain(text)
    found = _SIGNED_DAY.fullmatch(line)
    if not found or re.search("[。，；：:()《》]", found[1]):
        return None
    spaced = line[found.end(1)] == " " and not re.search("[自于至从截到在]$", found[1])
    return (
        (found[1], found[2])
        if ENDS_AS_ORGANISATION.search(re.sub(r"\s", "", found[1])) or (spaced and _PERSON.match(found[1]))
        else None
    )


def is_date_line(text: str) -> bool:
    """The last line of a signature: a day, alone or behind its signer."""
    return is_day_alone(text) or signed_day(text) is not None


def looks_signed(text: str) -> bool:
    """A line that can stand above the date: agencies, or an office and a name (总理 李克强)."""
    line = re.sub(r"\(.{0,6}章.{0,2}\)", "", plain(text))
    if not line or len(line) > 120 or is_sentence(line) or label_of(line):
        return False
    chunks = re.split("[ 、]", join_spaced(line))
    return all(ENDS_AS_ORGANISATION.search(chunk) for chunk in chunks) or bool(_PERSON.search(line))


def split(blocks: list[Block]) -> list[Part]:
    """The main text and the annexed ones, in order. A document without any annex is one part."""
    signed = _signature(blocks)
    starts = _annex_starts(blocks, signed)
    parts = [Part(0, 0, starts[0] if starts else len(blocks), signed=signed)]
    used = set()
    for at, stop in itertools.pairwise([*starts, len(blocks)]):
        parts.append(_annex(blocks, at, stop, used))
    for part in parts:
        _mark_skipped(blocks, part)
    return parts


def _signature(blocks):
    """Index of the first date line that ends running text: the day of the main letter."""
    sentence, candidate = False, None
    for i, block in enumerate(blocks):
        if block.level_hint == "table":
            continue
        if sentence and is_date_line(block.text):
            if signed_day(block.text) or looks_signed(blocks[i - 1].text):
                return i
            candidate = i if candidate is None and not _within_text(blocks, i) else candidate
        sentence = sentence or is_sentence(block.text)
    return candidate


def _within_text(blocks, at):
    """A day alone between clauses, or with a label two lines on, is no signature."""
    return any(label_of(block.text) and not is_tail(block.text) for block in blocks[at + 1 : at + 2])


def _annex_starts(blocks, signed):
    starts, first = [], None
    if signed is not None:
        first = _behind_tail(blocks, signed + 1)
    for i, block in enumerate(blocks):
        heading = _annex_heading(block)
        if i == first or (heading and _may_start(blocks, i, signed, heading, starts)):
            starts.append(i)
    return starts


def _behind_tail(blocks, at):
    """First block after the date that is another text: has at least one sentence, clause or table from there on."""
    while at < len(blocks) and is_tail(blocks[at].text):
        at += 1
    at = _at_near_heading(blocks, at)
    rest = [block for block in blocks[at:] if not is_tail(block.text)]
    holds_text = any(is_sentence(b.text) or label_of(b.text) or b.level_hint == "table" for b in rest)
    return at if holds_text or (rest and _annex_heading(rest[0])) else None


def _at_near_heading(blocks, at):
    """The line 附件1 itself where only leftovers of 版记 stand in front of it."""
    for i in range(at, min(at + 6, len(blocks))):
        if _annex_heading(blocks[i]):
            return i
        if is_sentence(blocks[i].text) or label_of(blocks[i].text) or blocks[i].level_hint == "table":
            break
    return at


def _annex_heading(block):
    if block.level_hint == "table":
        return None
    line = plain(block.text)
    return _ANNEX_ALONE.fullmatch(line) or _ANNEX_TITLED.fullmatch(line)


def _may_start(blocks, at, signed, heading, starts):
    """附件 before the date is the list of annexes; without a date only a line 附件 or 附件1 by itself begins one."""
    if signed is not None:
        return at > signed
    if is_annex_note(blocks[at].text) and not (starts or heading[1]):
        return False
    alone = _ANNEX_ALONE.fullmatch(plain(blocks[at].text))
    return bool(alone or starts or heading[1]) and any(is_sentence(block.text) for block in blocks[:at])


def _annex(blocks, at, stop, used):
    heading = _annex_heading(blocks[at])
    number = (numeral(heading[1]) if heading and heading[1] else None) or 1
    while number in used:
        number += 1
    used.add(number)
    label = (
        re.sub(r"\s", "", plain(blocks[at].text)[: _label_length(heading)]).rstrip("：:") if heading else ""
    )
    return Part(number, at, stop, label)


def _label_length(heading):
    return heading.start(2) if heading.re is _ANNEX_TITLED else heading.end()


def _mark_skipped(blocks, part):
    _mark_head(blocks, part)
    _mark_note(blocks, part)
    _mark_end(blocks, part)
    if part.signed is not None:
        part.skipped |= set(_signature_lines(blocks, part)) | set(range(part.signed, part.stop))


def _mark_end(blocks, part):
    """版记 and a second signature behind the last paragraph belong to no clause."""
    at = part.stop - 1
    while at > part.body and blocks[at].level_hint != "table" and _is_end(blocks[at].text):
        part.skipped.add(at)
        at -= 1


def _is_end(text):
    return is_tail(text) or is_date_line(text) or looks_signed(text)


def _signature_lines(blocks, part):
    at = part.signed - 1
    while at > part.start and looks_signed(blocks[at].text):
        yield at
        at -= 1


def _mark_head(blocks, part):
    """Lines above the first sentence, label or table are title and numbers."""
    at = part.start
    while at < part.stop and _in_head(blocks[at], at == part.start):
        at += 1
    part.body = at
    part.skipped |= set(range(part.start, at))
    if part.number:
        _read_annex_title(blocks, part)


def _in_head(block, first):
    if block.level_hint == "table":
        return False
    if first and _annex_heading(block):
        return True
    line = plain(block.text)
    if line.startswith("(") and line.endswith(")") and len(line) < 300:
        return True
    return label_of(block.text) is None and not is_sentence(block.text)


def _read_annex_title(blocks, part):
    """The first lines that end as a title does; where none do (a form), the first line alone."""
    lines = {i: join_spaced(line) for i in range(part.start, part.body) if (line := _title_line(blocks[i]))}
    words = list(lines.values())[:_TITLE_LINES]
    named = any(ENDS_TITLE.search("".join(words[:count])) for count in range(1, len(words) + 1))
    count = lines_of_title(words) if named else 1
    part.title, part.title_lines = "".join(words[:count]), list(lines)[:count]


def _title_line(block):
    """The words of a line that belong to the title: no 附件1, no 题注, also when it is broken in two."""
    heading, line = _annex_heading(block), block.text.strip()
    if heading:
        return heading[2] if heading.re is _ANNEX_TITLED else ""
    half = line.count("（") + line.count("(") != line.count("）") + line.count(")")
    return "" if half or _ADOPTED.match(plain(line)) or is_date_line(line) else line


def _mark_note(blocks, part):
    """附件说明 and its numbered lines, down to the signature or the first sentence."""
    for at in range(part.body, part.stop):
        if is_annex_note(blocks[at].text) and not is_sentence(_without_colon(blocks[at].text)):
            part.skipped |= {at, *_note_lines(blocks, at + 1, part.stop)}


def _without_colon(text):
    return plain(text).rstrip(":：")


def _note_lines(blocks, at, stop):
    while at < stop and not is_sentence(blocks[at].text) and not _annex_heading(blocks[at]):
        label = label_of(blocks[at].text)
        if (
            blocks[at].level_hint == "table"
            or looks_signed(blocks[at].text)
            or (label and label.level not in ("1", "（1）"))
        ):
            return
        yield at
        at += 1
