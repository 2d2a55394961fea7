"""三同步: a document, its plan and its interpretations are signed and published together, whichever way they are reached."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from core import clock
from disclosure import gate
from disclosure.models import Attachment, Entry, Information
from disclosure.refusal import Incomplete, Refused
from policies.actions import publish_migrated
from policies.models import Interpretation, Policy
from tests.conftest import make_policy, moment, publish, sign_off
from tests.policies.interpreting import TODAY_TEXT, attach, make_bundle, make_interpretation, make_plan, png


@pytest.fixture(autouse=True)
def second_of_march():
    with clock.at(moment("2026-03-02 10:00")):  # a Monday
        yield


@pytest.fixture
def bundle(department, cast):
    return make_bundle(department, cast["drafter"])


def review(record, cast):
    record.review(by=cast["reviewer"], conclusion="clear", items=list(gate.REVIEW_ITEMS))


def reviewed(document, material, cast):
    document.determine(by=cast["drafter"])
    material.refresh_from_db()
    review(document, cast)
    review(material, cast)


def fields(refusal):
    return {item.field for item in refusal.value.missing}


@pytest.mark.parametrize("reach", [Policy, Information])
def test_the_bundle_is_sent_in_signed_and_published_with_its_document(reach, bundle, cast):
    document, material = bundle
    document.determine(by=cast["drafter"])
    material.refresh_from_db()
    assert material.status == "determined"  # sent in with it
    review(document, cast)
    review(material, cast)
    reach.objects.get(pk=document.pk).sign(by=cast["signer"])
    material.refresh_from_db()
    assert material.status == "signed"
    reach.objects.get(pk=document.pk).publish(by=cast["signer"])
    material.refresh_from_db()
    assert material.is_visible and material.is_late is False
    assert (
        Entry.objects.published().of_kind("interpretation").get().path
        == f"policies/interpretations/{material.pk}/"
    )


@pytest.mark.parametrize("reach", [Interpretation, Information])
@pytest.mark.parametrize("step", ["sign", "publish"])
def test_a_material_of_the_bundle_is_not_signed_or_published_alone(reach, step, bundle, cast):
    document, material = bundle
    reviewed(document, material, cast)
    if step == "publish":
        document.sign(by=cast["signer"])
    with pytest.raises(Refused, match="那一份"):
        getattr(reach.objects.get(pk=material.pk), step)(by=cast["signer"])


def test_nothing_is_signed_while_a_material_is_not_reviewed(bundle, cast):
    document, _ = bundle
    document.determine(by=cast["drafter"])
    review(document, cast)
    with pytest.raises(Incomplete, match="保密审查"):
        document.sign(by=cast["signer"])
    document.refresh_from_db()
    assert document.status == "reviewed"


def test_a_material_that_cannot_be_signed_keeps_its_document_back(bundle, cast):
    document, material = bundle
    reviewed(document, material, cast)
    Interpretation.objects.filter(pk=material.pk).update(background="改过的")  # behind the gate
    with pytest.raises(ValidationError, match="改动"):
        document.sign(by=cast["signer"])
    document.refresh_from_db()
    material.refresh_from_db()
    assert (document.status, material.status) == ("reviewed", "reviewed")


def test_what_the_signer_was_shown_is_the_bundle(bundle, cast):
    document, material = bundle
    reviewed(document, material, cast)
    seen = document.judged_digest()
    material.send_back(by=cast["signer"], reason="再改")
    with pytest.raises(ValidationError):
        document.sign(by=cast["signer"], seen=seen)


@pytest.mark.parametrize(
    ("lacking", "field"),
    [("plan", "plan-0-outline"), ("material", "interpretations"), ("part of the plan", "plan-0-channels")],
)
def test_a_document_is_not_signed_without_plan_and_material(lacking, field, department, cast):
    document = make_policy(department, cast["drafter"], interpretation_excuse="", interpretation_reason="")
    if lacking != "plan":
        plan = make_plan(document)
        if lacking == "part of the plan":
            plan.channels = ""
            plan.save()
    if lacking != "material":
        make_interpretation(document, cast["drafter"])
    with pytest.raises(Incomplete) as refusal:
        sign_off(document, cast)
    assert field in fields(refusal)


@pytest.mark.parametrize(
    ("excuse", "reason", "normative", "missing"),
    [
        ("group", "", False, None), ("forwarding", "", False, None), ("internal", "", False, None),
        ("internal", "", True, "interpretation_excuse"), ("following", "", True, "interpretation_reason"),
        ("following", "\u3164。", True, "interpretation_reason"), ("following", "图解在制作", True, None),
    ],
)  # fmt: skip
def test_an_excuse_stands_in_for_the_bundle_with_its_reason(
    excuse, reason, normative, missing, department, cast
):
    document = make_policy(
        department,
        cast["drafter"],
        normative=normative,
        interpretation_excuse=excuse,
        interpretation_reason=reason,
    )
    assert {item.field for item in document.missing()} == ({missing} if missing else set())


def test_sent_back_the_bundle_goes_back_whole(bundle, cast):
    document, material = bundle
    reviewed(document, material, cast)
    document.sign(by=cast["signer"])
    document.send_back(by=cast["signer"], reason="再改")
    material.refresh_from_db()
    assert (document.status, material.status) == ("returned", "returned")


def test_at_a_set_time_both_appear_at_once(client, bundle, cast):
    document, material = bundle
    reviewed(document, material, cast)
    document.sign(by=cast["signer"])
    document.publish(by=cast["signer"], at=clock.now() + timedelta(days=1))
    assert client.get(material.get_absolute_url()).status_code == 404
    with clock.at(moment("2026-03-03 10:00")):
        assert client.get(material.get_absolute_url()).status_code == 200
        assert client.get(document.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(("kind", "status"), [("error", 410), ("privacy", 410), ("archived", 200)])
def test_what_is_withdrawn_as_wrong_or_private_takes_its_interpretations_along(
    kind, status, client, bundle, cast
):
    document, material = bundle
    reviewed(document, material, cast)
    document.sign(by=cast["signer"])
    document.publish(by=cast["signer"])
    document.withdraw(by=cast["signer"], kind=kind, reason="原因")
    assert client.get(material.get_absolute_url()).status_code == status


def test_an_interpretation_does_not_appear_before_its_document(department, cast):
    document = make_policy(department, cast["drafter"])
    material = make_interpretation(document, cast["drafter"])
    sign_off(material, cast)  # the document is excused: it goes by itself
    with pytest.raises(Refused, match="没有公开"):
        material.publish(by=cast["signer"])


def test_a_material_for_later_does_not_keep_the_bundle_back(bundle, cast):
    document, material = bundle
    make_interpretation(document, cast["drafter"], title="以后的视频", together=False)
    reviewed(document, material, cast)
    document.sign(by=cast["signer"])
    document.publish(by=cast["signer"])
    assert list(Interpretation.objects.published()) == [material]


def test_a_draft_that_is_erased_or_discarded_takes_its_drafts_along(bundle, cast):
    document, _ = bundle
    document.discard(by=cast["drafter"])
    assert not Interpretation.objects.exists() and not Information.objects.exists()


def test_a_secret_in_the_document_takes_every_file_of_its_drafts_along(
    bundle, cast, settings, django_capture_on_commit_callbacks
):
    document, material = bundle
    medium = attach(material, png(), "图.png", alt_text="集市")
    file = Attachment(information_id=material.pk, title="附表")
    file.take("名称,数量".encode(), "附表.csv")
    file.save()
    kept = [settings.PRIVATE_ROOT / name for name in (medium.file.name, file.file.name)]
    assert all(path.exists() for path in kept)
    document.determine(by=cast["drafter"])
    with django_capture_on_commit_callbacks(execute=True):
        document.review(by=cast["reviewer"], conclusion="secret")
    assert not Information.objects.exists() and not any(path.exists() for path in kept)


def test_materials_for_later_alone_are_no_bundle(department, cast):
    document = make_policy(department, cast["drafter"], interpretation_excuse="", interpretation_reason="")
    make_plan(document)
    make_interpretation(document, cast["drafter"], together=False)
    assert [item.field for item in document.missing()] == ["interpretations"]


# Late ------------------------------------------------------------------------------------------------------
def late_one(document, cast, day, **values):
    with clock.at(moment(f"{day} 09:00")):
        return publish(make_interpretation(document, cast["drafter"], **values), cast)


def test_the_first_interpretation_is_late_after_three_working_days_and_only_the_first(department, cast):
    document = publish(make_policy(department, cast["drafter"]), cast)
    assert str(document.interpretation_due_on) == "2026-03-05"
    late_one(document, cast, "2026-03-06", title="晚了")
    late_one(document, cast, "2026-03-09", title="第二份")
    assert [one.title for one in Interpretation.objects.late()] == []  # not yet to be seen
    with clock.at(moment("2026-03-10 09:00")):
        assert [one.title for one in Interpretation.objects.late()] == ["晚了"]


def test_what_waits_and_what_is_overdue_can_be_asked(department, cast):
    document = publish(make_policy(department, cast["drafter"]), cast)
    exempt = make_policy(department, cast["drafter"], normative=False, interpretation_excuse="group")
    publish(exempt, cast)
    old = make_policy(department, cast["drafter"], making=False)
    publish_migrated(old, reason="历史文件")
    assert list(Policy.objects.needing_interpretation()) == [document]
    assert not Policy.objects.interpretation_overdue(document.interpretation_due_on).exists()
    assert list(
        Policy.objects.interpretation_overdue(document.interpretation_due_on + timedelta(days=1))
    ) == [document]
    publish(make_interpretation(document, cast["drafter"]), cast)
    assert not Policy.objects.needing_interpretation().exists()


# A correction ------------------------------------------------------------------------------------------------
def test_a_correction_carries_parts_and_files_over_and_back(department, cast):
    document = publish(make_policy(department, cast["drafter"]), cast)
    sections = [("摆摊收费吗", TODAY_TEXT, ["t2"])]
    material = publish(make_interpretation(document, cast["drafter"], sections=sections), cast)
    draft = material.revise(by=cast["drafter"])
    draft.change_note, draft.cautions = "补充注意事项。", "下雨天照开。"
    draft.save()
    draft.sections.update(heading="摆摊要不要钱")
    publish(draft, cast)
    material.refresh_from_db()
    assert material.cautions == "下雨天照开。"
    assert [(one.heading, one.clauses) for one in material.sections.all()] == [("摆摊要不要钱", ["t2"])]
    correction = document.revise(by=cast["drafter"])  # and its document can be corrected without a new bundle
    correction.change_note = "改错字。"
    correction.save()
    publish(correction, cast)
    assert material.document_id == document.pk and material.is_visible
