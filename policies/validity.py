"""The validity of a document on any day, as a function of dated events.

In: `Facts` (what is known of one document) and a day. Out: a `Validity`, or all `Period`s at once. Days
are calendar days in Asia/Shanghai, handed in by the caller: no clock, no database, no Django. Periods are
half-open; on the day of its repeal a document is no longer in force. Missing facts give 未标注, never
现行有效. Nothing here raises on contradictory data: `check` names what is wrong, in Chinese, and an event
that it calls an error has no effect.

Sources: (国办发〔2018〕37号, 省司法厅 on terms, the clean-ups of 明城镇,
达川, 铜川); 民法典 arts. 201–204 for terms.
"""

from calendar import monthrange
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)


# --- Words ----------------------------------------------------------------------------------------


class _Labelled(StrEnum):
    """A string enum whose members carry a Chinese `label`."""

    def __new__(cls, value: str, label: str):
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and label of each member, in order: what a model field or a filter offers."""
        return [(member.value, member.label) for member in cls]


class Status(_Labelled):
    """What a document is on a day."""

    NOT_YET = "not_yet", "尚未生效"
    IN_FORCE = "in_force", "现行有效"
    AMENDED = "amended", "已修改"
    PARTLY_REPEALED = "partly_repealed", "部分失效"
    SUSPENDED = "suspended", "暂停执行"
    REPEALED = "repealed", "废止"
    EXPIRED = "expired", "失效"
    DECLARED_VOID = "declared_void", "宣布失效"
    UNMARKED = "unmarked", "未标注"
    NOT_APPLICABLE = "not_applicable", "不适用"


IN_FORCE = frozenset({Status.IN_FORCE, Status.AMENDED, Status.PARTLY_REPEALED})
ENDED = frozenset({Status.REPEALED, Status.EXPIRED, Status.DECLARED_VOID})


class EventKind(_Labelled):
    """What can happen to a document. **The order here is the order within one day**.

    An extension stands after a keep, being the more particular act. A replacement stands after a plain
    repeal: of two ends of one day the last is shown, and a replacement also says where to read on.
    """

    EXPIRED = "expired", "期满失效"  # derived, never entered; came with the end of the day before
    PUBLISHED = "published", "公布"
    EFFECTIVE = "effective", "施行"
    AMENDED = "amended", "修改"
    PARTLY_REPEALED = "partly_repealed", "部分废止"
    KEPT = "kept", "清理后继续有效"
    EXTENDED = "extended", "延长有效期"
    SUSPENDED = "suspended", "暂停执行"
    RESTORED = "restored", "恢复执行"
    DECLARED_VOID = "declared_void", "宣布失效"
    REPEALED = "repealed", "废止"
    REPLACED = "replaced", "被新文件替代"


_ORDER = {kind: number for number, kind in enumerate(EventKind)}
_ENDS_AS = {
    EventKind.EXPIRED: Status.EXPIRED,
    EventKind.DECLARED_VOID: Status.DECLARED_VOID,
    EventKind.REPEALED: Status.REPEALED,
    EventKind.REPLACED: Status.REPEALED,
}
ENDINGS = frozenset({EventKind.DECLARED_VOID, EventKind.REPEALED, EventKind.REPLACED})
# they state a date of the document or are derived: not folded
_FACT_KINDS = frozenset({EventKind.PUBLISHED, EventKind.EFFECTIVE, EventKind.EXPIRED})


class TermKind(_Labelled):
    """What is known of a document's term."""

    UNKNOWN = "unknown", "未知"
    NONE = "none", "文件未规定"
    LENGTH = "length", "规定期限"
    DATE = "date", "规定截止日"


class Reason(_Labelled):
    """Why a status is what it is, also where no event can be named."""

    EVENT = "event", "依据所列事件"
    BEFORE_START = "before_start", "未到施行日期"
    START_UNKNOWN = "start_unknown", "施行日期未知"
    TERM_UNKNOWN = "term_unknown", "有效期未知"
    NOT_NORMATIVE = "not_normative", "不是行政规范性文件"


