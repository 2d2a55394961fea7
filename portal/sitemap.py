"""Every public page: as a tree for people, as addresses for machines."""

from django.urls import reverse

from disclosure.models import Category, Entry
from oversight.models import AnnualReport

BELOW = {AnnualReport.KIND: ("checks/", "sources/")}  # pages that a record has besides its own
STANDING = [
    "home", "disclosure:index", "annual-reports", "policies:list", "oversight:index", "site_map", "search", "style_guide",
]  # fmt: skip


def groups(categories) -> list[dict]:
    """The site's columns as the site map shows them."""
    top = [
        {"label": "首页", "url": reverse("home"), "children": []},
        {"label": "政策文件库", "url": reverse("policies:list"), "children": []},
        {"label": "政府信息公开年报", "url": reverse("annual-reports"), "children": []},
        {"label": "监督保障", "url": reverse("oversight:index"), "children": []},
    ]
    tree = {
        "label": "法定主动公开内容",
        "url": reverse("disclosure:index"),
        "children": _children(categories, None),
    }
    helps = [
        {"label": "搜索", "url": reverse("search")},
        {"label": "数据接口说明", "url": reverse("api:schema")},
        {"label": "样式指南", "url": reverse("style_guide")},
    ]
    return [*top, tree, {"label": "网站帮助", "url": None, "children": helps}]


def _children(categories, parent):
    return [
        {"label": one.name, "url": one.get_absolute_url(), "children": _children(categories, one.pk)}
        for one in categories
        if one.parent_id == parent
    ]


def addresses():
    """(path, moment of the last change or None) of every public page."""
    for name in STANDING:
        yield reverse(name), None
    for category in Category.objects.all():
        yield category.get_absolute_url(), None
    for entry in Entry.objects.published().only("path", "updated_at", "kind").iterator(chunk_size=2000):
        yield entry.get_absolute_url(), entry.updated_at
        for page in BELOW.get(entry.kind, ()):
            yield f"{entry.get_absolute_url()}{page}", entry.updated_at
