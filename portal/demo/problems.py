"""信息纠错: what readers of the demo town found wrong, and what became of it."""

import secrets
from datetime import timedelta

from core import clock
from core.duties import Duty
from core.public_forms import receipts
from disclosure.models import ProblemReport
from portal.demo.column import WRITERS, lately


def steps(loader):
    for facts in loader.town.read("column/problems.toml")["report"]:
        yield from _report(loader, facts)


def _report(loader, facts):
    report = ProblemReport(kind=facts["kind"], text=facts["text"])
    came = _moment(loader, facts["came"])
    yield came, lambda: _send(loader, report, facts)
    if "handed_over" in facts:
        yield _moment(loader, facts["handed_over"]), lambda: _hand_over(loader, report, facts["to"])
    if "claimed" in facts:
        yield _moment(loader, facts["claimed"]), lambda: report.claim(by=_handler(loader, report))
    if "closed" in facts:
        yield _moment(loader, facts["closed"]), lambda: _close(loader, report, facts)


def _moment(loader, said):
    """A day, or so many hours ago."""
    if isinstance(said, int):
        return clock.now() - timedelta(hours=said)
    return lately(loader, said, 15)


def _send(loader, report, facts):
    """As the form stores it: with a receipt, at the office whose page it is."""
    receipt = receipts.make(ProblemReport.RECEIPT_PREFIX, clock.today(), secrets.token_urlsafe(18))
    for name, value in receipt.fields.items():
        setattr(report, name, value)
    record = loader.things.get(facts.get("page"))
    report.path = record.get_absolute_url() if record else facts.get("path", "")
    report.received_at = clock.now()
    report.office = record.office if record else loader.offices["xingchuan"]
    report.save()


def _handler(loader, report):
    return loader._someone(report.office, *WRITERS)


def _hand_over(loader, report, office):
    officer = loader._someone(report.office, Duty.DISCLOSURE_OFFICER)
    report.hand_over(by=officer, office=loader.offices[office])


def _close(loader, report, facts):
    report.close(
        by=report.claimed_by or _handler(loader, report), outcome=facts["outcome"], answer=facts["answer"]
    )
