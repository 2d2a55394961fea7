"""PDF from a page's print view, by WeasyPrint where its libraries (pango) are installed."""

import threading
from ctypes.util import find_library
from functools import cache

from core.lazy import lazy
from core.static import read_static

AT_ONCE = 1  # a page takes a second and tens of megabytes: more at once would starve page reading
_places = threading.BoundedSemaphore(AT_ONCE)
BASE = "https://portal.invalid/"
weasyprint = lazy("weasyprint")  # a third of a second and 30 MB


class Busy(Exception):
    """Too many PDFs are being made; try again in a moment (503)."""


@cache
def is_available() -> bool:
    """Whether the library that WeasyPrint draws with (pango) is installed; asked without loading anything."""
    return find_library("pango-1.0") is not None


def make(html: str) -> bytes:
    """HTML → PDF. Only our own static files are read; nothing is fetched. Raises Busy."""
    if not _places.acquire(timeout=5):
        raise Busy
    try:
        return weasyprint.HTML(string=html, base_url=BASE, url_fetcher=_fetch, media_type="print").write_pdf()
    finally:
        _places.release()


def _fetch(url, *args, **kwargs):
    """One of our static files from disk; any other address is empty, nothing goes out."""
    found = read_static(url) or {"string": b"", "mime_type": "text/plain"}
    return weasyprint.urls.URLFetcherResponse(
        url, found["string"], {"Content-Type": found["mime_type"] or "application/octet-stream"}
    )
