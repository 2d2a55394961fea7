"""The process beside the server: answers questions by meaning, makes the vectors that wait, and ends when idle.

It begins with a knock at the socket that its starter holds, so a knock while it ends waits there and begins it again.
"""

import json
import logging
import os
import secrets
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import DatabaseError, connection

from search.meaning import here, making
from search.meaning.beside import LONGEST_LINE

AT_ONCE = 4  # questions; others wait at the socket, for no longer than their askers wait for an answer
IDLE_AFTER_QUESTIONS, IDLE = 60, 2  # seconds until it ends
PAUSE = 5  # seconds until the next try, where the database is busy or another process makes vectors
SECONDS_TO_SPEAK = 5
NICENESS = 10  # of making: readers come first
log = logging.getLogger(__name__)


class Serving:
    """One life of the process."""

    def __init__(self, listener: socket.socket):
        self.listener = listener
        self.maker = Maker()
        self.until = time.monotonic() + IDLE

    def run(self) -> None:
        """Serve until idle."""
        self.maker.start()
        self.listener.settimeout(0.5)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while self.maker.is_busy() or time.monotonic() < self.until:
                try:
                    line, _ = self.listener.accept()
                except TimeoutError:
                    continue
                pool.submit(self._serve, line)
                self._stay(IDLE)

    def _stay(self, seconds):
        self.until = max(self.until, time.monotonic() + seconds)

    def _serve(self, line):
        try:
            with line, line.makefile("rwb") as file:
                line.settimeout(SECONDS_TO_SPEAK)
                asked = json.loads(file.readline(LONGEST_LINE) or b"{}")
                if not asked:
                    self.maker.wake()
                    return
                self._stay(IDLE_AFTER_QUESTIONS)
                file.write(json.dumps(answer(asked)).encode() + b"\n")
        except (OSError, ValueError) as error:  # who asked went away, or spoke nonsense
            log.info("a question was lost: %s", error)
        finally:
            connection.close()


def answer(asked: dict) -> dict:
    """To one question, as `beside.nearest` reads it."""
    try:
        return {"near": here.nearest(asked["text"], asked["kinds"], asked["now"], asked["limit"])}
    except (DatabaseError, ValueError, LookupError, TypeError) as error:
        log.warning("no answer by meaning: %s", error)
        return {"error": type(error).__name__}


class Maker(threading.Thread):
    """Makes what waits, then sleeps until it is woken."""

    def __init__(self):
        super().__init__(daemon=True)
        self.name_of_worker = secrets.token_hex(8)
        self._woken, self._busy = threading.Event(), True
        self._woken.set()

    def wake(self):
        self._busy = True
        self._woken.set()

    def is_busy(self) -> bool:
        return self._busy

    def run(self):
        if sys.platform == "linux":  # there a thread has a niceness of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        while self._woken.wait():
            self._woken.clear()
            self._make_all()
            self._busy = self._woken.is_set()

    def _make_all(self):
        try:
            while not self._is_done():
                pass
            making.release(self.name_of_worker)
        finally:
            connection.close()

    def _is_done(self) -> bool:
        """After some more: whether nothing waits."""
        try:
            if making.make_some(self.name_of_worker):
                return False
            if not making.waiting().exists():
                return True
        except DatabaseError as error:
            log.warning("vectors wait: %s", error)
            connection.close()
        time.sleep(PAUSE)
        return False
