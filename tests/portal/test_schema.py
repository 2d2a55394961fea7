"""The OpenAPI document is true: whatever it allows is answered in its shape, whatever it forbids is refused (schemathesis)."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings

from core import clock
from disclosure.models import FeeItem, FeeStandard
from tests.conftest import make_information, make_policy, publish

EXAMPLES = 12  # of each operation; the guards of parameters have tests of their own


@pytest.fixture
def document(department, cast, drafter, signer):
    publish(make_policy(department, cast["drafter"]), cast)
    publish(make_information(department, cast["drafter"]), cast)
    item = FeeItem.objects.create(name="集市摊位费", kind="service", office=department)
    FeeStandard.objects.create(
        item=item, valid_from=clock.today(), standard="3元", unit="摊位", payer="经营者", basis="批复", entered_by=drafter
    ).confirm(by=signer)  # fmt: skip
    return schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", get_wsgi_application())


OPERATIONS = [
    "information_list", "information_retrieve", "fees_list", "workdays_retrieve", "annual_reports_list",
    "annual_reports_retrieve", "policies_list", "policies_retrieve", "search_list", "decisions_list", "questions_list", "ask_retrieve",
    "decisions_retrieve", "consultations_list", "consultations_retrieve",
    "interpretations_list", "interpretations_retrieve",
]  # fmt: skip


def operations(document):
    return {one.ok().definition.raw["operationId"]: one.ok() for one in document.get_all_operations()}


def test_every_operation_is_tried(document):
    assert set(operations(document)) == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_document_is_true(document, name):
    @given(case=operations(document)[name].as_strategy())
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def holds(case):
        case.call_and_validate()

    holds()
