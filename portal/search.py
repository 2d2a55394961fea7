"""The one box: whatever is public, by title and number, until there is a search engine."""

from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse

from core.pages import Column, Page
from core.web import BadQuery, Pager, Query, cacheable, page_number
from disclosure import presentation
from disclosure.models import Entry
from disclosure.views.trail import trail_home
from policies import numbers

COLUMN = Column("搜索", "在全部公开信息里按标题、文号、索引号查找。", "搜索 查找 检索", "办事服务")
PER_PAGE = 20


def search(request):
    """Results for `q`; an exact document or index number goes straight to the record."""
    q = request.GET.get("q", "").strip()[:100]
    if "\x00" in q:
        raise BadQuery("搜索词里有无法识别的字符。")
    entries = Entry.objects.published()
    exact = _exact(entries, q)
    if exact:
        return redirect(exact)
    found = _matching(entries, q)
    query = Query(request.path, {"q": q, "page": request.GET.get("page", "")})
    pager = Pager(found.count(), page_number(request.GET.get("page", "")), PER_PAGE, query)
    rows = [presentation.row(entry) for entry in found.newest().rows(pager.start, pager.last)]
    context = {
        "page": Page(title="搜索", column=COLUMN, trail=[trail_home(), ("搜索", "")], robots="noindex" if q else ""),
        "q": q, "rows": rows, "pager": pager, "total": pager.total, "policies_url": reverse("policies:list"),
    }  # fmt: skip
    return cacheable(
        render(request, "portal/search.html", context), query=("q", "page"), until=Entry.objects.next_change()
    )


def _exact(entries, q):
    key = numbers.key(q)
    matches = entries.filter(Q(number_key=key) if key else Q(index_number=q)) if q else entries.none()
    matches = list(matches[:2])
    return matches[0] if len(matches) == 1 else None


def _matching(entries, q):
    if not q:
        return entries.none()
    words = Q()
    for word in q.split()[:8]:
        words &= Q(title__icontains=word) | Q(number__icontains=word) | Q(summary__icontains=word)
    return entries.filter(words)
