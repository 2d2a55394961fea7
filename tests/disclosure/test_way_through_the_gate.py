"""Each step with its person, its state and its entry in the trail; others are refused and change nothing."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from core import clock
from core.duties import Duty
from core.models import AuditEntry, Deputy, Office, User
from disclosure import gate
from disclosure.models import Attachment, Entry, Information, PrivacyOverride, SecrecyReview
from disclosure.refusal import Incomplete, Refused
from tests.conftest import make_information, make_office, make_policy, make_staff, publish, sign_off

ITEMS = list(gate.REVIEW_ITEMS)
MOBILE = "13812345678"
# verb → (who may, what it is told, the state to start from, where it leads)
STEPS = {
    "determine": ("drafter", {}, "draft", "determined"),
    "take_back": ("drafter", {}, "determined", "draft"),
    "review": ("reviewer", {"conclusion": "clear", "items": ITEMS}, "determined", "reviewed"),
    "sign": ("signer", {}, "reviewed", "signed"),
    "publish": ("signer", {}, "signed", "published"),
    "file": ("signer", {}, "signed-withheld", "filed"),
    "send_back": ("signer", {"reason": "标题不清"}, "reviewed", "returned"),
    "withdraw": ("signer", {"kind": "error", "reason": "发错栏目"}, "published", "withdrawn"),
    "revise": ("drafter", {}, "published", "published"),
    "discard": ("drafter", {}, "draft", None),
}
KINDS = ["information", "policy"]
ROADS = ["as itself", "as its parent"]


def make(kind, office, by, **values):
    if kind == "information":
        return make_information(office, by, **values)
    return make_policy(office, by, **values)


def bring(record, cast, state):
    """Take a draft to a state of the table above."""
    if state == "signed-withheld":
        Information.objects.filter(pk=record.pk).update(
            attribute="withheld", attribute_ground="internal", attribute_reason="人事管理"
        )
        record.refresh_from_db()
        return sign_off(record, cast)
    if state == "published":
        return publish(record, cast)
    stops = {"determined": "determine", "reviewed": "review", "signed": "sign"}
    return sign_off(record, cast, until=stops[state]) if state in stops else record


def along(record, road):
    return (
        Information.objects.get(pk=record.pk)
        if road == "as its parent"
        else type(record).objects.get(pk=record.pk)
    )


def stored(record):
    """All that one can see of it: the row, its reviews, its place in the catalogue, the trail's length."""
    rows = type(record).objects.filter(pk=record.pk).values()
    return (
        list(rows),
        SecrecyReview.objects.count(),
        PrivacyOverride.objects.count(),
        Information.objects.count(),
        list(Entry.objects.values()),
        AuditEntry.objects.count(),
    )


def refused(record, verb, by, **told):
    """The step is refused with a sentence and leaves everything as it was."""
    before = stored(record)
    with pytest.raises(Refused) as refusal:
        getattr(along(record, "as itself"), verb)(by=by, **told)
    assert all(message.endswith(("。", "：", "机构。")) for message in refusal.value.messages)
    assert stored(record) == before
    return "".join(refusal.value.messages)


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def stage(kind, department, cast):
    """A record of each kind, and the way to bring it to a state."""
    record = make(kind, department, cast["drafter"])
    return SimpleNamespace(record=record, to=lambda state: bring(record, cast, state), cast=cast)


# The way ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("verb", STEPS)
def test_each_step_moves_the_record_and_leaves_one_entry(stage, verb, road):
    who, told, start, end = STEPS[verb]
    record = stage.to(start)
    before = AuditEntry.objects.count()
    getattr(along(record, road), verb)(by=stage.cast[who], **told)
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.first()
    assert (entry.actor, entry.object_id, entry.office) == (stage.cast[who], record.pk, record.office)
    assert entry.before["status"] == start.split("-")[0]
    if end is None:
        assert not Information.objects.filter(pk=record.pk).exists()
    else:
        assert Information.objects.get(pk=record.pk).status == end
    if verb not in ("revise", "discard"):
        assert entry.after["status"] == end


