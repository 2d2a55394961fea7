"""A record and the catalogue's rows as templates read them."""

import re

from django.urls import reverse
from django.utils.html import format_html

from core import clock
from core.pages import Article
from core.registry import Registry
from core.richtext import with_leave_notice
from core.templatetags.portal_text import filesize

# functions of some rows: each gives those that it knows a `standing` (policies: the validity of today)
standings = Registry()


def rows(entries) -> list[dict]:
    """Rows of every kind for a list, each with the state that its app tells."""
    entries = list(entries)
    for tell in standings:
        tell(entries)
    return [row(entry, getattr(entry, "standing", None)) for entry in entries]


def row(entry, standing=None) -> dict:
    """One row of a list (see templates/_row.html)."""
    shown = {
        "title": entry.title,
        "url": entry.get_absolute_url(),
        "number": entry.number,
        "index_number": entry.index_number,
        "office": entry.office.name,
        "issuer": entry.issuer,
        "date": entry.sorted_on,
        "written_on": entry.written_on,
        "published_on": entry.sorted_on,
        "summary": entry.summary,
        "normative": entry.normative,
    }
    if standing and standing.period and standing.state["tone"] != "none":  # 不适用 says nothing in a list
        shown |= {"state": standing.state, "state_text": standing.short_span}
    return shown


def attachments(information) -> list[dict]:
    return [
        {
            "title": file.title,
            "url": file.get_absolute_url(),
            "kind": file.kind_label,
            "size": filesize(file.size),
            "note": file.alt_text,
        }
        for file in information.attachments.all()
    ]


def article(information, source: str) -> Article:
    return Article(
        title=information.title,
        published_at=information.published_at.astimezone(clock.SHANGHAI),
        source=source,
        keywords=information.keywords,
        description=information.summary,
    )


TABLE = re.compile(r"<table\b.*?</table>", re.S)


def body(html: str) -> str:
    """The text of a record as the page shows it: links guarded, wide tables scroll by themselves."""
    box = '<div class="scroll" role="region" aria-label="表格，可左右滑动" tabindex="0">{}</div>'
    return TABLE.sub(lambda table: box.format(table[0]), with_leave_notice(html, reverse("leave")))


def notices(information) -> list[dict]:
    """Banners above the text: archived records say so."""
    if information.status != "withdrawn":
        return []
    text = format_html(
        "这条信息已于{}存档，只供查阅，不再更新。原因：{}",
        f"{information.withdrawn_at.astimezone(clock.SHANGHAI):%Y-%m-%d}",
        information.withdraw_reason,
    )
    return [{"tone": "changed", "text_html": text}]


def fact(label, value, **more) -> dict | None:
    return {"label": label, "value": value, **more} if value else None


def dated(label, day) -> dict | None:
    return fact(label, day.isoformat(), datetime=day.isoformat()) if day else None


def common_facts(information) -> list:
    """The facts every record shows, without those that are missing."""
    published = information.published_at.astimezone(clock.SHANGHAI)
    return [
        fact("索引号", information.index_number),
        fact("责任机构", information.office.name),
        fact("栏目", information.category.name, url=information.category.get_absolute_url()),
        fact("公开方式", information.get_attribute_display()),
        dated("成文日期", information.written_on),
        fact("发布时间", f"{published:%Y-%m-%d %H:%M}", datetime=published.isoformat(timespec="seconds")),
        fact("主题", "、".join(theme.name for theme in information.themes.all())),
        fact("服务对象", "、".join(audience.name for audience in information.audiences.all())),
    ]
