"""How a validity is said: one vocabulary for banner, list, timeline, feed, JSON and print."""

from django.db.models import Exists, OuterRef
from django.utils.html import format_html

from core.templatetags.portal_text import in_marks
from policies import periods, validity
from policies.models import CleanUp, Policy, Relation, ValidityEvent, ValidityPeriod, Version
from policies.validity import EventKind, Reason, Status

TONES = {
    Status.NOT_YET: "notyet",
    Status.IN_FORCE: "force",
    Status.AMENDED: "changed",
    Status.PARTLY_REPEALED: "changed",
    Status.SUSPENDED: "changed",
    Status.REPEALED: "ended",
    Status.EXPIRED: "ended",
    Status.DECLARED_VOID: "ended",
    Status.UNMARKED: "unmarked",
    Status.NOT_APPLICABLE: "none",
}
CURRENT = "current"  # the filter's word for "in force on the day"
CHOICES = [(CURRENT, "在有效期内"), *Status.choices()]


def state(status) -> dict:
    """A status as templates show it: word, tone, mark."""
    status = Status(status)
    return {"status": status.value, "label": status.label, "tone": TONES[status], "mark": TONES[status]}


def chinese_day(day) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


class Standing:
    """The validity of one document on a day, read from its periods, ready to be shown."""

    def __init__(self, periods, on):
        """periods: all ValidityPeriod rows of the document, in order; on: the day."""
        self.periods, self.on = list(periods), on
        self.period = next(
            (period for period in self.periods if period.starts_on <= on < period.ends_on), None
        )

    @property
    def status(self) -> Status:
        return Status(self.period.status) if self.period else Status.UNMARKED

    @property
    def state(self) -> dict:
        return state(self.status)

    @property
    def in_force_until(self):
        """The last day in force by what is known, across amendments; None where open or not in force."""
        end = None
        for period in self.periods:
            if period.ends_on <= self.on:
                continue
            if not period.is_in_force:
                break
            end = period.until
            if end is None:
                break
        return end if self.period and self.period.is_in_force else None

    @property
    def starts_on(self):
        """The first day in force after `on`, for what is not yet in force."""
        later = (period for period in self.periods if period.starts_on > self.on and period.is_in_force)
        return next((period.starts_on for period in later), None)

    @property
    def span_text(self) -> str:
        """Until when, or since when, in a few words."""
        if self.period is None:
            return ""
        if self.period.is_in_force:
            last = self.in_force_until
            return f"有效期至{chinese_day(last)}" if last else "没有规定截止日期"
        if self.status == Status.NOT_YET:
            return f"自{chinese_day(self.starts_on)}起施行" if self.starts_on else ""
        return _since(self.status, self.period.since)

    @property
    def short_span(self) -> str:
        """The same for a line of a list: dates in figures."""
        if self.period and self.period.is_in_force:
            return f"有效期至{self.in_force_until}" if self.in_force_until else ""
        if self.status == Status.NOT_YET:
            return f"{self.starts_on}起施行" if self.starts_on else ""
        return f"{self.period.since}起" if self.period and self.period.since else ""

    def reason_html(self, effective_on):
        """One or two safe sentences: because of which event and document."""
        sentences = [self._start_sentence(effective_on), self._because_sentence()]
        return format_html("{}" * len(sentences), *sentences)

    def _start_sentence(self, effective_on):
        if effective_on and effective_on <= self.on:
            return f"自{chinese_day(effective_on)}起施行。"
        return ""

    def _because_sentence(self):
        if self.period is None:
            return ""
        if not self.period.event_kind:
            return NO_EVENT.get(self.period.reason, "")
        return _because(self.period)

    @property
    def unsure(self) -> bool:
        return self.status == Status.UNMARKED


