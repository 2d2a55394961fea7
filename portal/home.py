"""What the home page shows: numbers, columns, what is new, what comes and what ends."""

from datetime import timedelta

from django.urls import reverse

from core import clock
from decisions import meetings, stories
from decisions.presentation import consultation_row
from disclosure import presentation
from disclosure.models import Category, Entry
from policies import wording
from policies.library import Library, names
from policies.models import Policy
from portal.context import sections

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
        "columns": columns(),
        "asked": open_for_comment(day),
        "meetings": [meetings.row(one, day) for one in stories.meetings().open(day)[:SHOWN]],
        "newest": list(newest(library)),
        "expiring": expiring(day),
        "coming": coming(day),
        "tasks": tasks(policies),
    }


def open_for_comment(day):
    """What one may say something on today, the one that ends first first."""
    found = stories.consultations().open(day).order_by("ends_on", "pk")[:SHOWN]
    return [consultation_row(one, day) for one in found]


def columns():
    """The five sections of the column, each with what one finds there."""
    hints = {
        "公开指南": "公开什么、怎么查、找谁问",
        "公开制度": "公开工作依据的法律、法规和制度",
        "法定主动公开内容": "条例规定必须公开的全部内容，按类查找",
        "公开年报": "每年公开了多少、答复了多少",
        "依申请公开": "网上没有的，可以申请",
    }
    return [{"label": label, "url": url, "hint": hints[label]} for label, url in sections()]


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
    for category in Category.objects.filter(slug__in=["notices", "villages"]).prefetch_related("children"):
        below = [category.pk, *(child.pk for child in category.children.all())]
        entries = Entry.objects.published().filter(category__in=below).newest()
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
            "label": "用平常的话问政策",
            "url": reverse("questions:ask"),
            "hint": "不用知道文件叫什么，想问什么就写什么",
        },
        {
            "label": "看政策解读",
            "url": reverse("policies:interpretations"),
            "hint": "为什么定、关谁的事、怎么办、有什么好处",
        },
        {
            "label": "查一件规定现在有没有效",
            "url": f"{policies}?validity=current",
            "hint": "输入名称或者文号，先看结论再看条文",
        },
        {"label": "查过去某一天的规定", "url": policies, "hint": "选一个日期，看那一天哪些规定有效"},
        {
            "label": "对决策草案提意见",
            "url": reverse("decisions:index"),
            "hint": "哪些大事在征求意见，怎样提",
        },
        {"label": "找窗口和电话", "url": reverse("disclosure:windows"), "hint": "想问什么事，该找哪里"},
        {"label": "看收费标准", "url": reverse("disclosure:fees"), "hint": "清单之外无收费"},
        {
            "label": "看本村村务",
            "url": f"{reverse('disclosure:catalogue')}?category=villages",
            "hint": "各村公开的村务、财务和补贴",
        },
        {"label": "查机构职能", "url": reverse("disclosure:institutions"), "hint": "谁管什么事，在哪里办公"},
        {"label": "申请公开信息", "url": reverse("applications:index"), "hint": "没有公开的，怎样申请"},
        {
            "label": "指出网页的错误",
            "url": reverse("disclosure:report-problem"),
            "hint": "写错了、过时了、打不开，告诉我们",
        },
    ]


def feeds():
    return [
        ("政策文件", f"{reverse('policies:list')}?format=atom"),
        ("全部公开信息", f"{reverse('disclosure:catalogue')}?format=atom"),
    ]
