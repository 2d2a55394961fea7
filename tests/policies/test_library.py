"""The library's one query: filters, counts, order, pages, days, and what it refuses."""

import csv
import io
import itertools
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.web import BadQuery
from disclosure.models import Entry, Theme
from policies import validity
from policies.actions import publish_migrated
from policies.library import CUBES_KEPT, Library, cube
from policies.models import Policy, Relation, ValidityEvent
from policies.validity import IN_FORCE, TermKind
from portal.demo.many import load_many
from tests.conftest import make_issuer, make_policy, moment, publish

LIST = "/policies/"
API = "/api/v1/policies/"
TODAY = date(2026, 6, 1)
NOW = moment("2026-06-01 10:00")


@pytest.fixture(autouse=True)
def first_of_june():
    with clock.at(NOW):
        yield


@pytest.fixture
def themes(town):
    return [
        Theme.objects.create(name=name, slug=slug) for name, slug in (("养老", "elderly"), ("就业", "work"))
    ]


@pytest.fixture
def issuers(town):
    return [make_issuer(), make_issuer("澄陵县人民政府", "county")]


def shelve(office, cast, title, *, day="2024-03-01", themes=(), **values):
    """A public document from before the portal, in force from `day`, without term."""
    on = date.fromisoformat(day)
    defaults = {"written_on": on, "published_on": on, "effective_on": on, "making": False, "title": title}
    policy = make_policy(office, cast["drafter"], **defaults | values)
    policy.themes.set(themes)
    publish_migrated(policy, reason="历史文件")
    return policy


def end(policy, on, cast, kind="repealed"):
    event = ValidityEvent(policy=policy, kind=kind, on=date.fromisoformat(on), note="依据会议纪要")
    event.enter(by=cast["drafter"])
    event.confirm(by=cast["signer"])


@pytest.fixture
def shelf(department, cast, themes, issuers):
    """Thirteen documents of two issuers and two themes, of several years, of every status that dates bring."""
    elderly, work = themes
    town, county = issuers

    def add(title, **values):
        return shelve(department, cast, title, **values)

    books = {
        "plain": add("养老服务办法", themes=[elderly], issuers=[town]),
        "joint": add("创业扶持办法", day="2023-05-04", themes=[work, elderly], issuers=[town, county]),
        "paper": add("关于做好防汛工作的通知", day="2025-02-01", normative=False, issuers=[county]),
        "repealed": add("旧集市办法", day="2020-01-01", themes=[work], issuers=[town]),
        "void": add("旧养老办法", day="2019-01-01", themes=[elderly], issuers=[town]),
        "expired": add(
            "临时救助办法", day="2020-06-01", term_kind=TermKind.LENGTH, term_months=24, issuers=[county]
        ),
        "ending": add(
            "补贴办法", day="2024-07-01", term_kind=TermKind.LENGTH, term_months=24, themes=[elderly]
        ),
        "waiting": add("新集市办法", day="2026-05-01", effective_on=date(2026, 9, 1), themes=[work]),
        "unmarked": add("无期办法", day="2018-01-01", term_kind=TermKind.UNKNOWN),
        "amended": add("水利办法", day="2021-01-01"),
        "partly": add("宅基地办法", day="2021-02-01"),
        "suspended": add("招投标办法", day="2021-03-01"),
        "restored": add("河道办法", day="2021-04-01"),
    }
    end(books["repealed"], "2025-01-01", cast)
    end(books["void"], "2024-01-01", cast, "declared_void")
    end(books["amended"], "2023-01-01", cast, "amended")
    end(books["partly"], "2023-01-01", cast, "partly_repealed")
    end(books["suspended"], "2023-01-01", cast, "suspended")
    end(books["restored"], "2023-01-01", cast, "suspended")
    end(books["restored"], "2024-01-01", cast, "restored")
    return books


def found(**params):
    library = Library(params)
    rows = library.rows(0, library.total)
    assert len(rows) == library.total
    return [row.title for row in rows]


def recount(day=TODAY, **chosen):
    """The same question asked of each document by the rule itself."""
    return fitting(judged(day), chosen)


def judged(day=TODAY):
    """{title: its values by filter} of the public documents, by the rule itself."""
    return {policy.title: _values(policy, day) for policy in Policy.objects.published()}


def _values(policy, day):
    status = policy.validity(day).status
    return {
        "theme": set(policy.themes.values_list("slug", flat=True)),
        "issuer": set(policy.issuers.values_list("slug", flat=True)),
        "year": {str(policy.written_on.year)},
        "normative": {"1" if policy.is_normative else "0"},
        "validity": {status.value} | ({"current"} if status in IN_FORCE else set()),
    }


