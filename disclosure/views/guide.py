"""The guide with its dated versions, the institutions, the windows where one asks."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from core.characters import printable
from core.models import Office
from core.pages import Column, Page
from core.web import LONGEST_Q, cacheable
from disclosure import guide as guide_text
from disclosure.models import Entry, GuideVersion, Window
from disclosure.views.trail import trail_home

GUIDE = Column(
    "政府信息公开指南",
    "政府信息的分类、编排体系、获取方式，公开工作机构的名称、办公地址、办公时间和联系方式。",
    "公开指南 获取方式 联系方式",
    "信息公开指南",
)
INSTITUTIONS = Column(
    "机构职能",
    "镇政府、各部门和各村的职能、办公地址、办公时间和联系方式。",
    "机构 职能 电话 地址",
    "机构职能",
)
WINDOWS = Column(
    "咨询窗口和电话",
    "办事、咨询、查阅政府信息的窗口、电话、地点和时间。",
    "咨询 窗口 电话 查阅点",
    "咨询投诉",
)


def guide(request, version=None):
    """The guide as of now; an earlier version as it was kept."""
    kept = list(GuideVersion.objects.only("pk", "at"))
    shown = _version(version) if version else None
    page = Page(
        title="政府信息公开指南", column=GUIDE, trail=[trail_home(), ("政府信息公开指南", "")],
        office=settings.SITE["undertaker"], updated_at=kept[0].at if kept else Entry.objects.last_update(),
        robots="noindex" if shown else "",
    )  # fmt: skip
    sections = shown.sections if shown else guide_text.assemble()
    context = {
        "page": page,
        "sections_of_guide": [_with_addresses(section) for section in sections],
        "versions": kept,
        "shown": shown,
    }
    return cacheable(render(request, "disclosure/guide.html", context))


def _version(pk):
    found = GuideVersion.objects.filter(pk=pk).first()
    if found is None:
        raise Http404("没有这个版本")
    return found


def _with_addresses(section):
    links = [{"label": label, "url": reverse(name)} for label, name in section["links"]]
    return section | {"links": links}


def institutions(request):
    """Who does what, where, when, by which number: the town, its departments, its villages."""
    offices = list(Office.objects.active())
    groups = [
        (kind.label, [office for office in offices if office.kind == kind])
        for kind in (Office.Kind.TOWN, Office.Kind.DEPARTMENT, Office.Kind.VILLAGE)
    ]
    names = {"镇": "镇人民政府", "部门": "内设机构和事业单位", "村": "村民委员会"}
    page = Page(
        title="机构职能", column=INSTITUTIONS, trail=[trail_home(), ("机构职能", "")],
        office=settings.SITE["undertaker"], updated_at=Entry.objects.last_update(),
    )  # fmt: skip
    context = {"page": page, "groups": [(names[label], some) for label, some in groups if some]}
    return cacheable(render(request, "disclosure/institutions.html", context))


def windows(request):
    """The directory of windows and telephones, to search by what one wants to ask."""
    q = printable(request.GET.get("q", "")).strip()[:LONGEST_Q]
    page = Page(
        title="咨询窗口和电话", column=WINDOWS, trail=[trail_home(), ("咨询窗口和电话", "")],
        office=settings.SITE["undertaker"], updated_at=Entry.objects.last_update(),
        robots="noindex, follow" if q else "",
    )  # fmt: skip
    found = Window.objects.active().about(q)
    groups = [
        {"label": kind.label, "windows": some}
        for kind in Window.Kind
        if (some := [window for window in found if window.kind == kind])
    ]
    context = {"page": page, "q": q, "groups": groups}
    return cacheable(render(request, "disclosure/windows.html", context), query=("q",))
