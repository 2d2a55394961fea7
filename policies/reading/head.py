"""What stands above the text: 版头, title, number, 题注 (GB/T 9704-2012, 7.2 and 7.3.1).

A line is first given a kind by its own form; the title is what remains, on the right side of the number.
"""

import re
from dataclasses import dataclass, field

from policies.clauses.blocks import Block
from policies.clauses.dates import DAY, is_day_alone, plain
from policies.clauses.parts import ENDS_AS_ORGANISATION, signed_day
from policies.clauses.titles import BROKEN, ENDS_TITLE, join_spaced, lines_of_title
from policies.numbers import OrderNumber, find_registration, parse

_SECRET = re.compile(
    r"(?:绝密|机密|秘密|内部资料|内部文件)(?:[★☆].{0,10})?(?:\s*(?:特急|加急|特提|平急|急件))?"
)
_URGENT = re.compile(r"特急|加急|特提|平急|急件|紧急")
_SIGNER = re.compile(r"签\s*发\s*人?\s*(?:\([^)]{1,10}\))?\s*[:：].{0,30}$")
_COPIES = re.compile(r"(?:份\s*号\s*[:：]?\s*)?(?:№|No\.?)?\s*\d{6}")
_ORDER_NUMBER = re.compile(r"\(?\s*((?:19|20)\d\d ?年)?\s*第\s*[\d一二三四五六七八九十百〇零]+\s*号\s*\)?")
_ORDER = re.compile(r".{0,40}(?:令|公告|通告)$")
_PARTIAL = re.compile(
    r"[〔\[(【]\s*(?:19|20)\d\d\s*[〕\])】]\s*第?\s*\d+\s*[号期次]|\(?第?\s*[\d一二三四五六七八九十]+\s*期\)?"
)
_ADOPTED = re.compile(
    r"(?:通过|公布|发布|批准|修订|修正|施行|印发|实施|废止|讨论|审议|颁布|第一次修正|起执行)", re.DOTALL
)
_MARK = re.compile(r".{2,60}(?:文\s*件|便\s*函|明电|内部明电|传真电报|办公会议纪要文件)")
_REGISTRATION = re.compile(
    r"(?:.{0,14}(?:登记号|登记编号|统一编号|备案号|编号)\s*[:：]?\s*)?[A-Z]{2,10}\d{0,3}\s*[-－—–]", re.I
)
_ORGANISATION_STARTS = re.compile(r"\d|关于|《|各")


_NOTE_LINES, _TITLE_LINES = 6, 12
_HEAD_LINES = 60
"""A title page is shorter; without this a long list of short lines would be searched for titles again and again."""


@dataclass
class Head:
    """What the head says. `used` are block indexes that are shown as fields and left out of the body."""

    title: str = ""
    number: str | None = None
    registration: str | None = None
    order: OrderNumber | None = None
    order_authority: str = ""
    marks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    salutation: str = ""
    day: str = ""
    used: set[int] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)


def read_head(blocks: list[Block], stop: int) -> Head:
    """Read the blocks above the first sentence (`stop` is its index, which may be the 主送)."""
    head = Head()
    kinds = [_kind(block) for block in blocks[: min(stop, _HEAD_LINES)]]
    _join_notes(blocks, kinds)
    _read_salutation(blocks, stop, head)
    for at, kind in enumerate(kinds):
        _read_line(head, blocks[at], kind, at)
    _read_order(head, blocks, kinds)
    _read_title(head, blocks, kinds)
    return head


def _kind(block):
    """The kind of a line by its form: '' is a candidate for the title."""
    if block.level_hint == "table":
        return "table"
    line = plain(block.text)
    squeezed = re.sub(r"\s", "", line)
    for kind, fits in _KINDS_IN_ORDER:
        if fits(line, squeezed):
            return kind
    return ""


def _is_order_number(line, squeezed):
    return bool(_ORDER_NUMBER.fullmatch(line))


def _is_number(line, squeezed):
    number = parse(_SIGNER.sub("", line).strip())
    return bool(number) and (not isinstance(number, OrderNumber) or "第" in line)


