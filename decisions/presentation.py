"""A matter, a consultation and a result as their pages read them."""

from django.urls import reverse

from core import clock
from decisions import periods, progress, steps, versions
from decisions.stories import WORDS

PHASES = {
    periods.COMING: ("即将开始", "notyet"),
    periods.OPEN: ("正在征求意见", "open"),
    periods.CLOSED: ("已结束", "none"),
}
TONES = {"adopted": "force", "partly": "changed", "not_adopted": "ended", "noted": "none"}
LONGEST, STEP = 84, 3.1  # per cent of the column; em that a bar takes


def state(label, tone) -> dict:
    return {"label": label, "tone": tone, "mark": tone}


# Consultations ---------------------------------------------------------------------------------------------
def consultation_state(asked, day, result) -> dict:
    """Where it stands, with the days that are left or over."""
    phase = asked.phase(day)
    if phase == periods.OPEN:
        left = periods.days_left(asked.ends_on, day)
        return state(f"还有{left}天" if left else "今天24:00截止", "open")
    if phase == periods.CLOSED:
        return state("已公布采纳情况", "force") if result else state("采纳情况未公布", "missing")
    return state(*PHASES[phase])


def consultation_row(asked, day) -> dict:
    """One row of a list; `asked` from stories.consultations()."""
    result = asked.public_results[-1] if asked.public_results else None
    return {
        "title": asked.title, "url": asked.get_absolute_url(), "state": consultation_state(asked, day, result),
        "starts_on": asked.starts_on, "ends_on": asked.ends_on, "office": asked.office.name, "summary": asked.summary,
        "opinion_url": reverse("decisions:opinion", args=[asked.pk]) if asked.is_open(day) else "",
        "result": {"text": result.summary, "url": result.get_absolute_url()} if result else None,
    }  # fmt: skip


# A matter's story ------------------------------------------------------------------------------------------
def thread(story) -> list[dict]:
    """The story in order: listed, changed, then stage by stage; what is missing stands in its place."""
    return [_listed(story), *map(_adjusted, story.matter.adjustments.all()), *_stages(story)]


def _listed(story):
    catalogue, added = story.matter.catalogue, story.matter.added_by
    text = f"{catalogue.approved_by}审定" if catalogue.approved_by and not added else ""
    on = added.on if added else catalogue.approved_on
    link = {"title": catalogue.title, "url": catalogue.get_absolute_url()}
    return {
        "id": "listed",
        "title": "列入目录",
        "tone": "force",
        "on": on,
        "texts": [text] if text else [],
        "papers": [link],
    }


def _adjusted(change):
    words = f"{change.approved_by}同意。理由：{change.reason}"
    if change.planned_on:
        words = f"改为{change.planned_on.year}年{change.planned_on.month}月完成。{words}"
    tone = {"added": "force", "ended": "ended", "postponed": "changed", "exempt": "none"}[change.kind]
    return {
        "id": f"change-{change.pk}", "title": f"目录调整：{change.words}", "tone": tone, "on": change.on,
        "texts": [words], "papers": [],
    }  # fmt: skip


def _stages(story):
    for number, (title, keys) in enumerate(steps.STAGES, start=1):
        needed = [key for key in keys if story.judged[key] != progress.NOT_NEEDED]
        if not needed or (story.matter.is_ended and not any(story.of(key) for key in needed)):
            continue
        papers = [paper | {"step": steps.LABELS[key]} for key in needed for paper in story.of(key)]
        if steps.DECISION in keys or (steps.DRAFT in keys and steps.DECISION not in story.facts.public):
            papers += list(_comparison(story))
        days = sorted(paper["at"] for paper in papers if "at" in paper)
        yield {
            "id": f"stage-{number}", "title": title, "tone": _tone(story, needed), "on": clock.day_of(days[0]) if days else None,
            "texts": list(_words(story, needed)), "gaps": list(_gaps(story, needed)), "papers": papers,
        }  # fmt: skip


def _comparison(story):
    if versions.can_be_compared(story):
        one = story.matter
        address = reverse("decisions:compare", args=[one.catalogue.year, one.pk])
        yield {"title": "逐条对照各稿和决定：改了什么", "url": address}


def _tone(story, keys):
    """The most pressing state of a stage."""
    states = {story.judged[key] for key in keys}
    for one in (progress.MISSING, progress.OPEN):
        if one in states:
            return WORDS[one][1]
    if progress.DONE not in states:
        return "none" if progress.STOPPED in states else "notyet"
    return "force" if states == {progress.DONE} else "open"


def _words(story, keys):
    if steps.CONSULTATION in keys:
        for asked in story.consultations:
            days = periods.length(asked.starts_on, asked.ends_on)
            yield f"{asked.starts_on}至{asked.ends_on}，{days}天。{asked.short_reason}"
        if story.result:
            yield story.result.summary
    for meeting in story.meetings:
        if meeting.purpose in keys:
            yield _meeting_in_words(meeting)
    waiting = [steps.LABELS[key] for key in keys if story.judged[key] == progress.WAITING]
    if waiting and not story.matter.is_ended:
        planned = (
            f"，计划{story.matter.planned_words}前完成"
            if story.matter.planned_on and steps.DECISION in keys
            else ""
        )
        yield f"还没有到：{'、'.join(waiting)}{planned}。"


def _meeting_in_words(meeting):
    when = f"{clock.day_of(meeting.meets_at)}召开{meeting.get_purpose_display()}，{meeting.opens_on}至{meeting.closes_on}报名"
    if not meeting.listed:
        return f"{when}。"
    return f"{when}，{meeting.listed.number_registered}人报名，{len(meeting.listed.chosen)}人入选。"


def _gaps(story, keys):
    for key in keys:
        if story.judged[key] == progress.MISSING:
            yield f"{steps.LABELS[key]}应当公开而没有公开，责任机构：{story.matter.office.name}。"


# Results ---------------------------------------------------------------------------------------------------
def opinions(tally: dict) -> dict:
    """The numbers of a result as bars and a table, its groups and single opinions with their tones."""
    outcomes = tally.get("outcomes", [])
    rows = [[*row, sum(row[1:])] for row in tally.get("rows", [])]
    sums = [number for _, _, number in outcomes]
    return {
        "total": tally.get("total", 0),
        "bars": list(_bars(outcomes)),
        "height": f"{len(outcomes) * STEP:.1f}em",
        "words": "，".join(f"{label}{number}条" for _, label, number in outcomes),
        "labels": [label for _, label, _ in outcomes],
        "rows": rows,
        "sums": [*sums, sum(sums)],
        "groups": [
            one | {"state": state(one["label"], TONES[one["outcome"]])} for one in tally.get("groups", [])
        ],
        "single": [
            one | {"state": state(one["label"], TONES[one["outcome"]])} for one in tally.get("single", [])
        ],
    }


def _bars(outcomes):
    longest = max((number for _, _, number in outcomes), default=0)
    for place, (_, label, number) in enumerate(outcomes):
        top = place * STEP
        yield {
            "label": label, "number": number, "width": f"{LONGEST * number / longest if longest else 0:.1f}%",
            "label_y": f"{top + 1.1:.1f}em", "bar_y": f"{top + 1.5:.1f}em", "number_y": f"{top + 2.35:.1f}em",
        }  # fmt: skip
