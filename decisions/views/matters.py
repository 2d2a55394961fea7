"""One matter: what was planned, what people said, what changed and why, in order."""

from django.http import Http404
from django.shortcuts import render

from core import clock, heavy
from core.pages import Page
from core.web import BadQuery, cacheable
from decisions import meetings, periods, presentation, progress, stories, versions
from decisions.column import COLUMN
from decisions.models import Matter
from decisions.views.trail import trail_decisions
from disclosure.models import Entry
from disclosure.presentation import dated, fact
from policies import comparison


def matter(request, year, pk):
    """The story of a matter."""
    context = _context(_find(year, pk))
    return cacheable(render(request, "decisions/matter.html", context), until=Entry.objects.next_change())


def _find(year, pk):
    found = stories.of(Matter.objects.published().of(year).filter(pk=pk), clock.today())
    if not found:
        raise Http404("没有这个决策事项")
    return found[0]


def _context(story):
    one = story.matter
    meetings.read_statements(story.meetings)
    page = Page(
        title=one.title, column=COLUMN, office=one.office.name, updated_at=_updated(story),
        trail=[*trail_decisions(), (f"{one.catalogue.year}年度", one.catalogue.get_absolute_url()), ("事项", "")],
    )  # fmt: skip
    return {
        "page": page,
        "matter": one,
        "state": story.state_shown,
        "say": say(story),
        "missing": story.missing,
        "open": [presentation.consultation_row(asked, story.day) for asked in story.consultations if asked.is_open(story.day)],
        "calls": [meetings.row(one, story.day) for one in story.meetings if one.phase(story.day) == periods.OPEN],
        "opinions": presentation.opinions(story.result.tally) if story.result else None,
        "result": story.result,
        "said": [
            {"on": meeting.meets_on, "url": meeting.get_absolute_url(), "purpose": meeting.get_purpose_display(),
             "statements": meetings.statements(meeting)}
            for meeting in story.meetings if meeting.said
        ],
        "thread": presentation.thread(story),
        "exemptions": one.exemptions.all(),
        "facts": [each for each in _facts(one) if each],
    }  # fmt: skip


def say(story) -> str:
    """One sentence that answers: where does it stand?"""
    if story.matter.is_ended:
        return f"{story.matter.ended_on}终止，理由见下文。"
    decided = story.of("decision")
    if decided:
        return f"决定已于{clock.day_of(decided[0]['at'])}公布。"
    planned = f"计划{story.matter.planned_words}前作出决定。" if story.matter.planned_on else ""
    late = story.judged["decision"] == progress.MISSING
    return f"原计划{story.matter.planned_words}前作出决定，已经超过。" if late else planned


def _updated(story):
    moments = [story.matter.entry.updated_at, *(paper.information.updated_at for paper in story.papers)]
    moments += [one.updated_at for one in (*story.consultations, *story.meetings, *story.explained)]
    for meeting in story.meetings:
        moments += [one.confirmed_at for one in (meeting.listed, *meeting.said) if one]
    return max(moments)


def _facts(one):
    yield fact("目录", f"{one.catalogue.year}年度", url=one.catalogue.get_absolute_url())
    yield fact("承办单位", one.office.name)
    yield fact("会同单位", "、".join(office.name for office in one.joint_offices.all()))
    yield fact("依据", one.legal_basis)
    yield fact("计划完成", one.planned_words)
    yield dated("终止日期", one.ended_on)


def compare(request, year, pk):
    """Two texts of a matter, clause by clause: what changed from draft to draft, and to the decision."""
    story = _find(year, pk)
    meetings.read_statements(story.meetings)
    texts = versions.texts(story)
    left, right = _chosen(request, texts)
    rows = []
    if left is not right:
        with heavy.alone():
            rows = comparison.compare(left.body, right.body)
    one = story.matter
    context = {
        "page": Page(
            title=f"文本对照：{one.title}", column=COLUMN, robots="noindex", office=one.office.name, updated_at=_updated(story),
            trail=[*trail_decisions(), (one.title, one.get_absolute_url()), ("文本对照", "")],
        ),
        "left": left.side(),
        "right": right.side(),
        "choices_left": [text.choice(left) for text in texts],
        "choices_right": [text.choice(right) for text in texts],
        "rows": rows,
        "summary_words": comparison.summary(rows) if rows else "",
    }  # fmt: skip
    answer = render(request, "policies/policy_compare.html", context)
    return cacheable(answer, query=("left", "right"), until=Entry.objects.next_change())


def _chosen(request, texts):
    if len(texts) < 2:
        raise Http404("没有两个可以对照的文本")
    by_value = {text.value: text for text in texts}
    for name in ("left", "right"):
        if request.GET.get(name) and request.GET[name] not in by_value:
            raise BadQuery("没有要对照的文本，请从列表里选择。")
    return by_value.get(request.GET.get("left"), texts[-2]), by_value.get(request.GET.get("right"), texts[-1])
