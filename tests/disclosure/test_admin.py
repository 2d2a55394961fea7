"""The admin: each duty does its own steps on its own pages; the auditor looks at everything and changes nothing."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from core.admin import site
from core.duties import Duty
from core.models import AuditEntry, Deputy, Office, User
from disclosure import gate
from disclosure.admin.steps import FORMS
from disclosure.models import Attachment, Category, Information
from tests.conftest import make_information, make_policy, make_staff, moment, publish, sign_off

ADD = "/admin/disclosure/information/add/"


def form(office, **values):
    """What the page of a plain record sends."""
    filled = {
        "title": "灌溉安排",
        "office": office.pk,
        "category": Category.objects.get(slug="notices").pk,
        "written_on": "2026-03-01",
        "summary": "怎么浇地。",
        "keywords": "",
        "body": "<p>按村轮灌。</p>",
        "attribute": "proactive",
        "scope": "site",
        "attribute_ground": "",
        "attribute_reason": "",
        "change_note": "",
    }
    for inline in ("attachments", "coordinations"):
        filled |= {f"{inline}-TOTAL_FORMS": 0, f"{inline}-INITIAL_FORMS": 0}
    return filled | values


def step(client, record, verb, **told):
    return client.post(f"/admin/records/{record.pk}/{verb}/", {"go": "1"} | told)


def status(record):
    return Information.objects.get(pk=record.pk).status


def refused(answer):
    return answer.status_code in (403, 404)


# Drafting --------------------------------------------------------------------------------------------------
def test_a_draft_is_stored_under_the_name_of_its_drafter(client, department, drafter):
    client.force_login(drafter)
    assert client.post(ADD, form(department)).status_code == 302
    record = Information.objects.get()
    assert (record.drafted_by, record.status, record.title) == (drafter, "draft", "灌溉安排")
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.object_title) == ("新增", drafter, f"未编号信息{record.pk}")


@pytest.mark.parametrize("ground", sorted(gate.SECRETS))
@pytest.mark.parametrize("where", ["information", "policy"])
def test_a_secret_stops_the_form_before_anything_is_stored(
    client, department, drafter, settings, ground, where
):
    client.force_login(drafter)
    told = {
        "attribute": "withheld",
        "attribute_ground": ground,
        "attribute_reason": "密",
        "title": "某某工程",
    }
    files = {
        "attachments-TOTAL_FORMS": 1,
        "attachments-0-file": SimpleUploadedFile("a.txt", b"text"),
        "attachments-0-position": 0,
    }
    answer = client.post(
        f"/admin/disclosure/{where}/add/" if where == "information" else "/admin/policies/policy/add/",
        form(department, **told, **files),
    )
    assert answer.status_code == 200
    assert gate.STOP in answer.content.decode()
    assert not Information.objects.exists()
    assert not Attachment.objects.exists()
    assert not AuditEntry.objects.exists()
    assert not settings.PRIVATE_ROOT.exists()


def test_a_secret_does_not_enter_through_a_stored_draft_either(client, department, drafter):
    record = make_information(department, drafter)
    client.force_login(drafter)
    told = {
        "attribute": "withheld",
        "attribute_ground": "state_secret",
        "attribute_reason": "密",
        "title": "某某工程",
    }
    client.post(f"/admin/disclosure/information/{record.pk}/change/", form(department, **told))
    record.refresh_from_db()
    assert (record.title, record.attribute_ground) == ("柳堰村灌溉安排", "")


def test_a_file_that_is_refused_is_told_at_its_field_and_nothing_is_stored(client, department, drafter):
    client.force_login(drafter)
    files = {
        "attachments-TOTAL_FORMS": 1,
        "attachments-0-file": SimpleUploadedFile("a.docx", b"<html>"),
        "attachments-0-position": 0,
    }
    answer = client.post(ADD, form(department, **files))
    assert "网页或者程序" in answer.content.decode()
    assert not Information.objects.exists()


def test_a_file_that_is_good_is_scanned_and_kept(client, department, drafter):
    client.force_login(drafter)
    upload = SimpleUploadedFile("名单.txt", "张三手机13812345678".encode())
    client.post(
        ADD,
        form(
            department,
            **{"attachments-TOTAL_FORMS": 1, "attachments-0-file": upload, "attachments-0-position": 0},
        ),
    )
    file = Attachment.objects.get()
    assert (file.title, file.scanned, len(file.findings)) == ("名单", True, 1)
    assert io.BytesIO(file.file.read()).getvalue().decode() == "张三手机13812345678"


def test_one_drafts_for_ones_own_office_only(client, department, drafter, town):
    client.force_login(drafter)
    assert client.post(ADD, form(town)).status_code == 200
    assert not Information.objects.exists()


@pytest.mark.parametrize("until", ["determine", "review", "sign"])
def test_what_was_handed_in_is_not_edited(client, department, cast, until):
    record = sign_off(make_information(department, cast["drafter"]), cast, until=until)
    client.force_login(cast["drafter"])
    assert refused(
        client.post(f"/admin/disclosure/information/{record.pk}/change/", form(department, title="别的"))
    )
    record.refresh_from_db()
    assert record.title == "柳堰村灌溉安排"


# Steps -----------------------------------------------------------------------------------------------------
def test_three_people_bring_a_record_to_the_site(client, department, cast):
    record = make_information(department, cast["drafter"])
    for who, verb, told in [
        ("drafter", "determine", {}),
        ("reviewer", "review", {"conclusion": "clear", "items": list(gate.REVIEW_ITEMS)}),
        ("signer", "sign", {"when": "now"}),
    ]:
        client.force_login(cast[who])
        assert client.get(f"/admin/records/{record.pk}/{verb}/").status_code == 200
        assert step(client, record, verb, **told).status_code == 302
    assert status(record) == "published"


def test_a_signer_sets_the_hour_in_shanghai(client, department, cast):
    record = sign_off(make_information(department, cast["drafter"]), cast, until="review")
    client.force_login(cast["signer"])
    day = clock.today() + timedelta(days=3)
    assert step(client, record, "sign", when="later", at=f"{day}T09:30").status_code == 302
    record.refresh_from_db()
    assert record.published_at == moment(f"{day} 09:30")


def test_an_hour_that_is_past_signs_nothing_either(client, department, cast):
    record = sign_off(make_information(department, cast["drafter"]), cast, until="review")
    client.force_login(cast["signer"])
    before = AuditEntry.objects.count()
    answer = step(client, record, "sign", when="later", at="2020-01-01T09:30")
    assert "不能早于现在" in answer.content.decode()
    assert (status(record), AuditEntry.objects.count()) == ("reviewed", before)


def test_what_is_missing_is_told_on_the_page_of_the_step(client, department, cast):
    record = sign_off(make_information(department, cast["drafter"], scope=""), cast, until="review")
    client.force_login(cast["signer"])
    assert "没有选择公开的范围和方式" in step(client, record, "sign").content.decode()
    assert status(record) == "reviewed"


def test_a_record_that_is_not_proactive_is_filed_by_the_signer(client, department, cast):
    values = {"attribute": "withheld", "attribute_ground": "internal", "attribute_reason": "人事"}
    record = sign_off(make_information(department, cast["drafter"], **values), cast, until="review")
    client.force_login(cast["signer"])
    step(client, record, "sign", when="now")
    assert status(record) == "filed"


def test_a_secret_found_by_the_reviewer_ends_on_the_work_list(client, department, cast):
    record = sign_off(make_information(department, cast["drafter"]), cast, until="determine")
    client.force_login(cast["reviewer"])
    assert step(client, record, "review", conclusion="secret")["Location"] == "/admin/"
    assert not Information.objects.exists()


def test_a_correction_leads_to_its_draft(client, department, cast):
    record = publish(make_information(department, cast["drafter"]), cast)
    client.force_login(cast["drafter"])
    answer = step(client, record, "revise")
    assert answer["Location"] == f"/admin/disclosure/information/{record.revisions.get().pk}/change/"


def test_merging_names_a_public_record(client, department, cast):
    record, other = (publish(make_information(department, cast["drafter"]), cast) for _ in range(2))
    client.force_login(cast["signer"])
    assert step(client, record, "withdraw", kind="merged", reason="合并", into="没有这个").status_code == 200
    assert (
        step(client, record, "withdraw", kind="merged", reason="合并", into=other.index_number).status_code
        == 302
    )
    record.refresh_from_db()
    assert record.merged_into_id == other.pk


@pytest.mark.parametrize(
    "verb", ["sign", "publish", "review", "withdraw", "file", "send_back", "overrule_findings"]
)
def test_a_drafter_takes_none_of_the_others_steps(client, department, cast, verb):
    record = sign_off(make_information(department, cast["drafter"]), cast, until="review")
    client.force_login(cast["drafter"])
    assert refused(client.get(f"/admin/records/{record.pk}/{verb}/"))
    assert refused(step(client, record, verb))
    assert status(record) == "reviewed"


@pytest.mark.parametrize("verb", ["erase", "save", "delete", "specific", "no-such-step", "appear_migrated"])
def test_what_is_no_step_cannot_be_called(client, department, signer, drafter, verb):
    record = make_information(department, drafter)
    client.force_login(signer)
    assert step(client, record, verb).status_code == 404


def test_only_open_steps_are_offered(client, department, cast):
    record = sign_off(make_information(department, cast["drafter"]), cast, until="determine")
    client.force_login(cast["reviewer"])
    page = client.get(f"/admin/disclosure/information/{record.pk}/change/").content.decode()
    offered = {verb for verb in FORMS if f"/admin/records/{record.pk}/{verb}/" in page}
    assert offered == {"review", "send_back"}


def test_nothing_can_be_deleted_past_the_steps(client, department, cast):
    record = publish(make_information(department, cast["drafter"]), cast)
    for user in cast.values():
        client.force_login(user)
        assert refused(client.post(f"/admin/disclosure/information/{record.pk}/delete/", {"post": "yes"}))
        client.post(
            "/admin/disclosure/information/",
            {"action": "delete_selected", "_selected_action": record.pk, "post": "yes"},
        )
    assert Information.objects.filter(pk=record.pk).exists()


def test_a_superuser_has_no_page_and_no_step(client, department, cast):
    record = sign_off(make_information(department, cast["drafter"]), cast, until="review")
    root = User.objects.create_superuser("root", password="Chun-tian-2026", name="超级")
    root.offices.set([department])
    client.force_login(root)
    assert refused(client.get("/admin/disclosure/information/"))
    assert refused(client.get(ADD))
    assert refused(step(client, record, "sign"))
    assert refused(client.get("/admin/core/user/"))


# The auditor -----------------------------------------------------------------------------------------------
@pytest.fixture
def everything(department, cast, town):
    """One of each kind of row, so that every page of the admin has something to show."""
    policy = publish(make_policy(department, cast["drafter"]), cast)
    record = sign_off(make_information(department, cast["drafter"]), cast, until="determine")
    Deputy.objects.create(
        duty=Duty.SIGNER,
        principal=cast["signer"],
        deputy=cast["drafter"],
        starts_on=clock.today(),
        ends_on=clock.today(),
    )
    return record, policy


def test_the_auditor_reads_every_list_and_every_row(client, everything, auditor):
    client.force_login(auditor)
    assert client.get("/admin/").status_code == 200
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert client.get(reverse(f"{name}_changelist")).status_code == 200
        for row in model._default_manager.all()[:1]:
            answer = client.get(reverse(f"{name}_change", args=[row.pk]), follow=True)
            assert answer.status_code == 200
            assert 'name="_save"' not in answer.content.decode()


def test_the_auditor_adds_changes_and_deletes_nothing(client, everything, auditor):
    client.force_login(auditor)
    before = [list(model._base_manager.values()) for model in site._registry if model is not User]
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert refused(client.get(reverse(f"{name}_add")))
        assert refused(client.post(reverse(f"{name}_add"), {"name": "x"}))
        for row in model._base_manager.all()[:1]:
            assert client.post(reverse(f"{name}_change", args=[row.pk]), {"name": "x"}).status_code in (
                302,
                403,
                404,
            )
            assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code in (
                302,
                403,
                404,
            )
    assert [list(model._base_manager.values()) for model in site._registry if model is not User] == before


@pytest.mark.parametrize("verb", FORMS)
def test_the_auditor_takes_no_step(client, everything, auditor, verb):
    client.force_login(auditor)
    for record in everything:
        before = (status(record), AuditEntry.objects.count())
        assert refused(client.get(f"/admin/records/{record.pk}/{verb}/"))
        told = {"conclusion": "secret", "reason": "x", "kind": "privacy", "when": "now"}
        assert refused(step(client, record, verb, **told))
        assert (status(record), AuditEntry.objects.count()) == before


def test_the_auditor_is_offered_no_step(client, everything, auditor):
    client.force_login(auditor)
    record = everything[0]
    page = client.get(f"/admin/disclosure/information/{record.pk}/change/").content.decode()
    assert "/admin/records/" not in page


def test_the_auditor_brings_in_no_document(client, everything, auditor):
    client.force_login(auditor)
    assert refused(client.get("/admin/policies/policy/import/"))
    assert refused(client.post(f"/admin/policies/policy/{everything[1].pk}/versions/add/", {"note": "x"}))
    assert refused(client.post(f"/admin/policies/policy/{everything[1].pk}/events/add/", {"note": "x"}))


# Those who keep accounts and settings ----------------------------------------------------------------------
@pytest.mark.parametrize("duty", [Duty.SYSTEM_ADMINISTRATOR, Duty.SECURITY_ADMINISTRATOR])
def test_administrators_see_no_content(client, everything, town, duty):
    client.force_login(make_staff("管理", duty, offices=[town]))
    for address in ("/admin/disclosure/information/", "/admin/policies/policy/", ADD):
        assert refused(client.get(address))
    for record in everything:
        for verb in FORMS:
            assert refused(step(client, record, verb))


@pytest.mark.parametrize("who", ["drafter", "reviewer", "signer", "officer", "clerk", "auditor"])
def test_accounts_belong_to_the_security_administrator(client, request, town, who):
    user = request.getfixturevalue(who)
    client.force_login(user)
    assert refused(client.get("/admin/core/user/add/"))
    assert refused(client.get("/admin/core/deputy/add/"))
    assert refused(client.get("/admin/core/auditentry/")) == (who != "auditor")


def test_duties_that_exclude_one_another_are_refused_at_the_field(client, town):
    client.force_login(make_staff("安全", Duty.SECURITY_ADMINISTRATOR, offices=[town]))
    groups = Group.objects.filter(name__in=[Duty.AUDITOR.label, Duty.SIGNER.label])
    told = {
        "username": "neu",
        "name": "新人",
        "is_active": "on",
        "offices": [town.pk],
        "groups": [group.pk for group in groups],
    }
    answer = client.post("/admin/core/user/add/", told)
    assert "不得由同一人担任" in answer.content.decode()
    assert not User.objects.filter(username="neu").exists()


def test_a_new_account_gets_a_password_once(client, town):
    client.force_login(make_staff("安全", Duty.SECURITY_ADMINISTRATOR, offices=[town]))
    answer = client.post(
        "/admin/core/user/add/",
        {"username": "neu", "name": "新人", "is_active": "on", "offices": [town.pk]},
        follow=True,
    )
    user = User.objects.get(username="neu")
    assert (user.must_change_password, user.is_staff) == (True, True)
    assert "临时密码" in answer.content.decode()
    assert AuditEntry.objects.get().verb == "新增"


def test_a_changed_office_leaves_the_names_of_the_fields_alone(client, town):
    client.force_login(make_staff("系统", Duty.SYSTEM_ADMINISTRATOR, offices=[town]))
    fields = [
        "name",
        "short_name",
        "slug",
        "kind",
        "code",
        "duties",
        "address",
        "fax",
        "email",
        "hours",
        "position",
    ]
    told = {name: getattr(town, name) for name in fields} | {
        "is_active": "on",
        "parent": "",
        "phone": "0000-999",
    }
    answer = client.post(f"/admin/core/office/{town.pk}/change/", told)
    assert answer.status_code == 302
    assert Office.objects.get(pk=town.pk).phone == "0000-999"
    assert len(AuditEntry.objects.get().after["fields"]) == 1
