"""Consultations as a calendar: every one an event of whole days, lines no longer than RFC 5545 allows."""


def test_consultations_are_events_until_the_end_of_the_last_day(client, asked):
    asked.title = "很长的名称，有逗号；有分号" * 8
    asked.save()
    answer = client.get("/decisions/?format=ics")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20260302\r\n" in text and "DTEND;VALUE=DATE:20260402\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert asked.title.replace(",", "\\,") in text.replace("\r\n ", "")
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")


def test_what_is_not_public_is_in_no_calendar(client, asked, signer):
    asked.withdraw(by=signer, kind="error", reason="附错文稿")
    assert "BEGIN:VEVENT" not in client.get("/decisions/?format=ics").content.decode()
