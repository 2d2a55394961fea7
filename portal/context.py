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
        "more_links": [{"label": label, "url": reverse(name)} for label, name in MORE],
    }


# The column's five sections in their order (国办公开办函〔2019〕61号): name, URL name, its arguments, and where one is,
# too, below another address.
SECTIONS = (
    ("公开指南", "disclosure:guide", (), None),
    ("公开制度", "disclosure:category", ("regulations",), None),
    ("法定主动公开内容", "disclosure:index", (), "policies:list"),
    ("公开年报", "annual-reports", (), "oversight:index"),
    ("依申请公开", "applications:index", (), None),
)


# What many look for besides.
MORE = (
    ("政策文件库", "policies:list"),
    ("问政策", "questions:ask"),
    ("重大行政决策", "decisions:index"),
    ("公开目录", "disclosure:catalogue"),
    ("收费目录清单", "disclosure:fees"),
    ("咨询窗口和电话", "disclosure:windows"),
)


def sections() -> list[tuple[str, str]]:
    """(name, address) of the five."""
    return [(label, reverse(name, args=args)) for label, name, args, _ in SECTIONS]


def _sections(path):
    found = [
        (label, reverse(name, args=args), reverse(also) if also else None)
        for label, name, args, also in SECTIONS
    ]
    # the longest address decides: the guide and the reports stand below the column's own
    under = [
        (len(start), url)
        for _, url, also in found
        for start in (url, also)
        if start and path.startswith(start)
    ]
    current = max(under, default=(0, None))[1]
    for label, url, _ in found:
        yield {"label": label, "url": url, "current": url == current}
