"""The demo town: everything that a town can have occurs in it, and rows written in bulk are those the verbs write."""

import io
import time
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from core import audit, clock, privacy, proofreading
from core.models import AuditEntry, Office, User
from core.worklist import panels
from disclosure import guide
from disclosure.column import Column
from disclosure.fees import FeeList
from disclosure.models import (
    Category,
    Entry,
    FeeCheck,
    FeeItem,
    FeeStandard,
    GuideVersion,
    IndexSerial,
    Information,
    NothingStatement,
    ProblemReport,
    StandardEdition,
    StandardField,
    StandardRow,
    Window,
)
from disclosure.models.entry import EntryLabel
from oversight import normative, sources, tables
from oversight.models import AnnualReport, ReportCell
from oversight.tables.layout import TOTAL
from policies import periods
from policies.models import (
    Interpretation,
    InterpretationSection,
    Medium,
    Policy,
    Relation,
    Training,
    ValidityPeriod,
)
from policies.validity import Status
from portal.demo.town import OPENED

MORE = 300
OVERDUE = {"serious-illness", "no-proof"}  # whose cadence is broken on purpose
NOTHING = {"civil-military", "river-basin", "housing-market"}
pytestmark = pytest.mark.django_db  # what a test does to the town is undone after it


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The town, once for all tests of this module; gone after them."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("demo")
        for name, path in (
            ("PORTAL_DATA", folder),
            ("PRIVATE_ROOT", folder / "private"),
            ("MEDIA_ROOT", folder / "up"),
        ):
            patch.setattr(f"django.conf.settings.{name}", path)
        said, started = io.StringIO(), time.process_time()
        call_command("load_demo", stdout=said, stderr=io.StringIO())
        yield f"{said.getvalue()}\n{time.process_time() - started:.1f} s"
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def many(demo, django_db_blocker):
    with django_db_blocker.unblock():
        before = set(Policy.objects.values_list("pk", flat=True))
        call_command("load_demo", documents=MORE, stdout=io.StringIO(), stderr=io.StringIO())
        return list(Policy.objects.exclude(pk__in=before).order_by("pk"))


# The town --------------------------------------------------------------------------------------------------
def test_every_validity_status_occurs_today(demo):
    statuses = ValidityPeriod.objects.on(clock.today()).values_list("status", flat=True)
    assert set(statuses) == {status.value for status in Status}


def test_every_kind_of_relation_occurs_between_public_documents(demo):
    public = Policy.objects.published()
    found = Relation.objects.filter(source__in=public, target__in=public).values_list("kind", flat=True)
    assert set(found) == set(Relation.Kind.values)


def test_every_state_and_every_attribute_occurs(demo):
    assert set(Information.objects.values_list("status", flat=True)) == set(Information.Status.values)
    assert set(Information.objects.values_list("attribute", flat=True)) == set(Information.Attribute.values)


def test_stored_periods_and_the_chain_of_the_audit_hold(demo):
    call_command("rebuild_validity", check=True)
    assert AuditEntry.objects.count() > 100
    assert [one for one in audit.problems() if "库外" not in one] == []


def test_nothing_of_it_lies_in_the_future_but_what_is_scheduled(demo):
    assert not AuditEntry.objects.filter(at__gt=clock.now()).exists()
    late = Information.objects.filter(published_at__gt=clock.now())
    assert late and all(record.is_scheduled for record in late)


def test_three_different_people_took_each_record_to_the_site(demo):
    for record in Information.objects.filter(status="published", migrated=False):
        assert len({record.drafted_by_id, record.reviewed_by_id, record.signed_by_id} - {None}) == 3, record


@pytest.mark.once
def test_its_pages_answer(demo, client):
    for entry in Entry.objects.published():
        assert client.get(entry.get_absolute_url()).status_code == 200, entry
    for address in (
        "/",
        "/policies/",
        "/policies/?on=2024-03-01&validity=current",
        "/disclosure/",
        "/sitemap.xml",
    ):
        assert client.get(address).status_code == 200


