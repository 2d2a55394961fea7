"""One address asked, its redirects followed, nothing of the answer kept."""

import http.client
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from core.links import GONE, MOVED, OK, UNREACHABLE, plain_url

TIMEOUT = 8  # seconds for each connection
REDIRECTS = 5
AGENT = "Mozilla/5.0 (compatible; link check of a government portal)"
NO_HEAD = {400, 403, 404, 405, 406, 410, 500, 501, 503}  # servers that answer HEAD with nonsense
LONGEST = 1000


@dataclass(frozen=True)
class Answer:
    """How an address answered: status as in core.links; where it ended up when that is another site."""

    status: str
    note: str = ""
    moved_to: str = ""


class Forbidden(Exception):
    """An address inside our own network, or none that can be asked."""


def probe(url: str, timeout: float = TIMEOUT, *, may_go_inside: bool = False) -> Answer:
    """Ask for an address elsewhere, follow its redirects, keep nothing. Never raises. `may_go_inside` is for tests."""
    try:
        return _followed(url, timeout, may_go_inside)
    except Forbidden:
        return Answer(UNREACHABLE, "指向内部网络，没有访问")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(UNREACHABLE, type(error).__name__)


def _followed(url, timeout, may_go_inside):
    at = url
    for _ in range(REDIRECTS + 1):
        code, onward = _ask(at, timeout, may_go_inside)
        if not 300 <= code < 400 or not onward:
            return _judged(code, url, at)
        at = plain_url(urljoin(at, onward))
    return Answer(UNREACHABLE, "转来转去，没有尽头")


def _judged(code, asked, ended):
    if code in (404, 410):
        return Answer(GONE, str(code))
    if code >= 500:
        return Answer(UNREACHABLE, str(code))
    if _site(asked) != _site(ended):
        return Answer(MOVED, str(code), ended[:LONGEST])
    return Answer(OK, str(code))  # 401 and 403 are somebody who answers


def _site(url):
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _ask(url, timeout, may_go_inside):
    """(status, Location) by HEAD, or by GET where HEAD is not understood."""
    code, onward = _request("HEAD", url, timeout, may_go_inside)
    return _request("GET", url, timeout, may_go_inside) if code in NO_HEAD else (code, onward)


def _request(method, url, timeout, may_go_inside):
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Forbidden(url)
    connection = _connection(parts, timeout, may_go_inside)
    # The timeout is one for each packet: whoever sends a letter a second would hold us for hours.
    guard = threading.Timer(2 * timeout, connection.hang_up)
    guard.start()
    try:
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request(method, path, headers={"User-Agent": AGENT, "Accept": "*/*"})
        response = connection.getresponse()
        return response.status, response.getheader("Location")
    finally:
        guard.cancel()
        connection.close()


def _connection(parts, timeout, may_go_inside):
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _resolved(parts.hostname, port, may_go_inside)
    if parts.scheme == "https":
        return _PinnedHTTPS(parts.hostname, port, address, timeout)
    return _Pinned(parts.hostname, port, address, timeout)


def _resolved(host, port, may_go_inside):
    """One address of a name; Forbidden when any of them lies inside."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [each[4][0].partition("%")[0] for each in found]
    if not may_go_inside and not all(map(_is_outside, addresses)):
        raise Forbidden(host)
    return addresses[0]


# IPv6 forms that a gateway may turn into any IPv4 address (RFC 6052, RFC 4291)
TRANSLATED = [ipaddress.ip_network(name) for name in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")]


def _is_outside(address):
    known = ipaddress.ip_address(address)
    if any(known.version == 6 and known in network for network in TRANSLATED):
        return False
    inner = getattr(known, "ipv4_mapped", None) or getattr(known, "sixtofour", None) or known
    return known.is_global and inner.is_global and not known.is_multicast


class _Pinned(http.client.HTTPConnection):
    """A connection to the very address that was looked at, under the name that was asked for."""

    def __init__(self, host, port, address, timeout):
        super().__init__(host, port, timeout=timeout)
        self.address = address

    def connect(self):
        self.sock = socket.create_connection((self.address, self.port), self.timeout)

    def hang_up(self):
        with suppress(OSError):
            if self.sock is not None:
                self.sock.shutdown(socket.SHUT_RDWR)


class _PinnedHTTPS(_Pinned):
    default_port = 443

    def connect(self):
        super().connect()
        # Many county sites have certificates that ran out: that they answer is what is asked here.
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
