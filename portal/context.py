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


# The column's five sections in their order (国办公开办函〔2019〕61号).
SECTIONS = (
    ("公开指南", "disclosure:guide", ()),
    ("公开制度", "disclosure:category", ("regulations",)),
    ("法定主动公开内容", "disclosure:index", ()),
    ("依申请公开", "applications:index", ()),
)


def sections() -> list[tuple[str, str]]:
    """(name, address) of the five."""
    return [(label, reverse(name, args=args)) for label, name, args in SECTIONS]


def _sections(path):
    found = sections()
    current = max((url for _, url in found if path.startswith(url)), key=len, default="")
    for label, url in found:
        yield {"label": label, "url": url, "current": url == current}
