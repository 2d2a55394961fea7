"""Annual reports of the town: drafted by 程公, reviewed by 顾审, signed by 秦签."""

import pytest

from core import clock
from oversight import tables
from oversight.models import AnnualReport, ReportCell
from tests.conftest import make_issuer, moment, publish
from tests.oversight.reports import plain_report

WORDS = {
    "part_one": "杏川镇认真执行条例。\n全年新收申请八件，办结六件。",
    "part_five": "有的村更新不及时，将按月核对。",
    "part_six": "没有收取信息处理费。",
}


@pytest.fixture(autouse=True)
def end_of_january():
    """The day on which the report of 2025 is due."""
    with clock.at(moment("2026-01-20 10:00")):
        yield


@pytest.fixture
def three(officer, reviewer, signer):
    """The three who take a report through the gate."""
    return {"drafter": officer, "reviewer": reviewer, "signer": signer}


def make_report(office, by, year=2025, data=None, *, source=ReportCell.Source.TYPED, reasons=None, **values):
    """A complete draft; its figures from data of the exchanged shape, a small balanced report without."""
    defaults = {"written_on": clock.today(), "attribute": "proactive", "scope": "site"} | WORDS
    report = AnnualReport(year=year, office=office, drafted_by=by, **defaults | values)
    report.save()
    enter(report, data or plain_report(year), source=source, reasons=reasons)
    return report


def enter(report, data, *, source=ReportCell.Source.TYPED, reasons=None):
    """The figures of data into a draft."""
    report.enter(tables.read(data), source=source, reasons=reasons)


@pytest.fixture
def add(town, three):
    """Publishes the report of a year."""

    def make(year=2025, data=None, **values):
        return publish(make_report(town, three["drafter"], year, data, **values), three)

    return make


def own_issuer(office):
    """The town as an issuer of its own documents."""
    issuer = make_issuer()
    issuer.office = office
    issuer.save()
    return issuer
