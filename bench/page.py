"""A warm public page beside nginx sending the same ready-compressed bytes; prints one JSON object.

    python bench/page.py [--url http://127.0.0.1:8000/] [--path /] [--connections 16,64] [--rounds 7]

Without --url it starts `script/server` on a free port, with its data in a new folder. Every round runs both
servers, every second round in reverse, and the ratio is the median of the rounds' own ratios: noise that hits
both cancels out. Needs wrk and nginx. Exit status 1 when a median is below --bar.
"""

import argparse
import contextlib
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urljoin, urlsplit

ROOT = Path(__file__).resolve().parent.parent
NGINX = """
worker_processes 2; daemon off; pid nginx.pid; error_log nginx.log warn; {user}
events {{ worker_connections 1024; }}
http {{
    types {{ text/html html; }} charset utf-8; access_log off; sendfile on; tcp_nopush on;
    keepalive_requests 1000000;
    client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp;
    uwsgi_temp_path temp; scgi_temp_path temp;
    server {{ listen 127.0.0.1:{port}; root pages; gzip_static on; }}
}}
"""


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", help="a running server on loopback; default: start script/server")
    parser.add_argument("--path", default="/", help="the page, below --url")
    parser.add_argument("-c", "--connections", default="16,64")
    parser.add_argument("-d", "--duration", type=int, default=2, help="seconds a run")
    parser.add_argument("-r", "--rounds", type=int, default=7)
    parser.add_argument("--bar", type=float, default=0.4)
    return parser.parse_args()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def fetch(url):
    """(bytes on the wire, headers) of a page asked for with gzip."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return response.read(), response.headers


def wait_for(url, seconds):
    """Until it answers. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            return fetch(url)
        time.sleep(0.2)
    raise TimeoutError(url)


@contextlib.contextmanager
def running(command, **options):
    """A process with its children, ended afterwards."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **options
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


@contextlib.contextmanager
def portal(url, folder):
    """The address of the portal: the given one, or that of a server of its own."""
    if url:
        yield url
        return
    port = free_port()
    env = {**os.environ, "PORT": str(port), "PORTAL_DATA": str(folder / "data")}
    with running([ROOT / "script" / "server"], env=env, cwd=ROOT):
        wait_for(f"http://127.0.0.1:{port}/", 600)
        yield f"http://127.0.0.1:{port}/"


@contextlib.contextmanager
def nginx(folder, wire, body):
    """nginx with the same bytes as page.html.gz; gives the address."""
    (folder / "pages").mkdir()
    (folder / "temp").mkdir()
    (folder / "pages" / "page.html.gz").write_bytes(wire)
    (folder / "pages" / "page.html").write_bytes(body)
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(port=port, user=user))
    with running(["nginx", "-p", f"{folder}/", "-c", "nginx.conf"]):
        wait_for(f"http://127.0.0.1:{port}/page.html", 10)
        yield f"http://127.0.0.1:{port}/page.html"


def wrk(url, connections, duration):
    """Requests a second; SystemExit when one failed, as a fast error is no speed."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{duration}s", "-H", "Accept-Encoding: gzip", url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        sys.exit(f"failed answers from {url}\n{text}")
    return float(re.search(r"Requests/sec: +([\d.]+)", text)[1])


def compare(ours, theirs, connections, options):
    """The ratio with its spread over interleaved rounds."""
    ratios, speeds = [], {ours: [], theirs: []}
    for turn in range(options.rounds):
        for url in (ours, theirs) if turn % 2 == 0 else (theirs, ours):
            speeds[url].append(wrk(url, connections, options.duration))
        ratios.append(speeds[ours][-1] / speeds[theirs][-1])
    return {
        "connections": connections,
        "ratio": round(statistics.median(ratios), 3),
        "min": round(min(ratios), 3),
        "max": round(max(ratios), 3),
        "portal_rps": round(statistics.median(speeds[ours])),
        "nginx_rps": round(statistics.median(speeds[theirs])),
    }


def main():
    options = arguments()
    if options.url and urlsplit(options.url).hostname not in ("127.0.0.1", "localhost", "::1"):
        sys.exit("only loopback addresses are measured")
    with tempfile.TemporaryDirectory() as name, portal(options.url, Path(name)) as base:
        page = urljoin(base, options.path)
        for _ in range(20):  # warm every worker
            wire, headers = fetch(page)
        if headers.get("Content-Encoding") != "gzip" or not headers.get("ETag"):
            sys.exit(f"{page} does not come from the page cache: {dict(headers)}")
        plain = urllib.request.urlopen(page, timeout=30).read()
        with nginx(Path(name), wire, plain) as file:
            counts = map(int, options.connections.split(","))
            runs = [compare(page, file, count, options) for count in counts]
    below = [run for run in runs if run["ratio"] < options.bar]
    print(json.dumps({"page": options.path, "bytes": len(wire), "bar": options.bar, "runs": runs}))
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
