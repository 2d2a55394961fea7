"""What the server holds in memory after many requests; prints one JSON object.

    python bench/memory.py [--requests 10000] [--data FOLDER] [--ask]

Starts `script/server` with its data in FOLDER (default: a new one with the demo town) and asks for every address of the
sitemap and for searches, by turns, over eight connections. With --ask it then asks questions by meaning as well, from a
process of its own. Prints the resident megabytes of each process and their sum: `rss` counts what processes share once
in each, `pss` once in all. Vectors for a new town are made meanwhile, by a process that ends when it has been idle for a
minute: the last figures wait for that. Exit status 1 where their sum of rss is above 300.
"""

import argparse
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

from page import ROOT, free_port, running, wait_for

BAR = 300  # MB
SECONDS_TO_END = 400  # of the process that makes vectors
WORDS = ["养老", "补贴", "集市", "灌溉", "秸秆", "救助", "校车", "宅基地", "消防", "预算"]
ASK = "from search import meaning; print([len(meaning.near(q)) for q in {words!r}])"


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--data", default="")
    parser.add_argument("--ask", action="store_true")
    return parser.parse_args()


def addresses(base):
    """Those of the sitemap, on this server, and searches that no kept page answers."""
    with urllib.request.urlopen(base + "/sitemap.xml") as response:
        text = response.read().decode()
    found = [base + re.sub(r"^https?://[^/]+", "", one) for one in re.findall(r"<loc>([^<]+)</loc>", text)]
    return found + [
        f"{base}/search/?q={quote(one)}+{quote(other)}" for one in WORDS for other in WORDS if one != other
    ]


def fetch(url):
    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(url, timeout=60) as response:
        response.read()


def processes(leader):
    """(pid, name) of the group that the server leads."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):  # ended meanwhile
            if os.getpgid(int(folder.name)) == leader:
                name = (folder / "cmdline").read_bytes().split(b"\0")[1].decode().rpartition("/")[2]
                yield int(folder.name), name


def measure(leader):
    found = []
    for pid, name in sorted(processes(leader)):
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            rss, pss = (int(re.search(rf"^{key}:\s+(\d+)", text, re.M)[1]) / 1024 for key in ("Rss", "Pss"))
            found.append({"process": name, "rss": round(rss), "pss": round(pss)})
    return {"rss": sum(one["rss"] for one in found), "pss": sum(one["pss"] for one in found), "each": found}


def ask(environment):
    command = [ROOT / ".venv/bin/python", ROOT / "manage.py", "shell", "-v0", "-c", ASK.format(words=WORDS)]
    subprocess.run(command, env={**environment, "PORTAL_MEANING": "beside"}, cwd=ROOT, check=True)


def main():
    options, port = arguments(), free_port()
    base, report = f"http://127.0.0.1:{port}", {}
    with contextlib.ExitStack() as stack:
        data = options.data or stack.enter_context(tempfile.TemporaryDirectory())
        environment = {**os.environ, "PORT": str(port), "PORTAL_DATA": str(Path(data).resolve())}
        server = stack.enter_context(running([ROOT / "script/server"], env=environment, cwd=ROOT))
        wait_for(base + "/", 600)
        report["at the start"] = measure(server.pid)
        urls = addresses(base)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(fetch, (urls[number % len(urls)] for number in range(options.requests))))
        time.sleep(5)
        report[f"after {options.requests} requests"] = measure(server.pid)
        give_up = time.monotonic() + SECONDS_TO_END
        while any(name == "meaning.py" for _, name in processes(server.pid)) and time.monotonic() < give_up:
            time.sleep(2)
        report["when all vectors are made"] = last = measure(server.pid)
        if options.ask:
            ask(environment)
            report["while questions are asked"] = measure(server.pid)
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return int(last["rss"] > BAR)


if __name__ == "__main__":
    sys.exit(main())
