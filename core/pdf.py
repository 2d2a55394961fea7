"""PDF from a page's print view, by WeasyPrint where its libraries (pango) are installed."""

from ctypes.util import find_library
from functools import cache

from core.lazy import lazy
from core.static import read_static

BASE = "https://portal.invalid/"
weasyprint = lazy("weasyprint")  # a third of a second and 30 MB


@cache
def is_available() -> bool:
    """Whether the library that WeasyPrint draws with (pango) is installed; asked without loading anything."""
    return find_library("pango-1.0") is not None


def make(html: str) -> bytes:
    """HTML → PDF. Only our own static files are read; nothing is fetched. Takes seconds: see core.heavy."""
    return weasyprint.HTML(string=html, base_url=BASE, url_fetcher=_fetch, media_type="print").write_pdf()


def _fetch(url, *args, **kwargs):
    """One of our static files from disk; any other address is empty, nothing goes out."""
    found = read_static(url) or {"string": b"", "mime_type": "text/plain"}
    return weasyprint.urls.URLFetcherResponse(
        url, found["string"], {"Content-Type": found["mime_type"] or "application/octet-stream"}
    )