NO_EVENT = {
    Reason.START_UNKNOWN: "原文没有写明施行日期，正在核实。",
    Reason.TERM_UNKNOWN: "这件规范性文件的有效期还没有查明，正在核实。",
    Reason.NOT_NORMATIVE: "这是一般公文，不是行政规范性文件，不标注有效期。",
}
BECAUSE = {
    EventKind.AMENDED: "{day}起按{cause}修改后的文本执行。",
    EventKind.PARTLY_REPEALED: "{clauses}自{day}起依据{cause}停止执行，其余条款继续有效。",
    EventKind.SUSPENDED: "依据{cause}，自{day}起暂停执行。",
    EventKind.RESTORED: "依据{cause}，自{day}起恢复执行。",
    EventKind.EXTENDED: "依据{cause}延长了有效期。",
    EventKind.KEPT: "经{cause}清理，继续有效。",
    EventKind.REPEALED: "依据{cause}，自{day}起废止，不再作为行政管理的依据。",
    EventKind.REPLACED: "自{day}起由{cause}替代，不再执行。",
    EventKind.DECLARED_VOID: "依据{cause}，自{day}起宣布失效，不再执行。",
}


def _because(period):
    kind = EventKind(period.event_kind)
    if kind == EventKind.EXPIRED:
        return f"规定的有效期已于{chinese_day(period.event_on - validity.ONE_DAY)}届满，没有延长。"
    if kind not in BECAUSE:
        return ""
    return format_html(
        BECAUSE[kind],
        day=chinese_day(period.event_on),
        cause=cause_link(period),
        clauses=period.clauses or "部分条款",
    )


def cause_link(period):
    """The document that caused a period, as a link where it can be read; else the note, in words."""
    if period.cause_id is None:
        return period.note or "有关规定"
    cause = period.public_cause
    if cause is None:
        return "另一份文件"
    return format_html('<a href="{}">{}</a>', cause.get_absolute_url(), in_marks(cause.title))


def _since(status, since):
    if since is None:
        return ""
    return {
        Status.REPEALED: f"自{chinese_day(since)}起废止",
        Status.EXPIRED: f"已于{chinese_day(since - validity.ONE_DAY)}届满",
        Status.DECLARED_VOID: f"自{chinese_day(since)}起失效",
        Status.SUSPENDED: f"自{chinese_day(since)}起",
    }.get(status, "")


def standings(policy_ids, on) -> dict:
    """Policy id → Standing, for the rows of one page; one query. A period's `public_cause` may be named to readers."""
    found = {pk: [] for pk in policy_ids}
    readable = Exists(Policy.objects.published().filter(pk=OuterRef("cause")))
    rows = (
        ValidityPeriod.objects.filter(policy__in=policy_ids)
        .annotate(readable=readable, something_waits=Exists(Policy.objects.scheduled()))
        .order_by("starts_on")
    )
    waits = False
    for period in rows.select_related("cause").defer("cause__body"):
        period.public_cause = period.cause if period.readable else None
        waits = period.something_waits
        found[period.policy_id].append(period)
    if waits:
        _leave_out_the_untold(found)
    return {pk: Standing(known, on) for pk, known in found.items()}


def _leave_out_the_untold(found) -> None:
    """Where something follows from a document that a set time will publish: the periods as they stand without it."""
    untold = _told_later(list(found))
    for policy, said in periods.facts(Policy.objects.filter(pk__in=untold)) if untold else ():
        found[policy.pk] = periods.rows(policy, said)
        for period in found[policy.pk]:
            period.public_cause = Policy.objects.published().filter(pk=period.cause_id).first()


def _told_later(pks) -> list[int]:
    """Those of which a document says something that a set time will publish; also what begins no period of its own, such
    as a longer term. Of a clean-up it may be any."""
    scheduled = Policy.objects.scheduled()
    if CleanUp.objects.filter(notice__in=scheduled).exists():
        return pks
    said = ValidityEvent.objects.filter(policy__in=pks, cause__in=scheduled).values_list("policy", flat=True)
    related = Relation.objects.filter(target__in=pks, source__in=scheduled).values_list("target", flat=True)
    changed = Version.objects.filter(policy__in=pks, cause__in=scheduled).values_list("policy", flat=True)
    return [*{*said, *related, *changed}]
