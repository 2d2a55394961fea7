"""The one box: an exact number leads to its record, words to a list of what is public."""

from contextlib import ExitStack
from datetime import date, timedelta

import pytest

from core import clock
from disclosure.models import Theme
from policies import daily
from policies.models import Policy, ValidityEvent, Version
from policies.validity import TermKind
from search import places
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


@pytest.fixture
def ended(department, cast):
    """A document that is over, beside one in force; both of a theme."""
    theme = Theme.objects.create(slug="nongye", name="农业")
    old = make_policy(
        department, cast["drafter"], title="旧灌溉办法", normative=False, term_kind=TermKind.DATE,
        written_on=date(2020, 1, 1), published_on=date(2020, 1, 1), effective_on=date(2020, 1, 1), expires_on=date(2021, 1, 1),
        is_normative=True, making=False,
    )  # fmt: skip
    Policy.objects.filter(pk=old.pk).update(migrated=True)
    old.refresh_from_db()
    new = make_policy(department, cast["drafter"], title="新灌溉办法")
    new.themes.add(theme)
    return publish(old, cast), publish(new, cast)


def test_what_is_over_is_counted_and_listed_only_when_asked_for(client, ended):
    answer = client.get("/search/", {"q": "灌溉办法"})
    assert [row["title"] for row in answer.context["rows"]] == ["新灌溉办法"]
    assert answer.context["left_out"]["count"] == 1 and "一并列出（1）" in answer.content.decode()
    assert titles(client, "灌溉办法", over="1") == ["新灌溉办法", "旧灌溉办法"]
    assert titles(client, "旧灌溉") == ["旧灌溉办法"]  # nothing else is found: it is not hidden
    assert titles(client, "灌溉", validity="expired") == ["旧灌溉办法"]


def test_choices_are_counted_and_lead_to_what_they_count(client, ended, records):
    context = client.get("/search/", {"q": "办法"}).context
    for facet in context["filters"]:
        for option in facet["options"]:
            found = client.get(option["url"]).context
            assert str(found["total"]) == option["count"], option
    assert {facet["name"] for facet in context["filters"] if facet["options"]} == {
        "kind",
        "theme",
        "year",
        "validity",
    }
    assert titles(client, "办法", theme="nongye") == ["新灌溉办法"]
    assert titles(client, "集市", kind="information") == ["集市停电通知"]


def test_the_body_is_searched_and_the_passage_shown_marked(client, department, cast):
    publish(
        make_information(department, cast["drafter"], title="甲", body="<p>按村<b>轮</b>灌，先远后近。</p>"),
        cast,
    )
    page = client.get("/search/", {"q": "轮灌"}).content.decode()
    assert "<mark>轮灌</mark>" in page


def test_the_title_of_a_hit_breaks_between_words(client, department, cast):
    publish(make_information(department, cast["drafter"], title="关于集市摊位费的通知"), cast)
    page = client.get("/search/", {"q": "集市"}).content.decode()
    assert "关于<wbr><mark>集市</mark><wbr>摊位费<wbr>的<wbr>通知" in page
    page = client.get("/search/", {"q": "集市摊"}).content.decode()
    assert "关于<wbr><mark>集市摊</mark>位费<wbr>的<wbr>通知" in page


def test_html_in_a_text_is_shown_as_text(client, department, cast):
    body = "<p>小于号&lt;script&gt;集会&lt;/script&gt;</p>"
    publish(make_information(department, cast["drafter"], title="<i>集会</i>", body=body), cast)
    page = client.get("/search/", {"q": "集会"}).content.decode().replace("<wbr>", "")
    assert "<script>集会" not in page and "<i>" not in page and "&lt;i&gt;<mark>集会</mark>" in page


def test_the_text_of_an_amended_version_finds_the_document(client, department, cast, records):
    policy = records[0]
    change = make_policy(department, cast["drafter"], title="修改决定")
    Version.objects.create(
        policy=policy, valid_from=clock.today(), body="<p>第一条　集市设置早市。</p>", cause=change
    )
    assert titles(client, "设置早市") == []
    publish(change, cast)
    assert titles(client, "设置早市") == ["集市管理办法"]


