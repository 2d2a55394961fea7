"""The page cache in front of Django: anonymous public pages from memory, in ready-compressed bytes.

A public page is a pure function of (revision, address, day, display mode). A view says that its page is one
with a header, which never leaves the house:

    X-Page-Cache: public; until=1767196800; query=q,theme,page

`until` is the next moment, in epoch seconds, at which the clock alone changes the page (midnight in Shanghai
always is one). `query` names the parameters that the page knows; all others are dropped *before* Django sees
them, so that random ones neither flush the cache nor get into a kept page. The cache learns the names of an
address from its answers. Without `query` every parameter counts (the API, where an unknown one is an error);
`query=` means that the page knows none.

What is kept: answers 200, 301, 404 and 410 that opted in. What is never kept: a stream, a cookie, `Vary`
beyond Accept-Encoding, `no-store`, `private`, a page above a sixteenth of the memory. What passes by
untouched: other methods, a session or message cookie, Authorization, Range, a body, an unknown host.

Memory is kept by S3-FIFO rather than LRU: a page enters a short queue and reaches the long one only when it
was asked for again, so a flood of addresses asked for once, 404s included, cannot push out what is read; and
a hit is one attribute, no lock. One worker process, many threads.
"""

import gzip
import hashlib
import threading
import time
from email.utils import formatdate, parsedate_to_datetime
from urllib.parse import parse_qsl, urlencode

import brotli
from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from core import revision

ORDER = "x-page-cache"
READING, NO_BODY = ("GET", "HEAD"), ("", "0")
KEPT = {200, 301, 404, 410}
PRIVATE_COOKIES = ("messages",)  # a message waiting for its reader must not be lost on a kept page
ODD = ("HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_TRANSFER_ENCODING", "HTTP_UPGRADE")
REPLACED = {ORDER, "content-length", "etag", "last-modified", "cache-control", "vary"}
COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")
LONGEST_QUERY = 2048  # longer ones, and deeper ones than FIELDS, pass by
FIELDS = 50
REMEMBERED = 2048  # entries of each small table; at the end it starts anew, cheaper than keeping order
OVERHEAD = 1024  # bytes of Python objects around one page, roughly
DAY, SHANGHAI = 86400, 8 * 3600  # Shanghai has had no summer time since 1991


class PageTouchedVisitor(AssertionError):
    """Strict mode: a page that opted in depends on who asks (a cookie, the session, a CSRF token)."""


def next_midnight(now):
    """The next midnight in Shanghai after `now`, both in epoch seconds."""
    return ((now + SHANGHAI) // DAY + 1) * DAY - SHANGHAI


class Memo(dict):
    """Answers of a pure function of one short string, bounded."""

    def __init__(self, function):
        self.function = function

    def __missing__(self, key):
        answer = self.function(key)
        if len(key) <= 512:
            if len(self) >= REMEMBERED:
                self.clear()
            self[key] = answer
        return answer


# --- one kept page ----------------------------------------------------------------------------------------


class Page:
    """One answer in one encoding (`br`, `gzip`, or empty for bytes that gain nothing), ready to be sent."""

    def __init__(self, line, shared, body, encoding, until, modified):
        """`line` is the status line, `shared` Django's headers, `body` the plain bytes; times in epoch s."""
        self.line, self.status, self.shared = line, int(line[:3]), shared
        self.until, self.modified, self.seen = until, int(modified), False
        self.digest = hashlib.blake2b(body, digest_size=12).hexdigest()
        self.body, self.encoding = compressed(body, encoding, shared)
        self.etag = f'"{self.digest}-{self.encoding}"' if self.encoding else f'"{self.digest}"'
        self.headers = self._headers(self.etag, self.encoding, len(self.body), self.modified)
        # HTTP dates have whole seconds: two pages of one second must not share one, or a reader of the first
        # would be told 304. So while its second lasts a page says the second before.
        self.young_until = self.modified + 1
        self.young = self._headers(self.etag, self.encoding, len(self.body), self.modified - 1)
        self.size = len(self.body) + OVERHEAD + sum(len(name) + len(value) for name, value in shared)

    def _headers(self, etag, encoding, length, modified):
        coding = [("Content-Encoding", encoding)] if encoding else []
        return [
            *self.shared,
            *coding,
            ("Content-Length", str(length)),
            ("ETag", etag),
            ("Last-Modified", formatdate(modified, usegmt=True)),
            ("Cache-Control", "no-cache"),
            ("Vary", "Accept-Encoding, Cookie"),
        ]

    def plain(self):
        """The body without encoding; made when asked, as few ask."""
        if self.encoding == "br":
            return brotli.decompress(self.body)
        return gzip.decompress(self.body) if self.encoding else self.body

    def answer(self, environ, start_response, now, identity=False):
        """Send it: whole, as HEAD, or 304."""
        headers, body, etag = self.headers if now >= self.young_until else self.young, self.body, self.etag
        if identity and self.encoding:
            body, etag = self.plain(), f'"{self.digest}"'
            modified = self.modified if now >= self.young_until else self.modified - 1
            headers = self._headers(etag, "", len(body), modified)
        if ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ) and self._unchanged(
            environ, etag
        ):
            start_response("304 Not Modified", [pair for pair in headers if pair[0] not in DROPPED_BY_304])
            return [b""]
        start_response(self.line, headers)
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _unchanged(self, environ, etag):
        """Whether the reader's copy is this page; a tag outweighs a date (RFC 9110 §13.2.2)."""
        if self.status != 200:
            return False
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags is not None:
            return tags.strip() == "*" or etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        try:
            return parsedate_to_datetime(environ["HTTP_IF_MODIFIED_SINCE"]).timestamp() >= self.modified
        except (ValueError, OverflowError):
            return False


