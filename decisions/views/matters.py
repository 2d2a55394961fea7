"""One matter: what was planned, what people said, what changed and why, in order."""

from django.http import Http404
from django.shortcuts import render

from core import clock
from core.pages import Page
from core.web import cacheable
from decisions import presentation, progress, stories
from decisions.column import COLUMN
from decisions.models import Matter
from decisions.views.trail import trail_decisions
from disclosure.models import Entry
from disclosure.presentation import dated, fact


def matter(request, year, pk):
    """The story of a matter."""
    found = stories.of(Matter.objects.published().of(year).filter(pk=pk), clock.today())
    if not found:
        raise Http404("没有这个决策事项")
    context = _context(found[0])
    return cacheable(render(request, "decisions/matter.html", context), until=Entry.objects.next_change())


def _context(story):
    one = story.matter
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
        "opinions": presentation.opinions(story.result.tally) if story.result else None,
        "result": story.result,
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
    return max([*moments, *(asked.updated_at for asked in story.consultations)])


def _facts(one):
    yield fact("目录", f"{one.catalogue.year}年度", url=one.catalogue.get_absolute_url())
    yield fact("承办单位", one.office.name)
    yield fact("会同单位", "、".join(office.name for office in one.joint_offices.all()))
    yield fact("依据", one.legal_basis)
    yield fact("计划完成", one.planned_words)
    yield dated("终止日期", one.ended_on)