def test_the_object_in_hand_knows_what_happened_on_either_road(stage):
    record = along(stage.record, "as its parent")
    record.determine(by=stage.cast["drafter"])
    assert record.status == "determined"
    assert record.index_number


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("verb", STEPS)
def test_each_step_is_refused_from_every_other_state(kind, department, cast, verb, road):
    who, told, _, _ = STEPS[verb]
    for state in ("draft", "determined", "reviewed", "signed", "published", "signed-withheld"):
        if gate.may_move(state.split("-")[0], verb):
            continue
        record = bring(make(kind, department, cast["drafter"], title=f"{state}的信息"), cast, state)
        before = stored(record)
        with pytest.raises(Refused):
            getattr(along(record, road), verb)(by=cast[who], **told)
        assert stored(record) == before


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("verb", STEPS)
def test_each_step_is_refused_without_its_duty(stage, department, verb, road):
    _, told, start, _ = STEPS[verb]
    record = stage.to(start)
    allowed = {
        "review": {Duty.SECRECY_REVIEWER},
        "sign": {Duty.SIGNER},
        "publish": {Duty.SIGNER, Duty.DISCLOSURE_OFFICER},
        "file": {Duty.SIGNER, Duty.DISCLOSURE_OFFICER},
        "withdraw": {Duty.SIGNER, Duty.DISCLOSURE_OFFICER},
        "send_back": {Duty.SECRECY_REVIEWER, Duty.SIGNER, Duty.DISCLOSURE_OFFICER},
    }.get(verb, {Duty.DRAFTER, Duty.VILLAGE_CLERK, Duty.DISCLOSURE_OFFICER})
    for duty in set(Duty) - allowed:
        other = make_staff(f"只是{duty.label}", duty, offices=[department])
        before = stored(record)
        with pytest.raises(Refused, match="职责"):
            getattr(along(record, road), verb)(by=other, **told)
        assert stored(record) == before


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("verb", STEPS)
def test_each_step_is_refused_to_another_office(stage, town, verb, road):
    who, told, start, _ = STEPS[verb]
    record = stage.to(start)
    elsewhere = make_office(town, "文化站", "culture", Office.Kind.DEPARTMENT)
    duty = {"drafter": Duty.DRAFTER, "reviewer": Duty.SECRECY_REVIEWER, "signer": Duty.SIGNER}[who]
    other = make_staff("别处的人", duty, offices=[elsewhere])
    before = stored(record)
    with pytest.raises(Refused, match="不负责"):
        getattr(along(record, road), verb)(by=other, **told)
    assert stored(record) == before


@pytest.mark.parametrize("verb", STEPS)
def test_a_superuser_is_exempt_from_nothing(stage, department, verb):
    _, told, start, _ = STEPS[verb]
    record = stage.to(start)
    root = User.objects.create_superuser("root", password="Chun-tian-2026", name="超级")
    root.offices.set([department])
    assert "职责" in refused(record, verb, root, **told)


def test_a_person_who_left_takes_no_step(department, cast):
    record = bring(make_information(department, cast["drafter"]), cast, "reviewed")
    cast["signer"].is_active = False
    cast["signer"].save()
    refused(record, "sign", User.objects.get(pk=cast["signer"].pk))


# Three people ----------------------------------------------------------------------------------------------
@pytest.fixture
def all_rounder(town, department):
    """戴全 holds all three duties."""
    return make_staff("戴全", Duty.DRAFTER, Duty.SECRECY_REVIEWER, Duty.SIGNER, offices=[town, department])


def test_the_drafter_cannot_review(kind, department, all_rounder):
    record = make(kind, department, all_rounder)
    record.determine(by=all_rounder)
    told = refused(record, "review", all_rounder, conclusion="clear", items=ITEMS)
    assert "拟稿人与保密审查员" in told


def test_the_drafter_cannot_sign(kind, department, all_rounder, reviewer):
    record = make(kind, department, all_rounder)
    sign_off(record, {"reviewer": reviewer}, until="review")
    assert "拟稿人与签发人" in refused(record, "sign", all_rounder)


def test_the_reviewer_cannot_sign(kind, department, all_rounder, drafter):
    record = make(kind, department, drafter)
    sign_off(record, {"reviewer": all_rounder}, until="review")
    assert "保密审查员与签发人" in refused(record, "sign", all_rounder)


def test_the_drafter_cannot_overrule_what_the_scan_found(department, all_rounder):
    record = make_information(department, all_rounder, body=f"<p>联系人手机{MOBILE}</p>")
    record.determine(by=all_rounder)
    assert "拟稿人" in refused(record, "overrule_findings", all_rounder, reason="可以公开")