def test_an_amended_text_that_a_set_time_publishes_is_found_after_the_daily_work(
    client, department, cast, records
):
    at, change = clock.now() + timedelta(hours=1), make_policy(department, cast["drafter"], title="修改决定")
    later = clock.day_of(at + timedelta(days=2))
    Version.objects.create(
        policy=records[0], valid_from=later, body="<p>第一条　集市设置早市。</p>", cause=change
    )
    publish(change, cast, at=at)
    daily.index_versions(clock.today())
    assert titles(client, "设置早市") == []
    with clock.at(at + timedelta(days=3)):
        daily.index_versions(clock.today())
        assert titles(client, "设置早市") == ["集市管理办法"]


def test_a_scheduled_record_is_found_when_its_moment_has_come(client, department, cast):
    at = clock.now() + timedelta(hours=1)
    publish(make_information(department, cast["drafter"], title="明日停水"), cast, at=at)
    assert titles(client, "停水") == []
    with clock.at(at + timedelta(seconds=1)):
        assert titles(client, "停水") == ["明日停水"]


def test_the_same_answer_comes_as_data_feed_and_table(client, ended):
    data = client.get("/search/", {"q": "灌溉办法", "format": "json"}).json()
    assert data["count"] == 1 and data["results"][0]["title"] == "新灌溉办法"
    assert (
        data["results"][0]["validity"]["status"] == "in_force" and "灌溉" not in data["results"][0]["quote"]
    )
    feed = client.get("/search/", {"q": "灌溉办法", "format": "atom"}).content.decode()
    assert "新灌溉办法" in feed and "旧灌溉办法" not in feed
    table = b"".join(client.get("/search/", {"q": "灌溉办法", "format": "csv"}).streaming_content).decode()
    assert "新灌溉办法" in table and "旧灌溉办法" not in table


def test_the_api_finds_everything_public_with_what_is_over_last(client, ended):
    found = client.get("/api/v1/search/", {"q": "灌溉办法"}).json()
    assert [row["title"] for row in found["results"]] == ["新灌溉办法", "旧灌溉办法"] and found["count"] == 2
    assert set(found["results"][0]) == {"kind", "id", "title", "quote", "url", "score", "validity"}
    assert (
        found["facets"]["theme"] == [{"value": "nongye", "label": "农业", "count": 1}]
        and found["facets"]["exact"]
    )
    assert client.get("/api/v1/search/", {"q": "灌溉办法", "over": "0"}).json()["count"] == 1
    assert "foo" in client.get("/api/v1/search/", {"q": "灌溉", "foo": "1"}).json()["detail"]


@pytest.mark.parametrize("address", ["/search/", "/api/v1/search/"])
def test_above_the_cap_one_is_asked_to_come_back(client, records, address):
    with ExitStack() as taken:
        for _ in range(places.AT_ONCE):
            taken.enter_context(places.place())
        answer = client.get(address, {"q": "集市"})
        assert answer.status_code == 503 and answer["Retry-After"] == "5"
        assert "查找的人较多" in answer.content.decode()
        assert client.get("/policies/").status_code == 200
    assert client.get(address, {"q": "集市"}).status_code == 200


def test_validity_is_asked_for_in_the_words_of_the_library(client, department, cast, ended):
    new = ended[1]
    publish(make_information(department, cast["drafter"], title="灌溉通知"), cast)
    plain = make_policy(department, cast["drafter"], title="灌溉工作安排", normative=False)
    publish(plain, cast)
    cause = make_policy(department, cast["drafter"], title="修改决定")
    for kind, policy in (("amended", new), ("repealed", plain)):
        ValidityEvent.objects.create(policy=policy, kind=kind, on=clock.today(), cause=cause)
    publish(cause, cast)
    expected = {
        "expired": ["旧灌溉办法"], "amended": ["新灌溉办法"], "current": ["新灌溉办法"], "in_force": [],
        "repealed": ["灌溉工作安排"], "ended": ["灌溉工作安排", "旧灌溉办法"], "none": ["灌溉通知"], "not_applicable": [],
    }  # fmt: skip
    for word, found in expected.items():
        assert sorted(titles(client, "灌溉", validity=word)) == sorted(found), word
        data = client.get("/api/v1/search/", {"q": "灌溉", "validity": word}).json()
        if word not in ("current", "ended", "none"):
            assert all(row["validity"]["status"] == word for row in data["results"])
        counted = {one["value"]: one["count"] for one in data["facets"]["validity"]}
        assert counted == {"current": 1, "amended": 1, "expired": 1, "repealed": 1} | (
            {word: len(found)} if word in ("ended", "none") else {}
        )