def _is_note(line, squeezed):
    """题注: in brackets with 通过, 公布 …; or a line that begins with a day, or 根据 and a day, and has such a word."""
    inner = squeezed[1:-1] if squeezed[:1] == "(" and squeezed[-1:] == ")" else ""
    if inner and (_ADOPTED.search(inner) and re.search(r"\d{4}年|[一二]..[\d〇○零一-九]年|会议|令", inner)):
        return True
    return bool(re.match(rf"(?:根据)?\(?(?:{DAY})", line)) and bool(_ADOPTED.search(line))


def _is_organisation(line, squeezed):
    return (
        bool(ENDS_AS_ORGANISATION.search(squeezed))
        and not _ORGANISATION_STARTS.match(line)
        and len(line) <= 60
    )


def _is_salutation(line, squeezed):
    """主送 without its colon: 各村（居）、镇直各部门."""
    return bool(
        re.match(
            r"各(?!项|类|种|级各类).{1,100}(?:单位|部门|政府|委员会|村|社区|办公室|局|站所|街道|村居|机构)$",
            squeezed,
        )
    )


def _is_day(line, squeezed):
    """2023年7月3日, （2023年7月3日）, and 办公室 2023年7月3日 as 纪要 have it under their title."""
    return is_day_alone(squeezed.strip("()")) or signed_day(line) is not None


_KINDS_IN_ORDER = (
    ("contents", lambda line, squeezed: squeezed in ("目录", "目次")),
    ("copies", lambda line, squeezed: _COPIES.fullmatch(line)),
    ("secret", lambda line, squeezed: _SECRET.fullmatch(line)),
    ("urgent", lambda line, squeezed: _URGENT.fullmatch(squeezed)),
    ("order number", _is_order_number),
    ("number", _is_number),
    ("partial", lambda line, squeezed: _PARTIAL.fullmatch(line)),
    ("registration", lambda line, squeezed: _REGISTRATION.match(line)),
    ("signer", lambda line, squeezed: _SIGNER.match(line)),
    ("day", _is_day),
    ("note", _is_note),
    ("mark", lambda line, squeezed: _MARK.fullmatch(squeezed)),
    ("salutation", _is_salutation),
    ("organisation", _is_organisation),
)


def _join_notes(blocks, kinds):
    """A 题注 that is broken over two or three lines: from its opening bracket to the closing one."""
    for at, kind in enumerate(kinds):
        line = plain(blocks[at].text)
        if kind == "table" or not line.startswith("(") or line.count("(") <= line.count(")"):
            continue
        near = range(at, min(at + _NOTE_LINES, len(kinds)))
        stop = next((i for i in near if plain(blocks[i].text).endswith(")")), None)
        if stop and _is_note("", re.sub(r"\s", "", "".join(plain(b.text) for b in blocks[at : stop + 1]))):
            kinds[at : stop + 1] = ["note"] * (stop + 1 - at)


def _read_salutation(blocks, stop, head):
    if stop < len(blocks) and blocks[stop].level_hint != "table":
        line = plain(blocks[stop].text)
        if is_salutation(line):
            head.salutation = blocks[stop].text.strip().rstrip(":：")


def is_salutation(line: str) -> bool:
    """主送 (7.3.2): names of agencies, a colon at the end, no sentence."""
    if not line.endswith((":", "：")) or len(line) > 800:
        return False
    if re.search(r"[。；]|如下|现将|为了?|根据|按照|下列|以下|通知|公告|包括|附件|注$", line):
        return False
    return bool(
        re.search(
            r"^各|单位|部门|政府|委|局|办|厅|部|院|公司|村|社区|中心|站|所|同志|群众|居民|市民|企业|县|市|省|镇|乡|:$",
            line,
        )
    )