DROPPED_BY_304 = {"Content-Length", "Content-Type", "Content-Encoding", "Content-Language"}


def compressed(body, encoding, headers):
    """(bytes, encoding) as asked, or as they are with "" where compressing gains nothing."""
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    if len(body) < 256 or not kind.startswith(COMPRESSIBLE):
        return body, ""
    # brotli 6 saves 1 % more for 1.5 times the time; gzip without a time inside is the same on every worker
    packed = brotli.compress(body, quality=5) if encoding == "br" else gzip.compress(body, 6, mtime=0)
    return (packed, encoding) if len(packed) < len(body) else (body, "")


# --- the memory -------------------------------------------------------------------------------------------


class Shelf:
    """Pages by key within a limit of bytes; S3-FIFO. Reading `pages` needs no lock, changing has one."""

    def __init__(self, limit):
        self.limit = limit
        self.pages, self.lock = {}, threading.Lock()
        self._fresh, self._proven = {}, {}  # key → page in order of arrival
        self._fresh_size = self._proven_size = 0

    @property
    def size(self):
        """Bytes held."""
        return self._fresh_size + self._proven_size

    def clear(self):
        with self.lock:
            self.pages, self._fresh, self._proven = {}, {}, {}
            self._fresh_size = self._proven_size = 0

    def put(self, key, page):
        with self.lock:
            self._remove(key)
            self.pages[key] = self._fresh[key] = page
            self._fresh_size += page.size
            while self.size > self.limit:
                self._shrink()

    def _remove(self, key):
        self.pages.pop(key, None)
        old = self._fresh.pop(key, None)
        if old is not None:
            self._fresh_size -= old.size
        old = self._proven.pop(key, None)
        if old is not None:
            self._proven_size -= old.size

    def _shrink(self):
        """One step: a page asked for again moves on (or round once more), another one goes."""
        fresh = self._fresh_size >= self.limit // 10 or not self._proven
        key, page = next(iter((self._fresh if fresh else self._proven).items()))
        self._remove(key)
        if page.seen:
            page.seen = False
            self.pages[key] = self._proven[key] = page
            self._proven_size += page.size


# --- the callable -----------------------------------------------------------------------------------------


