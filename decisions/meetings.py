"""A meeting as its page, its data and the calendar read it: registration, list, how the lots fell, what each one said."""

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from core import clock
from decisions import periods
from decisions.models import Meeting, Seats, Statement
from decisions.presentation import TONES, state

GROUPS = dict(Seats.Group.choices)


def meeting_state(meeting, day) -> dict:
    """Where it stands, in a word that a reader acts on."""
    phase = meeting.phase(day)
    if phase == periods.COMING:
        return state("即将报名", "notyet")
    if phase == periods.OPEN:
        left = periods.days_left(meeting.closes_on, day)
        return state(f"报名还有{left}天" if left else "今天24:00截止", "open")
    if not meeting.listed:
        return state("名单未公布", "missing") if day >= meeting.meets_on else state("正在确定名单", "open")
    return state("已经召开", "none") if meeting.meets_at <= clock.now() else state("名单已公布", "force")


def row(meeting, day) -> dict:
    """One row of a list; `meeting` from stories.meetings()."""
    is_open = meeting.phase(day) == periods.OPEN
    return {
        "title": meeting.title, "url": meeting.get_absolute_url(), "state": meeting_state(meeting, day),
        "meets_at": meeting.meets_at, "office": meeting.office.name, "summary": meeting.summary, "closes_on": meeting.closes_on,
        "register_url": reverse("decisions:register", args=[meeting.pk]) if is_open else "",
    }  # fmt: skip


def groups(meeting) -> list[dict]:
    """Group by group: seats, and once the list is public who got one, who is next, how many had registered."""
    listed = meeting.listed
    return [
        {
            "label": seats.get_group_display(), "number": seats.number, "conditions": seats.conditions,
            "registered": len(listed.registered.get(seats.group, [])) if listed else None,
            "rows": [_person(one) for one in listed.rows if one["group"] == seats.group] if listed else [],
        }
        for seats in meeting.seats.all()
    ]  # fmt: skip


def _person(one):
    shown = state("入选", "force") if one["place"] else state("候补", "none")
    return one | {"state": shown, "short_lot": one["lot"][:12]}


def draw(meeting) -> dict | None:
    """Everything with which anybody can run the draw again; before the list is public only what was promised."""
    if meeting.method != Meeting.Method.DRAW or not meeting.commitment:
        return None
    listed = meeting.listed
    return {
        "commitment": meeting.commitment,
        "secret": meeting.secret if listed else "",
        "tickets": listed.registered if listed else {},
    }


def read_statements(found: list) -> None:
    """Give some meetings what was said there (`.said`), as far as it is public; one query for all."""
    confirmed = Statement.objects.confirmed().select_related("attendance")
    prefetch_related_objects(found, Prefetch("statements", confirmed, to_attr="said"))


def statements(meeting) -> list[dict]:
    """What was said and what became of it (after `read_statements`); by group, never by name."""
    return [
        {
            "who": GROUPS[one.attendance.group], "where": one.attendance.where, "text": one.text, "reason": one.reason, "at": one.confirmed_at,
            "state": state(one.get_outcome_display(), TONES[one.outcome]),
        }
        for one in meeting.said
    ]  # fmt: skip


def as_dict(meeting) -> dict:
    """The meeting with its list and draw, as programs read it."""
    listed, fallen = meeting.listed, draw(meeting)
    rows = listed.rows if listed else []
    return {
        "id": meeting.pk, "title": meeting.title, "purpose": meeting.purpose, "meets_at": meeting.meets_at.astimezone(clock.SHANGHAI),
        "place": meeting.place, "opens_on": meeting.opens_on, "closes_on": meeting.closes_on, "method": meeting.method,
        "seats": {seats.group: seats.number for seats in meeting.seats.all()},
        "commitment": fallen["commitment"] if fallen else None, "secret": (fallen or {}).get("secret") or None,
        "registered": fallen["tickets"] if fallen else {},
        "list": [{"ticket": one["ticket"], "group": one["group"], "name": one["name"], "place": one["place"]} for one in rows],
    }  # fmt: skip