def test_the_drafter_of_a_revision_cannot_sign_it(department, cast, all_rounder):
    record = publish(make_information(department, cast["drafter"]), cast)
    draft = record.revise(by=all_rounder)
    draft.change_note = "改错字"
    draft.save()
    sign_off(draft, cast, until="review")
    assert "拟稿人与签发人" in refused(draft, "sign", all_rounder)


def today_for(duty, principal, deputy, days=0):
    day = clock.today() + timedelta(days=days)
    Deputy.objects.create(duty=duty, principal=principal, deputy=deputy, starts_on=day, ends_on=day)
    return User.objects.get(pk=deputy.pk)


def test_a_deputy_may_take_the_step_on_the_stated_days(department, cast):
    record = bring(make_information(department, cast["drafter"]), cast, "reviewed")
    colleague = make_staff("代理", Duty.DRAFTER, offices=[department])
    colleague = today_for(Duty.SIGNER, cast["signer"], colleague)
    record.sign(by=colleague)
    assert record.signed_by == colleague


@pytest.mark.parametrize("days", [-1, 1])
def test_a_deputy_may_not_on_other_days(department, cast, days):
    record = bring(make_information(department, cast["drafter"]), cast, "reviewed")
    colleague = today_for(
        Duty.SIGNER, cast["signer"], make_staff("代理", Duty.DRAFTER, offices=[department]), days
    )
    refused(record, "sign", colleague)


@pytest.mark.parametrize(
    ("duty", "principal"), [(Duty.SECRECY_REVIEWER, "reviewer"), (Duty.SIGNER, "signer")]
)
def test_a_deputy_does_not_judge_what_he_drafted(department, cast, duty, principal):
    drafter = today_for(duty, cast[principal], cast["drafter"])
    record = make_information(department, drafter)
    if duty == Duty.SECRECY_REVIEWER:
        record.determine(by=drafter)
        refused(record, "review", drafter, conclusion="clear", items=ITEMS)
    else:
        sign_off(record, cast, until="review")
        refused(record, "sign", drafter)


def test_the_reviewer_does_not_sign_as_deputy(department, cast):
    record = bring(make_information(department, cast["drafter"]), cast, "reviewed")
    refused(record, "sign", today_for(Duty.SIGNER, cast["signer"], cast["reviewer"]))


# Steps that ask for something ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "values",
    [
        {"attribute": ""},
        {"attribute": "withheld"},
        {"attribute": "on_request", "attribute_ground": "internal"},
    ],
)
def test_without_an_attribute_and_its_reason_nothing_moves(kind, department, cast, values):
    refused(make(kind, department, cast["drafter"], **values), "determine", cast["drafter"])


@pytest.mark.parametrize("ground", sorted(gate.SECRETS))
def test_a_secret_is_stopped_and_told_what_to_do(kind, department, cast, ground):
    record = make(
        kind,
        department,
        cast["drafter"],
        attribute="withheld",
        attribute_ground=ground,
        attribute_reason="密",
    )
    assert gate.STOP in refused(record, "determine", cast["drafter"])


def test_only_the_drafter_takes_it_back(department, cast):
    record = bring(make_information(department, cast["drafter"]), cast, "determined")
    colleague = make_staff("同事", Duty.DRAFTER, offices=[department])
    assert "本人" in refused(record, "take_back", colleague)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"conclusion": "clear", "items": ITEMS[:-1]}, gate.REVIEW_ITEMS[ITEMS[-1]]),
        ({"conclusion": "clear"}, "逐项"),
        ({"conclusion": "return", "opinion": " "}, "审查意见"),
        ({"conclusion": "referred"}, "报请的单位"),
    ],
)
def test_a_review_says_all_that_it_must(department, cast, told, sentence):
    record = bring(make_information(department, cast["drafter"]), cast, "determined")
    assert sentence in refused(record, "review", cast["reviewer"], **told)


def test_a_review_can_return_the_record_with_its_opinion(department, cast):
    record = bring(make_information(department, cast["drafter"]), cast, "determined")
    record.review(by=cast["reviewer"], conclusion="return", opinion="第二段说得太细")
    assert (record.status, record.return_reason) == ("returned", "第二段说得太细")


def test_a_record_that_was_referred_waits_for_the_answer(department, cast):
    record = bring(make_information(department, cast["drafter"]), cast, "determined")
    record.review(by=cast["reviewer"], conclusion="referred", referred_to="县保密局")
    assert record.status == "determined"
    record.review(by=cast["reviewer"], conclusion="clear", items=ITEMS, answer="可以公开")
    assert record.status == "reviewed"