# --- Facts ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, or will, on a day.

    `source`: the causing document or clean-up, opaque, hashable, with a stable `repr`, e.g. ("policy", 7).
    `until`: the new last day in force, for extended and kept. `open_ended`: the cause itself says that no
    last day is set (明城镇: 延续至下一次清理); an extension with neither is refused, since a forgotten date
    must not lengthen anything. `unless_amended_since`: the event happens only if no amendment or
    replacement is dated from that day up to the day before the event; see `void_unless_amended`.
    """

    kind: EventKind
    on: date
    source: Hashable = None
    text: str = ""
    until: date | None = None
    open_ended: bool = False
    clauses: str = ""
    unless_amended_since: date | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """How long a document is to be in force: `months` for a length, `last_day` for a date.

    Both may be given: `kind` says which counts, and `check` compares them.
    """

    kind: TermKind = TermKind.UNKNOWN
    months: int | None = None
    last_day: date | None = None

    @classmethod
    def none(cls) -> "Term":
        """The document states no term."""
        return cls(TermKind.NONE)

    @classmethod
    def of_months(cls, months: int) -> "Term":
        """A length, counted from the day of effect."""
        return cls(TermKind.LENGTH, months=months)

    @classmethod
    def to(cls, last_day: date) -> "Term":
        """A stated last day in force."""
        return cls(TermKind.DATE, last_day=last_day)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rule knows of one document. The order of `events` means nothing.

    A date that is None may instead come as an entered `published` or `effective` event (施行日期另行公布).
    `written_on` and `published_on` are only checked: what is in force follows from `effective_on`.
    """

    is_normative: bool
    published_on: date | None = None
    effective_on: date | None = None
    term: Term = field(default_factory=Term)
    events: tuple[Event, ...] = ()
    written_on: date | None = None


# --- Results --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Period:
    """A run of days with one status and one cause: from `start` up to, not including, `end`; None is open."""

    start: date | None
    end: date | None
    status: Status
    because: Event | None
    reason: Reason

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    @property
    def last_day(self) -> date | None:
        """The last day of the period, None when open."""
        return None if self.end is None else self.end - ONE_DAY

    @property
    def note(self) -> str:
        """The reason in Chinese where no event can be named, else empty."""
        return "" if self.because else self.reason.label


@dataclass(frozen=True, slots=True)
class Validity:
    """The answer for one day. `since` and `until` (the last day, None when open) bound status and cause.

    `because` is the event that gave the status its name, entered or derived (effective, expired); None for
    尚未生效, 未标注 and 不适用, where `reason` says why. `until` counts all that is known, announced
    repeals and amendments too; `in_force_until` looks past amendments.
    """

    on: date
    status: Status
    since: date | None
    until: date | None
    because: Event | None
    reason: Reason

    @property
    def label(self) -> str:
        """The status in Chinese."""
        return self.status.label

    @property
    def is_in_force(self) -> bool:
        """现行有效, 已修改 or 部分失效."""
        return self.status in IN_FORCE

    @property
    def reason_kind(self) -> str:
        """What a banner switches on: the causing event's kind, else the reason."""
        return str(self.because.kind if self.because else self.reason)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the data; not `is_error`: only to be looked at again."""

    code: str
    message: str
    is_error: bool = True
    event: Event | None = None


# --- Terms ----------------------------------------------------------------------------------------


def last_day(effective_on: date | None, term: Term) -> date | None:
    """The last day in force that the document itself sets; None where it sets none or it cannot be known.

    Not moved by holidays: 民法典 art. 203 is about acts due on a day, and a term is not a deadline.
    """
    if term.kind == TermKind.DATE:
        return term.last_day
    if term.kind != TermKind.LENGTH or effective_on is None or not term.months or term.months < 0:
        return None
    return _months_from(effective_on, term.months)


def _months_from(start: date, months: int) -> date:
    """The last day of so many months of which `start` is the first day.

    自某日起施行 counts that day itself, so
    the term ends on the day before the corresponding day: 2022-03-01 and 24 months, 2024-02-29. Where the
    month has no corresponding day it ends with the month (art. 202): 2024-02-29 and 12 months,
    2025-02-28, a full year. Beyond the calendar of Python: its last day.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    days = monthrange(year, month + 1)[1]
    if start.day > days:
        return date(year, month + 1, days)
    return date(year, month + 1, start.day) - ONE_DAY


def starts_on(facts: Facts) -> date | None:
    """The first day of effect: the fact, else the earliest entered `effective` event, else None."""
    return facts.effective_on or _entered(facts, EventKind.EFFECTIVE)


