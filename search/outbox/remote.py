"""The other engine: OpenSearch, or what answers like it. Two calls of its HTTP interface, no library.

Tokens are cut here, by the same function as for the database, and stand in fields that the other engine only parts at
blanks. So both find the same texts.
"""

import base64
import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

from search.models import Document, Text
from search.text import tokens

SECONDS = 30
TOKENS = {"type": "text", "analyzer": "whitespace", "norms": False, "index_options": "docs"}
NUMBERS = ("place", "title_key", "visible_from", "since", "until")
MAPPING = {
    "settings": {"index": {"sort.field": "place", "sort.order": "desc"}},
    "mappings": {
        "dynamic": "strict",
        "properties": {
            "title_tokens": TOKENS,
            "every_tokens": TOKENS,
            "title": {"type": "keyword", "index": False, "doc_values": False},
            "body": {"type": "keyword", "index": False, "doc_values": False},
            "kind": {"type": "keyword"},
            "themes": {"type": "keyword"},
            "year": {"type": "short"},
            **{name: {"type": "long"} for name in NUMBERS},
        },
    },
}


class Refused(Exception):
    """The other engine did not take what it was sent; the message says what it said."""


@dataclass(frozen=True)
class Item:
    """One text as it is now, under the version of its last change; no document: it is gone."""

    number: int
    version: int
    document: dict | None


def document_of(document: Document, text: Text) -> dict:
    """A text as the other engine keeps it. Days are ordinals, moments seconds since 1970, as in `search_document`."""
    of_title = tokens(text.title)
    facts = {name: getattr(document, name) for name in (*NUMBERS, "kind", "year")}
    return facts | {
        "themes": [theme for theme in document.themes.split(",") if theme],
        "title": text.title,
        "body": text.body,
        "title_tokens": " ".join(sorted(of_title)),
        "every_tokens": " ".join(sorted(of_title | tokens(text.body))),
    }


class Remote:
    """One index, by its address: scheme://user:password@host:port/index."""

    def __init__(self, address: str):
        parts = urlsplit(address)
        host = parts.hostname + (f":{parts.port}" if parts.port else "")
        self.base, self.index = urlunsplit((parts.scheme, host, "", "", "")), parts.path.strip("/")
        self.headers = {"Content-Type": "application/x-ndjson"}
        if parts.username:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            self.headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"

    def create(self) -> None:
        """Make the index where there is none. Raises Refused, OSError."""
        try:
            self._send("HEAD", f"/{self.index}", b"")
        except Refused:
            self._send("PUT", f"/{self.index}", json.dumps(MAPPING).encode(), "application/json")

    def bulk(self, items: list[Item]) -> dict[int, str]:
        """Send some texts; number → what went wrong, for those that did. Raises Refused or OSError where it is not
        known what was taken: sent again they do no harm, since an older version never replaces a newer one."""
        answer = self._send("POST", "/_bulk", b"".join(self._lines(items)))
        results = answer.get("items", [])
        if len(results) != len(items):
            raise Refused(f"{len(results)} answers to {len(items)} texts")
        pairs = zip(items, results, strict=True)
        found = {item.number: _problem(next(iter(result.values()))) for item, result in pairs}
        return {number: problem for number, problem in found.items() if problem}

    def _lines(self, items):
        for item in items:
            about = {
                "_index": self.index, "_id": str(item.number), "version": item.version, "version_type": "external"
            }  # fmt: skip
            yield json.dumps({"index" if item.document else "delete": about}).encode() + b"\n"
            if item.document:
                yield json.dumps(item.document, ensure_ascii=False).encode() + b"\n"

    def _send(self, method, path, body, kind=None):
        headers = self.headers | ({"Content-Type": kind} if kind else {})
        request = urllib.request.Request(self.base + path, body or None, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as response:
                return json.loads(response.read() or b"{}")
        except urllib.error.HTTPError as error:
            raise Refused(f"HTTP {error.code}: {error.read(200).decode(errors='replace')}") from error
        except (http.client.HTTPException, ValueError) as error:  # cut off in the middle
            raise Refused(f"{type(error).__name__}: {error}") from error


def _problem(result) -> str:
    """Nothing where it was taken, was gone already (404), or something newer is there (409)."""
    status = result.get("status", 500)
    if status < 300 or status in (404, 409):
        return ""
    return f"HTTP {status}: {json.dumps(result.get('error', ''), ensure_ascii=False)}"