def test_what_was_sent_back_starts_again_without_its_signatures(department, cast):
    record = bring(make_information(department, cast["drafter"]), cast, "signed")
    refused(record, "send_back", cast["signer"], reason=" ")
    record.send_back(by=cast["signer"], reason="附件不对")
    assert (record.status, record.reviewed_by, record.signed_by) == ("returned", None, None)
    record.determine(by=cast["drafter"])
    assert record.return_reason == ""
    refused(record, "sign", cast["signer"])


@pytest.mark.parametrize("state", ["determined", "reviewed", "signed"])
def test_a_record_can_be_sent_back_from_any_step_before_publication(department, cast, state):
    record = bring(make_information(department, cast["drafter"]), cast, state)
    record.send_back(by=cast["signer"], reason="再想想")
    assert record.status == "returned"


def test_whoever_withdraws_says_the_kind_and_why(department, cast):
    record = bring(make_information(department, cast["drafter"]), cast, "published")
    refused(record, "withdraw", cast["signer"], kind="error", reason=" ")
    refused(record, "withdraw", cast["signer"], kind="whim", reason="不想要了")


# A secret found by the review ------------------------------------------------------------------------------
@pytest.mark.parametrize("road", ROADS)
def test_a_secret_that_the_review_finds_is_erased_with_its_files(
    stage, road, settings, django_capture_on_commit_callbacks
):
    record = stage.record
    Information.objects.filter(pk=record.pk).update(title="不该在这里的标题")
    file = Attachment(information_id=record.pk)
    file.take("一号工程在某处".encode(), "不该在这里的附件.txt")
    file.save()
    stage.to("determined")
    assert any(settings.PRIVATE_ROOT.rglob("*.txt"))
    before = AuditEntry.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        along(record, road).review(by=stage.cast["reviewer"], conclusion="secret")
    assert not Information.objects.filter(pk=record.pk).exists()
    assert not Attachment.objects.exists()
    assert not any(settings.PRIVATE_ROOT.rglob("*.txt"))
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.first()
    assert (entry.object_id, entry.office, entry.actor) == (record.pk, record.office, stage.cast["reviewer"])
    assert "不该在这里" not in "".join(str(row) for row in AuditEntry.objects.values())


@pytest.mark.parametrize(
    ("state", "who"), [("draft", "reviewer"), ("reviewed", "reviewer"), ("determined", "signer")]
)
def test_nobody_erases_out_of_turn(stage, state, who):
    refused(stage.to(state), "review", stage.cast[who], conclusion="secret")


def test_a_secret_in_a_revision_leaves_the_public_file(department, cast, django_capture_on_commit_callbacks):
    record = make_information(department, cast["drafter"])
    file = Attachment(information=record)
    file.take("公开的表".encode(), "表.txt")
    file.save()
    draft = publish(record, cast).revise(by=cast["drafter"])
    draft.determine(by=cast["drafter"])
    with django_capture_on_commit_callbacks(execute=True):
        draft.review(by=cast["reviewer"], conclusion="secret")
    assert Attachment.objects.get().file.read().decode() == "公开的表"


def test_the_trail_names_no_title_before_it_is_public(stage):
    Information.objects.filter(pk=stage.record.pk).update(title="还没公开的标题")
    stage.to("signed")
    assert not AuditEntry.objects.filter(object_title__contains="还没公开").exists()


# What was reviewed is what is published --------------------------------------------------------------------
CHANGES = {
    "title": "另一个标题",
    "body": "<p>另一段话。</p>",
    "summary": "另一句话。",
    "scope": "board",
    "attribute_reason": "多写一句",
    "keywords": "另外 几个",
    "written_on": clock.today() - timedelta(days=3),
}


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize(("state", "verb"), [("reviewed", "sign"), ("signed", "publish")])
def test_content_changed_behind_the_gate_goes_no_further(stage, state, verb, field):
    record = stage.to(state)
    Information.objects.filter(pk=record.pk).update(**{field: CHANGES[field]})
    assert "有改动" in refused(record, verb, stage.cast["signer"])


def test_a_changed_date_of_force_goes_no_further(department, cast):
    policy = bring(make_policy(department, cast["drafter"]), cast, "reviewed")
    type(policy).objects.filter(pk=policy.pk).update(effective_on=clock.today() + timedelta(days=9))
    assert "有改动" in refused(policy, "sign", cast["signer"])


