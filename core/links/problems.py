"""What is wrong with links, in sentences for whoever wrote the text."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.links.addresses import BAD, EXTERNAL, INTERNAL, kind_of, path_of
from core.links.link import Link

OK, GONE, MOVED, UNREACHABLE = "ok", "gone", "moved", "unreachable"
LABELS = {OK: "正常", GONE: "页面已不存在", MOVED: "已换成别的网站", UNREACHABLE: "打不开"}


@dataclass(frozen=True)
class Problem:
    """`blocks`: certain, to be mended before publication; else a warning, as a site elsewhere may be back tomorrow."""

    link: Link
    message: str
    blocks: bool


def problems(
    links: Iterable[Link],
    hosts: Collection[str],
    is_there: Callable[[str], bool],
    known: Mapping[str, str] | None = None,
    base: str = "/",
) -> list[Problem]:
    """What is wrong, in the order of the links.

    hosts: our own names. is_there: whether a path (with query) of ours is a page. known: `Link.target` of addresses
    elsewhere → how they answered last (OK, GONE, MOVED, UNREACHABLE); what is not in it has not been asked.
    base: the path of the page on which the links stand.
    """
    return [one for link in links for one in _of(link, kind_of(link.url, hosts), is_there, known or {}, base)]


def _of(link: Link, kind: str, is_there, known, base) -> Iterator[Problem]:
    name = f"“{link.text[:30] or link.url[:60]}”"
    place = f"{link.where}：" if link.where else ""
    if link.hidden:
        yield Problem(link, f"{place}链接{link.url[:60]}在页面上看不见（暗链），请删去。", True)
    if kind == BAD:
        yield Problem(
            link, f"{place}链接{name}指向{link.url[:60] or '空地址'}，公众打不开，请改正或者删去。", True
        )
    elif kind == INTERNAL and not is_there(path_of(link.url, base)):
        yield Problem(link, f"{place}链接{name}指向的本站页面不存在，请改正或者删去。", True)
    elif kind == EXTERNAL and known.get(link.target, OK) != OK:
        state = known[link.target]
        yield Problem(link, f"{place}链接{name}{LABELS[state]}，请核对{link.url[:60]}。", state == GONE)
