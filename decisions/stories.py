"""The stories of some matters, read in a fixed number of queries: papers, consultations, how each step stands."""

from collections import defaultdict
from datetime import date
from functools import cached_property

from django.db.models import Prefetch

from decisions import periods, progress, steps
from decisions.models import Adjustment, Consultation, ConsultationResult, Matter, Meeting, Paper
from policies.models import Interpretation

# state of a step → (word in a cell, tone)
WORDS = {
    progress.DONE: ("已公开", "force"),
    progress.OPEN: ("进行中", "open"),
    progress.MISSING: ("应公开未公开", "missing"),
    progress.WAITING: ("未开始", "notyet"),
    progress.NOT_NEEDED: ("不需要", "none"),
    progress.STOPPED: ("不再进行", "none"),
}
NARROW = WORDS | {progress.MISSING: ("未公开", "missing"), progress.STOPPED: ("终止", "none")}


class Story:
    """One matter with all that is public of it."""

    def __init__(self, matter, papers, consultations, meetings, explained, day: date):
        self.matter, self.papers, self.consultations, self.day = matter, papers, consultations, day
        self.meetings, self.explained = meetings, explained
        self.facts = matter.facts(papers, consultations, meetings, explained)
        self.judged = progress.judge(self.facts, day)
        self.state = progress.state(self.facts, day)

    @property
    def state_shown(self) -> dict:
        label, tone = progress.STATES[self.state]
        return {"label": label, "tone": tone, "mark": tone}

    @property
    def missing(self) -> list[str]:
        """The labels of papers that should be public and are not."""
        return [steps.LABELS[key] for key, state in self.judged.items() if state == progress.MISSING]

    @cached_property
    def result(self):
        """The last public result of a consultation of this matter."""
        found = [one for asked in self.consultations for one in asked.public_results]
        return max(found, key=lambda one: one.published_at, default=None)

    def of(self, step) -> list[dict]:
        """What is public of a step, oldest first, as links."""
        if step == steps.CONSULTATION:
            return [
                {"title": one.title, "url": one.get_absolute_url(), "at": one.published_at, "asked": one}
                for one in self.consultations
            ]
        records = [one for one in self.meetings if one.purpose == step]
        records += self.explained if step == steps.INTERPRETATION else []
        return [
            {"title": one.title, "url": one.get_absolute_url(), "at": one.published_at} for one in records
        ] + [
            {"title": one.information.title, "url": one.information.entry.get_absolute_url(), "at": one.information.published_at}
            for one in self.papers if one.step == step
        ]  # fmt: skip

    # The table ---------------------------------------------------------------------------------------------
    def cells(self) -> list[dict]:
        """The ten cells behind the matter's own three."""
        firsts = {keys[0] for _, keys in steps.GROUPS}
        return [self._cell(key, key in firsts) for key in steps.COLUMNS]

    def _cell(self, key, first):
        state, found = self.judged[key], self.of(key)
        word, tone = NARROW[state]
        if found:
            word = self._word(key, state)
        return {
            "label": steps.STEPS[key].heading, "group": first, "url": found[-1]["url"] if found else "",
            "state": {"label": word, "tone": tone, "mark": tone},
        }  # fmt: skip

    def _word(self, key, state):
        if key == steps.CONSULTATION:
            if state == progress.OPEN:
                return "进行中"
            if self.result:
                return f"{self.result.tally.get('total', 0)}条"
        if key in self.facts.called and state in (progress.OPEN, progress.MISSING):
            return self._word_of_meeting(key, state)
        return steps.STEPS[key].paper

    def _word_of_meeting(self, key, state):
        if state == progress.MISSING:
            return f"{steps.STEPS[key].paper}未公开"
        called = (one for one in self.meetings if one.purpose == key)
        return "报名中" if any(one.phase(self.day) == periods.OPEN for one in called) else "进行中"


def of(matters, day: date) -> list[Story]:
    """The stories of public matters in their order; a fixed number of queries however many there are."""
    matters = list(
        matters.select_related("office", "catalogue", "added_by", "entry").prefetch_related(
            "exemptions", Prefetch("adjustments", Adjustment.objects.confirmed())
        )
    )
    papers, asked, called = defaultdict(list), defaultdict(list), defaultdict(list)
    # Titles and days suffice: the texts of forty matters would be megabytes.
    known = Paper.objects.published().filter(matter__in=matters).select_related("information__entry")
    for paper in known.defer("information__body"):
        papers[paper.matter_id].append(paper)
    for one in consultations().filter(matter__in=matters).defer("body"):
        asked[one.matter_id].append(one)
    for one in meetings().filter(matter__in=matters).defer("body", "secret"):
        called[one.matter_id].append(one)
    explained = _explained(papers)
    return [
        Story(one, papers[one.pk], asked[one.pk], called[one.pk], explained[one.pk], day) for one in matters
    ]


def _explained(papers) -> dict:
    """Matter → public interpretations of the document that decided it (第三十二条: 公布决策，同时解读)."""
    decisions = {
        paper.information_id: matter
        for matter, some in papers.items()
        for paper in some
        if paper.step == steps.DECISION
    }
    found = defaultdict(list)
    if not decisions:
        return found
    for one in Interpretation.objects.published().explaining(decisions).first_on_site().defer("body"):
        found[decisions[one.document_id]].append(one)
    return found


def consultations():
    """Public consultations with their public results, oldest first."""
    results = Prefetch("results", ConsultationResult.objects.published(), to_attr="public_results")
    found = Consultation.objects.published().select_related("office", "matter__catalogue")
    return found.prefetch_related(results).order_by("starts_on", "pk")


def meetings():
    """Public calls to meetings with their public lists (`.listed`), the next one last; the secret of a draw is asked for
    where it is told."""
    found = Meeting.objects.published().select_related("office", "matter__catalogue", "selection")
    return found.defer("secret").order_by("meets_at", "pk")


def of_year(year: int, day: date) -> list[Story]:
    return of(Matter.objects.published().of(year).order_by("position", "pk"), day)
