"""A policy on its way through the gate: what a normative document is not signed without."""

import pytest

from disclosure.refusal import Incomplete
from tests.conftest import make_policy, publish, sign_off


def test_a_policy_goes_from_draft_to_page(client, department, cast):
    policy = publish(make_policy(department, cast["drafter"]), cast)
    page = client.get(policy.get_absolute_url())
    assert page.status_code == 200
    assert "现行有效" in page.content.decode()


def test_a_normative_document_is_not_signed_without_its_making(department, cast):
    policy = make_policy(department, cast["drafter"], making=False, registration_number="")
    with pytest.raises(Incomplete) as refusal:
        sign_off(policy, cast)
    assert {item.field for item in refusal.value.missing} >= {
        "legality_by",
        "discussed_at",
        "registration_number",
    }
    policy.refresh_from_db()
    assert policy.status == "reviewed"
