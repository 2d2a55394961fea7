"""Twenty who search at once, and one who reads pages meanwhile; prints one JSON object.

    python bench/crowd.py [--data FOLDER] [--path "/search/?q={}"] [--askers 20] [--seconds 10]

Starts `script/server` on PORTAL_DATA=FOLDER (default: a new one with the demo town). Each asker sends one query after
another, every one another, so that no kept page answers; a reader asks for pages by turns, of which every second has
never been asked for. First the reader alone, then with the crowd. Above the cap of simultaneous searches the answer
must be 503 with Retry-After; exit status 1 where one was anything else than that or 200, or where the reader's p95
is above --bar ms.
"""

import argparse
import contextlib
import json
import os
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from itertools import count
from pathlib import Path
from urllib.parse import quote

from page import ROOT, free_port, running, wait_for

WORDS = [
    "养老",
    "补贴",
    "集市",
    "灌溉",
    "秸秆",
    "救助",
    "校车",
    "宅基地",
    "消防",
    "预算",
    "物业",
    "防汛",
    "创业",
    "医保",
    "河道",
    "公示",
    "村民",
    "申请",
    "办法",
    "通知",
]
PAGES = ("/", "/policies/", "/disclosure/", "/disclosure/catalogue/")


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", default="")
    parser.add_argument("--path", default="/search/?q={}")
    parser.add_argument("--askers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--bar", type=float, default=1000)
    return parser.parse_args()


def fetch(url):
    """(status, Retry-After, milliseconds)"""
    began = time.perf_counter()
    try:
        with urllib.request.urlopen(url, timeout=60) as response:
            response.read()
            status, wait = response.status, ""
    except urllib.error.HTTPError as error:
        error.read()
        status, wait = error.code, error.headers.get("Retry-After", "")
    return status, wait, (time.perf_counter() - began) * 1000


def read(base, seconds, serial):
    """Times of a reader: kept pages, and pages that are made."""
    times, end = {"kept": [], "made": []}, time.monotonic() + seconds
    for path in PAGES:
        fetch(base + path)
    while time.monotonic() < end:
        number = next(serial)
        path = PAGES[number % len(PAGES)]
        times["kept"].append(fetch(base + path)[2])
        times["made"].append(fetch(f"{base}/policies/?page=1&q={quote(WORDS[number % 20])}{number}")[2])
        time.sleep(0.02)
    return {name: summary(some) for name, some in times.items()}


def summary(times):
    ordered = sorted(times)
    return {
        "n": len(ordered), "p50": round(ordered[len(ordered) // 2], 1),
        "p95": round(ordered[int(len(ordered) * 0.95)], 1), "most": round(ordered[-1], 1),
    }  # fmt: skip


class Crowd:
    """Askers until told to stop; their answers by status."""

    def __init__(self, base, path, number, serial):
        self.address, self.serial = base + path, serial
        self.answers, self.times, self.ended = Counter(), [], threading.Event()
        self.threads = [threading.Thread(target=self._ask) for _ in range(number)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def _ask(self):
        while not self.ended.is_set():
            number = next(self.serial)
            words = f"{WORDS[number % 20]} {WORDS[number // 20 % 20]}{'' if number < 400 else number % 97}"
            status, wait, took = fetch(self.address.format(quote(words)))
            self.answers[f"{status}{' Retry-After' if wait else ''}"] += 1
            if status == 200:
                self.times.append(took)


def main():
    options, serial, port = arguments(), count(), free_port()
    base = f"http://127.0.0.1:{port}"
    with contextlib.ExitStack() as stack:
        data = options.data or stack.enter_context(tempfile.TemporaryDirectory())
        environment = {**os.environ, "PORT": str(port), "PORTAL_DATA": str(Path(data).resolve())}
        stack.enter_context(running([ROOT / "script" / "server"], env=environment, cwd=ROOT))
        wait_for(base + "/", 600)
        report = {"load": os.getloadavg()[0], "alone": read(base, options.seconds, serial)}
        with Crowd(base, options.path, options.askers, serial) as crowd:
            report["with the crowd"] = read(base, options.seconds, serial)
        report |= {"answers": dict(crowd.answers), "searches": summary(crowd.times)}
    print(json.dumps(report, ensure_ascii=False, indent=1))
    wrong = set(crowd.answers) - {"200", "503 Retry-After"}
    return int(bool(wrong) or max(one["p95"] for one in report["with the crowd"].values()) > options.bar)


if __name__ == "__main__":
    sys.exit(main())
