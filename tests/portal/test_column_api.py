"""The API of the column: catalogue, records, fees, working days, in the shapes that its schema tells."""

import pytest

from disclosure.models import FeeItem, FeeStandard
from tests.conftest import make_information, make_policy, publish
from tests.portal.test_api import fits, schema  # noqa: F401  a fixture


@pytest.fixture
def record(department, cast):
    return publish(make_information(department, cast["drafter"], title="灌溉安排"), cast)


@pytest.fixture
def fee(department, drafter, signer):
    item = FeeItem.objects.create(name="集市摊位费", kind="service", office=department)
    standard = FeeStandard.objects.create(
        item=item,
        valid_from="2025-01-01",
        standard="每摊位每天3元",
        unit="摊位",
        payer="经营者",
        basis="批复",
        entered_by=drafter,
    )
    standard.confirm(by=signer)
    return item


@pytest.mark.parametrize("path", ["/api/v1/information/", "/api/v1/fees/"])
def test_lists_have_the_shape_that_the_schema_tells(client, schema, record, fee, path):  # noqa: F811
    answer = client.get(path).json()
    assert answer["count"] >= 1
    fits(schema, path, answer)


def test_a_record_has_the_shape_that_the_schema_tells(client, schema, record, department, cast):  # noqa: F811
    policy = publish(make_policy(department, cast["drafter"]), cast)
    for one in (record, policy):
        answer = client.get(f"/api/v1/information/{one.pk}/").json()
        fits(schema, "/api/v1/information/{id}/", answer)
        assert answer["url"].endswith(one.get_absolute_url())
        assert (answer["body_html"] is None) == (one is policy)


def test_withdrawn_and_unknown_records_say_so(client, record, signer):
    record.withdraw(by=signer, kind="error", reason="错")
    assert client.get(f"/api/v1/information/{record.pk}/").status_code == 410
    assert client.get("/api/v1/information/999999/").status_code == 404


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/api/v1/information/?nonsense=1", "nonsense"), ("/api/v1/fees/?colour=red", "colour"),
        ("/api/v1/workdays/?from=2026-03-02&days=3&x=1", "x"), ("/api/v1/workdays/?from=no&days=3", "from"),
        ("/api/v1/workdays/?days=3", "from"), ("/api/v1/workdays/?from=2026-03-02&days=-1", "days"),
        ("/api/v1/information/?page_size=101", "page_size"), ("/api/v1/information/?year=x", "年度"),
    ],
)  # fmt: skip
def test_what_it_does_not_know_is_an_error_that_names_it(client, town, path, named):
    answer = client.get(path)
    assert answer.status_code == 400 and named in answer.json()["detail"]


def test_working_days_follow_the_official_calendar(client, schema, town):  # noqa: F811
    answer = client.get("/api/v1/workdays/?from=2026-02-13&days=3").json()
    fits(schema, "/api/v1/workdays/", answer)
    assert answer["provisional"] is False
    assert client.get("/api/v1/workdays/?from=2026-12-25&days=20").json()["missing_years"] == [2027]
