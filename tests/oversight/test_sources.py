"""What the library of documents says of a year: made, ended, in force on its last day; the town's own, public ones only."""

from datetime import date

import pytest

from core import clock
from oversight import normative, sources
from oversight.tables import Cell
from oversight.tables.layout import ENDED, IN_FORCE, MADE, NORMATIVE, RULES
from policies.actions import publish_migrated
from policies.models import Relation, ValidityEvent
from policies.validity import TermKind
from tests.conftest import make_issuer, make_policy, moment, publish
from tests.oversight.conftest import own_issuer


@pytest.fixture
def own(department, town, cast):
    """Publishes a document of the town, in force from a day."""

    def make(day=date(2024, 3, 1), **values):
        dated = dict.fromkeys(["written_on", "published_on", "effective_on"], day)
        issuers = values.pop("issuers", None) or [own_issuer(town)]
        policy = make_policy(department, cast["drafter"], making=False, issuers=issuers, **dated | values)
        publish_migrated(policy, reason="历史文件")
        return policy

    return make


def end(policy, kind, day, cast):
    event = ValidityEvent(policy=policy, kind=kind, on=day, note="会议纪要")
    event.enter(by=cast["drafter"])
    event.confirm(by=cast["signer"])


def counts(year):
    said = {cell: one.value for cell, one in sources.counted(year).items()}
    return tuple(said[Cell("table2", NORMATIVE, column)] for column in (MADE, ENDED, IN_FORCE))


def test_an_empty_library_counts_nothing(town):
    assert counts(2024) == (0, 0, 0)


def test_a_document_is_made_in_its_year_and_in_force_until_it_ends(own, cast):
    policy = own()
    assert [counts(year) for year in (2023, 2024, 2025)] == [(0, 0, 0), (1, 0, 1), (0, 0, 1)]
    end(policy, "repealed", date(2025, 6, 1), cast)
    assert [counts(year) for year in (2024, 2025, 2026)] == [(1, 0, 1), (0, 1, 0), (0, 0, 0)]


@pytest.mark.parametrize("kind", ["repealed", "declared_void"])
@pytest.mark.parametrize(
    ("day", "year"), [(date(2025, 1, 1), 2025), (date(2025, 12, 31), 2025), (date(2026, 1, 1), 2026)]
)
def test_the_day_on_which_it_ends_decides_on_the_year(own, cast, kind, day, year):
    end(own(), kind, day, cast)
    assert counts(year)[1] == 1 and counts(year - 1)[1] == counts(year + 1)[1] == 0


def test_a_term_that_is_over_ends_a_document(own):
    own(date(2023, 1, 1), term_kind=TermKind.LENGTH, term_months=24)  # last day 2024-12-31
    assert [counts(year) for year in (2023, 2024, 2025)] == [(1, 0, 1), (0, 0, 1), (0, 1, 0)]


def test_a_document_that_another_replaces_ends(own, department, town, cast):
    old = own()
    new = own(date(2025, 5, 1), title="新办法")
    Relation.objects.create(source=new, target=old, kind="replaces", on=date(2025, 5, 1))
    new.after_publishing()
    assert counts(2025) == (1, 1, 1)


def test_amended_and_partly_repealed_documents_are_in_force_suspended_ones_are_not(own, cast):
    for kind in ("amended", "partly_repealed", "suspended"):
        event = ValidityEvent(
            policy=own(title=kind), kind=kind, on=date(2025, 1, 1), clauses="第二条", note="纪要"
        )
        event.enter(by=cast["drafter"])
        event.confirm(by=cast["signer"])
    assert counts(2025) == (0, 0, 2) and [one.title for one in normative.neither(2025)] == ["suspended"]


def test_what_comes_into_force_next_year_is_made_but_not_yet_in_force(own):
    policy = own(date(2024, 12, 20), effective_on=date(2025, 1, 20))
    assert (counts(2024), counts(2025)) == ((1, 0, 0), (0, 0, 1))
    assert list(normative.neither(2024)) == [policy] and not normative.neither(2023).exists()


def test_a_document_without_known_validity_is_never_called_in_force(own):
    own(term_kind=TermKind.UNKNOWN)
    assert counts(2024) == (1, 0, 0)


def test_others_documents_and_papers_that_are_not_normative_do_not_count(own, department, town, cast):
    own(normative=False)
    own(issuers=[make_issuer("澄陵县人民政府", "county")])
    make_policy(department, cast["drafter"], issuers=[own_issuer(town)], written_on=date(2024, 3, 1))
    assert counts(2024) == (0, 0, 0)


def test_a_joint_document_of_the_town_counts_once(own, town):
    own(issuers=[own_issuer(town), make_issuer("澄陵县人民政府", "county")])
    assert counts(2024) == (1, 0, 1)


def test_a_withdrawn_document_does_not_count(own, cast, department, town):
    policy = own()
    policy.withdraw(by=cast["signer"], kind="error", reason="发错")
    assert counts(2024) == (0, 0, 0)


def test_a_town_makes_no_regulations(town):
    said = sources.counted(2024)
    assert [said[Cell("table2", RULES, column)].value for column in (MADE, ENDED, IN_FORCE)] == [0, 0, 0]


def test_the_evidence_names_what_was_counted(own, cast):
    kept, gone = own(title="甲办法"), own(title="乙办法")
    end(gone, "repealed", date(2025, 6, 1), cast)
    shown = {one.title: one for tell in sources.evidence for one in tell(2025)}
    assert [item.title for item in shown["行政规范性文件现行有效件数"].items] == ["甲办法"]
    (item,) = shown["行政规范性文件本年废止件数"].items
    assert item.url == gone.get_absolute_url() != kept.get_absolute_url()
    assert item.note.endswith("2025年底废止")


def test_the_counts_and_the_evidence_agree(own, cast):
    for month in range(1, 6):
        own(date(2024, month, 1), title=f"第{month}件")
    for policy, day in zip(normative.own()[:2], (date(2024, 11, 1), date(2025, 2, 1)), strict=True):
        end(policy, "repealed", day, cast)
    for year in (2023, 2024, 2025):
        shown = {cell: one for tell in sources.evidence for one in tell(year) for cell in one.cells}
        for cell, one in sources.counted(year).items():
            assert cell not in shown or len(shown[cell].items) == one.value


def test_a_scheduled_document_is_not_told_of(department, town, cast):
    later = make_policy(department, cast["drafter"], issuers=[own_issuer(town)], title="将来的")
    publish(later, cast, at=moment("2026-02-01 09:00"))
    assert counts(2026)[0] == 0
    with clock.at(moment("2026-02-01 09:00")):
        assert counts(2026)[0] == 1