def _published_on(facts: Facts) -> date | None:
    return facts.published_on or _entered(facts, EventKind.PUBLISHED)


def _entered(facts: Facts, kind: EventKind) -> date | None:
    return min((event.on for event in facts.events if event.kind == kind), default=None)


# --- The rule: a fold over the events in order ----------------------------------------------------


class _State:
    """What the events so far have made of the document; from `basis` on, slots hold the event that did it."""

    __slots__ = (  # noqa: RUF023 the facts first, then what events did
        "is_normative", "start", "last_day", "term_known", "term_source",
        "basis", "amended", "partly", "suspended", "ended",
    )  # fmt: skip

    def __init__(self, facts: Facts):
        self.is_normative = facts.is_normative
        self.start = starts_on(facts)
        # papers that are not normative show 不适用: their term ends nothing
        self.last_day = last_day(self.start, facts.term) if facts.is_normative else None
        self.term_known = facts.term.kind == TermKind.NONE or self.last_day is not None
        self.term_source = None
        self.basis = _effect(facts, self.start)
        self.amended = self.partly = self.suspended = self.ended = None


def _effect(facts: Facts, start: date | None) -> Event | None:
    """The event by which the document took effect: the entered one of that day, else a derived one."""
    if start is None:
        return None
    entered = [e for e in facts.events if e.kind == EventKind.EFFECTIVE and e.on == start]
    return max(entered, key=_full_key) if entered else Event(EventKind.EFFECTIVE, start)


def _lapse(state: _State, day: date) -> None:
    """The term ends with its last day: in force on it, not on the day after; a suspension stops nothing."""
    if state.last_day is not None and day > state.last_day and state.ended is None:
        state.ended = Event(EventKind.EXPIRED, state.last_day + ONE_DAY, state.term_source)


def _take(state: _State, event: Event) -> None:
    """Let one event, later than all before it, act on the state; a refused one does nothing."""
    _lapse(state, event.on)
    if _refusal(state, event) is None:
        _EFFECTS[event.kind](state, event)


def _refusal(state: _State, event: Event) -> str | None:
    """Why the event has no effect, as the code of a problem; None when it has."""
    ended = state.ended
    if ended is not None and (ended.on < event.on or ended.kind == EventKind.EXPIRED):
        return _after_end(event)
    return _REFUSALS[event.kind](state, event) if event.kind in _REFUSALS else None


def _after_end(event: Event) -> str:
    """Clean-ups often repeal what has long expired: true, harmless, and without effect."""
    if event.kind in ENDINGS:
        return "ended_already"
    return "extended_after_end" if event.kind == EventKind.EXTENDED else "after_end"


def _refuse_extension(_state: _State, event: Event) -> str | None:
    if event.until is None:
        return None if event.open_ended else "until_missing"
    return "until_past" if event.until < event.on else None


def _refuse_keep(_state: _State, event: Event) -> str | None:
    return "until_past" if event.until is not None and event.until < event.on else None


def _refuse_suspension(state: _State, _event: Event) -> str | None:
    return "already_suspended" if state.suspended else None


def _refuse_restoration(state: _State, _event: Event) -> str | None:
    return None if state.suspended else "not_suspended"


_REFUSALS = {
    EventKind.EXTENDED: _refuse_extension,
    EventKind.KEPT: _refuse_keep,
    EventKind.SUSPENDED: _refuse_suspension,
    EventKind.RESTORED: _refuse_restoration,
}


def _amend(state: _State, event: Event) -> None:
    state.amended = event


def _repeal_partly(state: _State, event: Event) -> None:
    state.partly = event


def _suspend(state: _State, event: Event) -> None:
    state.suspended = event


def _restore(state: _State, event: Event) -> None:
    state.suspended, state.basis = None, event


def _end(state: _State, event: Event) -> None:
    state.ended = event


def _set_term(state: _State, event: Event) -> None:
    """A new last day, or none from now on. A keep leaves a stated term alone (明城镇: 以文件规定为准)."""
    overrides = event.kind == EventKind.EXTENDED or state.last_day is None
    if event.until is None and not (event.open_ended and overrides):
        return
    if not state.term_known:
        state.term_known, state.basis = True, event
    state.last_day, state.term_source = event.until, event.source


