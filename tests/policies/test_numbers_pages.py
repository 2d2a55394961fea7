"""A document number, in any spelling, leads to its document."""

from urllib.parse import quote

import pytest

from tests.conftest import make_issuer, make_policy, moment, publish

SPELLINGS = [
    "杏政规〔2026〕5号", "杏政规[2026]5号", "杏政规（2026）5号", "杏政规【2026】5号", "杏政规﹝２０２６﹞５号", "杏政规 〔2026〕 第5号",
    "杏政规〔2026〕005号", "杏政规〔2026〕5", "杏政规〔二〇二六〕5号",
]  # fmt: skip


@pytest.fixture
def policy(department, cast):
    return publish(make_policy(department, cast["drafter"], document_number="杏政规〔2026〕5号"), cast)


def address(number):
    return f"/policies/number/{quote(number)}"


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_number_leads_to_its_document(client, policy, spelling):
    answer = client.get(address(spelling))
    if answer.status_code == 404:
        pytest.fail(f"{spelling} was not understood")
    assert answer.status_code == 301
    assert answer["Location"] == policy.get_absolute_url()


def test_it_ends_where_the_api_says(client, policy):
    end = client.get(address(policy.document_number), follow=True)
    assert client.get(f"/api/v1/policies/{policy.pk}/").json()["url"].endswith(end.request["PATH_INFO"])


def test_several_documents_of_one_number_are_listed(client, policy, department, cast):
    county = make_issuer("澄陵县人民政府", "county")
    other = make_policy(
        department, cast["drafter"], issuers=[county], title="同号文件", document_number="杏政规〔2026〕5号"
    )
    publish(other, cast)
    answer = client.get(address("杏政规〔2026〕5号"))
    assert answer.status_code == 200
    html = answer.content.decode()
    assert policy.get_absolute_url() in html and other.get_absolute_url() in html


@pytest.mark.parametrize(
    "number",
    ["没有的〔2026〕5号", "杏政规〔2026〕6号", "什么都不是", "a\x00b", "5", "../../", "〔〕号" * 500],
)
def test_what_no_document_bears_is_not_found(client, policy, number):
    assert client.get(address(number)).status_code in ((400,) if "\0" in number else (404,))


def test_a_number_that_is_not_public_yet_is_not_found(client, department, cast):
    draft = make_policy(department, cast["drafter"], document_number="杏政规〔2026〕7号")
    assert client.get(address(draft.document_number)).status_code == 404
    publish(draft, cast, at=moment("2099-01-01 00:00"))
    assert client.get(address(draft.document_number)).status_code == 404


def test_a_withdrawn_document_is_not_found_by_its_number(client, policy, cast):
    policy.withdraw(by=cast["signer"], kind="privacy", reason="有个人信息")
    assert client.get(address(policy.document_number)).status_code == 404
