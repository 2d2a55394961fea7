"""Consultations and meetings as a calendar that one subscribes to (RFC 5545): days of one, the hour of the other."""

from datetime import UTC, timedelta

from core.web import absolute

FOLD = 73  # octets of a line; longer ones go on in the next, after a blank


LASTS = timedelta(hours=2)  # of a meeting; notices say when one begins, not when it ends


def make(consultations, meetings, title: str) -> str:
    """An .ics text of public consultations and meetings."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//zhengwu gongkai//decisions//ZH",
        f"X-WR-CALNAME:{_text(title)}",
    ]
    for one in consultations:
        lines += _event(one, _days(one))
    for one in meetings:
        lines += _event(one, _hours(one))
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _fold(line))


def _event(one, when):
    address = absolute(one.get_absolute_url())
    return [
        "BEGIN:VEVENT", f"UID:{address}", f"DTSTAMP:{_moment(one.updated_at)}", *when, f"SUMMARY:{_text(one.title)}",
        f"DESCRIPTION:{_text(one.summary)}", f"URL:{address}", "END:VEVENT",
    ]  # fmt: skip


def _days(asked):
    after = asked.ends_on + timedelta(days=1)
    return [f"DTSTART;VALUE=DATE:{asked.starts_on:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]


def _hours(meeting):
    return [
        f"DTSTART:{_moment(meeting.meets_at)}", f"DTEND:{_moment(meeting.meets_at + LASTS)}", f"LOCATION:{_text(meeting.place)}",
    ]  # fmt: skip


def _moment(at):
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r", "").replace("\n", "\\n")


def _fold(line: str):
    """Pieces of at most 75 octets that cut no character."""
    piece, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > FOLD:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    yield piece
