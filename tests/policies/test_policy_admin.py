"""Staff at their desks: bringing in a file, the gate's panel, later texts and events with a second person."""

from datetime import date

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.duties import Duty
from core.models import AuditEntry
from disclosure.models import Category
from policies.actions import publish_migrated
from policies.models import Policy, ValidityEvent, ValidityPeriod, Version
from tests.conftest import make_policy, make_staff, moment, publish, sign_off
from tests.policies.test_import_policies import MARKET

TODAY = date(2026, 6, 1)
IMPORT = "/admin/policies/policy/import/"


@pytest.fixture(autouse=True)
def first_of_june():
    with clock.at(moment("2026-06-01 10:00")):
        yield


@pytest.fixture
def desk(client):
    """A client that somebody sits down at."""

    def sit(user):
        client.force_login(user)
        return client

    return sit


@pytest.fixture
def old(department, cast):
    dated = dict.fromkeys(["written_on", "published_on", "effective_on"], date(2020, 1, 1))
    policy = make_policy(department, cast["drafter"], making=False, **dated)
    publish_migrated(policy, reason="历史文件")
    return policy


def change(policy):
    return f"/admin/policies/policy/{policy.pk}/change/"


def status(policy):
    return ValidityPeriod.objects.on(TODAY).get(policy=policy).status


# From a file -----------------------------------------------------------------------------------------------
def upload(text=MARKET, name="market.txt"):
    return SimpleUploadedFile(name, text.encode())


def test_a_file_becomes_a_draft_of_the_one_who_brought_it(desk, drafter, department):
    category = Category.objects.get(slug="normative")
    answer = desk(drafter).post(IMPORT, {"file": upload(), "office": department.pk, "category": category.pk})
    policy = Policy.objects.get()
    assert answer.status_code == 302 and answer["Location"] == change(policy)
    assert policy.drafted_by == drafter and policy.office == department and policy.status == "draft"
    assert AuditEntry.objects.about(policy).get(verb="导入文件").actor == drafter
    assert "核对" in desk(drafter).get(change(policy)).content.decode()


@pytest.mark.parametrize(
    ("text", "name"), [("", "empty.txt"), ("PK\x03\x04", "broken.docx"), ("x", "paper.exe"), ("x", "old.doc")]
)
def test_a_file_that_cannot_be_read_is_told_at_the_field(desk, drafter, department, text, name):
    answer = desk(drafter).post(IMPORT, {"file": upload(text, name), "office": department.pk})
    assert answer.status_code == 200 and answer.context["form"].errors["file"]
    assert not Policy.objects.exists()


def test_the_same_file_again_leads_to_the_draft_that_is_there(desk, drafter, department):
    for _ in range(2):
        answer = desk(drafter).post(IMPORT, {"file": upload(), "office": department.pk})
    assert answer["Location"] == change(Policy.objects.get())


def test_nobody_imports_for_an_office_that_is_not_theirs_and_an_auditor_not_at_all(
    desk, drafter, other_village, auditor, client
):
    answer = desk(drafter).post(IMPORT, {"file": upload(), "office": other_village.pk})
    assert answer.status_code == 200 and "office" in answer.context["form"].errors
    assert desk(auditor).get(IMPORT).status_code == 403
    client.logout()
    assert client.get(IMPORT).status_code == 302
    assert not Policy.objects.exists()


# The gate's panel ------------------------------------------------------------------------------------------
def panel(page):
    return {step["verb"] for step in [*page.context["steps"], *page.context["steps_apart"]]}


def test_the_panel_lists_what_is_missing_with_the_field_to_go_to(desk, drafter, department):
    policy = make_policy(department, drafter, making=False, registration_number="", interpretation_excuse="")
    page = desk(drafter).get(change(policy))
    said = "".join(item["message"] for item in page.context["missing"])
    assert all(word in said for word in ("合法性审核", "集体讨论", "登记号", "解读"))
    targets = lxml.html.fromstring(page.content).xpath("//*[contains(@class, 'missing')]//a/@href")
    assert len(targets) == len(page.context["missing"]) and all("#" in target for target in targets)


def test_each_person_is_offered_only_their_own_step(desk, department, cast, auditor):
    policy = make_policy(department, cast["drafter"])
    assert {"determine", "discard"} <= panel(desk(cast["drafter"]).get(change(policy)))
    assert panel(desk(cast["signer"]).get(change(policy))) == set()
    sign_off(policy, cast, until="determine")
    assert "review" in panel(desk(cast["reviewer"]).get(change(policy)))
    assert "review" not in panel(desk(cast["drafter"]).get(change(policy)))
    assert panel(desk(auditor).get(change(policy))) == set()


def test_a_published_document_shows_its_validity_and_cannot_be_edited(desk, old, drafter):
    page = desk(drafter).get(change(old))
    assert "有效性：现行有效" in page.content.decode() and old.get_absolute_url() in page.content.decode()
    assert desk(drafter).post(change(old), {"title": "改名"}).status_code == 403
    old.refresh_from_db()
    assert old.title != "改名"


def test_a_stranger_finds_no_document_of_another_office(desk, old, stranger):
    assert desk(stranger).get(change(old)).status_code == 302
    for tail in ("versions/add/", "events/add/"):
        assert desk(stranger).get(f"/admin/policies/policy/{old.pk}/{tail}").status_code == 404


