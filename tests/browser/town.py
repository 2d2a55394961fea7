"""The demo town as its people get it: `script/server` in a process and a data folder of its own.

Tests of pages go through the real server because half of what they guard is not in Django: compression,
cache, headers, hashed static files, several workers.
"""

import atexit
import fcntl
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS_TO_START = 600  # the first start loads the demo, on a busy machine slowly


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

    def policies(self):
        """The library's rows as data."""
        return json.loads(self.get("/policies/?format=json")[2])["results"]

    def policy(self, words):
        """The one row whose title holds the words."""
        found = [row for row in self.policies() if words in row["title"]]
        assert len(found) == 1, f"{words} names {[row['title'] for row in found]}"
        return found[0]

    @property
    def password(self):
        """The one that the server printed for the demo staff."""
        return re.search(r"密码都是：(\S+)", self.log.read_text(encoding="utf-8"))[1]

    def withdrawn(self):
        """The address of a withdrawn document. No public page lists them, so the database is asked."""
        with closing(sqlite3.connect(f"file:{self.data}/portal.sqlite3?mode=ro", uri=True)) as database:
            asked = database.execute(
                "SELECT id FROM disclosure_information WHERE status = 'withdrawn' AND kind = 'policy'"
                " AND withdraw_kind = 'error'"
            )
            return f"/policies/{asked.fetchone()[0]}/"


@contextmanager
def running_town(factory):
    """The one town of a run of pytest, `factory` being its tmp_path_factory.

    Workers share it: whoever comes first starts it, and ends it when everybody has left.
    """
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, server = shared / "town", None
    # Everybody takes the two locks in this order, or one who comes and one who closes would wait for each other.
    with locked(shared / "visitors", fcntl.LOCK_SH):
        with locked(shared / "door", fcntl.LOCK_EX):
            if not (folder / "url").exists():
                server = start(folder)
        yield Town((folder / "url").read_text(), folder / "data", folder / "log")
    if server:
        with locked(shared / "visitors", fcntl.LOCK_EX), locked(shared / "door", fcntl.LOCK_EX):
            stop(server)
            shutil.rmtree(folder)


@contextmanager
def locked(path, how):
    """The kernel drops the lock when its holder dies."""
    with path.open("a") as file:
        fcntl.flock(file, how)
        yield


def start(folder):
    """Starts a town; `url` is in its folder when it answers."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    town = Town(f"http://127.0.0.1:{free_port()}", folder / "data", folder / "log")
    prepare(town)
    with town.log.open("ab") as log:
        server = subprocess.Popen(
            [str(ROOT / "script/server")],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            env=environment(town),
        )
    atexit.register(stop, server)  # where a run is broken off
    wait_for(town, server)
    (folder / "url").write_text(town.url)
    return server


def prepare(town):
    """Where script/test has made the demo town beforehand, in PREPARED_TOWN, `script/server` finds it there."""
    if prepared := os.environ.get("PREPARED_TOWN"):
        shutil.copytree(Path(prepared) / "data", town.data)
        shutil.copyfile(Path(prepared) / "log", town.log)


def environment(town):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PORTAL_", "SITE_", "DATABASE_"))
    }
    return kept | {
        "PORTAL_DATA": str(town.data),
        "PORTAL_DEMO": "1",
        "PORT": town.url.rpartition(":")[2],
    }


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
