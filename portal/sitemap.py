"""Every public page: as a tree for people, as addresses for machines."""

from django.urls import reverse

from core import clock
from decisions import stories
from disclosure.column import Column, items
from disclosure.models import Category, Entry, GuideVersion, StandardField
from oversight.models import AnnualReport

BELOW = {AnnualReport.KIND: ("checks/", "sources/")}  # pages that a record has besides its own

# (words, URL name) of the pages that stand for themselves
COLUMN_PAGES = [
    ("政府信息公开指南", "disclosure:guide"),
    ("政策解读", "policies:interpretations"),
    ("公开目录", "disclosure:catalogue"),
    ("机构职能", "disclosure:institutions"),
    ("咨询窗口和电话", "disclosure:windows"),
    ("收费目录清单", "disclosure:fees"),
    ("基层政务公开标准目录", "disclosure:standards"),
    ("重大行政决策", "decisions:index"),
    ("政策问答库", "questions:library"),
    ("问政策", "questions:ask"),
    ("咨询留言", "questions:inquiries"),
    ("转为主动公开的信息", "disclosure:converted"),
    ("撤下的信息", "disclosure:withdrawn"),
    ("公开及时率", "disclosure:lateness"),
    ("政府信息公开年报", "annual-reports"),
    ("依申请公开", "applications:index"),
    ("监督保障", "oversight:index"),
]
HELP_PAGES = [
    ("搜索", "search"),
    ("我要纠错", "disclosure:report-problem"),
    ("查询纠错办理情况", "disclosure:track-problem"),
    ("查询意见处理情况", "decisions:track-opinion"),
    ("我要咨询", "questions:send-inquiry"),
    ("查询咨询答复", "questions:track-inquiry"),
    ("查询报名结果", "decisions:track-attendance"),
    ("数据接口说明", "api:schema"),
    ("样式指南", "style_guide"),
]
FOR_MACHINES = {"api:schema"}  # no page


def groups() -> list[dict]:
    """The site's columns as the site map shows them."""
    column = Column()
    top = [("首页", "home"), ("政策文件库", "policies:list")]
    return [
        *map(_leaf, top),
        *map(_leaf, COLUMN_PAGES),
        _branch("法定主动公开内容", reverse("disclosure:index"), column.shown(Category.Section.STATUTORY)),
        *items(column.roots(Category.Section.RULES)),
        {"label": "网站帮助", "url": None, "children": list(map(_leaf, HELP_PAGES))},
    ]


def _leaf(page):
    label, name = page
    return {"label": label, "url": reverse(name), "children": []}


def _branch(label, url, nodes):
    return {"label": label, "url": url, "children": items(nodes)}


def addresses():
    """(path, moment of the last change or None) of every public page."""
    names = [name for _, name in [*COLUMN_PAGES, *HELP_PAGES] if name not in FOR_MACHINES]
    for name in ("home", "disclosure:index", "policies:list", "site_map", *names):
        yield reverse(name), None
    for node in Column().public():
        yield node.category.get_absolute_url(), node.newest
    for version in GuideVersion.objects.only("pk", "at"):
        yield reverse("disclosure:guide-version", args=[version.pk]), version.at
    for asked in stories.consultations().open(clock.today()):
        yield reverse("decisions:opinion", args=[asked.pk]), None
    for meeting in stories.meetings().open(clock.today()):
        yield reverse("decisions:register", args=[meeting.pk]), None
    for field in StandardField.objects.filter(editions__confirmed_at__isnull=False).distinct():
        yield field.get_absolute_url(), None
    for entry in Entry.objects.published().only("path", "updated_at", "kind").iterator(chunk_size=2000):
        yield entry.get_absolute_url(), entry.updated_at
        for page in BELOW.get(entry.kind, ()):
            yield f"{entry.get_absolute_url()}{page}", entry.updated_at
