"""The demo town: everything that a town can have occurs in it, and rows written in bulk are those the verbs write."""

import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from core import audit, clock
from core.models import AuditEntry, Office, User
from disclosure.models import Category, Entry, IndexSerial, Information
from disclosure.models.entry import EntryLabel
from policies import periods
from policies.models import Policy, Relation, ValidityPeriod
from policies.validity import Status

MORE = 300
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
        said = io.StringIO()
        call_command("load_demo", stdout=said, stderr=io.StringIO())
        yield said.getvalue()
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


def test_a_database_that_is_not_empty_is_refused_with_2(demo):
    counted = Information.objects.count()
    with pytest.raises(CommandError) as refusal:
        call_command("load_demo", stdout=io.StringIO(), stderr=io.StringIO())
    assert refusal.value.returncode == 2 and Information.objects.count() == counted


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