@pytest.mark.parametrize(("state", "verb"), [("reviewed", "sign"), ("signed", "publish")])
def test_a_file_added_behind_the_gate_goes_no_further(stage, state, verb):
    record = stage.to(state)
    file = Attachment(information_id=record.pk)
    file.take("后来的".encode(), "后来.txt")
    file.save()
    assert "有改动" in refused(record, verb, stage.cast["signer"])


def test_content_changed_behind_the_gate_is_not_filed_either(stage):
    record = stage.to("signed-withheld")
    Information.objects.filter(pk=record.pk).update(title="另一个标题")
    assert "有改动" in refused(record, "file", stage.cast["signer"])


# What is missing -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"written_on": None}, "written_on"),
        ({"written_on": clock.today() + timedelta(days=1)}, "written_on"),
        ({"body": ""}, "body"),
        ({"body": '<p>图</p><img src="/a.png" alt="">'}, "body"),
        ({"body": f"<p>电话：{MOBILE}</p>"}, "body"),
        ({"summary": f"请联系张某，手机{MOBILE}"}, "body"),
        ({"scope": ""}, "scope"),
    ],
)
def test_what_is_missing_keeps_a_record_from_being_signed(kind, department, cast, values, field):
    record = bring(make(kind, department, cast["drafter"], **values), cast, "reviewed")
    with pytest.raises(Incomplete) as refusal:
        record.sign(by=cast["signer"])
    assert field in {item.field for item in refusal.value.missing}
    assert Information.objects.get(pk=record.pk).status == "reviewed"


def test_a_record_without_category_is_not_signed(department, cast):
    record = make_information(department, cast["drafter"])
    Information.objects.filter(pk=record.pk).update(category=None)
    sign_off(record, cast, until="review")
    assert [item.field for item in record.missing()] == ["category"]
    refused(record, "sign", cast["signer"])


def test_another_office_that_has_not_answered_holds_it_up(department, cast):
    record = make_information(department, cast["drafter"])
    asked = record.coordinations.create(body="水务站", asked_on=clock.today())
    sign_off(record, cast, until="review")
    assert "水务站" in refused(record, "sign", cast["signer"])
    asked.answered_on = clock.today()
    asked.save()
    record.sign(by=cast["signer"])


def test_a_draft_is_not_blamed_for_the_number_that_it_will_be_given(department, drafter):
    assert make_information(department, drafter).missing() == []


def test_dates_of_a_policy_stand_in_order(department, drafter):
    today = clock.today()
    policy = make_policy(
        department, drafter, effective_on=today - timedelta(days=1), published_on=today - timedelta(days=2)
    )
    assert {item.field for item in policy.missing()} >= {"effective_on", "published_on"}


def test_a_document_number_stands_once_for_each_issuer(department, cast):
    first = publish(make_policy(department, cast["drafter"]), cast)
    second = make_policy(department, cast["drafter"], document_number=first.document_number)
    assert "document_number" in {item.field for item in second.missing()}


# Publication -----------------------------------------------------------------------------------------------
def test_the_clock_sets_the_moment_of_publication(stage):
    record = stage.to("signed")
    moment = clock.now() + timedelta(minutes=5)
    with clock.at(moment):
        record.publish(by=stage.cast["signer"])
    assert (record.published_at, record.updated_at) == (moment, moment)
    assert Entry.objects.get(information_id=record.pk).published_at == moment


def test_nothing_is_published_in_the_past(stage):
    record = stage.to("signed")
    told = refused(record, "publish", stage.cast["signer"], at=clock.now() - timedelta(seconds=1))
    assert "不能早于现在" in told


def test_the_officer_may_publish_what_the_signer_signed(department, cast, officer):
    record = bring(make_information(department, cast["drafter"]), cast, "signed")
    record.publish(by=officer)
    assert record.signed_by == cast["signer"]


@pytest.mark.parametrize("attribute", ["on_request", "withheld"])
def test_what_is_not_proactive_is_filed_and_never_published(department, cast, attribute):
    values = {"attribute": attribute, "attribute_ground": "internal", "attribute_reason": "人事管理"}
    record = sign_off(make_information(department, cast["drafter"], body="", scope="", **values), cast)
    assert "归档" in refused(record, "publish", cast["signer"])
    record.file(by=cast["signer"])
    assert record.next_review_on > clock.today() + timedelta(days=330)
    assert not Entry.objects.exists()


