"""清理: one published decision changes many documents, by its rows and by its default."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from core import clock
from core.duties import Duty
from policies import periods
from policies.actions import publish_migrated
from policies.models import CleanUp, CleanUpRow, Policy, ValidityPeriod
from policies.validity import TermKind
from tests.conftest import make_issuer, make_policy, make_staff, moment, publish

TODAY = date(2026, 6, 1)
BEFORE = date(2026, 5, 31)


@pytest.fixture(autouse=True)
def first_of_june():
    with clock.at(moment("2026-06-01 10:00")):
        yield


@pytest.fixture
def old(department, cast):
    """Old documents by title, all of the town, without term."""

    def add(title, **values):
        dated = dict.fromkeys(["written_on", "published_on", "effective_on"], date(2020, 1, 1))
        policy = make_policy(department, cast["drafter"], making=False, title=title, **dated | values)
        publish_migrated(policy, reason="历史文件")
        return policy

    return add


@pytest.fixture
def decide(department, cast):
    """A draft of a decision with its rows; the caller publishes it."""

    def make(*rows, **values):
        notice = make_policy(department, cast["drafter"], title="清理结果的公告", normative=False)
        clean_up = CleanUp.objects.create(notice=notice, **{"on": TODAY} | values)
        clean_up.issuers.set([make_issuer()])
        for policy, decision, more in rows:
            CleanUpRow.objects.create(clean_up=clean_up, policy=policy, decision=decision, **more)
        return notice

    return make


def status(policy, on=TODAY):
    return ValidityPeriod.objects.on(on).get(policy=policy).status


def test_rows_take_effect_with_the_decision_and_not_before(old, decide, cast):
    kept, repealed, void = old("保留的"), old("废止的"), old("失效的")
    notice = decide((kept, "keep", {}), (repealed, "repeal", {}), (void, "declare_void", {}))
    assert {status(policy) for policy in (kept, repealed, void)} == {"in_force"}
    publish(notice, cast)
    assert [status(policy) for policy in (kept, repealed, void)] == ["in_force", "repealed", "declared_void"]
    assert status(repealed, BEFORE) == "in_force"


def test_a_row_may_have_a_day_of_its_own(old, decide, cast):
    policy = old("废止的")
    publish(decide((policy, "repeal", {"on": date(2026, 9, 1)})), cast)
    assert [status(policy, day) for day in (TODAY, date(2026, 8, 31), date(2026, 9, 1))] == [
        "in_force",
        "in_force",
        "repealed",
    ]


def test_amend_by_a_day_ends_what_was_not_amended_in_time(old, decide, cast, department):
    late, saved = old("没改的"), old("改了的")
    publish(decide(*((policy, "amend_by", {"by": date(2026, 12, 31)}) for policy in (late, saved))), cast)
    amending = make_policy(department, cast["drafter"], title="修改决定")
    amending.relations.create(target=saved, kind="amends", on=date(2026, 10, 1))
    publish(amending, cast)
    assert (
        status(late, date(2026, 12, 31)) == "in_force" and status(late, date(2027, 1, 1)) == "declared_void"
    )
    assert status(saved, date(2027, 1, 1)) == "amended"


def test_the_default_reaches_unlisted_documents_in_scope_and_no_others(old, decide, cast):
    kept, unlisted, paper = old("保留的"), old("未列入的"), old("一般公文", normative=False)
    county = old("县里的", issuers=[make_issuer("澄陵县人民政府", "county")])
    new = old("新的", **dict.fromkeys(["written_on", "published_on", "effective_on"], TODAY))
    publish(decide((kept, "keep", {}), default="repeal"), cast)
    found = {policy.title: status(policy) for policy in (kept, unlisted, paper, county, new)}
    assert found == {
        "保留的": "in_force", "未列入的": "repealed", "一般公文": "not_applicable", "县里的": "in_force", "新的": "in_force",
    }  # fmt: skip


def test_the_default_reaches_documents_entered_later(old, decide, cast, client):
    publish(decide(default="declare_void"), cast)
    late = old("后来补录的")
    assert status(late) == "declared_void" and status(late, BEFORE) == "in_force"
    html = client.get(late.get_absolute_url()).content.decode()
    assert "宣布失效" in html and "《清理结果的公告》" in html


def test_a_decision_may_end_before_a_given_day_of_making_only(old, decide, cast):
    early, late = (
        old("早的"),
        old("晚的", written_on=date(2021, 1, 1), published_on=None, effective_on=date(2021, 1, 1)),
    )
    publish(decide(default="repeal", made_on_or_before=date(2020, 12, 31)), cast)
    assert (status(early), status(late)) == ("repealed", "in_force")


def test_a_decision_published_in_error_undoes_what_it_did(old, decide, cast):
    listed, unlisted = old("列入的"), old("未列入的")
    notice = publish(decide((listed, "repeal", {}), default="repeal"), cast)
    assert (status(listed), status(unlisted)) == ("repealed", "repealed")
    notice.withdraw(by=cast["signer"], kind="error", reason="发错了")
    assert (status(listed), status(unlisted)) == ("in_force", "in_force")
    assert list(periods.disagreements(Policy.objects.records())) == []


def test_a_kept_document_with_unknown_term_runs_on_where_the_decision_says_so(old, decide, cast):
    first, second = old("甲", term_kind=TermKind.UNKNOWN), old("乙", term_kind=TermKind.UNKNOWN)
    publish(decide((first, "keep", {})), cast)
    publish(decide((second, "keep", {}), keeps_open_ended=True), cast)
    assert (status(first), status(second)) == ("unmarked", "in_force")


def test_the_table_agrees_after_every_order_of_entry(old, decide, cast):
    old("先录的")
    publish(decide(default="keep", on=TODAY - timedelta(days=30)), cast)
    old("后录的")
    publish(decide(default="repeal"), cast)
    assert list(periods.disagreements(Policy.objects.records())) == []


def test_amending_by_a_day_needs_the_day(old, decide):
    row = CleanUpRow(clean_up=decide().clean_up, policy=old("办法"), decision="amend_by")
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert "by" in refusal.value.message_dict


# Nobody alone ----------------------------------------------------------------------------------------------
def test_no_clean_up_can_be_hung_on_a_decision_that_is_already_public(client, decide, department, cast):
    notice = publish(make_policy(department, cast["drafter"], title="公告", normative=False), cast)
    client.force_login(cast["drafter"])
    answer = client.post("/admin/policies/cleanup/add/", form(notice))
    assert answer.status_code == 200 and "送审以前" in answer.content.decode()
    assert not CleanUp.objects.exists()


def form(notice):
    rows = {f"rows-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}
    said = {"notice": notice.pk, "on": "2026-06-01", "issuers": [make_issuer().pk], "default": "repeal"}
    return said | rows | {"rows-MAX_NUM_FORMS": "1000"}


def test_a_drafter_enters_a_clean_up_with_its_draft_and_not_after(client, department, cast, old):
    draft = make_policy(department, cast["drafter"], title="公告", normative=False)
    client.force_login(cast["drafter"])
    assert client.post("/admin/policies/cleanup/add/", form(draft)).status_code == 302
    clean_up = CleanUp.objects.get()
    publish(draft, cast)
    answer = client.post(f"/admin/policies/cleanup/{clean_up.pk}/change/", form(draft) | {"default": "keep"})
    assert answer.status_code == 403
    clean_up.refresh_from_db()
    assert clean_up.default == "repeal"


def test_a_stranger_sees_no_clean_up_of_another_office(client, decide, stranger, auditor, other_village):
    clean_up = decide().clean_up
    writer = make_staff("别村人", Duty.DRAFTER, offices=[other_village])
    for user, expected in ((writer, 302), (stranger, 302), (auditor, 200)):
        client.force_login(user)
        assert client.get(f"/admin/policies/cleanup/{clean_up.pk}/change/").status_code == expected, user