_EFFECTS = {
    EventKind.AMENDED: _amend,
    EventKind.PARTLY_REPEALED: _repeal_partly,
    EventKind.KEPT: _set_term,
    EventKind.EXTENDED: _set_term,
    EventKind.SUSPENDED: _suspend,
    EventKind.RESTORED: _restore,
    **dict.fromkeys(ENDINGS, _end),
}


def _read(state: _State, day: date) -> tuple[Status, Event | None, Reason]:
    """Status, cause and reason on the day up to which the state was folded."""
    if state.ended is not None:
        return _ENDS_AS[state.ended.kind], state.ended, Reason.EVENT
    if not state.is_normative:
        return Status.NOT_APPLICABLE, None, Reason.NOT_NORMATIVE
    if state.start is None:
        return Status.UNMARKED, None, Reason.START_UNKNOWN
    if day < state.start:
        return Status.NOT_YET, None, Reason.BEFORE_START
    if not state.term_known:
        return Status.UNMARKED, None, Reason.TERM_UNKNOWN
    return *_running(state), Reason.EVENT


def _running(state: _State) -> tuple[Status, Event]:
    """Suspended before partly repealed before amended: what the reader must not miss comes first."""
    if state.suspended:
        return Status.SUSPENDED, state.suspended
    if state.partly:
        return Status.PARTLY_REPEALED, state.partly
    if state.amended:
        return Status.AMENDED, state.amended
    return Status.IN_FORCE, state.basis


def _folded(facts: Facts) -> list[Event]:
    """The events that count, by day and then in the order of kinds; the same for every order of entry."""
    kinds = _EFFECTS if facts.is_normative else ENDINGS
    events = [event for event in facts.events if event.kind in kinds and _happens(event, facts)]
    if len(events) > 1:
        events.sort(key=_full_key)
    return events


def _full_key(event: Event) -> tuple:
    """Day, order within the day, then anything that tells two events apart."""
    until, since = event.until or date.min, event.unless_amended_since or date.min
    tie = until, since, event.open_ended, event.text, event.clauses, repr(event.source)
    return event.on, _ORDER[event.kind], tie


def _happens(event: Event, facts: Facts) -> bool:
    """False for a conditional event that an amendment or replacement in time has averted (铜川 2020)."""
    since = event.unless_amended_since
    if since is None:
        return True
    averting = (EventKind.AMENDED, EventKind.REPLACED)
    return not any(other.kind in averting and since <= other.on < event.on for other in facts.events)


# --- Questions ------------------------------------------------------------------------------------


def status_on(facts: Facts, on: date) -> Status:
    """The status on a day: the plain rule, nothing looked up. Events dated later have not happened."""
    return _rule(facts, on)[0]


def _rule(facts: Facts, on: date) -> tuple[Status, Event | None, Reason]:
    state = _State(facts)
    for event in _folded(facts):
        if event.on <= on:
            _take(state, event)
    _lapse(state, on)
    return _read(state, on)


def validity(facts: Facts, on: date) -> Validity:
    """The validity on a day. Status and cause come from the rule, the bounds from the periods."""
    status, because, reason = _rule(facts, on)
    run = period_on(periods(facts), on)
    return Validity(on, status, run.start, run.last_day, because, reason)


def periods(facts: Facts) -> tuple[Period, ...]:
    """All periods in order: contiguous, from open to open, so that each day lies in exactly one.

    Neighbours differ in status or in cause: a second amendment begins a second 已修改.
    """
    found: list[tuple] = []
    for day, reading in _sweep(facts):
        if not found or found[-1][1] != reading:
            found.append((day, reading))
    starts = [None, *(day for day, _ in found[1:])]
    ends = [*starts[1:], None]
    runs = zip(starts, ends, found, strict=True)
    return tuple(Period(start, end, *reading) for start, end, (_, reading) in runs)


def _sweep(facts: Facts) -> Iterator[tuple[date, tuple[Status, Event | None, Reason]]]:
    """The reading on every day on which it can change, in one pass from the calendar's first day."""
    state, events, taken = _State(facts), _folded(facts), 0
    for day in sorted(_turning_days(state, events)):
        while taken < len(events) and events[taken].on <= day:
            _take(state, events[taken])
            taken += 1
        _lapse(state, day)
        yield day, _read(state, day)