def fitting(documents, chosen):
    return {
        title
        for title, values in documents.items()
        if all(value in values[name] for name, value in chosen.items())
    }


# Filters and counts ----------------------------------------------------------------------------------------
CHOICES = {
    "theme": ["", "elderly", "work"], "issuer": ["", "xingchuan", "county"], "year": ["", "2024", "2021"],
    "normative": ["", "1", "0"], "validity": ["", "current", "repealed"],
}  # fmt: skip


def test_every_combination_of_filters_finds_and_counts_what_a_recount_does(shelf):
    documents = judged()  # once: the rule asks the database ten times for a document
    for values in itertools.product(*CHOICES.values()):
        chosen = {name: value for name, value in zip(CHOICES, values, strict=True) if value}
        assert set(found(**chosen)) == fitting(documents, chosen), chosen


def test_each_status_is_found_on_days_past_and_future(shelf):
    for day in ("2019-06-01", "2023-06-01", "2026-06-01", "2030-01-01"):
        documents = judged(date.fromisoformat(day))
        for status in (*validity.Status, "current"):
            expected = fitting(documents, {"validity": str(status)})
            assert set(found(validity=str(status), on=day)) == expected, (status, day)


def test_a_choice_says_how_many_documents_it_would_show(shelf):
    for dimension, (other, values) in itertools.product(CHOICES, CHOICES.items()):
        for value in filter(None, values):
            chosen = {other: value} if other != dimension else {}
            for offered, number in Library(chosen).counts(dimension).items():
                assert number == len(found(**chosen | {dimension: offered})), (chosen, dimension, offered)


def test_the_page_shows_the_counts_beside_the_choices(client, shelf):
    options = client.get(LIST, {"theme": "elderly"}).context["filters"]
    shown = {(one["name"], option["label"]): option["count"] for one in options for option in one["options"]}
    assert shown["theme", "养老"] == len(recount(theme="elderly"))
    assert shown["theme", "就业"] == len(recount(theme="work"))
    assert shown["year", "2024年"] == len(recount(theme="elderly", year="2024"))


def test_words_are_found_in_title_and_number_and_all_of_them_must_be_there(shelf):
    assert set(found(q="养老")) == {"养老服务办法", "旧养老办法"}
    assert found(q="养老 服务") == ["养老服务办法"]
    assert found(q="养老 没有的词") == []
    assert found(q=shelf["plain"].document_number) == ["养老服务办法"]


def test_a_number_is_found_in_any_spelling(shelf):
    number = shelf["joint"].document_number
    assert found(q=number.replace("〔", "[").replace("〕", "]")) == ["创业扶持办法"]
    assert found(q=number.replace("〔", "（").replace("〕", "） 第 ")) == ["创业扶持办法"]


def test_signs_that_mean_something_to_a_database_are_only_signs(shelf):
    for q in ("%", "_", "养_", "'", '"', "\\", "{words}", "%s", "-- ", "<b>"):
        assert found(q=q) == [], q


def test_a_very_long_search_is_cut_and_counts_what_it_shows(client, department, cast):
    shelve(department, cast, "办" * 100)
    for q in ("养" * 5000, "办" * 200, "办 " * 200):
        page = client.get(LIST, {"q": q})
        assert page.context["total"] == len(page.context["rows"])


def test_only_public_documents_are_counted(shelf, department, cast):
    before = Library({}).total
    make_policy(department, cast["drafter"], title="草稿")
    publish(make_policy(department, cast["drafter"], title="定时"), cast, at=moment("2026-06-02 09:00"))
    shelf["plain"].withdraw(by=cast["signer"], kind="error", reason="发错了")
    assert Library({}).total == before - 1
    assert not {"草稿", "定时", "养老服务办法"} & set(found())
    with clock.at(moment("2026-06-02 09:00")):
        assert "定时" in found()


def test_what_appears_within_hours_is_not_counted_early(shelf, department, cast):
    """The clock may be told in any zone; the database compares moments."""
    publish(make_policy(department, cast["drafter"], title="定时"), cast, at=moment("2026-06-01 12:00"))
    assert "定时" not in found()


# Order and pages -------------------------------------------------------------------------------------------
def test_what_is_in_force_comes_first_and_the_newest_of_it_first(shelf):
    titles = found()
    first = titles[: Library({}).counts("validity")["current"]]
    assert set(first) == recount(validity="current")
    for part in (first, titles[len(first) :]):
        days = [Entry.objects.get(title=title).sorted_on for title in part]
        assert days == sorted(days, reverse=True)


