"""Sends a stored file in parts, as players ask for them (RFC 9110, 14): Django's own answer is always the whole.

Behind nginx the server hands the file over (X-Accel-Redirect) and nginx does the same by itself.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified, StreamingHttpResponse

CHUNK = 64 * 1024
ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def send(request, file, *, size: int, etag: str, content_type: str, disposition: str = "inline"):
    """The whole of a file, the part that is asked for (206), nothing (304), or 416 where there is no such part.

    file: a FieldFile; size in bytes; etag: its fingerprint, without quotes. Several ranges are answered with the
    whole, which a server may. At most CHUNK bytes are in memory.
    """
    response = _answer(request, file, size, f'"{etag}"', content_type)
    response["ETag"] = f'"{etag}"'
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    if response.status_code in (200, 206):
        response["Content-Disposition"] = disposition
    return response


def _answer(request, file, size, etag, content_type):
    if _is_known(request.headers.get("If-None-Match", ""), etag):
        return HttpResponseNotModified()
    if settings.ACCEL_LOCATION:
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = f"{settings.ACCEL_LOCATION}{quote(file.name)}"
        return response
    wanted = part_of(request.headers.get("Range", ""), size) if _still(request, etag) else None
    if wanted == ():
        return HttpResponse(
            status=416, headers={"Content-Range": f"bytes */{size}"}, content_type=content_type
        )
    start, stop = wanted or (0, size)
    response = StreamingHttpResponse(status=206 if wanted else 200, content_type=content_type)
    if request.method != "HEAD":
        response.streaming_content = chunks(file, start, stop)
    response["Content-Length"] = stop - start
    if wanted:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return response


def _is_known(told, etag) -> bool:
    return told.strip() == "*" or etag in [one.strip().removeprefix("W/") for one in told.split(",")]


def _still(request, etag) -> bool:
    """If-Range: a part of the file as it was is only good while it is that file."""
    condition = request.headers.get("If-Range", "").strip()
    return not condition or condition == etag


def part_of(header: str, size: int):
    """A Range header → (first byte, byte after the last); () where there is no such part; None: the whole."""
    found = ONE_RANGE.fullmatch(header.strip().replace(" ", ""))
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:  # the last so many bytes
        length = min(int(last), size)
        return (size - length, size) if length else ()
    start, stop = int(first), min(int(last), size - 1) + 1 if last else size
    if last and int(last) < int(first):
        return None  # no range at all: as if it had not been asked for
    return (start, stop) if start < size else ()


def chunks(file, start: int, stop: int) -> Iterator[bytes]:
    """The bytes `start` ≤ i < `stop` of a stored file, CHUNK at a time."""
    with file.open("rb") as source:
        source.seek(start)
        left = stop - start
        while left > 0 and (data := source.read(min(CHUNK, left))):
            left -= len(data)
            yield data