def _turning_days(state: _State, events: Iterable[Event]) -> set[date]:
    """Every day on which the status can change: start, events, and the day after each last day ever set."""
    last_days = [state.last_day, *(event.until for event in events)]
    days = {day + ONE_DAY for day in last_days if day is not None and day < date.max}
    days.update(event.on for event in events)
    days.add(date.min)
    days.add(state.start or date.min)
    return days


def period_on(all_periods: Iterable[Period], on: date) -> Period:
    """The one of a document's periods that holds the day."""
    return next(period for period in all_periods if on in period)


def boundaries(facts: Facts) -> list[date]:
    """The days, in order, on which status or cause changes; between them readers are told the same."""
    return [period.start for period in periods(facts)[1:]]


def next_change(facts: Facts, on: date) -> date | None:
    """The first day after `on` with another status or cause; None when nothing known is to come."""
    return period_on(periods(facts), on).end


def in_force_until(facts: Facts, on: date) -> date | None:
    """The last day of the unbroken run in force that holds `on`; None when not in force then, or open.

    `Validity.until` ends at an announced amendment too; this is the day for 有效期至 and expiry warnings.
    """
    last = None
    for period in periods(facts):
        if period.end is not None and period.end <= on:
            continue
        if period.status not in IN_FORCE:
            return last
        last = period.last_day
    return None


# --- What is wrong with the data ------------------------------------------------------------------

_MESSAGES = {
    "after_end": "{on}的“{kind}”晚于文件终止之日（{ended}{how}），不发生效力",
    # to go on, a document is evaluated before its term ends, or made anew
    "extended_after_end": "文件已于{ended}{how}，{on}的延长不发生效力；继续执行的应当重新制定并公布",
    "ended_already": "文件已于{ended}{how}，{on}的“{kind}”不改变其有效性",
    "until_missing": "{on}的延长没有写明延长至哪一日，也没有写明不定期，不发生效力",
    "until_past": "{on}的“{kind}”写明的截止日{until}早于该日本身，不发生效力",
    "already_suspended": "{on}的暂停执行之前文件已处于暂停执行状态",
    "not_suspended": "{on}的恢复执行之前文件没有暂停执行",
    "before_start": "{on}的“{kind}”早于施行日期{start}",
    "ended_before_start": "{on}的“{kind}”早于施行日期{start}，文件从未施行",
    "shortened": "{on}的“{kind}”把截止日从{last_day}提前到{until}，请核对",
    "condition_empty": "{on}的“{kind}”所附条件的起算日{since}不早于该日，请核对",
}
_WARNINGS = frozenset({"ended_already", "before_start", "ended_before_start", "shortened", "condition_empty"})


def check(facts: Facts) -> list[Problem]:
    """What is wrong or doubtful: dates first, then events in their order; empty when all is well."""
    return [*_check_dates(facts), *_check_term(facts), *_check_entered(facts), *_check_events(facts)]


def _check_dates(facts: Facts) -> Iterator[Problem]:
    written, published, start = facts.written_on, _published_on(facts), starts_on(facts)
    if written and published and published < written:
        yield Problem("published_before_written", f"公布日期{published}早于成文日期{written}", is_error=False)
    if published and start and start < published:  # 未经公布不得作为行政管理依据 (国办发〔2018〕37号)
        message = f"施行日期{start}早于公布日期{published}，文件溯及既往，请核对"
        yield Problem("retroactive", message, is_error=False)
    if facts.is_normative and start is None:
        yield Problem("start_unknown", "施行日期未知，有效性只能显示“未标注”", is_error=False)


def _check_term(facts: Facts) -> Iterator[Problem]:
    term, start = facts.term, starts_on(facts)
    if facts.is_normative and term.kind == TermKind.UNKNOWN:
        yield Problem("term_unknown", "有效期未知，有效性只能显示“未标注”", is_error=False)
    if _is_incomplete(term):
        yield Problem("term_incomplete", f"有效期为“{term.kind.label}”，但没有写明期限或截止日")
    yield from _check_last_day(term, start)


def _check_last_day(term: Term, start: date | None) -> Iterator[Problem]:
    computed = last_day(start, Term(TermKind.LENGTH, months=term.months))
    if computed and term.last_day and computed != term.last_day:
        message = f"截止日{term.last_day}与期限{term.months}个月推算的{computed}不一致"
        yield Problem("term_disagrees", f"{message}，按“{term.kind.label}”计算")
    end = last_day(start, term)
    if end and start and end < start:
        yield Problem("term_before_start", f"截止日{end}早于施行日期{start}，文件从未施行")