def test_each_account_is_named_once_and_can_sign_in_with_the_printed_password(demo):
    password = demo.split("密码都是：")[1].split()[0]
    users = list(User.objects.filter(is_demo=True))
    assert users and all(f"  {user.username} " in demo for user in users)
    assert all(user.check_password(password) for user in users[:2])


# The column ------------------------------------------------------------------------------------------------
def test_no_category_is_blank_and_those_without_records_say_why(demo):
    column = Column()
    assert column.blank() == []
    assert {node.category.slug for node in column.nodes.values() if node.statement} == NOTHING


def test_every_category_names_its_office_and_most_name_their_readers(demo):
    planted = Category.objects.exclude(slug="annual-reports")
    assert not planted.filter(office=None).exists()
    assert planted.exclude(audiences=None).count() > 40


def test_cadence_is_broken_only_where_it_is_meant_to_be(demo, work_lists):
    assert {node.category.slug for node in Column().overdue(clock.today())} == OVERDUE
    assert len(work_lists("chengwangshu")["应更新未更新的栏目"]) == len(OVERDUE)


def test_statements_occur_standing_due_ended_and_waiting(demo, work_lists):
    assert NothingStatement.objects.review_due(clock.today()).count() == 1
    assert NothingStatement.objects.waiting().count() == 1
    assert NothingStatement.objects.exclude(ended_at=None).count() == 2
    assert len(work_lists("chengwangshu")["到期应复查的无此类信息声明"]) == 1


def test_records_reach_back_six_years_and_the_oldest_are_migrated(demo):
    plain = Information.objects.published().filter(kind="information")
    years = {record.written_on.year for record in plain}
    assert len(plain) > 120 and len(years) >= 6
    assert set(plain.filter(written_on__lt=clock.today() - OPENED).values_list("migrated", flat=True)) == {
        True
    }


def test_rules_of_four_levels_stand_in_the_column(demo):
    for slug in ("law", "state-rules", "local-rules", "own-rules"):
        assert Entry.objects.published().filter(category__slug=slug).count() >= 3


def test_three_were_published_late_in_three_years_and_one_draft_is_past_its_day(demo, work_lists):
    late = Information.objects.late().exclude(kind="interpretation")
    assert len(late) == 3 and len({record.published_at.year for record in late}) >= 2
    assert len(work_lists("chengwangshu")["逾期尚未公开的信息"]) == 1
    assert len(work_lists("chengwangshu")["近三个月逾期公开的信息"]) == 1


def test_documents_are_explained_in_words_of_ones_own(demo, work_lists):
    shown = Interpretation.objects.published()
    assert len(shown) >= 14 and len({one.form for one in shown}) >= 7
    assert max(one.copying().percent for one in shown) <= 10
    assert {medium.kind for medium in Medium.objects.filter(interpretation__in=shown)} == {
        "picture",
        "video",
        "captions",
    }
    assert InterpretationSection.objects.exclude(clauses=[]).count() >= 10 and Training.objects.count() >= 5
    assert len(Interpretation.objects.late()) == len(Policy.objects.needing_interpretation()) == 1
    [task] = work_lists("baiyanqiu")["有解读方案、还没有解读材料的文件"]
    assert "停车" in task.title


def test_three_records_became_public_later_and_one_waits_for_its_review(demo, work_lists):
    converted = Information.objects.converted()
    assert {record.converted_from for record in converted} == {"on_request", "withheld"}
    assert len(converted) == 3 and all(record.change_notes.count() == 1 for record in converted)
    assert len(work_lists("chengwangshu")["到期应审查的依申请公开、不予公开信息"]) == 1
    assert AuditEntry.objects.filter(verb="定期审查").count() == 2


