"""What the home page shows: numbers, columns, what is new, what comes and what ends."""

from datetime import timedelta

from django.urls import reverse

from core import clock
from disclosure import presentation
from disclosure.models import Entry
from policies import wording
from policies.library import Library, names
from policies.models import Policy, ValidityPeriod
from policies.validity import Status

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
    others = Entry.objects.published().exclude(kind=Policy.KIND).select_related("office").newest()
    for label, slug in (("通知公告", "notices"), ("村务公开", "villages")):
        entries = others.filter(category__slug=slug)
        yield {
            "label": label, "url": reverse("disclosure:category", args=[slug]), "total": entries.count(),
            "rows": [presentation.row(entry) for entry in entries[:SHOWN]],
        }  # fmt: skip


def expiring(day):
    """In force today, last day within 90 days: soonest first."""
    found = Policy.objects.published().expiring(day + timedelta(days=SOON), day).values_list("pk", flat=True)
    rows = _rows(found, day)
    for row in rows:
        row["expires_on"] = row["standing"].in_force_until
        row["days_left"] = (row["expires_on"] - day).days if row["expires_on"] else None
    return sorted((row for row in rows if row["days_left"] is not None), key=lambda row: row["days_left"])[
        :SHOWN
    ]


def coming(day):
    """Published, in force from a later day: soonest first."""
    waiting = ValidityPeriod.objects.on(day).filter(status=Status.NOT_YET).values("policy")
    rows = _rows(Policy.objects.published().filter(pk__in=waiting).values_list("pk", flat=True), day)
    for row in rows:
        row["effective_on"] = row["standing"].starts_on
    return sorted((row for row in rows if row["effective_on"]), key=lambda row: row["effective_on"])[:SHOWN]


def _rows(policy_ids, day):
    policy_ids = list(policy_ids)
    standings = wording.standings(policy_ids, day)
    entries = Entry.objects.published().filter(information__in=policy_ids).select_related("office")
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