def _is_incomplete(term: Term) -> bool:
    if term.kind == TermKind.LENGTH:
        return not term.months or term.months < 0
    return term.kind == TermKind.DATE and term.last_day is None


def _check_entered(facts: Facts) -> Iterator[Problem]:
    """Entered publications and effects that contradict the fact, and entered expiries."""
    days = {EventKind.PUBLISHED: _published_on(facts), EventKind.EFFECTIVE: starts_on(facts)}
    for event in sorted((event for event in facts.events if event.kind in _FACT_KINDS), key=_full_key):
        if event.kind == EventKind.EXPIRED:
            yield Problem("expiry_entered", f"期满失效由有效期推算，不得录入（{event.on}）", event=event)
        elif event.on != days[event.kind]:
            message = f"录入的“{event.kind.label}”{event.on}与文件的日期{days[event.kind]}不一致"
            yield Problem("date_disagrees", f"{message}，以文件的日期为准", event=event)


def _check_events(facts: Facts) -> Iterator[Problem]:
    state = _State(facts)
    begins = state.start or _published_on(facts)
    for event in _folded(facts):
        _lapse(state, event.on)
        refusal = _refusal(state, event)
        codes = [refusal] if refusal else _doubts(state, event, begins)
        yield from (_problem(code, event, state, begins) for code in codes)
        _take(state, event)


def _doubts(state: _State, event: Event, begins: date | None) -> Iterator[str]:
    """What is odd about an event that has its effect all the same."""
    if begins and event.on < begins:
        yield "ended_before_start" if event.kind in ENDINGS else "before_start"
    if event.until and state.last_day and event.until < state.last_day:
        yield "shortened"
    if event.unless_amended_since and event.unless_amended_since >= event.on:
        yield "condition_empty"


def _problem(code: str, event: Event, state: _State, begins: date | None) -> Problem:
    ended = state.ended
    message = _MESSAGES[code].format(
        on=event.on, kind=event.kind.label, until=event.until, since=event.unless_amended_since,
        start=begins, last_day=state.last_day, ended=ended and ended.on, how=ended and ended.kind.label,
    )  # fmt: skip
    return Problem(code, message, code not in _WARNINGS, event)


# --- Clean-ups (清理) -------------------------------------------------------------------------------


class Decision(_Labelled):
    """What a clean-up says of one document."""

    KEEP = "keep", "继续有效"
    AMEND_BY = "amend_by", "限期修改，逾期失效"
    REPEAL = "repeal", "废止"
    DECLARE_VOID = "declare_void", "宣布失效"


class Default(_Labelled):
    """What a clean-up says of documents in its scope that it does not list."""

    NONE = "none", "不作规定"
    KEEP = "keep", "继续有效"
    REPEAL = "repeal", "废止"
    DECLARE_VOID = "declare_void", "宣布失效"