def test_fees_of_three_kinds_have_a_history_a_beginning_and_an_end(demo):
    listed = FeeList({})
    assert {row.item.kind for row in listed.rows} == set(FeeItem.Kind.values)
    assert len(listed.ended) == 1 and FeeItem.objects.count() == 14
    coming = FeeStandard.objects.confirmed().filter(valid_from__gt=clock.today())
    assert coming.count() == 2 and FeeStandard.objects.waiting().count() == 1
    assert any(item.standards.confirmed().count() == 3 for item in FeeItem.objects.all())


def test_the_list_of_fees_was_looked_through_three_times_the_last_lately(demo):
    assert FeeCheck.objects.count() == 3 and FeeCheck.objects.last().due_on > clock.today()


def test_six_fields_have_their_table_one_a_second_edition_and_one_an_edition_that_waits(demo):
    assert StandardField.objects.count() == 6 and all(field.edition for field in StandardField.objects.all())
    editions = Counter(StandardEdition.objects.confirmed().values_list("field__slug", flat=True))
    assert {slug for slug, number in editions.items() if number == 2} == {"assistance"}
    assert [edition.field.slug for edition in StandardEdition.objects.waiting()] == ["schooling"]


def test_rows_of_the_tables_are_whole_and_lead_to_their_category(demo):
    for row in StandardRow.objects.all():
        assert all(row.cells) and row.category, row
    assert all(6 <= field.edition.rows.count() <= 12 for field in StandardField.objects.all())
    assert {"主动", "依申请"} == set(StandardRow.objects.values_list("way", flat=True))


def test_windows_of_every_kind_are_found_by_the_words_of_everyday(demo):
    assert set(Window.objects.active().values_list("kind", flat=True)) == set(Window.Kind.values)
    for words in ("低保", "水发黄", "翻盖老房", "补贴到没到账"):
        assert Window.objects.active().about(words), words


def test_readers_reports_occur_in_every_state_with_every_outcome(demo):
    reports = ProblemReport.objects.all()
    assert {report.status for report in reports} == set(ProblemReport.Status.values)
    assert {report.kind for report in reports} == set(ProblemReport.Kind.values)
    assert {report.outcome for report in reports} - {""} == set(ProblemReport.Outcome.values)
    assert len(reports) == 8 and reports.overdue(clock.today()).count() == 1
    assert all(report.answer for report in reports if report.status == "closed")


def test_the_guide_was_kept_as_it_changed_and_is_kept_now(demo):
    assert GuideVersion.objects.count() == 4 and guide.is_kept()


def test_nothing_in_public_holds_personal_data_or_wrong_forms(demo):
    waiting = [*FeeStandard.objects.all(), *StandardEdition.objects.all(), *NothingStatement.objects.all()]
    records = [record.specific for record in Information.objects.published()]
    assert [record for record in records if record.findings()] == []
    texts = [record.text() for record in records]
    texts += [thing.to_scan() for thing in waiting]
    texts += [f"{window.name}\n{window.subjects}\n{window.place}" for window in Window.objects.all()]
    texts += [f"{report.text}\n{report.answer}" for report in ProblemReport.objects.all()]
    for text in texts:
        assert privacy.scan(text) == [] and proofreading.proofread(text) == [], text


def test_the_catalogue_and_the_trail_are_found_whole(demo):
    said = io.StringIO()
    call_command("rebuild_index", check=True, stdout=said, stderr=said)
    assert "全部相符" in said.getvalue()


@pytest.mark.once
def test_the_pages_of_the_column_answer(demo, client):
    for node in Column().public():
        assert client.get(node.category.get_absolute_url()).status_code == 200, node.category
    fields, kept = StandardField.objects.all(), GuideVersion.objects.all()
    addresses = [field.get_absolute_url() for field in fields]
    addresses += [f"/disclosure/guide/versions/{version.pk}/" for version in kept]
    for name in ("guide", "windows", "fees", "standards", "converted", "withdrawn", "lateness", "catalogue"):
        addresses.append(f"/disclosure/{name}/")
    for address in addresses:
        assert client.get(address).status_code == 200, address


