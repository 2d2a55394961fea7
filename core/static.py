"""Static files from disk, by the address that a page names them with."""

import mimetypes
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders


def read_static(url: str) -> dict | None:
    """{string, mime_type} of one of our static files, None for any other address (then nothing is fetched)."""
    path = unquote(urlsplit(url).path)
    prefix = urlsplit(settings.STATIC_URL).path
    if not path.startswith(prefix):
        return None
    name = path.removeprefix(prefix)
    collected = (Path(settings.STATIC_ROOT) / name).resolve()
    inside = collected.is_relative_to(Path(settings.STATIC_ROOT).resolve())
    found = str(collected) if inside and collected.is_file() else finders.find(name)
    if not found:
        return None
    return {"string": Path(found).read_bytes(), "mime_type": mimetypes.guess_type(name)[0]}