def test_a_suspended_and_restored_document_is_in_force_on_the_days_on_which_it_is(shelf):
    assert Entry.objects.get(title="河道办法").in_force_runs == 2
    for day, expected in (
        ("2022-01-01", True),
        ("2023-06-01", False),
        ("2024-01-01", True),
        ("2026-06-01", True),
    ):
        assert ("河道办法" in found(validity="current", on=day)) == expected
        titles, current = found(on=day), Library({"on": day}).counts("validity")["current"]
        assert ("河道办法" in titles[:current]) == expected


def test_sorts_by_newest_oldest_and_by_what_ends_soonest(shelf):
    newest, oldest = found(sort="newest"), found(sort="oldest")
    assert newest[0] == "新集市办法" and oldest[0] == "无期办法"
    assert newest == oldest[::-1]
    assert found(sort="expiring")[0] == "补贴办法"
    assert set(newest) == set(found(sort="expiring"))


def test_pages_hold_every_row_once_in_one_order(shelf):
    for sort in ("", "newest", "oldest", "expiring"):
        library = Library({"sort": sort})
        pieces = [row.pk for start in range(0, library.total, 3) for row in library.rows(start, start + 3)]
        assert pieces == [row.pk for row in library.rows(0, library.total)]
        assert pieces == [row.pk for row in library.all_rows(4)]
        assert len(set(pieces)) == library.total == 13


def test_links_of_the_pager_keep_the_filters(client, town):
    load_many(50)
    page = client.get(LIST, {"normative": "1", "sort": "oldest"})
    following = client.get(page.context["pager"].next_url)
    assert following.status_code == 200
    assert "normative=1" in page.context["pager"].next_url and "sort=oldest" in page.context["pager"].next_url
    first, second = ([row["url"] for row in one.context["rows"]] for one in (page, following))
    assert len(first) == 20 and not set(first) & set(second)


def test_a_chosen_filter_goes_away_by_its_own_link(client, shelf):
    page = client.get(LIST, {"theme": "elderly", "year": "2024", "on": "2024-08-01"})
    links = {chip["label"]: chip["remove_url"] for chip in page.context["chips"]}
    assert set(links) == {"养老", "2024年", "2024年8月1日的有效性"}
    assert "theme" not in links["养老"] and "year=2024" in links["养老"]
    assert client.get(page.context["clear_url"]).context["total"] == 13


def test_who_asks_for_what_is_in_force_hears_of_what_has_ended(client, shelf):
    hint = client.get(LIST, {"validity": "current"}).context["ended_hint"]
    ended = recount(validity="repealed") | recount(validity="expired") | recount(validity="declared_void")
    assert hint["count"] == len(ended) == 3


def test_the_validity_of_the_rows_is_that_of_the_asked_day(client, shelf):
    answer = client.get(LIST, {"on": "2022-01-01", "format": "json"}).json()
    said = {row["title"]: row["validity"] for row in answer["results"]}
    assert said["旧集市办法"]["status"] == "in_force" and said["旧集市办法"]["on"] == "2022-01-01"
    assert said["旧集市办法"]["until"] == "2024-12-31"
    assert said["临时救助办法"]["until"] == "2022-05-31"
    assert said["养老服务办法"]["status"] == "not_yet"


# One query, four forms -------------------------------------------------------------------------------------
def test_page_data_table_and_feed_hold_the_same_documents(client, shelf):
    asked = {"theme": "elderly", "sort": "newest"}
    page = [row["title"] for row in client.get(LIST, asked).context["rows"]]
    data = [row["title"] for row in client.get(LIST, asked | {"format": "json"}).json()["results"]]
    table = rows_of(client.get(LIST, asked | {"format": "csv"}))
    feed = client.get(LIST, asked | {"format": "atom"}).content.decode()
    assert page == data == [row["标题"] for row in table] and len(page) == 4
    assert [feed.index(f"<title>{title}</title>") for title in page] == sorted(
        feed.index(f"<title>{t}</title>") for t in page
    )


def rows_of(response):
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_the_table_escapes_what_a_spreadsheet_would_calculate(client, department, cast, town):
    shelve(department, cast, "=HYPERLINK(1)")
    assert [row["标题"] for row in rows_of(client.get(LIST, {"format": "csv"}))] == ["'=HYPERLINK(1)"]


def test_the_table_holds_more_than_one_page(client, town):
    load_many(60)
    rows = rows_of(client.get(LIST, {"format": "csv"}))
    assert len({row["地址"] for row in rows}) == 60