class PageCache:
    """A WSGI application around Django's; see the module."""

    def __init__(
        self,
        application,
        *,
        hosts,
        session_cookie="sessionid",
        display_cookie="",
        display_modes=(),
        prefix="",
        forwarded_host=False,
        proxy_header=None,
        limit=64 * 1024 * 1024,
        patience=5.0,
        strict=False,
        current=revision.current,
        clock=time.time,
    ):
        """hosts: as ALLOWED_HOSTS. display_modes: the cookie values other than the default. prefix: the path
        below which the site lies, taken off when a proxy left it on. proxy_header: SECURE_PROXY_SSL_HEADER.
        limit: bytes for each worker process. patience: seconds that a request waits for another that makes
        the same page. strict: raise PageTouchedVisitor. current, clock: the revision, the time in epoch s."""
        self._application = application
        self._private = {session_cookie, *PRIVATE_COOKIES}
        self._display_cookie, self._display_modes = display_cookie, frozenset(display_modes)
        self._prefix, self._forwarded_host, self._proxy_header = prefix, forwarded_host, proxy_header
        self._patience, self._strict, self._current, self._clock = patience, strict, current, clock
        self._shelf, self._revision = Shelf(limit), -1
        self._largest = limit // 16
        self._hosts = Memo(lambda host: allowed(host, hosts))
        self._encodings = Memo(best_encoding)
        self._modes = Memo(self._mode)
        self._names = {}  # path → names of the parameters that its page knows; outlives revisions
        self._refused = set()  # keys whose answers are not kept: do not wait for one another there
        self._flights, self._lock = {}, threading.Lock()

    @classmethod
    def from_settings(cls, application, **options):
        """As the settings say; `options` win."""
        hosts = settings.ALLOWED_HOSTS or ([".localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else [])
        given = {
            "hosts": hosts,
            "session_cookie": settings.SESSION_COOKIE_NAME,
            "display_cookie": getattr(settings, "PORTAL_DISPLAY_COOKIE", ""),
            "display_modes": getattr(settings, "PORTAL_DISPLAY_MODES", ()),
            "prefix": settings.PORTAL_PREFIX,
            "forwarded_host": settings.USE_X_FORWARDED_HOST,
            "proxy_header": settings.SECURE_PROXY_SSL_HEADER,
            "limit": settings.PORTAL_PAGE_CACHE_BYTES,
            "strict": getattr(settings, "PORTAL_PAGE_CACHE_STRICT", False),
        }
        return cls(application, **{**given, **options})

    def clear(self):
        """Forget every page (tests)."""
        self._shelf.clear()
        self._refused.clear()

    # The path of a hit: every line here is paid thirty thousand times a second.

    def __call__(self, environ, start_response):
        if self._prefix:
            self._mount(environ)
        encoding = self._encodings[environ.get("HTTP_ACCEPT_ENCODING", "")]
        key = self._key(environ, encoding or "gzip")
        if key is None:
            return self._pass(environ, start_response)
        try:
            now, at = self._clock(), self._current()
        except DatabaseTrouble:  # Django's own answer to that is better
            return self._pass(environ, start_response)
        if at != self._revision and not self._turn(at):
            return self._pass(environ, start_response)
        page = self._shelf.pages.get(key)
        if page is None or now >= page.until:
            return self._miss(environ, start_response, key, at, now)
        page.seen = True
        return page.answer(environ, start_response, now, not encoding)

    def _key(self, environ, encoding):
        """What the page depends on besides revision and clock; None for a request that passes by."""
        if environ["REQUEST_METHOD"] not in READING or environ.get("CONTENT_LENGTH", "") not in NO_BODY:
            return None
        cookies = environ.get("HTTP_COOKIE")
        mode = self._modes[cookies] if cookies else ""
        host = (self._forwarded_host and environ.get("HTTP_X_FORWARDED_HOST")) or environ.get("HTTP_HOST", "")
        if mode is None or not self._hosts[host]:
            return None
        for name in ODD:
            if name in environ:
                return None
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING")
        if query:
            query = self._canonical(environ, path, query)
            if query is None:
                return None
        return self._secure(environ), environ.get("SCRIPT_NAME"), path, query or "", mode, encoding

    def _secure(self, environ):
        """As request.is_secure(): the page of HTTPS has other headers, that of HTTP may be a redirect."""
        if self._proxy_header is not None:
            said = environ.get(self._proxy_header[0])
            if said is not None:
                return said.split(",", 1)[0].strip() == self._proxy_header[1]
        return environ["wsgi.url_scheme"] == "https"

    def _mode(self, cookies):
        """The display mode that a Cookie header asks for, "" the default; None when it is a visitor's own."""
        cookies = parse_cookie(cookies)
        if not self._private.isdisjoint(cookies):
            return None
        mode = cookies.get(self._display_cookie, "")
        return mode if mode in self._display_modes else ""

    def _mount(self, environ):
        """Give SCRIPT_NAME and PATH_INFO their parts, whether the proxy took the prefix off or not."""
        path = environ["PATH_INFO"]
        if path == self._prefix or path.startswith(self._prefix + "/"):
            environ["PATH_INFO"] = path[len(self._prefix) :] or "/"
        environ["SCRIPT_NAME"] = self._prefix

    def _canonical(self, environ, path, query):
        """The query string in one order and spelling, without names that the page of this path does not know;
        Django sees the same one. None when it is too long or too deep."""
        if len(query) > LONGEST_QUERY:
            return None
        try:
            query = canonical(query, self._names.get(path))
        except ValueError:
            return None
        environ["QUERY_STRING"] = query
        return query

    def _turn(self, at):
        """Go over to a newer revision, for which no kept page is true. False for an older one: that request
        is late, or a database was restored without `resync()`; it is answered without the cache."""
        with self._lock:
            if at > self._revision:
                self._shelf.clear()
                self._refused.clear()
                self._revision = at
            return at == self._revision

    # Misses.

    def _pass(self, environ, start_response):
        """Let Django answer; only its order to this cache is taken off."""

        def start(status, headers, exc_info=None):
            return start_response(status, [pair for pair in headers if pair[0].lower() != ORDER], exc_info)

        return self._application(environ, start)

    def _miss(self, environ, start_response, key, at, now):
        """Make the page once, however many ask for it at this moment."""
        if key in self._refused:
            return self._render(environ, start_response, key, at, now)
        flight, first = self._board((key, at))
        if first:
            try:
                return self._render(environ, start_response, key, at, now)
            finally:
                with self._lock:
                    del self._flights[key, at]
                flight.set()
        flight.wait(self._patience)
        page = self._shelf.pages.get(key)
        if at != self._revision or page is None or now >= page.until:
            return self._render(environ, start_response, key, at, now)
        page.seen = True
        return page.answer(environ, start_response, now, self._wants_identity(environ))

    def _board(self, name):
        """The flight of that name and whether it begins here."""
        with self._lock:
            flight = self._flights.get(name)
            if flight is not None:
                return flight, False
            flight = self._flights[name] = threading.Event()
            return flight, True

    def _render(self, environ, start_response, key, at, now):
        """Make the page, from its sister in the other encoding or from Django, and keep it if it may be."""
        sister = self._shelf.pages.get((*key[:-1], "gzip" if key[-1] == "br" else "br"))
        if sister is not None and now < sister.until:
            page = Page(sister.line, sister.shared, sister.plain(), key[-1], sister.until, sister.modified)
            self._keep(key, page, at)
            return page.answer(environ, start_response, now, self._wants_identity(environ))
        answer = Answer(self._application, environ)
        page = self._page(answer, environ, key, now)
        if page is None:
            self._refuse(key)
            return answer.send(environ, start_response)
        key = self._learn(key, answer.order)
        if key is not None:
            self._keep(key, page, at)
        return page.answer(environ, start_response, now, self._wants_identity(environ))

    def _wants_identity(self, environ):
        return not self._encodings[environ.get("HTTP_ACCEPT_ENCODING", "")]

    def _page(self, answer, environ, key, now):
        """The answer as a page, or None when it must not be kept or did not ask to be."""
        if answer.order is None:
            return None
        fault = answer.fault()
        if fault and self._strict and "visitor" in fault:
            answer.close()
            raise PageTouchedVisitor(f"{environ['PATH_INFO']}: {fault}")
        until = min(next_midnight(now), answer.order.get("until", now + DAY))
        if fault or until <= now:
            return None
        body = answer.read()
        shared = [pair for pair in answer.headers if pair[0].lower() not in REPLACED]
        page = Page(answer.line, shared, body, key[-1], until, self._clock())
        return page if page.size <= self._largest else None

    def _learn(self, key, order):
        """The key under which the page may be kept: None when it was made with parameters that it says it
        does not know, as they could be in it. The next request leaves them out."""
        names, path, query = order.get("query"), key[2], key[3]
        if names is None or not query:
            return key
        if self._names.get(path) != names:
            if len(self._names) >= REMEMBERED:
                self._names.clear()
            self._names[path] = names
        return key if canonical(query, names) == query else None

    def _keep(self, key, page, at):
        if at == self._revision:  # a page begun before a change is for those who asked before it
            self._shelf.put(key, page)
            self._refused.discard(key)

    def _refuse(self, key):
        if len(self._refused) >= REMEMBERED:
            self._refused.clear()
        self._refused.add(key)


class Answer:
    """What Django answers to a request, taken in before anything is sent."""

    def __init__(self, application, environ):
        # HEAD is asked as GET, so that its headers are those of the page; a body that is not kept is never
        # read, so a stream does not start.
        self.line, self.headers, self._read = None, [], None
        self.result = application({**environ, "REQUEST_METHOD": "GET"}, self._start)
        self.order = self._order()

    def _start(self, line, headers, exc_info=None):
        self.line, self.headers = line, list(headers)

    def _order(self):
        """What X-Page-Cache says: {"until": seconds, "query": names}, each only if given; None without it."""
        said = self._value(ORDER)
        self.headers = [pair for pair in self.headers if pair[0].lower() != ORDER]
        word, *options = [part.strip() for part in said.split(";")]
        if word != "public":
            return None
        given = dict(option.split("=", 1) for option in options if "=" in option)
        order = {}
        if "until" in given:
            order["until"] = float(given["until"])
        if "query" in given:
            order["query"] = frozenset(name.strip() for name in given["query"].split(",") if name.strip())
        return order

    def _value(self, wanted):
        return ", ".join(value for name, value in self.headers if name.lower() == wanted)

    def fault(self):
        """Why it must not be kept, in words with "visitor" when it depends on one; "" when it may be."""
        vary = {name.strip().lower() for name in self._value("vary").split(",")} - {"", "accept-encoding"}
        control = self._value("cache-control").lower()
        if self._value("set-cookie"):
            return "sets a cookie for the visitor"
        if "cookie" in vary:
            return "read the visitor's session or CSRF token (Vary: Cookie)"
        if vary or "no-store" in control or "private" in control:
            return f"Vary {sorted(vary)}, Cache-Control {control!r}"
        if self.line is None or int(self.line[:3]) not in KEPT or self._value("content-encoding"):
            return f"status {self.line}, Content-Encoding {self._value('content-encoding')!r}"
        where = self._value("location")
        if where and (not where.startswith("/") or where.startswith("//")):
            return "a Location that may hold the Host header"
        # Django's HttpResponse says whether it streams; of other iterables nobody knows.
        streams = getattr(self.result, "streaming", not isinstance(self.result, list | tuple))
        return "a stream" if streams else ""

    def read(self):
        """The whole body; what made it is closed."""
        if self._read is None:
            try:
                self._read = b"".join(self.result)
            finally:
                self.close()
        return self._read

    def close(self):
        close = getattr(self.result, "close", None)
        if close is not None:
            close()

    def send(self, environ, start_response):
        """Pass it on as it came."""
        start_response(self.line, self.headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            if self._read is None:
                self.close()
            return [b""]
        return self.result if self._read is None else [self._read]


def allowed(host, hosts):
    """Whether Django would answer to that Host header."""
    domain = split_domain_port(host)[0]
    return bool(domain) and validate_host(domain, hosts)


def best_encoding(accepted):
    """ "br", "gzip" or "" for an Accept-Encoding header; br first, as it is a sixth smaller."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        weights[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    anything = weights.get("*", False)
    return next((name for name in ("br", "gzip") if weights.get(name, anything)), "")


def canonical(query, names=None):
    """A query string in one order and spelling; only `names`, unless None. Values of one name keep their
    order. Raises ValueError for too many fields."""
    # latin-1 keeps every byte as it is, whatever a visitor put there
    pairs = parse_qsl(query, keep_blank_values=True, encoding="latin-1", max_num_fields=FIELDS)
    pairs = [pair for pair in pairs if names is None or pair[0] in names]
    return urlencode(sorted(pairs, key=lambda pair: pair[0]), encoding="latin-1")
