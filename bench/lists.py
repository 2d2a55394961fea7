"""How long the lists of a large town take without the page cache, and how many queries each asks; one JSON object a line.

    PORTAL_DATA=FOLDER script/manage load_demo --documents 100000
    PORTAL_DATA=FOLDER python bench/lists.py [--times 5]

Django's test client calls the views; the median counts. Downloads are read to their end, their first byte is timed too.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    "/", "/disclosure/", "/disclosure/c/normative/", "/disclosure/c/normative/?page=2000", "/disclosure/catalogue/",
    "/disclosure/catalogue/?page=4000", "/disclosure/catalogue/?q=救助", "/disclosure/catalogue/?category=rules&year=2024",
    "/disclosure/catalogue/?q=办法&office=finance-office", "/disclosure/fees/", "/disclosure/standards/", "/disclosure/lateness/",
    "/disclosure/guide/", "/disclosure/windows/", "/disclosure/withdrawn/", "/disclosure/catalogue/?format=atom",
    "/disclosure/c/normative/?format=atom", "/policies/", "/policies/?validity=current&year=2024", "/api/v1/information/?page_size=100",
]  # fmt: skip
DOWNLOADS = [
    "/disclosure/catalogue/?format=csv",
    "/disclosure/catalogue/?format=json",
    "/disclosure/catalogue/?format=xlsx",
]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=5)
    arguments.add_argument("--downloads", action="store_true")
    options = arguments.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()

    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="127.0.0.1")
    for address in PAGES:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            status = client.get(address).status_code
        print(json.dumps({
            "address": address, "status": status, "queries": len(asked),
            "median_ms": round(statistics.median(timed(client, address) for _ in range(options.times)), 1),
        }, ensure_ascii=False), flush=True)  # fmt: skip
    for address in DOWNLOADS if options.downloads else []:
        before, began = memory(), time.perf_counter()
        answer = client.get(address)
        parts = iter(answer.streaming_content)
        size = len(next(parts))
        first = time.perf_counter() - began
        size += sum(map(len, parts))
        print(json.dumps({
            "address": address, "first_byte_s": round(first, 2), "all_s": round(time.perf_counter() - began, 1),
            "megabytes": round(size / 1e6, 1), "memory_grew_mb": round(memory() - before),
        }, ensure_ascii=False), flush=True)  # fmt: skip


def timed(client, address) -> float:
    began = time.perf_counter()
    answer = client.get(address)
    if answer.streaming:
        for _ in answer.streaming_content:
            pass
    return (time.perf_counter() - began) * 1000


def memory() -> float:
    """The most that the process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