class Coverage(_Labelled):
    """How a clean-up stands to a document."""

    LISTED = "listed", "已列入"
    UNLISTED = "unlisted", "在范围内而未列入"
    OUTSIDE = "outside", "不在范围内"
    DOUBTFUL = "doubtful", "是否在范围内不能确定"


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `by`: last day for amending; `on`: day of effect, else the decision's; `until`: of a keep."""

    decision: Decision
    by: date | None = None
    on: date | None = None
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CleanUp:
    """One decision on many documents. `on` is its day; repeals count from it (明城镇 2023: 自公布之日起).

    Without `made_on_or_before` the default covers what was made before `on`. `keeps_open_ended`: the
    decision says that what is kept and states no term runs on to the next clean-up (明城镇 2023). `rows`
    go by document key; `source` is the key of the notice, if that is a document of ours.
    """

    source: Hashable
    on: date
    scope_issuers: frozenset = frozenset()
    normative_only: bool = True
    made_on_or_before: date | None = None
    default: Default = Default.NONE
    rows: Mapping[Hashable, Row] = field(default_factory=dict)
    keeps_open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What a clean-up must know of a document; it may have been entered long after the decision."""

    key: Hashable
    issuers: frozenset
    is_normative: bool
    written_on: date | None = None


def void_unless_amended(since: date, by: date, source: Hashable = None, text: str = "") -> Event:
    """Void from the day after `by`, unless amended or replaced from `since` to `by` inclusive (铜川 2020)."""
    return Event(EventKind.DECLARED_VOID, by + ONE_DAY, source, text, unless_amended_since=since)


def coverage(clean_up: CleanUp, document: Document) -> Coverage:
    """Listed, unlisted but in scope, outside, or doubtful. A row binds whatever the scope says."""
    if document.key in clean_up.rows:
        return Coverage.LISTED
    if _is_outside(clean_up, document):
        return Coverage.OUTSIDE
    return Coverage.DOUBTFUL if _doubt(clean_up, document) else Coverage.UNLISTED


def _is_outside(clean_up: CleanUp, document: Document) -> bool:
    """True when a known fact takes the document out of the scope; the notice never cleans up itself."""
    strangers = document.issuers and not document.issuers & clean_up.scope_issuers
    excluded = clean_up.normative_only and not document.is_normative
    too_new = document.written_on is not None and document.written_on > _made_by(clean_up)
    return bool(strangers or excluded or too_new or document.key == clean_up.source)


def _made_by(clean_up: CleanUp) -> date:
    return clean_up.made_on_or_before or clean_up.on - ONE_DAY


def _doubt(clean_up: CleanUp, document: Document) -> str | None:
    """Why nobody can say whether the default covers the document; a joint paper needs all its issuers."""
    if document.written_on is None:
        return "成文日期未知"
    if not document.issuers:
        return "发文机关未知"
    return None if document.issuers <= clean_up.scope_issuers else "联合发文机关不全在清理范围内"


def clean_up_events(clean_up: CleanUp, document: Document) -> list[Event]:
    """What the clean-up does to the document, as events: its row, else the default rule, else nothing.

    A row of "amend by" without a usable date does nothing; `check_clean_up` names it.
    """
    match coverage(clean_up, document):
        case Coverage.LISTED:
            return _row_events(clean_up, clean_up.rows[document.key])
        case Coverage.UNLISTED if clean_up.default != Default.NONE:
            return _row_events(clean_up, _default_row(clean_up))
    return []


def _default_row(clean_up: CleanUp) -> Row:
    note = f"未列入清理目录，按清理决定{clean_up.default.label}"
    return Row(Decision(clean_up.default.value), note=note)


_ROW_KINDS = {
    Decision.KEEP: EventKind.KEPT,
    Decision.REPEAL: EventKind.REPEALED,
    Decision.DECLARE_VOID: EventKind.DECLARED_VOID,
}


def _row_events(clean_up: CleanUp, row: Row) -> list[Event]:
    on, text = row.on or clean_up.on, row.note or row.decision.label
    if row.decision == Decision.AMEND_BY:
        usable = row.by is not None and on <= row.by < date.max
        return [void_unless_amended(on, row.by, clean_up.source, text)] if usable else []
    is_keep = row.decision == Decision.KEEP
    until, open_ended = (row.until, clean_up.keeps_open_ended) if is_keep else (None, False)
    return [Event(_ROW_KINDS[row.decision], on, clean_up.source, text, until, open_ended)]


def check_clean_up(clean_up: CleanUp, document: Document) -> list[Problem]:
    """What is wrong or undecided between a clean-up and a document; empty when all is clear."""
    if document.key in clean_up.rows:
        return list(_check_row(clean_up, clean_up.rows[document.key]))
    if clean_up.default == Default.NONE or coverage(clean_up, document) != Coverage.DOUBTFUL:
        return []
    message = f"{_doubt(clean_up, document)}，不能确定{clean_up.on}的清理是否适用"
    return [Problem("coverage_doubtful", f"{message}，未按“{clean_up.default.label}”处理")]


def _check_row(clean_up: CleanUp, row: Row) -> Iterator[Problem]:
    on = row.on or clean_up.on
    if on < clean_up.on:
        message = f"清理结果的生效日{on}早于清理决定之日{clean_up.on}"
        yield Problem("row_before_decision", message, is_error=False)
    if row.decision == Decision.AMEND_BY and (row.by is None or row.by < on):
        yield Problem("amend_by_missing", "限期修改没有写明期限，或期限早于决定之日，不发生效力")
