"""What every template may read: the identity of the site, the sections of the column, the display mode."""

from django.conf import settings
from django.urls import reverse

MODES = {"large": "大字", "contrast": "高对比", "dark": "深色"}


def modes_of(request) -> set:
    """The display modes that the cookie asks for, of those there are."""
    return set(MODES) & set(request.COOKIES.get(settings.PORTAL_DISPLAY_COOKIE, "").split("-"))


def site(request):
    """Context processor. Touches neither session nor database, so that public pages can be cached."""
    chosen = modes_of(request)
    return {
        "site": settings.SITE,
        "mode": {name: name in chosen for name in MODES},
        "sections": list(_sections(request.path)),
    }


SECTIONS = [
    # label, address, name of the addresses below that do not begin with it
    ("法定主动公开内容", "disclosure:index", None),
    ("政策文件库", "policies:list", None),
    ("政府信息公开年报", "annual-reports", "oversight:index"),
]


def _sections(path):
    found = [(label, reverse(name), reverse(also) if also else None) for label, name, also in SECTIONS]
    # the longest address decides: the reports stand below the column's own
    under = [url for _, url, also in found for start in (url, also) if start and path.startswith(start)]
    for label, url, _ in found:
        yield {"label": label, "url": url, "current": url == max(under, key=len, default=None)}
