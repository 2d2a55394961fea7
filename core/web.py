"""Small things that public views share: the order to the page cache, paging, canonical addresses, formats."""

import csv
import io
from datetime import datetime
from math import ceil
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse

LONGEST_Q = 100  # characters of a question to a list
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")  # the guard itself too, so that it can be taken off again


class BadQuery(ValueError):
    """A query that cannot be answered: a Chinese sentence for each parameter; becomes a 400."""


class NoSuchPage(BadQuery):
    """A page beyond the last one: pages say so with 400, programs are told 404."""


def cacheable(response: HttpResponse, *, query=(), until: datetime | None = None) -> HttpResponse:
    """Let the page cache keep the answer. query: the parameters that the page knows (None: each one counts, as in
    the API, where an unknown one is an error); until: when the clock changes it."""
    order = ["public"] if query is None else ["public", f"query={','.join(query)}"]
    if until:
        order.append(f"until={int(until.timestamp())}")
    response["X-Page-Cache"] = "; ".join(order)
    return response


def absolute(path: str) -> str:
    """The whole address of a page, from settings: kept pages may not depend on what a caller says of our host."""
    return settings.SITE_ORIGIN + path


class Query(dict):
    """A page's parameters in their order; `with_()` and `without()` give the addresses of its links."""

    def __init__(self, path: str, values: dict):
        super().__init__({name: value for name, value in values.items() if value not in ("", None)})
        self.path = path

    def address(self, **changes) -> str:
        """This address with some parameters changed (None drops one); a changed filter goes back to page 1."""
        values = dict(self) | {"page": None} | changes
        kept = {name: value for name, value in values.items() if value not in ("", None)}
        return f"{self.path}?{urlencode(kept)}" if kept else self.path


FORMAT_LABELS = {
    "csv": "下载表格（CSV）",
    "xlsx": "下载表格（Excel）",
    "json": "数据（JSON）",
    "atom": "订阅（Atom）",
    "ics": "日历（ICS）",
}


def format_links(query: Query, *names: str) -> list[dict]:
    """The links of a list's other forms, in the order of `names`, for templates/_formats.html."""
    return [{"label": FORMAT_LABELS[name], "url": query.address(format=name)} for name in names]


class Pager:
    """Which rows a page shows and where its links lead; `number` beyond the last page is a BadQuery."""

    def __init__(self, total: int, number: int, size: int, query: Query):
        self.total, self.number, self.size, self.query = total, number, size, query
        self.pages = max(1, ceil(total / size))
        if number < 1:
            raise BadQuery("页码从1开始。")
        if number > self.pages:
            raise NoSuchPage(f"没有第{number}页，一共{self.pages}页。")
        self.start = (number - 1) * size
        self.first, self.last = self.start + 1, min(total, self.start + size)

    @property
    def previous_url(self):
        return self._address(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self):
        return self._address(self.number + 1) if self.number < self.pages else None

    @property
    def links(self):
        """The pages to name: the ends and the neighbours; None for a gap."""
        shown = sorted({1, self.pages, *range(max(1, self.number - 1), min(self.pages, self.number + 1) + 1)})
        for before, number in zip([0, *shown], shown, strict=False):
            if number - before > 1:
                yield None
            yield {"number": number, "url": self._address(number), "current": number == self.number}

    def _address(self, number):
        return self.query.address(page=number if number > 1 else None)


def page_number(text: str) -> int:
    """A page's number from the address; BadQuery where it is none."""
    if not text:
        return 1
    if not text.isascii() or not text.isdigit() or len(text) > 7:
        raise BadQuery("页码应当是数字。")
    return int(text)


def escape_cell(value) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_download(name: str, header: list, rows) -> StreamingHttpResponse:
    """Rows as CSV in UTF-8 with BOM, sent while they are read."""

    def lines():
        yield "\ufeff" + _line(header)
        for row in rows:
            yield _line(row)

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _line(row) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([escape_cell(cell) for cell in row])
    return buffer.getvalue()
