"""The demo town as its people get it: `script/server` in a process and a data folder of its own.

Tests of pages go through the real server because half of what they guard is not in Django: compression,
cache, headers, hashed static files, several workers.
"""

import atexit
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS_TO_START = 180  # the first start loads the demo


@dataclass(frozen=True)
class Town:
    """A running portal; `url` has no slash at its end, `log` is what the server printed."""

    url: str
    data: Path
    log: Path

    def get(self, path):
        """(status, headers, text) of an address of the town; redirects are followed."""
        try:
            with urllib.request.urlopen(self.url + quote(path, safe="/?&=%:"), timeout=30) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read().decode()


@cache
def running_town():
    """One town for all tests of a process; it ends with the process."""
    folder = tempfile.TemporaryDirectory(prefix="portal-town-")
    atexit.register(folder.cleanup)
    data = Path(folder.name) / "data"
    town = Town(f"http://127.0.0.1:{free_port()}", data, Path(folder.name) / "log")
    with town.log.open("wb") as log:
        server = subprocess.Popen(
            [str(ROOT / "script/server")],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            env=environment(town),
        )
    atexit.register(stop, server)
    wait_for(town, server)
    return town


def environment(town):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PORTAL_", "SITE_", "DATABASE_"))
    }
    return kept | {"PORTAL_DATA": str(town.data), "PORT": town.url.rpartition(":")[2]}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(town, server):
    give_up = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < give_up:
        try:
            if town.get("/healthz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"script/server did not start:\n{town.log.read_text(errors='replace')[-4000:]}")


def stop(server):
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