@pytest.fixture
def work_lists():
    """{title: tasks} of somebody's work list."""

    def of(username):
        user = User.objects.get(username=username)
        return {panel.title: panel.tasks for panel in panels(user, clock.today())}

    return of


def test_a_database_that_is_not_empty_is_refused_with_2(demo):
    counted = Information.objects.count()
    with pytest.raises(CommandError) as refusal:
        call_command("load_demo", stdout=io.StringIO(), stderr=io.StringIO())
    assert refusal.value.returncode == 2 and Information.objects.count() == counted


# Annual reports -------------------------------------------------------------------------------------------
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


@pytest.mark.once
def test_the_pages_of_reports_answer(demo, client):
    for report in reports():
        for below in ("", "checks/", "sources/", "word/", "?view=print"):
            assert client.get(f"{report.get_absolute_url()}{below}").status_code == 200


# Many more -------------------------------------------------------------------------------------------------
def test_so_many_more_documents_are_public(many):
    assert (
        len(many) == MORE == Policy.objects.published().filter(pk__in=[policy.pk for policy in many]).count()
    )
    assert (
        len({policy.document_number for policy in many})
        == len({policy.index_number for policy in many})
        == MORE
    )


def test_their_catalogue_rows_are_those_that_the_verbs_write(many):
    written = rows(many)
    for policy in many:
        policy.write_entry()
    periods.rewrite(many)
    assert rows(many) == written


def rows(policies):
    ids = [policy.pk for policy in policies]
    fields = [field.attname for field in Entry._meta.concrete_fields if field.attname != "id"]
    entries = {
        entry["information_id"]: entry for entry in Entry.objects.filter(information__in=ids).values(*fields)
    }
    labels = Counter(
        EntryLabel.objects.filter(entry__information__in=ids).values_list(
            "entry__information", "dimension", "value"
        )
    )
    return entries, labels


def test_their_entries_hold_the_fields_of_the_record(many):
    entries = Entry.objects.in_bulk([policy.pk for policy in many], field_name="information_id")
    for policy in many[:60]:
        entry = entries[policy.pk]
        assert {name: getattr(entry, name) for name in policy.entry_fields()} == policy.entry_fields()


def test_their_periods_are_those_of_the_rule(many):
    assert list(periods.disagreements(Policy.objects.filter(pk__in=[policy.pk for policy in many]))) == []
    known = {policy.pk: facts for policy, facts in periods.facts(many)}
    assert all(
        ValidityPeriod.objects.filter(policy=pk).count() == len(periods.rows(None, facts))
        for pk, facts in list(known.items())[:30]
    )


def test_saving_one_of_them_changes_nothing_of_it(many):
    kept = [field.attname for model in (Information, Policy) for field in model._meta.local_concrete_fields]
    for policy in many[:60]:
        before = {name: getattr(policy, name) for name in kept}
        policy.save()
        policy.refresh_from_db()
        assert {name: getattr(policy, name) for name in kept} == before
        assert (
            policy.kind == "policy"
            and policy.specific == policy
            and policy.information_ptr.specific == policy
        )


def test_their_days_of_due_are_those_that_publishing_sets(many):
    for policy in many[:60]:
        due, moment = policy.due_on, policy.published_at
        policy._appear(moment)
        assert policy.due_on == due


def test_index_numbers_go_on_after_them(many):
    office, category = Office.objects.first(), Category.objects.get(slug="notices")
    for serial in IndexSerial.objects.all():
        record = Information(
            title="下一个",
            office=office,
            category=category,
            written_on=clock.today().replace(year=serial.year),
        )
        record.give_index_number()
        assert not Information.objects.filter(index_number=record.index_number).exists()


def test_the_whole_still_agrees(many, client):
    call_command("rebuild_validity", check=True)
    assert client.get("/policies/").context["total"] == Policy.objects.published().count()
