"""What the home page shows: numbers, columns, what is new, what comes and what ends."""

from datetime import timedelta

from django.urls import reverse

from core import clock
from disclosure import presentation
from disclosure.models import Category, Entry
from policies import wording
from policies.library import Library, names
from policies.models import Policy

SOON = 90  # days
SHOWN = 5


def context() -> dict:
    library, day = Library({}), clock.today()
    current = library.counts("validity")[wording.CURRENT]
    policies = reverse("policies:list")
    return {
        "search_url": reverse("search"),
        "popular": popular(library),
        "figures": [
            {"number": current, "label": "件文件现行有效", "url": f"{policies}?validity=current"},
            {"number": this_year(day), "label": "条信息今年公开", "url": reverse("disclosure:index")},
            {"number": library.total, "label": "件文件可查历史", "url": policies},
        ],
        "columns": [
            {
                "label": "法定主动公开内容",
                "url": reverse("disclosure:index"),
                "hint": "条例规定必须公开的全部内容，按类查找",
            },
            {"label": "政策文件库", "url": policies, "hint": "本镇的规定，逐件标明现在有没有效"},
        ],
        "newest": list(newest(library)),
        "expiring": expiring(day),
        "coming": coming(day),
        "tasks": tasks(policies),
    }


def popular(library):
    """The themes with most documents: one step to what people look for."""
    counted = library.counts("theme")
    labels = names("theme")
    top = [slug for slug, _ in counted.most_common(6) if slug in labels]
    return [(labels[slug], f"{reverse('policies:list')}?theme={slug}") for slug in top]


def this_year(day) -> int:
    first = clock.midnight(day.replace(month=1, day=1))
    return Entry.objects.published().filter(published_at__gte=first).count()


def newest(library):
    rows = Library({"sort": "newest"}).rows(0, SHOWN)
    yield {
        "label": "政策文件", "url": reverse("policies:list"), "total": library.total,
        "rows": [presentation.row(entry, entry.standing) for entry in rows],
    }  # fmt: skip
    for category in Category.objects.filter(slug__in=["notices", "villages"]):
        entries = Entry.objects.published().filter(category=category).newest()
        yield {
            "label": category.name, "url": category.get_absolute_url(), "total": entries.count(),
            "rows": [presentation.row(entry) for entry in entries.rows(0, SHOWN)],
        }  # fmt: skip


def expiring(day):
    """In force today, last day within 90 days: soonest first."""
    found = []
    entries = Entry.objects.published().of_kind(Policy.KIND).ending(day, day + timedelta(days=SOON))
    for row in _rows(entries, day):
        last = row["standing"].in_force_until
        if last:
            found.append(row | {"expires_on": last, "days_left": (last - day).days})
    return found


def coming(day):
    """Published, in force from a later day: soonest first."""
    rows = _rows(Entry.objects.published().of_kind(Policy.KIND).coming(day), day)
    return [row | {"effective_on": row["standing"].starts_on} for row in rows]


def _rows(entries, day):
    entries = entries.rows(0, SHOWN)
    standings = wording.standings([entry.information_id for entry in entries], day)
    return [
        presentation.row(entry, standings[entry.information_id])
        | {"standing": standings[entry.information_id]}
        for entry in entries
    ]


def tasks(policies):
    return [
        {
            "label": "查一件规定现在有没有效",
            "url": f"{policies}?validity=current",
            "hint": "输入名称或者文号，先看结论再看条文",
        },
        {"label": "查过去某一天的规定", "url": policies, "hint": "选一个日期，看那一天哪些规定有效"},
        {
            "label": "找机构和电话",
            "url": reverse("disclosure:category", args=["organisation"]),
            "hint": "办公地址、时间、联系方式",
        },
        {
            "label": "看本村村务",
            "url": reverse("disclosure:category", args=["villages"]),
            "hint": "各村公开的村务、财务和补贴",
        },
    ]


def feeds():
    return [("政策文件", f"{reverse('policies:list')}?format=atom")]
