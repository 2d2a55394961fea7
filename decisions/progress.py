"""Where a matter stands, judged from what is public of it and the day alone: nobody types a state in. Plain Python."""

from dataclasses import dataclass, field
from datetime import date

from decisions import periods
from decisions.steps import (
    ADOPTION,
    CONSULTATION,
    DECISION,
    DISCUSSION,
    DRAFT,
    EVALUATION,
    EXECUTION,
    LEGALITY,
    STEPS,
)

DONE, OPEN, MISSING, WAITING, NOT_NEEDED = "done", "open", "missing", "waiting", "not_needed"
STOPPED = "stopped"  # nobody waits for it any more: the matter was ended
# state of a matter → (words, tone of its mark)
STATES = {
    "ended": ("已终止", "ended"),
    "evaluated": ("已评估", "force"),
    "executing": ("执行中", "force"),
    "decided": ("已作出决定", "force"),
    "deliberating": ("论证审查中", "open"),
    "consulting": ("正在征求意见", "open"),
    "consulted": ("意见研究中", "open"),
    "drafting": ("拟定中", "open"),
    "listed": ("未启动", "notyet"),
}


@dataclass(frozen=True)
class Facts:
    """What is known of a matter. public: step → day on which its first paper appeared; exempt: steps that do not apply;
    asked: (first, last) days of its consultations; called: step (hearing, attendance) → day of the meeting that was called."""

    public: dict[str, date] = field(default_factory=dict)
    exempt: frozenset[str] = frozenset()
    asked: tuple[tuple[date, date], ...] = ()
    called: dict[str, date] = field(default_factory=dict)
    planned_on: date | None = None
    ended: bool = False


def judge(facts: Facts, day: date) -> dict[str, str]:
    """step → how it stands on a day."""
    return {key: _judge(key, facts, day) for key in STEPS}


def _judge(key, facts, day):
    if key == CONSULTATION and _phase(facts, day) == periods.OPEN:
        return OPEN
    if key in facts.public:
        return DONE
    if key in facts.called and not facts.ended:
        return OPEN if day <= facts.called[key] else MISSING
    if key in facts.exempt or (key == ADOPTION and CONSULTATION in facts.exempt):
        return NOT_NEEDED
    if _is_owed(key, facts, day):
        return MISSING
    return STOPPED if facts.ended else WAITING


def _is_owed(key, facts, day):
    """Whether its paper should be public by now."""
    if facts.ended:  # a matter that was given up owes the answer to those who were asked, nothing else
        return key == ADOPTION and _phase(facts, day) == periods.CLOSED
    if key == ADOPTION and _phase(facts, day) == periods.CLOSED:
        return True
    if key == DECISION and facts.planned_on and day > facts.planned_on:
        return True
    return any(later in facts.public for later in STEPS[key].due_with)


def _phase(facts, day):
    phases = {periods.phase(*days, day) for days in facts.asked}
    return next((one for one in (periods.OPEN, periods.COMING, periods.CLOSED) if one in phases), None)


def state(facts: Facts, day: date) -> str:
    """The matter as a whole: a key of STATES."""
    if facts.ended:
        return "ended"
    for step, name in ((EVALUATION, "evaluated"), (EXECUTION, "executing"), (DECISION, "decided")):
        if step in facts.public:
            return name
    if DISCUSSION in facts.public or LEGALITY in facts.public or ADOPTION in facts.public:
        return "deliberating"
    if _phase(facts, day) == periods.OPEN:
        return "consulting"
    if _phase(facts, day) == periods.CLOSED:
        return "consulted"
    return "drafting" if DRAFT in facts.public or facts.asked else "listed"