def test_what_is_proactive_is_not_filed(department, cast):
    record = bring(make_information(department, cast["drafter"]), cast, "signed")
    assert "应当发布" in refused(record, "file", cast["signer"])


def test_the_index_number_is_given_once_and_runs_on(department, cast):
    first, second = (make_information(department, cast["drafter"], title=title) for title in "甲乙")
    first.determine(by=cast["drafter"])
    number = first.index_number
    first.take_back(by=cast["drafter"])
    first.determine(by=cast["drafter"])
    second.determine(by=cast["drafter"])
    assert first.index_number == number
    assert number.endswith("-00001")
    assert second.index_number.endswith("-00002")


def test_the_number_of_a_discarded_draft_is_not_used_again(department, cast):
    first = make_information(department, cast["drafter"])
    first.determine(by=cast["drafter"])
    first.take_back(by=cast["drafter"])
    first.discard(by=cast["drafter"])
    second = make_information(department, cast["drafter"])
    second.determine(by=cast["drafter"])
    assert second.index_number.endswith("-00002")


def test_a_record_published_after_its_last_day_is_late(department, cast):
    long_ago = clock.today() - timedelta(days=90)
    late = publish(make_information(department, cast["drafter"], written_on=long_ago), cast)
    timely = publish(make_information(department, cast["drafter"]), cast)
    assert list(Information.objects.late()) == [late]
    assert timely.due_on > clock.today()


# The privacy scan ------------------------------------------------------------------------------------------
def personal(department, cast, body=f"<p>请与张三联系，手机{MOBILE}。</p>"):
    record = make_information(department, cast["drafter"], body=body)
    record.determine(by=cast["drafter"])
    return record


def test_what_the_scan_found_is_shown_masked(department, cast):
    findings = personal(department, cast).findings()
    assert findings == ["手机号码：138****5678"]


def test_the_reviewer_overrules_with_a_reason(department, cast):
    record = personal(department, cast)
    refused(record, "overrule_findings", cast["reviewer"], reason=" ")
    before = AuditEntry.objects.count()
    record.overrule_findings(by=cast["reviewer"], reason="本人同意公开")
    assert AuditEntry.objects.count() == before + 1
    assert MOBILE not in str(AuditEntry.objects.values()[0])
    record.review(by=cast["reviewer"], conclusion="clear", items=ITEMS)
    record.sign(by=cast["signer"])
    assert record.status == "signed"


@pytest.mark.parametrize("who", ["drafter", "signer"])
def test_nobody_else_overrules(department, cast, who):
    assert "职责" in refused(personal(department, cast), "overrule_findings", cast[who], reason="可以")


def test_a_reviewer_of_another_office_does_not_overrule(department, other_village, cast):
    other = make_staff("别处审", Duty.SECRECY_REVIEWER, offices=[other_village])
    refused(personal(department, cast), "overrule_findings", other, reason="可以")


def test_there_must_be_something_to_overrule_and_a_record_under_review(department, cast):
    clean = make_information(department, cast["drafter"])
    refused(clean, "overrule_findings", cast["reviewer"], reason="可以")
    clean.determine(by=cast["drafter"])
    refused(clean, "overrule_findings", cast["reviewer"], reason="可以")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("手机13812345678", "手机13812345678，家人手机13912345678"),
        ("手机13812345678", "手机13899995678"),  # looks the same once masked
        ("家住杏川镇柳堰村3组15号", "家住杏川镇柳堰村5组27号"),
    ],
)
def test_an_override_holds_for_exactly_what_was_found(department, cast, first, then):
    record = personal(department, cast, f"<p>联系人张三，{first}。</p>")
    record.overrule_findings(by=cast["reviewer"], reason="本人同意公开")
    assert record.missing() == []
    record.send_back(by=cast["reviewer"], reason="再改一处")
    record.body = f"<p>联系人张三，{then}。</p>"
    record.save()
    assert [item.field for item in record.missing()] == ["body"]


def test_an_override_survives_a_change_elsewhere(department, cast):
    record = personal(department, cast)
    record.overrule_findings(by=cast["reviewer"], reason="本人同意公开")
    record.send_back(by=cast["reviewer"], reason="改标题")
    record.title = "另一个标题"
    record.save()
    assert record.missing() == []


def test_a_refusal_is_a_form_error():
    assert issubclass(Refused, ValidationError)
