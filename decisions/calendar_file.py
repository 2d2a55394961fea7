"""Consultations as a calendar that one subscribes to (RFC 5545): each is an event of whole days."""

from datetime import UTC, timedelta

from core.web import absolute

FOLD = 73  # octets of a line; longer ones go on in the next, after a blank


def make(consultations, title: str) -> str:
    """An .ics text of public consultations."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//zhengwu gongkai//decisions//ZH",
        f"X-WR-CALNAME:{_text(title)}",
    ]
    for one in consultations:
        lines += _event(one)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _fold(line))


def _event(one):
    address = absolute(one.get_absolute_url())
    return [
        "BEGIN:VEVENT", f"UID:{address}", f"DTSTAMP:{one.updated_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{one.starts_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{one.ends_on + timedelta(days=1):%Y%m%d}",  # the day after the last
        f"SUMMARY:{_text(one.title)}", f"DESCRIPTION:{_text(one.summary)}", f"URL:{address}", "END:VEVENT",
    ]  # fmt: skip


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
