"""A policy as its page reads it: facts, timeline, versions, relations, making."""

import io
import re

import segno
from django.db.models import Q
from django.urls import reverse

from core import clock
from core.templatetags.portal_text import in_marks
from disclosure import presentation
from disclosure.presentation import dated, fact
from policies import clauses, validity, wording
from policies.models import Making, Policy, Relation

CLAUSE_LINK = re.compile(r'<a class="clause-no"[^>]*>([^<]+)</a>')
ENDED = '<strong class="clause-over">（本条已停止执行）</strong>'
NORMATIVE_LABEL = {True: "行政规范性文件", False: "其他政策文件"}


def facts(policy, standing) -> list[dict]:
    """The meta table: 索引号 … 有效性."""
    own = [
        fact("发文字号", policy.document_number),
        fact("登记号", policy.registration_number),
        fact("发文机关", policy.issuer_names),
        dated("公布日期", policy.published_on),
        dated("施行日期", policy.effective_on),
        fact("有效期", term_text(policy)),
        {"label": "有效性", "value": standing.state["label"], "state": standing.state},
        fact("文种", policy.get_genre_display()),
        fact("类别", NORMATIVE_LABEL[policy.is_normative]),
    ]
    common = presentation.common_facts(policy)
    return [one for one in [*common[:1], *own[:3], *common[1:5], *own[3:], *common[5:]] if one]


def term_text(policy) -> str:
    if policy.term_kind == validity.TermKind.LENGTH:
        months = policy.term_months
        length = f"{months // 12}年" if months % 12 == 0 else f"{months}个月"
        return f"{length}，至{policy.expires_on}" if policy.expires_on else length
    if policy.term_kind == validity.TermKind.DATE:
        return f"至{policy.expires_on}"
    return "文件未规定" if policy.term_kind == validity.TermKind.NONE else ""


def toc_words(html) -> str:
    """5章20条: how long the text is, in a few words."""
    flat = clauses.parse(clauses.blocks_from_html(html)).flat()
    words = [(level, sum(clause.level == level for clause in flat)) for level in ("编", "章", "条")]
    return "".join(f"{number}{level}" for level, number in words if number)


def timeline(policy, standing, on) -> list[dict]:
    """Every period that differs for the reader, oldest first, with the one that he is in marked."""
    steps = []
    for period in standing.periods:
        if period.since is None and period.until is None:
            continue
        step_on = (
            max(period.starts_on, policy.written_on or period.starts_on)
            if period.since
            else policy.written_on
        )
        steps.append(
            {
                "on": step_on,
                "until": period.until,
                "title": period.label,
                "url": f"{policy.get_absolute_url()}?on={period.starts_on}" if period.since else None,
                "tone": wording.TONES[validity.Status(period.status)],
                "mark": wording.TONES[validity.Status(period.status)],
                "text": _why(period),
                "here": period.starts_on <= on < period.ends_on,
            }
        )
    return steps


def _why(period) -> str:
    if period.event_kind == "" or period.event_kind == validity.EventKind.EFFECTIVE:
        return ""
    if period.event_kind == validity.EventKind.EXPIRED:
        return "有效期届满"
    kind = validity.EventKind(period.event_kind).label
    if period.cause_id and not period.public_cause:
        return kind  # its note went with it
    cause = f"依据{in_marks(period.public_cause.title)}" if period.public_cause else period.note
    return f"{kind}：{cause}" if cause else kind


def related(policy) -> list[Relation]:
    """Its relations in both directions, only to what the public can read; one query."""
    public = Policy.objects.published().values("pk")
    either_way = Q(source=policy, target__in=public) | Q(target=policy, source__in=public)
    return list(Relation.objects.filter(either_way).select_related("source", "target"))


def relations(policy, related, standings) -> list[dict]:
    """Related documents by kind, those that it names first."""
    groups: dict[str, list] = {}
    for one in (one for one in related if one.source_id == policy.pk):
        item = _related(one, one.target, standings[one.target_id])
        groups.setdefault(one.label, []).append(item)
    for one in (one for one in related if one.target_id == policy.pk):
        item = _related(one, one.source, standings[one.source_id])
        groups.setdefault(one.inverse_label, []).append(item)
    return [{"label": label, "items": items} for label, items in groups.items()]


def _related(relation, other, standing):
    dated_kinds = (Relation.Kind.AMENDS, Relation.Kind.REPEALS, Relation.Kind.REPLACES)
    return {
        "title": other.title,
        "url": other.get_absolute_url(),
        "number": other.document_number,
        "on": relation.on if relation.kind in dated_kinds else None,
        "state": standing.state if standing.period else None,
    }


def mark_ended_clauses(body_html: str, standing) -> str:
    """Say at each clause that a partial repeal ended that it is no longer carried out."""
    named = "".join(
        period.clauses
        for period in standing.periods
        if period.event_kind == validity.EventKind.PARTLY_REPEALED and period.starts_on <= standing.on
    )
    ended = set(re.findall(r"第[〇零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?(?!第)", named))
    return CLAUSE_LINK.sub(lambda link: link[0] + (ENDED if link[1] in ended else ""), body_html)


def made_of(policy) -> list[dict]:
    """制定过程 of a normative document; a step that is missing is shown as missing."""
    if not policy.is_normative or policy.migrated:
        return []
    making = getattr(policy, "making", None) or Making(policy=policy)
    return [
        _step("公开征求意见", _consulted(making), making.consulted_to),
        _step("合法性审核", making.legality_by, making.legality_on),
        _step("集体讨论", making.discussed_at, making.discussed_on),
        _step("统一登记", policy.registration_number, policy.written_on),
        _filing(making),
    ]


def _consulted(making):
    if making.consulted_from and making.consulted_to:
        span = f"{making.consulted_from}至{making.consulted_to}"
        return f"{span}，{making.consultation_result}" if making.consultation_result else span
    return f"未公开征求意见：{making.not_consulted_because}" if making.not_consulted_because else ""


def _step(label, text, day):
    if not text:
        return {"label": label, "text": "没有记录", "date": None, "state": missing("缺少")}
    return {"label": label, "text": text, "date": day, "state": None}


def _filing(making):
    if making.filed_on:
        return _step(
            "报送备案",
            f"{making.filed_with}{making.filing_number and ' ' + making.filing_number}",
            making.filed_on,
        )
    due = making.filing_due_on
    late = due and clock.today() > due
    text = f"应于{due}前报送县政府备案" if due else "尚未报送"
    return {"label": "报送备案", "text": text, "date": None, "state": missing("逾期") if late else None}


def missing(label):
    return {"status": "missing", "label": label, "tone": "missing", "mark": "missing"}


def compare_links(policy, versions, related):
    """Where its texts, or it and what it replaced, stand side by side."""
    compare = reverse("policies:compare", args=[policy.pk])
    if versions:
        yield {"label": "对照修改前后的文本", "url": compare}
    for relation in related:
        if relation.source_id == policy.pk and relation.kind == relation.Kind.REPLACES:
            yield {
                "label": f"与{in_marks(relation.target.title)}逐条对照",
                "url": f"{compare}?left={relation.target_id}",
            }


def qr(address: str) -> str:
    """A QR code of an address, as SVG without inline style."""
    buffer = io.BytesIO()
    segno.make(address, error="m").save(
        buffer, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, title="二维码：本页网址",
        svgclass=None, lineclass=None, dark="#000",
    )  # fmt: skip
    return buffer.getvalue().decode().replace("<svg", '<svg role="img" aria-label="二维码：本页网址"', 1)
