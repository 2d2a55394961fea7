"""The library as a file, in and out with the same columns: JSON lines or a spreadsheet."""

import io
import json
import re
from dataclasses import dataclass, field

from core import uploads, workbook_guard
from core.characters import CONTROL
from core.lazy import lazy
from core.web import escape_cell

openpyxl = lazy("openpyxl")

COLUMNS = ["id", "question", "answer", "topic", "also_asked", "cites"]
REQUIRED = COLUMNS[:3]
CONTENT_TYPE = uploads.XLSX.content_type
MOST_ROWS, MOST_COLUMNS = 20_000, 60
OWN = "q"  # before the number of an entry that no file brought: with it the file comes back to the same entry
LONGEST = {"id": 80, "question": 200, "answer": 20_000, "topic": 60}
SEVERAL = re.compile(r"[\n|｜]+")  # what parts several values in one cell


class Unreadable(ValueError):
    """The file is no library; the message says in Chinese why."""


@dataclass
class Row:
    """One entry of a file; `number` is its line, `problems` Chinese sentences on what is wrong with it."""

    number: int
    id: str = ""
    question: str = ""
    answer: str = ""
    topic: str = ""
    also_asked: list[str] = field(default_factory=list)
    cites: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read(data: bytes, name: str) -> list[Row]:
    """The rows of a file in order; each says itself what is wrong with it. Unreadable where the whole is."""
    if data[:2] == b"PK" or name.lower().endswith(".xlsx"):
        found = list(_from_sheet(data))
    else:
        found = list(_from_lines(data))
    if not found:
        raise Unreadable("文件里没有问答。")
    _name_twins(found)
    return found


def _from_lines(data):
    try:
        lines = data.decode("utf-8-sig").split("\n")  # not splitlines: JSON may hold other ends of lines
    except UnicodeDecodeError:
        raise Unreadable("文件不是UTF-8编码的文本，也不是Excel工作簿（.xlsx）。") from None
    if len(lines) > MOST_ROWS:
        raise Unreadable(f"最多{MOST_ROWS}条，请分几次导入。")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield Row(number, problems=["不是一个JSON对象。"])
            continue
        yield _row(number, value) if isinstance(value, dict) else Row(number, problems=["不是一个JSON对象。"])


def _from_sheet(data):
    try:
        workbook_guard.check(data)
        sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS)
        lines = [list(line) for line in rows]
    except workbook_guard.TooLarge as refusal:
        raise Unreadable(str(refusal)) from refusal
    except Exception as error:  # openpyxl raises many kinds on broken files
        raise Unreadable("文件打不开，请另存为Excel工作簿（.xlsx）后再导入。") from error
    header = [str(cell or "").strip() for cell in lines[0]] if lines else []
    if missing := [name for name in REQUIRED if name not in header]:
        raise Unreadable(f"第一行缺少列：{'、'.join(missing)}。应当是：{'、'.join(COLUMNS)}。")
    if len(lines) > MOST_ROWS + 1:
        raise Unreadable(f"最多{MOST_ROWS}条，请分几次导入。")
    for number, line in enumerate(lines[1:], start=2):
        if any(cell not in (None, "") for cell in line):
            yield _row(number, dict(zip(header, map(_cell, line), strict=False)))


def _cell(value):
    text = "" if value is None else str(value).strip()
    return text[1:] if text[:1] == "'" else text  # as `write` guards it


def _row(number, said: dict) -> Row:
    single = {name: _text(said.get(name)) for name in COLUMNS[:4]}
    row = Row(
        number, **single, also_asked=_several(said.get("also_asked")), cites=_several(said.get("cites"))
    )
    row.problems = list(_problems(row))
    return row


def _text(value) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else str(value).strip()


def _several(value) -> list[str]:
    """A list, or one cell that holds several; a citation may be an object of a document's number and a clause."""
    if isinstance(value, list):
        return [text for one in value if (text := _named(one))]
    return [part.strip() for part in SEVERAL.split(_named(value)) if part.strip()]


def _named(value) -> str:
    if isinstance(value, dict):
        document = next(
            (value[key] for key in ("number", "document", "document_number", "title") if value.get(key)), ""
        )
        return f"{_text(document)}{_text(value.get('clause'))}"
    return _text(value)


def _problems(row):
    for name in REQUIRED:
        if not getattr(row, name):
            yield f"没有{name}。"
    for name, most in LONGEST.items():
        if len(getattr(row, name)) > most:
            yield f"{name}超过{most}字。"
    if any(
        CONTROL.search(part)
        for part in [row.id, row.question, row.answer, row.topic, *row.also_asked, *row.cites]
    ):
        yield "有不能识别的字符。"


def _name_twins(rows):
    seen = {}
    for row in rows:
        first = seen.setdefault(row.id, row.number)
        if row.id and first != row.number:
            row.problems.append(f"id“{row.id}”与第{first}行重复。")


# Out -------------------------------------------------------------------------------------------------------
def cells(question) -> dict:
    """An entry by column; its answer as HTML, which `read` takes again."""
    return {
        "id": question.external_id or f"{OWN}{question.pk}", "question": question.question, "answer": question.answer,
        "topic": question.topic, "also_asked": question.phrasings[1:],
        "cites": [one.in_words() for one in question.citations.all()],
    }  # fmt: skip


def lines(questions):
    """JSON lines, one at a time."""
    for question in questions:
        yield json.dumps(cells(question), ensure_ascii=False) + "\n"


def workbook(questions) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("政策问答")
    sheet.append(COLUMNS)
    for question in questions:
        values = cells(question).values()
        sheet.append([escape_cell("\n".join(one) if isinstance(one, list) else one) for one in values])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
