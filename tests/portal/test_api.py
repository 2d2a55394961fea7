"""The read-only API: its answers have the shape that its own schema tells, and it names what it does not know."""

import json
from datetime import date

import jsonschema
import pytest

from core import clock
from disclosure.models import Attachment, Theme
from policies.actions import publish_migrated
from policies.models import Relation, ValidityEvent
from policies.validity import Status, TermKind
from tests.conftest import make_policy, moment, publish

LIST = "/api/v1/policies/"
POLICY = [
    "id", "index_number", "title", "document_number", "registration_number", "issuer", "written_on", "published_on",
    "published_at", "effective_on", "expires_on", "term", "validity", "themes", "attribute", "summary", "body_html",
    "clauses", "relations", "interpretations", "questions", "attachments", "url",
]  # fmt: skip


@pytest.fixture(autouse=True)
def first_of_june():
    with clock.at(moment("2026-06-01 10:00")):
        yield


@pytest.fixture
def add(department, cast):
    def make(title="集市管理办法", **values):
        dated = dict.fromkeys(["written_on", "published_on", "effective_on"], date(2024, 3, 1))
        policy = make_policy(department, cast["drafter"], making=False, title=title, **dated | values)
        publish_migrated(policy, reason="历史文件")
        return policy

    return make


@pytest.fixture
def rich(add, department, cast):
    """A document with everything that one can have."""
    policy = add("<b>集市</b>&办法", term_kind=TermKind.LENGTH, term_months=60)
    policy.themes.add(Theme.objects.create(name="养老", slug="elderly"))
    policy.write_entry()
    file = Attachment(information_id=policy.pk, title="申请表")
    file.take("姓名".encode(), "form.txt")
    file.save()
    Relation.objects.create(source=policy, target=add("上位文件"), kind="based_on", on=date(2024, 3, 1))
    amending = make_policy(department, cast["drafter"], title="修改决定")
    Relation.objects.create(source=amending, target=policy, kind="amends", on=date(2026, 6, 1))
    publish(amending, cast)
    return policy


@pytest.fixture
def schema(client):
    return client.get("/api/v1/schema/", {"format": "json"}).json()


def validator(schema, name):
    """What OpenAPI 3.0 says as JSON Schema: `nullable` becomes a type beside the others."""
    return jsonschema.Draft202012Validator(
        plain({"$ref": f"#/components/schemas/{name}", "components": schema["components"]})
    )


