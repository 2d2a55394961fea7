"""What an address is: ours, somebody else's, no page at all, or nothing that anybody outside could open."""

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import quote, urlsplit, urlunsplit

INTERNAL, EXTERNAL, OTHER, BAD = "internal", "external", "other", "bad"
NO_PAGE = ("mailto:", "tel:", "sms:", "#")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
DRIVE = re.compile(r"[a-z]:[\\/]|\\\\", re.I)  # C:\ and \\server: somebody's own computer
SAFE = "%/:=&?~#+!$,;'@()*[]-._"
INSIDE_NAMES = (".local", ".lan", ".internal", ".localdomain")


def kind_of(url: str, hosts: Collection[str]) -> str:
    """INTERNAL, EXTERNAL (http and https), OTHER (mail, telephone, an anchor) or BAD. hosts: our own names."""
    url = url.strip()
    if not url or DRIVE.match(url):
        return BAD
    if url.lower().startswith(NO_PAGE):
        return OTHER
    if url.startswith("//"):
        url = f"http:{url}"
    if not SCHEME.match(url):
        return INTERNAL if "\\" not in url else BAD
    return _kind_of_absolute(url, hosts)


def _kind_of_absolute(url, hosts):
    host = host_of(url)
    if not host or "\\" in url or not url.lower().startswith(("http://", "https://")):
        return BAD
    if host in {name.lower() for name in hosts}:
        return INTERNAL
    return BAD if _is_inside(host) else EXTERNAL


def host_of(url: str) -> str:
    """The host of an absolute address in lower case; "" where it has none that one could ask."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for one that is no number
    except ValueError:
        return ""
    return (parts.hostname or "").rstrip(".") if "@" not in parts.netloc else ""


def _is_inside(host):
    """Addresses that only the office's own network knows."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(INSIDE_NAMES)


def path_of(url: str, base: str = "/") -> str:
    """The path (with its query) of an internal address, seen from the page at `base`."""
    parts = urlsplit(url.strip())
    path = parts.path or base
    if not path.startswith("/"):
        path = f"{base.rpartition('/')[0]}/{path}"
    return f"{path}?{parts.query}" if parts.query else path


def plain_url(url: str) -> str:
    """An address without its anchor, in ASCII, the host in lower case: the same page has one."""
    url = url.strip()
    url = f"http:{url}" if url.startswith("//") else url
    try:
        parts = urlsplit(url)
        netloc = (
            parts.netloc.lower().encode("idna").decode()
            if not parts.netloc.isascii()
            else parts.netloc.lower()
        )
    except ValueError:  # UnicodeError is one too
        return quote(url, safe=SAFE)
    return urlunsplit(
        (parts.scheme.lower(), netloc, quote(parts.path, safe=SAFE), quote(parts.query, safe=SAFE), "")
    )
