"""The process beside the server that holds the model: how others reach it.

Two web workers with the model each would take more memory than the whole server may, so one process has it, and only
while somebody asks or pieces wait: `script/server` holds the socket and starts it at the first knock (docs/adr/0012).
A question is one line of JSON, its answer another.
"""

import contextlib
import json
import socket
import time
from collections.abc import Collection
from pathlib import Path

from django.conf import settings

_silent: dict[str, float] = {}  # path of a socket → until when it is left alone
SECONDS = 3  # to wait for an answer, the start of the process included
SILENT = 20  # seconds in which nobody asks again after one has waited in vain: words alone answer meanwhile
LONGEST_LINE = 1 << 20


def address_file() -> Path:
    """Where the server says which socket it listens at."""
    return Path(settings.PORTAL_DATA) / "meaning.address"


def address() -> str | None:
    """The path of the socket; None where no server has one."""
    with contextlib.suppress(OSError):
        path = address_file().read_text()
        if Path(path).is_socket():
            return path
    return None


def wake() -> None:
    """Pieces wait: begin, if there is a server. Never waits for it, never fails."""
    path = address()
    if path:
        with contextlib.suppress(OSError), _connected(path, 0.2) as line:
            line.sendall(b"{}\n")


def nearest(text: str, kinds: Collection[str], now: int, limit: int) -> list[tuple[int, float]]:
    """(pk of a piece, similarity), best first. Raises OSError or ValueError where no answer comes."""
    question = {"text": text, "kinds": list(kinds), "now": now, "limit": limit}
    path = address()
    if path is None or time.monotonic() < _silent.get(path, 0):
        raise ConnectionRefusedError("no process beside the server, or it did not answer a moment ago")
    try:
        with _connected(path, SECONDS) as line, line.makefile("rwb") as file:
            file.write(json.dumps(question).encode() + b"\n")
            file.flush()
            answer = json.loads(file.readline(LONGEST_LINE))
    except TimeoutError:
        _silent[path] = time.monotonic() + SILENT
        raise
    if "near" not in answer:
        raise ValueError(answer.get("error", "no answer"))
    return [(pk, similarity) for pk, similarity in answer["near"]]


@contextlib.contextmanager
def _connected(path, seconds):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(seconds)
        line.connect(path)
        yield line