def plain(node):
    if isinstance(node, list):
        return [plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    said = {name: plain(value) for name, value in node.items() if name != "nullable"}
    return {"anyOf": [said, {"type": "null"}]} if node.get("nullable") is True else said


def fits(schema, path, answer):
    told = schema["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    validator(schema, told["$ref"].rpartition("/")[2]).validate(answer)


# Shape -----------------------------------------------------------------------------------------------------
def test_a_policy_has_the_fields_of_the_interface_and_the_shape_of_the_schema(client, rich, schema):
    answer = client.get(f"{LIST}{rich.pk}/").json()
    assert set(POLICY) <= set(answer)
    fits(schema, "/api/v1/policies/{id}/", answer)
    assert answer["themes"] == ["elderly"] and answer["term"] == {"kind": "length", "months": 60}
    assert answer["validity"] == {
        "on": "2026-06-01", "status": "amended", "label": "已修改", "since": "2026-06-01", "until": "2029-02-28", "because": "修改决定",
    }  # fmt: skip
    assert {(one["kind"], one["direction"]) for one in answer["relations"]} == {
        ("based_on", "out"),
        ("amends", "in"),
    }
    assert answer["attachments"][0]["sha256"] and answer["clauses"]
    assert answer["published_at"].endswith("+08:00")


def test_titles_are_plain_text(client, rich):
    answer = client.get(f"{LIST}{rich.pk}/").json()
    assert answer["title"] == "<b>集市</b>&办法"
    assert "<script" not in answer["body_html"]


def test_every_status_and_an_empty_document_fit_the_schema(client, add, cast, schema):
    policies = [
        add("在用"),
        add("未标注", term_kind=TermKind.UNKNOWN),
        add("一般", normative=False),
        add("到期", term_kind=TermKind.LENGTH, term_months=12),
    ]
    for kind in ("repealed", "declared_void", "suspended", "partly_repealed", "amended"):
        event = ValidityEvent(
            policy=add(kind), kind=kind, on=date(2025, 1, 1), clauses="第二条", note="会议纪要"
        )
        event.enter(by=cast["drafter"])
        event.confirm(by=cast["signer"])
        policies.append(event.policy)
    policies.append(add("将来", effective_on=date(2026, 9, 1)))
    policies.append(
        add(
            "无号",
            normative=False,
            document_number="",
            written_on=date(2024, 1, 1),
            published_on=None,
            effective_on=None,
        )
    )
    answers = [client.get(f"{LIST}{policy.pk}/").json() for policy in policies]
    for answer in answers:
        fits(schema, "/api/v1/policies/{id}/", answer)
    assert {answer["validity"]["status"] for answer in answers} == {status.value for status in Status}


def test_the_list_fits_the_schema_and_its_pages_lead_on(client, add, schema):
    for number in range(5):
        add(f"办法{number}")
    seen, address = [], f"{LIST}?page_size=2&sort=oldest"
    while address:
        answer = client.get(address.replace("http://127.0.0.1:8000", "")).json()
        fits(schema, "/api/v1/policies/", answer)
        assert answer["count"] == 5
        seen += [row["id"] for row in answer["results"]]
        previous, address = answer["previous"], answer["next"]
    assert len(set(seen)) == len(seen) == 5 and "page_size=2" in previous


def test_a_row_says_the_same_as_the_document(client, rich):
    (row,) = [row for row in client.get(LIST).json()["results"] if row["id"] == rich.pk]
    whole = client.get(f"{LIST}{rich.pk}/").json()
    assert {name: whole[name] for name in row} == row


def test_the_day_decides_on_validity_and_text(client, rich):
    answer = client.get(f"{LIST}{rich.pk}/", {"on": "2025-01-01"}).json()
    assert answer["validity"]["status"] == "in_force" and answer["validity"]["until"] == "2026-05-31"


def test_the_statuses_of_the_schema_are_those_of_the_interface(schema):
    said = json.dumps(schema)
    for status in [
        "not_yet",
        "in_force",
        "amended",
        "partly_repealed",
        "suspended",
        "repealed",
        "expired",
        "declared_void",
        "unmarked",
        "not_applicable",
        "current",
    ]:
        assert f'"{status}"' in said
    parameters = {one["name"] for one in schema["paths"]["/api/v1/policies/"]["get"]["parameters"]}
    assert parameters == {
        "q",
        "theme",
        "issuer",
        "year",
        "validity",
        "normative",
        "interpreted",
        "on",
        "sort",
        "page",
        "page_size",
    }


# Refusals --------------------------------------------------------------------------------------------------
def test_unknown_parameters_are_named(client, rich):
    for address in (LIST, f"{LIST}{rich.pk}/"):
        answer = client.get(address, {"pagesize": "5", "foo": ""})
        assert answer.status_code == 400 and {"pagesize", "foo"} <= set(
            answer.json()["detail"].replace("、", " ").replace("：", " ").replace("。", " ").split()
        )


@pytest.mark.parametrize(
    "params",
    [
        {"page_size": "0"},
        {"page_size": "101"},
        {"page_size": "x"},
        {"page_size": "-1"},
        {"page_size": "１０"},
        {"on": "x"},
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_with_a_sentence(client, add, params):
    add()
    answer = client.get(LIST, params)
    assert answer.status_code == 400 and answer.json()["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, rich, method):
    for address in (LIST, f"{LIST}{rich.pk}/"):
        assert getattr(client, method)(address).status_code == 405


def test_what_is_not_public_is_not_found(client, department, cast):
    draft = make_policy(department, cast["drafter"])
    later = publish(
        make_policy(department, cast["drafter"], title="定时"), cast, at=moment("2026-06-02 00:00")
    )
    for pk in (draft.pk, later.pk, 999999):
        answer = client.get(f"{LIST}{pk}/")
        assert answer.status_code == 404 and answer.json()["detail"]


@pytest.mark.parametrize("kind", ["error", "privacy"])
def test_what_was_withdrawn_is_gone_without_its_content(client, rich, cast, kind):
    rich.withdraw(by=cast["signer"], kind=kind, reason="王某某的电话")
    answer = client.get(f"{LIST}{rich.pk}/")
    assert answer.status_code == 410 and answer.json()["index_number"] == rich.index_number
    assert "集市" not in answer.content.decode() and "王某某" not in answer.content.decode()


def test_what_was_merged_says_into_what(client, rich, add, cast):
    other = add("合并后的")
    rich.withdraw(by=cast["signer"], kind="merged", reason="重复", into=other)
    assert client.get(f"{LIST}{rich.pk}/").json()["merged_into"] == other.pk


def test_a_cause_that_is_not_public_is_not_named(client, add, department, cast):
    target = add()
    source = make_policy(department, cast["drafter"], title="还没公布的决定")
    Relation.objects.create(source=source, target=target, kind="repeals", on=date(2026, 6, 3))
    publish(source, cast, at=moment("2026-06-02 00:00"))
    for address in (
        LIST,
        f"{LIST}{target.pk}/",
        f"{LIST}{target.pk}/?on=2026-07-01",
        f"{LIST}?on=2026-07-01",
    ):
        assert "还没公布的决定" not in client.get(address).content.decode()


def test_answers_may_be_kept_and_count_every_parameter(client, rich):
    assert client.get(LIST)["X-Page-Cache"].split(";")[0] == "public"
    for address in (LIST, f"{LIST}{rich.pk}/"):
        assert (
            "query=" not in client.get(address)["X-Page-Cache"]
        )  # a dropped unknown parameter would not be named