# What cannot be meant --------------------------------------------------------------------------------------
BAD = [
    ("on", "2024-13-01", "看哪一天有效"), ("on", "gestern", "看哪一天有效"), ("year", "abc", "年度"), ("year", "1066", "年度"),
    ("year", "2024.5", "年度"), ("validity", "valid", "有效性"), ("normative", "2", "类别"), ("q", "a\x00b", "标题或文号"),
    ("page", "0", "页"), ("page", "99", "页"), ("page", "-1", "页码"), ("page", "x", "页码"), ("sort", "best", "排序"),
    ("format", "xml", "格式"), ("theme", "a\x00", "主题"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "word"), BAD)
def test_a_value_that_cannot_be_meant_is_named(client, town, name, value, word):
    answer = client.get(LIST, {name: value})
    assert answer.status_code == 400
    assert word in answer.content.decode()


@pytest.mark.parametrize(("name", "value", "word"), [one for one in BAD if one[0] != "format"])
def test_the_api_names_it_too_as_data(client, town, name, value, word):
    answer = client.get(API, {name: value})
    assert answer.status_code == (404 if (name, value) == ("page", "99") else 400)  # beyond the last
    assert word in answer.json()["detail"]


def test_a_year_counts_what_it_shows_however_it_is_written(client, shelf):
    for year in ("2024.0", "２０２４", "02024", " 2024 "):
        page = client.get(LIST, {"year": year})
        assert {row["title"] for row in page.context["rows"]} == recount(year="2024"), year


def test_a_page_ignores_parameters_that_it_does_not_know_and_the_api_names_them(client, shelf):
    assert client.get(LIST, {"utm_source": "x", "theme": "work"}).context["total"] == len(
        recount(theme="work")
    )
    answer = client.get(API, {"utm_source": "x", "them": "work"})
    assert answer.status_code == 400
    assert "them" in answer.json()["detail"] and "utm_source" in answer.json()["detail"]


def test_no_document_is_an_answer_and_not_an_error(client, town):
    for form in ("", "json", "atom", "csv"):
        assert client.get(LIST, {"format": form}).status_code == 200
    assert client.get(API).json() == {"count": 0, "next": None, "previous": None, "results": []}
    assert "没有符合条件的文件" in client.get(LIST, {"q": "没有的词"}).content.decode()


def test_the_ends_of_the_calendar_can_be_asked_for(client, shelf):
    for address in (LIST, API, shelf["restored"].get_absolute_url()):
        for day in ("0001-01-01", "1949-10-01", "9999-12-31"):
            assert client.get(address, {"on": day}).status_code in (200, 400), (address, day)


# Cost ------------------------------------------------------------------------------------------------------
ASKED = [
    (LIST, {}), (LIST, {"validity": "current"}), (LIST, {"q": "办法", "on": "2024-01-01", "year": "2023", "sort": "expiring"}),
    (LIST, {"theme": "elderly", "issuer": "xingchuan"}), (LIST, {"format": "json"}), (LIST, {"format": "atom"}), (LIST, {"format": "csv"}),
    (API, {}), (API, {"page_size": "100", "validity": "repealed"}), (API, {"q": "办法"}),
]  # fmt: skip


def queries(client, address, params):
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address, params)
        assert answer.status_code == 200, (address, params)
        if answer.streaming:
            stream = iter(answer.streaming_content)
            assert next(stream) and next(stream)  # the header, the first row
    return len(captured)


def test_a_list_costs_ten_queries_at_most_however_many_documents_there_are(client, themes, issuers):
    for number in (30, 570):
        load_many(number)
        for one in ASKED:
            assert queries(client, *one) <= 10, (number, one)


def test_documents_that_ended_by_others_cost_no_more(
    client, department, cast, issuers, django_assert_max_num_queries
):
    county = [issuers[1]]
    for number in range(12):
        old = shelve(department, cast, f"旧办法{number}", day="2020-01-01", issuers=county)
        new = make_policy(department, cast["drafter"], title=f"新办法{number}", making=False, issuers=county)
        Relation.objects.create(source=new, target=old, kind="repeals", on=TODAY)
        publish_migrated(new, reason="历史文件")
    for address in (LIST, API, f"{LIST}?format=json", f"{API}?validity=repealed"):
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200


# The cube --------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_counts_are_kept_until_something_public_changes(department, cast, themes, django_assert_num_queries):
    policy = shelve(department, cast, "养老服务办法")
    kept = cube(TODAY)
    with django_assert_num_queries(0):
        assert cube(TODAY) is kept
    policy.withdraw(by=cast["signer"], kind="error", reason="发错了")
    assert sum(cube(TODAY).values()) == 0
    for day in range(CUBES_KEPT + 1):
        cube(TODAY + timedelta(days=day))
    assert cube(TODAY) == Counter()


def test_a_query_that_cannot_be_meant_is_refused_before_anything_is_asked(town, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(BadQuery):
        Library({"sort": "best"})
