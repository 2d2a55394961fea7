"""The categories: 法定主动公开内容, each category, and the catalogue of all records."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from core import clock
from core.pages import Column as ColumnTags
from core.pages import Page
from core.web import BadQuery, Pager, Query, cacheable, format_links, page_number
from disclosure import catalogue, downloads, presentation
from disclosure.column import Column, items
from disclosure.feeds import atom
from disclosure.models import Category, Entry
from disclosure.views.trail import trail_home, trail_index, trail_of

PER_PAGE = 20
STATUTORY = ColumnTags(
    "法定主动公开内容",
    "依照政府信息公开条例第二十条、第二十一条应当主动公开的政府信息，按类别排列。",
    "主动公开 政府信息 目录",
    "信息公开目录",
)
CATALOGUE = ColumnTags(
    "公开目录",
    "全部公开信息的目录，列明索引号、名称、内容概述和生成日期，可以检索、查阅和下载。",
    "公开目录 索引号 检索 下载",
    "信息公开目录",
)
# what a category leads to besides its records
MORE = {
    "fees": ("收费目录清单", "disclosure:fees"),
    "organisation": ("机构和联系方式", "disclosure:institutions"),
}
FORMATS = ("", "atom", *downloads.FORMATS)
OFFERED = (*downloads.FORMATS, "atom")


def index(request):
    """法定主动公开内容: the category tree with the number of records in each; blank ones are not public."""
    page = Page(
        title="法定主动公开内容", column=STATUTORY, trail=[trail_home(), ("法定主动公开内容", "")],
        office=settings.SITE["undertaker"], updated_at=Entry.objects.last_update(),
    )  # fmt: skip
    context = {
        "page": page,
        "groups": items(Column().shown(Category.Section.STATUTORY)),
        "ways": [
            {
                "label": "公开目录",
                "url": reverse("disclosure:catalogue"),
                "hint": "全部信息一张表，可以检索和下载",
            },
            {
                "label": "标准目录",
                "url": reverse("disclosure:standards"),
                "hint": "每个领域应当公开什么、公开了没有",
            },
            {"label": "收费目录清单", "url": reverse("disclosure:fees"), "hint": "清单之外无收费"},
            {
                "label": "转为主动公开的信息",
                "url": reverse("disclosure:converted"),
                "hint": "原来不公开，后来公开的",
            },
            {"label": "撤下的信息", "url": reverse("disclosure:withdrawn"), "hint": "撤了什么、为什么撤"},
            {
                "label": "公开及时率",
                "url": reverse("disclosure:lateness"),
                "hint": "多少信息按时公开，多少逾期",
            },
        ],
    }
    return cacheable(render(request, "disclosure/index.html", context), until=Entry.objects.next_change())


def category(request, slug):
    """One category: its children and its records; also as feed, data and tables. A blank one is not public."""
    node = next((one for one in Column().nodes.values() if one.category.slug == slug), None)
    if node is None or (node.is_blank and not node.is_section and "format" not in request.GET):
        raise Http404("没有这个栏目")  # whoever reads its feed is told of its first record
    entries = Entry.objects.published().filter(category=node.category).newest()
    return _formatted(request, slug, node.category.name, entries) or _category_page(request, node, entries)


def _formatted(request, name, title, entries, query=("format",)):
    """The list as feed, data or table where one is asked for; None for the page."""
    wanted = request.GET.get("format", "")
    if wanted not in FORMATS:
        raise BadQuery(f"没有这种格式，可以用：{'、'.join(filter(None, FORMATS))}。")
    if wanted == "atom":
        newest = entries.select_related("office").order_by("-updated_at")
        answer = atom(request, title, newest, link=request.path)
        return cacheable(answer, query=query, until=Entry.objects.next_change())
    return downloads.FORMATS[wanted](name, entries) if wanted else None


def _category_page(request, node, entries):
    category = node.category
    query = Query(request.path, request.GET.dict() if "page" in request.GET else {})
    pager = Pager(node.own, page_number(request.GET.get("page", "")), PER_PAGE, query)
    page = Page(
        title=category.name, column=category.column, trail=trail_of(category), office=category.responsible.name,
        updated_at=_changed(node),
        feeds=[(category.name, query.address(format="atom"))],
    )  # fmt: skip
    context = {
        "page": page,
        "category": category,
        "facts": _facts(node),
        "more": _more(category),
        "statement": node.statement if not node.own else None,
        "children": items(node.shown),
        "rows": presentation.rows(entries.rows(pager.start, pager.last)),
        "pager": pager,
        "formats": format_links(query, *OFFERED) if node.own else [],
    }
    response = render(request, "disclosure/category.html", context)
    return cacheable(response, query=("page", "format"), until=Entry.objects.next_change())


def _changed(node):
    """When something of the category last appeared, was corrected, or was declared not to exist."""
    moments = [
        Entry.objects.filter(category=node.category).last_update(), node.newest,
        *(one.statement.confirmed_at for one in node.walk() if one.statement),
    ]  # fmt: skip
    return max((moment for moment in moments if moment), default=None)


def _facts(node):
    category = node.category
    last = clock.day_of(node.newest) if node.newest else None
    facts = [
        presentation.fact("公开依据", category.legal_basis),
        presentation.fact("公开时限", f"自信息形成或者变更之日起{category.deadline}个工作日内"),
        presentation.fact("更新周期", category.get_cadence_display()),
        presentation.dated("最近更新", last),
        presentation.fact("责任机构", category.responsible.name),
        presentation.fact("服务对象", "、".join(one.name for one in category.audiences.all())),
    ]
    return [fact for fact in facts if fact]


def _more(category):
    if category.slug not in MORE:
        return None
    label, name = MORE[category.slug]
    return {"label": label, "url": reverse(name)}


def catalogue_list(request):
    """公开目录: every public record, to search, read and download."""
    asked = catalogue.Catalogue(request.GET)
    query = Query(request.path, {name: value for name, value in asked.params.items() if name != "format"})
    return _formatted(request, "catalogue", "公开目录", asked.entries, catalogue.QUERY) or _catalogue_page(
        request, asked, query
    )


def _catalogue_page(request, asked, query):
    total = asked.total
    pager = Pager(total, asked.page, PER_PAGE, query)
    page = Page(
        title="公开目录", column=CATALOGUE, trail=[trail_home(), trail_index(), ("公开目录", "")],
        office=settings.SITE["undertaker"], updated_at=Entry.objects.last_update(),
        feeds=[("公开目录", query.address(format="atom"))],
        robots="noindex, follow" if asked.chosen or asked.q else "",
    )  # fmt: skip
    context = {
        "page": page,
        "q": asked.q,
        "choices": [_choice(asked, name) for name in catalogue.CHOICES],
        "narrowed": bool(asked.chosen or asked.q),
        "clear_url": request.path,
        "total": total,
        "rows": presentation.rows(asked.entries.rows(pager.start, pager.last)),
        "pager": pager,
        "formats": format_links(query, *OFFERED),
    }  # fmt: skip
    response = render(request, "disclosure/catalogue.html", context)
    return cacheable(response, query=catalogue.QUERY, until=Entry.objects.next_change())


def _choice(asked, name):
    chosen = asked.chosen.get(name, "")
    options = [
        {"value": value, "label": label, "selected": value == chosen}
        for value, label in asked.names(name).items()
    ]
    return {"name": name, "label": asked.filter.filters[name].label, "options": options}
