from django.conf import settings
from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.pages import Column, Page
from core.richtext import outside_host
from core.web import BadQuery, absolute, cacheable
from disclosure.models import Entry
from disclosure.views.trail import trail_home
from portal import home as home_page
from portal import sitemap as site_map_source
from portal.context import MODES, modes_of

HOME = Column("首页", "政府信息公开专栏首页：查规定、看公开、办申请。", "政府信息公开 政务公开 首页", "首页")
HELP = Column("网站帮助", "站点地图、使用说明和显示设置。", "站点地图 帮助", "办事服务")


def home(request):
    """The channel's first page."""
    page = Page(
        title=settings.SITE["column_name"], column=HOME, feeds=home_page.feeds(),
        office=settings.SITE["undertaker"], updated_at=Entry.objects.last_update(),
    )  # fmt: skip
    return cacheable(
        render(request, "portal/home.html", {"page": page} | home_page.context()),
        until=Entry.objects.next_change(),
    )


def site_map(request):
    """Every column on one page."""
    page = Page(title="站点地图", column=HELP, trail=[trail_home(), ("站点地图", "")])
    groups = site_map_source.groups()
    return cacheable(render(request, "portal/site_map.html", {"page": page, "groups": groups}))


def sitemap_xml(request):
    """Every public page, for machines."""
    rows = [(absolute(path), moment) for path, moment in site_map_source.addresses()]
    response = render(request, "portal/sitemap.xml", {"rows": rows}, content_type="application/xml")
    return cacheable(response, until=Entry.objects.next_change())


def robots(request):
    lines = ["User-agent: *", f"Disallow: {reverse('admin:index')}", f"Disallow: {reverse('leave')}"]
    lines.append(f"Sitemap: {absolute(reverse('sitemap'))}")
    return cacheable(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


# What a feed reader may be given without knowing where the list stands.
FEEDS = {
    "catalogue": "disclosure:catalogue",
    "fees": "disclosure:fees",
    "converted": "disclosure:converted",
    "annual-reports": "annual-reports",
    "interpretations": "policies:interpretations",
    "questions": "questions:library",
    "inquiries": "questions:inquiries",
}


def feed(request, name):
    """A feed by its name: leads to its list."""
    if name not in FEEDS:
        raise Http404("没有这个订阅")
    return cacheable(redirect(f"{reverse(FEEDS[name])}?format=atom", permanent=True))


def category_feed(request, slug):
    """A category's feed by its name."""
    return cacheable(redirect(f"{reverse('disclosure:category', args=[slug])}?format=atom", permanent=True))


def healthz(request):
    """Whether the portal can answer: it asks its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


def leave(request):
    """打开非政府网站的链接应有提示信息: says where the link leads, follows nothing by itself."""
    target = request.GET.get("to", "")
    host = outside_host(target)
    if host is None or len(target) > 2000:
        raise BadQuery("要离开前往的网址不完整。")
    page = Page(title="即将离开本站", column=HELP, robots="noindex", trail=[trail_home()])
    return render(request, "portal/leave.html", {"page": page, "target": target, "host": host})


@csrf_exempt  # sets nothing but a cookie from a closed list; the pages that hold it are cached and carry no token
@require_POST
def display(request):
    """Switch a display mode on or off and go back."""
    chosen = modes_of(request)
    for mode in MODES:
        if mode in request.POST:
            chosen = chosen | {mode} if request.POST[mode] == "1" else chosen - {mode}
    if {"contrast", "dark"} <= chosen:
        chosen -= {"dark" if request.POST.get("contrast") == "1" else "contrast"}
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = reverse("home")
    response = HttpResponseRedirect(back)
    value = "-".join(sorted(chosen))
    response.set_cookie(
        settings.PORTAL_DISPLAY_COOKIE, value, max_age=365 * 86400, path=f"{settings.PORTAL_PREFIX}/", httponly=True, samesite="Lax",
        secure=settings.PUBLIC_HOST,
    )  # fmt: skip
    return response


def style_guide(request):
    """Every component once."""
    page = Page(title="样式指南", column=HELP, robots="noindex", trail=[trail_home(), ("样式指南", "")])
    return cacheable(render(request, "portal/style_guide.html", {"page": page}))
