"""Prepares the portal and serves it until a signal: what `script/server` becomes.

Granian is started from here and not from its own command for three reasons: its workers share a port
silently with any other server of the same kind, they outlive a main process that was killed, and the
address should be printed when it answers, not before.
"""

import contextlib
import errno
import importlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

from beside import Beside, is_wanted
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2
# Python runs one thread of a worker at a time, so more of them do not make pages faster; they are there so
# that slow uploads, exports and waits for the database do not hold up everybody else.
THREADS = 8
SECONDS_TO_FINISH = 10


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    host = os.environ.get("PORTAL_BIND") or "127.0.0.1"
    port = read_port(os.environ.get("PORT") or "8000")
    wait_for_port(host, port)
    prepare()
    with contextlib.ExitStack() as stack:
        if is_wanted():
            os.environ["PORTAL_MEANING"] = "beside"  # for the workers
            data = Path(os.environ.get("PORTAL_DATA") or ROOT / "var").resolve()
            stack.enter_context(Beside(data)).start()
        serve(host, port)


def serve(host, port):
    announce = threading.Thread(target=print_when_ready, args=(host, port), daemon=True)
    server = Granian(
        "portal.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=WORKERS,
        blocking_threads=THREADS,
        backlog=2048,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=LogLevels.error,
    )
    server.on_startup(announce.start)
    server.serve(target_loader=partial(load_in_worker, os.getpid()))


def read_port(text):
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        sys.exit(refusal(f"PORT must be a number from 1 to 65535, not {text!r}"))
    return int(text)


def wait_for_port(host, port, seconds=3):
    """Returns when the port can be had; waits a little for a server that is just ending."""
    give_up = time.monotonic() + seconds
    while problem := port_problem(host, port):
        if problem.errno != errno.EADDRINUSE:
            sys.exit(refusal(f"Cannot serve on {host} port {port}: {problem.strerror}."))
        if time.monotonic() > give_up:
            sys.exit(refusal(f"Port {port} is taken by another program. Choose one: PORT=8001 script/server"))
        time.sleep(0.1)


def port_problem(host, port):
    """The OSError that binding raises, or None. SO_REUSEPORT would not see another Granian."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        return problem
    return None


def prepare():
    """Database, static files, on an empty database the demo town. A signal in the middle ends this too."""
    done = subprocess.run([sys.executable, str(ROOT / "manage.py"), "prepare"], cwd=ROOT)
    if done.returncode:
        sys.exit(done.returncode)


def print_when_ready(host, port):
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while True:
        try:
            socket.create_connection((target, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            break
    shown = f"[{target}]" if ":" in target else target
    prefix = os.environ.get("PORTAL_PREFIX", "").rstrip("/")
    print(f"http://{shown}:{port}{prefix}/  (Ctrl-C ends it)", flush=True)


def load_in_worker(main_process, target):
    # Until Granian sets its own handler, the inherited one of the main process would swallow a signal.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=end_with, args=(main_process,), daemon=True).start()
    sys.path.insert(0, str(ROOT))
    module, name = target.split(":")
    return getattr(importlib.import_module(module), name)


def end_with(main_process):
    """A killed main process cannot tell its workers to stop, and they would keep the port."""
    while os.getppid() == main_process:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_FINISH)
    os._exit(1)


def refusal(sentence):
    print(sentence, file=sys.stderr, flush=True)
    return 2


if __name__ == "__main__":
    main()
