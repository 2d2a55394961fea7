"""Searching and saving among many varied documents; see bench/README.md.

    python bench/search.py [--documents 100000] [--rounds 3] [--data FOLDER]

Fills an empty database first (PORTAL_DATA is FOLDER or a temporary one; DATABASE_URL for PostgreSQL), then asks every
query of bench/search_queries.txt as the page does: total, four facets, twenty rows with quotes, without and with
filters. Prints one JSON object: for each class of queries p50 and p95 in milliseconds by the clock, and `busy`, of the
processor alone, which says more on a machine that others use too; exit status 1 above the bars.
"""

import argparse
import contextlib
import json
import os
import random
import re
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILTERS = [{}, {"over": "1"}, {"kind": "policy", "year": "2024"}, {"validity": "current"}, {"page": "40"}]
BAR_SEARCH, BAR_SAVE = 60, 50  # ms


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", default="")
    return parser.parse_args()


def start(folder):
    """Django on that folder, migrated."""
    sys.path.insert(0, str(ROOT))
    os.environ["PORTAL_DATA"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django = __import__("django")
    django.setup()
    management = __import__("django.core.management", fromlist=["call_command"])
    management.call_command("migrate", verbosity=0)


def sentences():
    """The sentences of the demo town's records: real words in their real proportions."""
    files = sorted((ROOT / "portal/demo").glob("*/*.md"))
    lines = [line for file in files for line in file.read_text().splitlines() if re.search(r"[。；]", line)]
    return sorted({one for line in lines for one in re.findall(r"[^。；]{8,}[。；]", line)})


def fill(number):
    """As many documents of about 800 characters, each of other sentences; documents a second."""
    from django.db import transaction

    from portal.demo import many
    from search import index

    pool = sentences()

    class Varied(many.Maker):
        def _body(self, a, b):
            lines = [f"为了做好{a}{b}工作，制定本文件。"]
            while sum(map(len, lines)) < 800:
                lines.append(re.sub(r"\d+", lambda _: str(self.dice.randint(1, 400)), self.dice.choice(pool)))
            return many.from_text("\n".join(lines))

    began, maker = time.perf_counter(), Varied(number)
    with index.bulk(), indexes_later(many.connection):
        for at in range(0, number, many.BATCH):
            with transaction.atomic():
                maker.write(min(many.BATCH, number - at))
    with many.connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return round(number / (time.perf_counter() - began))


@contextlib.contextmanager
def indexes_later(connection):
    """PostgreSQL makes an index of what is there in minutes, and one that is kept meanwhile in an hour."""
    from search.sql import postgresql

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX search_title; DROP INDEX search_every")
        yield
        cursor.execute(f"SET maintenance_work_mem = '512MB'; {postgresql.INDEXES}")


def queries():
    """(class, query) of the list, and passages of 40 characters from stored texts."""
    from search.models import Text

    for line in (ROOT / "bench/search_queries.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            yield tuple(line.split("\t"))
    bodies = Text.objects.order_by("number").values_list("body", flat=True)
    for at in range(8):
        text = bodies[at * 1000 % bodies.count()].replace("\n", "")
        yield "forty", text[200:240]


def ask(query, filters):
    """What a page needs, in milliseconds (clock, processor); None where there is no such page."""
    from portal.search_query import Search
    from search.conditions import DIMENSIONS

    began, worked = time.perf_counter(), time.process_time()
    asked = Search({"q": query, **filters})
    counts = [asked.counts(name) for name in DIMENSIONS]
    start = (asked.page - 1) * 20
    rows = asked.rows(start, start + 20)
    took = since(began, worked)
    return took if rows and counts else None


def since(began, worked):
    """Milliseconds by the clock and of the processor, of which a busy machine gives only a part."""
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def save(number=40):
    """Indexing one changed document and its commit, in milliseconds each."""
    from disclosure.models import Entry
    from search import index
    from search.models import Text

    for row in Entry.objects.order_by("?")[:number]:
        text = Text.objects.get(pk=row.pk)
        began, worked = time.perf_counter(), time.process_time()
        index.index(row.searchable(text.body + "补充"))
        yield since(began, worked)


def summary(times):
    """p50 and p95 by the clock, then of the processor alone."""
    times = list(times)
    clock, busy = (sorted(one[which] for one in times) for which in (0, 1))
    return {
        "n": len(times), "p50": _at(clock, 0.5), "p95": _at(clock, 0.95),
        "busy_p50": _at(busy, 0.5), "busy_p95": _at(busy, 0.95),
    }  # fmt: skip


def _at(ordered, share):
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)


def main():
    options = arguments()
    start(options.data or tempfile.mkdtemp())
    from core.actions import found_town
    from disclosure.actions import plant_categories
    from disclosure.models import Entry, Theme

    report = {"documents": Entry.objects.count()}
    if not report["documents"]:
        found_town()
        plant_categories()
        for slug in ("yanglao", "nongye", "shuili", "jiaoyu", "jiuye"):
            Theme.objects.get_or_create(slug=slug, defaults={"name": slug})
        report["loaded_a_second"] = fill(options.documents)
        report["documents"] = Entry.objects.count()
    asked = [(name, query, filters) for name, query in queries() for filters in FILTERS] * options.rounds
    random.Random(1).shuffle(asked)
    times = {}
    for name, query, filters in asked:
        took = ask(query, filters)
        if took is not None:
            times.setdefault(name, []).append(took)
    report |= {name: summary(some) for name, some in sorted(times.items())}
    report["all"] = summary([one for some in times.values() for one in some])
    report["save"] = summary(save())
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return int(report["all"]["p95"] > BAR_SEARCH or report["save"]["p95"] > BAR_SAVE)


if __name__ == "__main__":
    sys.exit(main())
