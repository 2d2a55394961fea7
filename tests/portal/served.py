"""The portal as a town runs it — two worker processes of the real server — on the database of a test, to be killed and
started again."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
SERVER = (
    "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "8", "--backlog", "2048", "--log-level", "error",
    "portal.wsgi:application",
)  # fmt: skip


class Served:
    """A server in processes of its own. On SQLite it has a copy of the test's database, which lives in one connection."""

    def __init__(self, folder: Path, **environment):
        self.folder, self.port = folder, _free_port()
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")
        }
        self.environment |= {
            "PORTAL_DATA": str(folder), "PORTAL_SECRET_KEY": settings.SECRET_KEY, "PORTAL_DEMO": "0",
            "PORTAL_DEBUG": "0", "DATABASE_URL": self._database(), **environment,
        }  # fmt: skip

    def _database(self):
        named = connection.settings_dict
        if connection.vendor == "postgresql":
            user = f"{named['USER']}:{named['PASSWORD']}@" if named["USER"] else ""
            return f"postgres://{user}{named['HOST'] or 'localhost'}:{named['PORT'] or 5432}/{named['NAME']}"
        self.folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.folder / "portal.sqlite3")) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=WAL")
        return f"sqlite:///{self.folder / 'portal.sqlite3'}"

    def start(self):
        command = [sys.executable, "-m", *SERVER, "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True)
        self._wait()
        return self

    def _wait(self):
        give_up = time.monotonic() + 60
        while time.monotonic() < give_up:
            try:
                with closing(socket.create_connection(("127.0.0.1", self.port), timeout=5)) as one:
                    one.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    if b" 200 " in one.recv(64):
                        return
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def kill(self):
        """As a power cut would: all of its processes at once, in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask(self, statement):
        """The rows of a statement, from the database that the server wrote."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall()
        with closing(sqlite3.connect(self.folder / "portal.sqlite3")) as database:
            return database.execute(statement).fetchall()


def _free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
