"""The demo town reports on its last five complete years: balanced, carried over, written anew each year."""

import io

import pytest
from django.core.management import call_command

from core import clock
from oversight import normative, sources, tables
from oversight.models import AnnualReport, ReportCell
from oversight.tables.layout import TOTAL

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def end_of_january():
    """Here the clock is the real one."""


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The town, once for all tests of this module; gone after them."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("demo")
        for name, path in (
            ("PORTAL_DATA", folder),
            ("PRIVATE_ROOT", folder / "p"),
            ("MEDIA_ROOT", folder / "u"),
        ):
            patch.setattr(f"django.conf.settings.{name}", path)
        call_command("load_demo", stdout=io.StringIO(), stderr=io.StringIO())
        yield
        call_command("flush", verbosity=0, interactive=False)


def reports():
    return list(AnnualReport.objects.published().order_by("year"))


def test_the_last_five_complete_years_are_reported(demo):
    last = clock.today().year - 1
    assert [report.year for report in reports()] == list(range(last - 4, last + 1))
    for report in reports():
        assert clock.day_of(report.published_at).year == report.year + 1
        assert clock.day_of(report.published_at).month == 1 and report.cells.count() == 200


def test_every_sum_holds_also_from_year_to_year(demo):
    assert [report.problems() for report in reports()] == [[]] * 5
    assert any(
        report.figures[cell] for report in reports() for cell in tables.ALL_CELLS if cell.column == TOTAL
    )


def test_the_library_and_the_reports_agree_or_say_why(demo):
    for report in reports():
        said = sources.counted(report.year)
        for one in report.cells.exclude(computed=None):
            assert one.computed == said[one.cell].value
            assert one.value == one.computed or one.reason
    assert ReportCell.objects.exclude(reason="").exists() and normative.own().exists()


def test_three_people_took_each_report_to_the_site(demo):
    for report in reports():
        assert len({report.drafted_by_id, report.reviewed_by_id, report.signed_by_id} - {None}) == 3


def test_one_report_was_corrected_with_a_note(demo):
    (corrected,) = [report for report in reports() if report.change_notes.exists()]
    assert "更正为" in corrected.change_notes.get().text and corrected.updated_at > corrected.published_at


def test_each_year_is_written_anew(demo):
    for report in reports():
        assert 300 <= len("".join(report.part_one.split())) <= 700
        assert "{" not in "".join(report.texts) and report.advice() == []
        assert report.lifted_percent() is None or report.lifted_percent() < 20


def test_its_pages_answer(demo, client):
    for report in reports():
        for below in ("", "checks/", "sources/", "word/", "?view=print"):
            assert client.get(f"{report.get_absolute_url()}{below}").status_code == 200
