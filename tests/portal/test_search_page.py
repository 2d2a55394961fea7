"""The one box: an exact number leads to its record, words to a list of what is public."""

import pytest

from tests.conftest import make_information, make_policy, moment, publish


@pytest.fixture
def records(department, cast):
    policy = publish(make_policy(department, cast["drafter"], title="集市管理办法", summary="怎么摆摊"), cast)
    return policy, publish(make_information(department, cast["drafter"], title="集市停电通知"), cast)


def titles(client, q, **more):
    """Titles of the rows, in their order."""
    answer = client.get("/search/", {"q": q} | more)
    assert answer.status_code == 200
    return [row["title"] for row in answer.context["rows"]]


def test_words_are_found_in_title_and_summary_of_every_kind(client, records):
    assert set(titles(client, "集市")) == {"集市管理办法", "集市停电通知"}
    assert titles(client, "摆摊") == ["集市管理办法"]
    assert titles(client, "集市 停电") == ["集市停电通知"]
    assert titles(client, "没有的词") == []


def test_an_exact_number_leads_straight_to_its_record(client, records):
    for record in records:
        assert client.get("/search/", {"q": record.index_number})["Location"] == record.get_absolute_url()
    number = records[0].document_number.replace("〔", "[").replace("〕", "]")
    assert client.get("/search/", {"q": f" {number} "})["Location"] == records[0].get_absolute_url()


def test_what_is_not_public_is_not_found_by_word_or_number(client, records, department, cast):
    draft = make_policy(department, cast["drafter"], title="集市草稿")
    later = publish(
        make_policy(department, cast["drafter"], title="集市定时"), cast, at=moment("2099-01-01 00:00")
    )
    records[1].withdraw(by=cast["signer"], kind="privacy", reason="有个人信息")
    assert titles(client, "集市") == ["集市管理办法"]
    for record in (draft, later, records[1]):
        assert (
            client.get(
                "/search/", {"q": record.document_number if record is draft else record.index_number}
            ).status_code
            == 200
        )


def test_the_box_alone_asks_for_words(client, town):
    page = client.get("/search/")
    assert page.status_code == 200 and "输入标题或正文里的几个字" in page.content.decode()


@pytest.mark.parametrize("q", ["%", "_", "'", "\\", "<b>x</b>", "　", "a" * 5000, "%s", "😀"])
def test_any_text_can_be_asked_for(client, records, q):
    answer = client.get("/search/", {"q": q})
    assert answer.status_code == 200 and "<b>x</b>" not in answer.content.decode()
    assert answer.context["total"] == 0


@pytest.mark.parametrize(
    "params",
    [
        {"q": "a\x00b"},
        {"q": "集市", "page": "0"},
        {"q": "集市", "page": "2"},
        {"q": "集市", "page": "x"},
        {"q": "集市", "year": "x"},
        {"q": "集市", "validity": "x"},
        {"q": "集市", "over": "2"},
        {"q": "集市", "format": "x"},
    ],
)
def test_what_cannot_be_meant_is_refused(client, records, params):
    assert client.get("/search/", params).status_code == 400


def test_pages_of_results_lead_on_and_cost_the_same(client, department, cast, django_assert_max_num_queries):
    for number in range(23):
        publish(make_information(department, cast["drafter"], title=f"集市通知{number}"), cast)
    with django_assert_max_num_queries(10):
        first = client.get("/search/", {"q": "集市"})
    second = client.get(first.context["pager"].next_url)
    found = [row["title"] for page in (first, second) for row in page.context["rows"]]
    assert len(found) == len(set(found)) == 23
