"""Opinions as a spreadsheet, out and in with the same columns; names and contacts never leave."""

import io
from datetime import date, datetime

from core import clock, uploads, workbook_guard
from core.characters import printable, says_something
from core.grids import Unreadable
from core.lazy import lazy
from core.web import escape_cell
from decisions.models import Answer, Opinion
from decisions.models.answer import OWES_REASON
from decisions.models.opinion import LONGEST

openpyxl = lazy("openpyxl")

HEADER = [
    "回执号",
    "来源",
    "收到日期",
    "针对的条款",
    "意见内容",
    "同意公开原文",
    "处理结果",
    "意见归纳",
    "理由",
]
CONTENT_TYPE = uploads.XLSX.content_type
MOST_ROWS = 5000
CHANNELS = {label: value for value, label in Opinion.Channel.choices}
OUTCOMES = {label: value for value, label in Answer.Outcome.choices}


def write(consultation) -> bytes:
    """Every opinion of a consultation, oldest first."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER)
    for one in consultation.opinions.select_related("answer").order_by("received_at", "pk"):
        answer = one.answer
        cells = [
            one.receipt, one.get_channel_display(), clock.day_of(one.received_at).isoformat(), one.clause, one.text,
            "是" if one.may_publish else "否", answer.get_outcome_display() if answer else "",
            answer.topic if answer else "", answer.reason if answer else "",
        ]  # fmt: skip
        sheet.append([printable(escape_cell(cell)) for cell in cells])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(data: bytes) -> tuple[list[dict], list[str]]:
    """Spreadsheet → (rows by column, a Chinese sentence for each cell that is wrong). Unreadable where it is none."""
    try:
        workbook_guard.check(data)
        sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        lines = [
            [_text(cell) for cell in line]
            for line in sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=len(HEADER))
        ]
    except workbook_guard.TooLarge as refusal:
        raise Unreadable(str(refusal)) from refusal
    except Exception as error:  # openpyxl raises many kinds on broken files
        raise Unreadable("文件打不开，请另存为Excel工作簿（.xlsx）后再导入。") from error
    if not lines or lines[0][: len(HEADER)] != HEADER:
        raise Unreadable(f"第一行应当是：{'、'.join(HEADER)}。请先导出，在导出的表上填写。")
    if len(lines) > MOST_ROWS + 1:
        raise Unreadable(f"最多{MOST_ROWS}行，请分几次导入。")
    rows, errors = [], []
    for number, line in enumerate(lines[1:], start=2):
        row = dict(zip(HEADER, [*line, *[""] * len(HEADER)], strict=False)) | {"number": number}
        if any(line):
            rows.append(row)
            errors += [f"第{number}行：{problem}" for problem in _problems(row)]
    return rows, errors


def _text(cell) -> str:
    if isinstance(cell, (datetime, date)):
        return cell.strftime("%Y-%m-%d")
    text = "" if cell is None else str(cell).strip()
    return text[1:] if text[:1] == "'" else text  # as `write` guards it


def _problems(row):
    if not row["意见内容"]:
        yield "没有意见内容。"
    if len(row["意见内容"]) > LONGEST:
        yield f"意见内容超过{LONGEST}字。"
    if row["来源"] not in CHANNELS:
        yield f"来源应当是：{'、'.join(CHANNELS)}。"
    elif not row["回执号"] and CHANNELS[row["来源"]] == Opinion.Channel.WEB:
        yield "网上的意见由提意见的人自己提交，不能导入。"
    if row["收到日期"] and day_of(row["收到日期"]) is None:
        yield "收到日期应当像2026-03-01。"
    if row["处理结果"] and row["处理结果"] not in OUTCOMES:
        yield f"处理结果应当是：{'、'.join(OUTCOMES)}。"
    elif row["处理结果"] and not row["意见归纳"]:
        yield "有处理结果的，须填写意见归纳。"
    elif OUTCOMES.get(row["处理结果"]) in OWES_REASON and not says_something(row["理由"]):
        yield f"“{row['处理结果']}”必须写明理由。"


def day_of(text) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
