"""Verbs across several models of oversight: bringing in a report from a file."""

from django.db import transaction

from core import clock
from disclosure.models.information import Refused
from oversight import tables
from oversight.models import AnnualReport


@transaction.atomic
def import_report(data, *, office, by) -> AnnualReport:
    """A report as data → its draft, new or the one that waits for that year. NotAReport where it is none; Refused where
    the year's report can no longer be changed."""
    tables.read(data)
    year = tables.year_of(data)
    report = AnnualReport.objects.filter(only_year=year).first()
    if report is None:
        report = _draft(year, office, by)
    elif not report.is_editable:
        raise Refused(f"{year}年的年度报告{report.state_label}，不能再导入；要改的，用“更正已公开内容”。")
    report.take(data, by=by)
    return report


def _draft(year, office, by) -> AnnualReport:
    report = AnnualReport(
        year=year, office=office, drafted_by=by, written_on=clock.today(),
        attribute=AnnualReport.Attribute.PROACTIVE, scope=AnnualReport.Scope.SITE,
    )  # fmt: skip
    report.clean()
    report.save()
    return report
