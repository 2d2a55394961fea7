"""Links of a record, judged: ours must lead somewhere public, others must have answered, none may be hidden."""

import logging
from collections.abc import Iterator

from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, get_script_prefix, resolve, reverse

from core import links
from core.link_check import known_states, own_hosts
from core.registry import Registry
from core.web import BadQuery

# functions that yield (address of the page, HTML) of every public text: what the daily check reads
public_texts = Registry()


LOG = logging.getLogger("portal")
MOST_ASKED = 50  # pages of ours a text: each is rendered
FILES = {
    "policies:word",
    "policies:pdf",
    "oversight:word",
    "oversight:pdf",
}  # made on demand: their page is asked for


def is_public_page(path: str) -> bool:
    """Whether a path (with query) of ours is answered to anybody: asked of the page itself."""
    plain = path.partition("?")[0].partition("#")[0]
    if not plain.startswith(get_script_prefix()) or plain.startswith(reverse("admin:index")):
        return False
    try:
        match = resolve("/" + plain.removeprefix(get_script_prefix()))
        if match.view_name in FILES:
            return True
        answer = match.func(_request(path), *match.args, **match.kwargs)
    except (Resolver404, Http404, BadQuery):
        return False
    except Exception:  # a page that breaks is not there, and must not break the page on which one judges it
        LOG.exception("the page behind a link: %s", path)
        return False
    return answer.status_code < 400


def _request(path) -> HttpRequest:
    """A reader's request for a page, as far as public views look at one."""
    request = HttpRequest()
    request.method, request.META = "GET", {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.path, _, query = path.partition("?")
    request.path_info = "/" + request.path.removeprefix(get_script_prefix())
    request.GET = QueryDict(query.partition("#")[0])
    return request


def problems(found: list[links.Link]) -> list[links.Problem]:
    """What is wrong with some links; one query besides those of our own pages."""
    if not found:
        return []
    asked: dict[str, bool] = {}

    def is_there(path):
        if path not in asked:
            asked[path] = len(asked) >= MOST_ASKED or is_public_page(path)
        return asked[path]

    return links.problems(found, own_hosts(), is_there, known_states(link.url for link in found))


def of_html(html: str) -> list[links.Link]:
    return links.in_html(html) if "<a" in html or "<area" in html else []


def stored(rows) -> list[links.Link]:
    """Links as an attachment keeps them."""
    return [links.Link(*row) for row in rows]


def everything_public() -> Iterator[tuple[str, links.Link]]:
    """(address of the page, link) of every public text and attachment."""
    for tell in public_texts:
        yield from tell()