# Events and later texts ------------------------------------------------------------------------------------
def enter(client, policy, what, **said):
    return client.post(f"/admin/policies/policy/{policy.pk}/{what}s/add/", said)


def confirm(client, effect, kind="event"):
    return client.post(f"/admin/effects/{kind}/{effect.pk}/confirm/")


def test_an_event_without_a_document_waits_for_the_signer(desk, old, drafter, signer):
    answer = enter(desk(drafter), old, "event", kind="repealed", on="2026-06-01", note="县政府决定")
    assert answer.status_code == 302
    event = ValidityEvent.objects.get()
    assert event.entered_by == drafter and status(old) == "in_force"
    assert "待签发人复核" in desk(signer).get(change(old)).content.decode()
    confirm(desk(signer), event)
    assert status(old) == "repealed"
    trail = AuditEntry.objects.filter(verb="复核有效性变动")
    assert trail.get().actor == signer


def test_nobody_confirms_what_they_entered_nor_without_the_duty_nor_for_another_office(
    desk, old, drafter, signer, stranger, other_village, department
):
    both = make_staff("兼任", Duty.DRAFTER, Duty.SIGNER, offices=[department])
    foreign = make_staff("外签", Duty.SIGNER, offices=[other_village])
    enter(desk(both), old, "event", kind="repealed", on="2026-06-01", note="县政府决定")
    event = ValidityEvent.objects.get()
    assert confirm(desk(both), event).status_code == 302
    assert confirm(desk(drafter), event).status_code == 302
    assert confirm(desk(foreign), event).status_code == 404
    assert confirm(desk(stranger), event).status_code == 404
    assert desk(signer).get(f"/admin/effects/event/{event.pk}/confirm/").status_code == 404
    assert confirm(desk(signer), event, kind="policy").status_code == 404
    assert status(old) == "in_force"


def test_a_later_text_shows_after_the_second_person_and_from_its_day(desk, client, old, drafter, signer):
    enter(
        desk(drafter),
        old,
        "version",
        valid_from="2026-06-01",
        note="县政府决定",
        body="<p>第一条　逢五开市。</p><script>x</script>",
    )
    version = Version.objects.get()
    assert "逢五开市" not in client.get(old.get_absolute_url()).content.decode()
    confirm(desk(signer), version, kind="version")
    html = client.get(old.get_absolute_url()).content.decode()
    assert "逢五开市" in html and "<script>x" not in html
    assert "逢五开市" not in client.get(old.get_absolute_url(), {"on": "2026-05-31"}).content.decode()


def test_a_change_with_its_document_takes_effect_when_that_is_published(desk, old, drafter, department, cast):
    cause = make_policy(department, drafter, title="废止决定", normative=False)
    enter(desk(drafter), old, "event", kind="repealed", on="2026-06-01", cause=cause.pk)
    assert status(old) == "in_force"
    publish(cause, cast)
    assert status(old) == "repealed"


def test_a_document_that_is_already_public_is_no_way_around_the_second_person(
    desk, old, drafter, signer, department, cast
):
    cause = publish(make_policy(department, drafter, title="别的公告", normative=False), cast)
    enter(desk(drafter), old, "event", kind="repealed", on="2026-06-01", cause=cause.pk)
    assert status(old) == "in_force"
    confirm(desk(signer), ValidityEvent.objects.get())
    assert status(old) == "repealed"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "repealed", "on": "2026-06-01"}, "note"),
        ({"kind": "extended", "on": "2026-06-01", "note": "决定"}, "until"),
        ({"kind": "extended", "on": "2026-06-01", "until": "2026-05-01", "note": "决定"}, "until"),
        ({"kind": "partly_repealed", "on": "2026-06-01", "note": "决定"}, "clauses"),
        ({"kind": "expired", "on": "2026-06-01", "note": "决定"}, "kind"),
        ({"kind": "repealed", "on": "morgen", "note": "决定"}, "on"),
    ],
)
def test_an_event_that_cannot_be_is_told_at_its_field(desk, old, drafter, said, field):
    answer = enter(desk(drafter), old, "event", **said)
    assert answer.status_code == 200 and field in answer.context["form"].errors
    assert not ValidityEvent.objects.exists()


def test_two_texts_from_the_same_day_are_refused_in_words(desk, old, drafter):
    said = {"valid_from": "2026-06-01", "note": "决定", "body": "<p>第一条　新的。</p>"}
    assert enter(desk(drafter), old, "version", **said).status_code == 302
    answer = enter(desk(drafter), old, "version", **said)
    assert answer.status_code == 200 and answer.context["form"].errors
    assert Version.objects.count() == 1


def test_no_event_is_entered_on_a_draft_or_by_an_auditor(desk, drafter, auditor, department, old):
    draft = make_policy(department, drafter)
    assert enter(desk(drafter), draft, "event", kind="repealed", on="2026-06-01", note="x").status_code == 404
    assert enter(desk(auditor), old, "event", kind="repealed", on="2026-06-01", note="x").status_code in (
        403,
        404,
    )


def test_the_list_shows_the_validity_of_today(desk, old, drafter):
    html = desk(drafter).get("/admin/policies/policy/").content.decode()
    assert old.title in html and "现行有效" in html
