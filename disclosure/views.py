from django.conf import settings
from django.db.models import Count
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core import clock
from core.pages import Column, Page
from core.web import Pager, Query, cacheable, csv_download, page_number
from disclosure import presentation
from disclosure.feeds import atom
from disclosure.models import Attachment, Category, Entry, Information

PER_PAGE = 20
COLUMN = Column(
    "法定主动公开内容",
    "依照政府信息公开条例第二十条、第二十一条应当主动公开的政府信息，按类别排列。",
    "主动公开 政府信息 目录",
    "信息公开目录",
)
CSV_HEADER = [
    "索引号",
    "名称",
    "发文字号",
    "发文机关",
    "生成日期",
    "发布时间",
    "责任机构",
    "内容概述",
    "地址",
]


def index(request):
    """法定主动公开内容: the category tree with the number of records in each."""
    counts = dict(Entry.objects.published().values_list("category").annotate(Count("pk")).order_by())
    page = Page(
        title="法定主动公开内容", column=COLUMN, trail=[trail_home(), ("法定主动公开内容", "")],
        office=settings.SITE["undertaker"], updated_at=Entry.objects.last_update(),
    )  # fmt: skip
    groups = _tree(Category.objects.all(), counts)
    return cacheable(
        render(request, "disclosure/index.html", {"page": page, "groups": groups}), until=next_change()
    )


def trail_home():
    return ("政府信息公开", reverse("home"))


def trail_index():
    return ("法定主动公开内容", reverse("disclosure:index"))


def _tree(categories, counts, parent=None):
    return [
        {
            "label": category.name,
            "url": category.get_absolute_url(),
            "hint": category.description,
            "count": counts.get(category.pk, 0) + sum(child["count"] for child in children),
            "children": children,
        }
        for category in categories
        if category.parent_id == parent
        for children in [_tree(categories, counts, category.pk)]
    ]


def next_change():
    """The next moment at which the clock alone makes a record appear."""
    later = Entry.objects.filter(published_at__gt=clock.now()).order_by("published_at")
    return later.values_list("published_at", flat=True).first()


def category(request, slug):
    """One category: its children and its records; also as feed, data and table."""
    category = get_object_or_404(Category.objects.select_related("parent", "office"), slug=slug)
    entries = Entry.objects.published().filter(category=category).newest()
    wanted = request.GET.get("format", "")
    if wanted == "atom":
        newest = entries.select_related("office").order_by("-updated_at")[:50]
        return cacheable(
            atom(request, category.name, newest, link=category.get_absolute_url()),
            query=("format",),
            until=next_change(),
        )
    if wanted == "csv":
        return csv_download(
            slug, CSV_HEADER, map(csv_row, entries.select_related("office").iterator(chunk_size=500))
        )
    return _category_page(request, category, entries)


def csv_row(entry):
    published = entry.published_at.astimezone(clock.SHANGHAI)
    yield from (entry.index_number, entry.title, entry.number, entry.issuer, entry.written_on)
    yield from (f"{published:%Y-%m-%d %H:%M}", entry.office.name, entry.summary, entry.get_absolute_url())


def _category_page(request, category, entries):
    query = Query(request.path, request.GET.dict() if "page" in request.GET else {})
    pager = Pager(entries.count(), page_number(request.GET.get("page", "")), PER_PAGE, query)
    counts = dict(Entry.objects.published().values_list("category").annotate(Count("pk")).order_by())
    trail = [trail_home(), trail_index()]
    trail += [(one.name, one.get_absolute_url()) for one in category.lineage]
    page = Page(
        title=category.name, column=category.column, trail=trail,
        office=category.office.name if category.office else settings.SITE["undertaker"],
        updated_at=Entry.objects.filter(category=category).last_update(),
        feeds=[(category.name, query.address(format="atom"))],
    )  # fmt: skip
    context = {
        "page": page,
        "category": {
            "label": category.name,
            "description": category.description,
            "legal_basis": category.legal_basis,
            "deadline_text": f"自信息形成或者变更之日起{category.deadline}个工作日内",
            "office": category.office.name if category.office else "",
        },
        "children": _tree(Category.objects.all(), counts, category.pk),
        "rows": [presentation.row(entry) for entry in entries.rows(pager.start, pager.last)],
        "pager": pager,
        "formats": [
            {"label": "下载表格（CSV）", "url": query.address(format="csv")},
            {"label": "订阅（Atom）", "url": query.address(format="atom")},
        ],
    }
    response = render(request, "disclosure/category.html", context)
    return cacheable(response, query=("page", "format"), until=next_change())


def find_public(queryset, pk):
    """The record if it is public; a withdrawn one as (None, record) for its 410; else Http404."""
    record = queryset.published().filter(pk=pk).first()
    if record:
        return record, None
    gone = queryset.gone().filter(pk=pk).first()
    if gone is None:
        raise Http404("没有这条信息")
    return None, gone


def withdrawn(request, record):
    """410 for a withdrawn record, or 301 to the one that it was merged into."""
    if record.withdraw_kind == record.Withdrawal.MERGED and record.merged_into.is_visible:
        return cacheable(redirect(record.merged_into.specific, permanent=True))
    secret = record.withdraw_kind == record.Withdrawal.PRIVACY
    context = {
        "page": Page(title="这条信息已撤下", column=COLUMN, trail=[trail_home()], robots="noindex"),
        "title": None if secret else record.title,
        "reason": None if secret else record.withdraw_reason,
        "reason_class": record.get_withdraw_kind_display(),
        "index_number": record.index_number,
        "office": record.office.name,
        "withdrawn_on": clock.day_of(record.withdrawn_at),
    }
    return cacheable(render(request, "disclosure/withdrawn.html", context, status=410))


def detail(request, pk):
    """A plain record's page; other kinds have addresses of their own."""
    queryset = Information.objects.select_related("office", "category__parent")
    information, gone = find_public(queryset, pk)
    record = (information or gone).specific
    if record.kind != Information.KIND:
        return cacheable(redirect(record, permanent=True))
    if gone:
        return withdrawn(request, gone)
    return cacheable(render(request, "disclosure/information_detail.html", _detail_context(information)))


def _detail_context(information):
    trail = [trail_home(), trail_index()]
    trail += [(one.name, one.get_absolute_url()) for one in information.category.lineage]
    return {
        "page": Page(
            title=information.title, column=information.category.column, trail=trail,
            article=presentation.article(information, information.office.name),
            office=information.office.name, updated_at=information.updated_at,
        ),
        "information": {"title": information.title, "summary": information.summary},
        "facts": [fact for fact in presentation.common_facts(information) if fact],
        "body_html": presentation.body(information.body),
        "attachments": presentation.attachments(information),
        "change_notes": information.change_notes.all(),
        "notices": presentation.notices(information),
    }  # fmt: skip


def by_index_number(request, index_number):
    """An index number leads to the one canonical address of its record."""
    entry = Entry.objects.published().filter(index_number=index_number).first()
    if entry:
        return cacheable(redirect(entry, permanent=True))
    record = get_object_or_404(Information.objects.gone(), index_number=index_number)
    return cacheable(redirect(record.specific, permanent=True))


def attachment(request, pk, name):
    """A file of a public record, as a download from a safe name; anything else is not found."""
    attachment = get_object_or_404(
        Attachment.objects.filter(information__in=Information.objects.published()), pk=pk
    )
    if name != attachment.safe_name:
        return redirect(attachment, permanent=True)
    response = FileResponse(
        attachment.file.open("rb"), as_attachment=True, filename=attachment.safe_name,
        content_type=attachment.content_type,
    )  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-cache"
    return response
