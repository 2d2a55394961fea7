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


def _sections(path):
    for label, name in (("法定主动公开内容", "disclosure:index"), ("政策文件库", "policies:list")):
        url = reverse(name)
        yield {"label": label, "url": url, "current": path.startswith(url)}