def _read_line(head, block, kind, at):
    line = plain(block.text)
    if kind in ("number", "registration", "table"):
        head.number = head.number or _number_in(line, block)
        head.registration = head.registration or find_registration(line)
    if kind == "mark":
        head.marks.append(re.sub(r"\s|文件$|便函$", "", re.sub(r"\s", "", line)))
    if kind == "note":
        head.notes.append(line)
    if kind == "day":
        head.day = head.day or line
    if kind == "partial":
        head.warnings.append(f"编号“{line}”没有发文机关代字，未作为发文字号。")
    if kind == "salutation":
        head.salutation = head.salutation or block.text.strip()
    if kind in (
        "number",
        "registration",
        "mark",
        "copies",
        "secret",
        "urgent",
        "signer",
        "partial",
        "order number",
    ):
        head.used.add(at)
    if kind == "secret":
        head.warnings.append("版头标有密级，涉密文件不得录入本系统，请立即停止并按保密规定处理。")


def _number_in(line, block):
    cells = re.split("[\t\n]", block.text) if block.level_hint == "table" else [line]
    numbers = [parse(_SIGNER.sub("", plain(cell)).strip()) for cell in cells]
    return next((str(number) for number in numbers if number), None)


def _read_order(head, blocks, kinds):
    """令 and 公告: the name of the agency with 令, its number on the next line, the title after them."""
    if "order number" not in kinds:
        return
    at = kinds.index("order number")
    above = "".join(re.sub(r"\s", "", plain(block.text)) for block in blocks[:at])
    if at and _ORDER.fullmatch(above):
        number = parse(above + re.sub(r"[\s()]", "", plain(blocks[at].text)))
        if isinstance(number, OrderNumber):
            head.order, head.number = number, head.number or str(number)
            head.order_authority = re.sub("(?:令|公告|通告)$", "", above)
            head.used |= set(range(at))
            kinds[:at] = ["order"] * at


def _read_title(head, blocks, kinds):
    runs = _runs(kinds)
    anchors = [i for i, kind in enumerate(kinds) if kind in ("number", "partial", "order number")]
    after = [run for run in runs if anchors and run[0] > anchors[-1]]
    before = [run for run in runs if not anchors or run[0] < anchors[-1]]
    chosen = _best(after, blocks, kinds) or _best(before, blocks, kinds)
    if chosen:
        _take_title(head, blocks, kinds, chosen)


def _runs(kinds):
    """Stretches of lines that may be title: [[3, 4], …]."""
    runs = []
    for at, kind in enumerate(kinds):
        if kind not in ("", "organisation"):
            continue
        if runs and runs[-1][-1] == at - 1 and len(runs[-1]) < _TITLE_LINES:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _best(runs, blocks, kinds):
    """The first run that ends as a title does, else the first that is not just an agency."""

    def words(run):
        return "".join(re.sub(r"\s", "", blocks[i].text) for i in run)

    named = [run for run in runs if any(ENDS_TITLE.search(words(run[: n + 1])) for n in range(len(run)))]
    return next(iter(named or [run for run in runs if any(not kinds[i] for i in run)]), None)


def _take_title(head, blocks, kinds, run):
    run = _without_author(blocks, kinds, _without_mark(head, blocks, kinds, run))
    lines = [_line(blocks[i]) for i in run]
    count = lines_of_title(lines)
    head.title = "".join(lines[:count])
    head.used |= set(run[:count])
    if not ENDS_TITLE.search(head.title):
        head.warnings.append(f"标题“{head.title[:30]}”不像完整的公文标题，请核对。")


def _line(block):
    return join_spaced(re.sub(r"[\u200b-\u200f\ufeff]", "", block.text))


def _without_mark(head, blocks, kinds, run):
    """发文机关标志 above a title that names the agency itself is not part of the title."""
    while len(run) > 1 and kinds[run[0]] == "organisation":
        name, rest = re.sub(r"\s", "", blocks[run[0]].text), "".join(_line(blocks[i]) for i in run[1:])
        if not re.sub(r"\s", "", rest).startswith(name[:3]):
            break
        head.marks.append(name)
        head.used.add(run[0])
        run = run[1:]
    return run


def _without_author(blocks, kinds, run):
    """An agency below a finished title is its signature (公告, 要点), unless the words before are broken off."""
    while len(run) > 1 and kinds[run[-1]] == "organisation":
        above = "".join(_line(blocks[i]) for i in run[:-1])
        if not ENDS_TITLE.search(above) or BROKEN.search(above):
            break
        run = run[:-1]
    return run
