"""Rows of the catalogue as files, sent while they are read."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, StreamingHttpResponse

from core import clock, uploads
from core.sheet_stream import sheet
from core.web import absolute, csv_download
from disclosure.models import Entry

HEADER = [
    "索引号",
    "名称",
    "内容概述",
    "生成日期",
    "发文字号",
    "发文机关",
    "责任机构",
    "栏目",
    "发布时间",
    "地址",
]
CHUNK = 500


def read(entries):
    """The rows of a QuerySet in its order, with office and category, never all at once in memory."""
    return entries.select_related("office", "category").iterator(chunk_size=CHUNK)


def cells(entry: Entry) -> list:
    """A row as the tables show it: 条例 12 asks for 索引、名称、内容概述、生成日期."""
    published = entry.published_at.astimezone(clock.SHANGHAI)
    return [
        entry.index_number, entry.title, entry.summary, entry.written_on, entry.number, entry.issuer,
        entry.office.name, entry.category.name, f"{published:%Y-%m-%d %H:%M}", absolute(entry.get_absolute_url()),
    ]  # fmt: skip


def as_dict(entry: Entry) -> dict:
    """A row as programs read it."""
    return {
        "kind": entry.kind,
        "id": entry.information_id,
        "index_number": entry.index_number or None,
        "title": entry.title,
        "summary": entry.summary,
        "written_on": entry.written_on,
        "document_number": entry.number or None,
        "issuer": entry.issuer,
        "office": entry.office.name,
        "category": entry.category.slug,
        "published_at": entry.published_at.astimezone(clock.SHANGHAI),
        "updated_at": entry.updated_at.astimezone(clock.SHANGHAI),
        "url": absolute(entry.get_absolute_url()),
    }


def csv(name: str, entries) -> StreamingHttpResponse:
    return csv_download(name, HEADER, map(cells, read(entries)))


def json_file(name: str, entries) -> StreamingHttpResponse:
    """`{"results": [...]}`, a row at a time."""

    def parts():
        yield '{"results": ['
        for number, entry in enumerate(read(entries)):
            row = json.dumps(as_dict(entry), ensure_ascii=False, cls=DjangoJSONEncoder)
            yield f"{',' if number else ''}\n{row}"
        yield "\n]}\n"

    return _named(
        StreamingHttpResponse(parts(), content_type="application/json; charset=utf-8"), f"{name}.json"
    )


def xlsx(name: str, entries) -> StreamingHttpResponse:
    parts = sheet("公开目录", HEADER, map(cells, read(entries)))
    return _named(StreamingHttpResponse(parts, content_type=uploads.XLSX.content_type), f"{name}.xlsx")


def _named(response: HttpResponse, name: str):
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


FORMATS = {"csv": csv, "xlsx": xlsx, "json": json_file}
