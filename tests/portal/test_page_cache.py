"""The page cache: what is kept, for whom, how long, and that nothing stale or private is ever sent."""

import gzip
import io
import threading
import time

import brotli
import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse, StreamingHttpResponse

from core import revision
from core.models import SiteRevision
from portal.page_cache import PageCache, PageTouchedVisitor, Shelf, best_encoding, canonical, next_midnight

BODY = "政务公开 " * 400


class Site:
    """A stand-in for Django: answers what `view` makes and remembers the requests that came through."""

    def __init__(self, **options):
        self.seen, self.closed, self.now, self.revision = [], [], 1_767_000_000.25, 1
        self.view = lambda environ: page(BODY)
        given = {"hosts": ["town.example"], "clock": lambda: self.now, "current": lambda: self.revision}
        self.cache = PageCache(self.application, **{**given, **options})

    def application(self, environ, start_response):
        self.seen.append(environ)
        response = self.view(environ)
        response.close = lambda: self.closed.append(response)  # the real one ends database connections
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return response

    def get(self, path="/", query="", encoding="gzip", **environ):
        answer = Got()
        answer.body = b"".join(
            self.cache(
                {
                    "REQUEST_METHOD": "GET",
                    "SCRIPT_NAME": "",
                    "PATH_INFO": path,
                    "QUERY_STRING": query,
                    "HTTP_HOST": "town.example",
                    "HTTP_ACCEPT_ENCODING": encoding,
                    "wsgi.url_scheme": "http",
                    "wsgi.input": io.BytesIO(),
                    **environ,
                },
                answer.start,
            )
        )
        return answer


class Got:
    def start(self, status, headers, exc_info=None):
        self.status, self.headers = int(status[:3]), dict(headers)

    def __getitem__(self, name):
        return self.headers[name]


def page(text=BODY, order="public", status=200, **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    response = HttpResponse(text, status=status, headers=given)
    if order:
        response["X-Page-Cache"] = order
    return response


@pytest.fixture
def site():
    return Site()


def test_a_page_that_opts_in_is_made_once(site):
    first, second = site.get(), site.get()
    assert len(site.seen) == len(site.closed) == 1
    assert first.body == second.body and gzip.decompress(second.body).decode() == BODY
    assert "X-Page-Cache" not in first.headers


def test_a_page_that_does_not_opt_in_is_made_each_time(site):
    site.view = lambda environ: page(order=None)
    assert site.get().body == site.get().body == BODY.encode()
    assert len(site.seen) == 2


def test_a_new_revision_makes_every_page_anew(site):
    site.get()
    site.revision = 2
    site.view = lambda environ: page("new")
    assert site.get().body == b"new"


def test_a_request_that_read_an_older_revision_is_not_kept(site):
    site.revision = 5
    site.get()
    site.revision = 4
    site.get()
    site.revision = 5
    site.get()
    assert len(site.seen) == 2


def test_a_page_that_was_begun_before_a_change_is_not_kept_for_those_after_it(site):
    def slow(environ):
        site.revision = 2
        Site.get(site, "/other/") if environ["PATH_INFO"] == "/" else None
        return page("old" if environ["PATH_INFO"] == "/" else BODY)

    site.view = slow
    assert site.get().body == b"old"
    site.view = lambda environ: page("new")
    assert site.get().body == b"new"


def test_midnight_in_shanghai_ends_a_page(site):
    site.now = next_midnight(site.now) - 1
    site.get()
    site.now += 0.5
    site.get()
    assert len(site.seen) == 1
    site.now += 0.5
    site.get()
    assert len(site.seen) == 2


def test_next_midnight_is_in_shanghai():
    assert next_midnight(1767196799) == 1767196800  # 2025-12-31 23:59:59 +08:00 → 2026-01-01 00:00 +08:00
    assert next_midnight(1767196800) == 1767196800 + 86400


def test_the_moment_that_a_view_names_ends_its_page(site):
    site.view = lambda environ: page(order=f"public; until={int(site.now) + 10}")
    site.get()
    site.now += 9
    site.get()
    assert len(site.seen) == 1
    site.now += 1
    site.get()
    assert len(site.seen) == 2


@pytest.mark.parametrize("status", [301, 404, 410])
def test_other_final_answers_are_kept_when_they_opt_in(site, status):
    site.view = lambda environ: page("gone", status=status)
    assert site.get().status == site.get(HTTP_IF_NONE_MATCH="*").status == status
    assert len(site.seen) == 1


@pytest.mark.parametrize(
    "response",
    [
        lambda: page(status=500),
        lambda: page(status=302, Location="/"),
        lambda: page(status=301, Location="http://evil.example/"),
        lambda: page(Set_Cookie="a=b"),
        lambda: page(Vary="Cookie"),
        lambda: page(Vary="Accept-Language"),
        lambda: page(Cache_Control="no-store"),
        lambda: page(Cache_Control="private"),
        lambda: page(Content_Encoding="gzip"),
        lambda: StreamingHttpResponse([BODY.encode()], headers={"X-Page-Cache": "public"}),
        lambda: page(order="public; until=1"),
    ],
)
def test_what_must_not_be_kept_is_sent_as_it_came(site, response):
    site.view = lambda environ: response()
    wanted = b"".join(response())
    assert site.get().body == site.get().body == wanted
    assert len(site.seen) == 2
    assert "X-Page-Cache" not in site.get().headers


@pytest.mark.parametrize("trace", [{"Set_Cookie": "csrftoken=x"}, {"Vary": "Cookie"}])
def test_strict_mode_raises_when_a_public_page_touched_its_visitor(trace):
    site = Site(strict=True)
    site.view = lambda environ: page(**trace)
    with pytest.raises(PageTouchedVisitor, match="/"):
        site.get()


@pytest.mark.parametrize(
    "environ",
    [
        {"REQUEST_METHOD": "POST"},
        {"HTTP_COOKIE": "a=b; sessionid=x"},
        {"HTTP_COOKIE": "messages=x"},
        {"HTTP_AUTHORIZATION": "Basic x"},
        {"HTTP_RANGE": "bytes=0-1"},
        {"CONTENT_LENGTH": "5"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": ""},
        {"QUERY_STRING": "q=" + "x" * 3000},
        {"QUERY_STRING": "&".join(f"a{n}=1" for n in range(60))},
    ],
)
def test_requests_that_are_not_plain_and_anonymous_reach_django(site, environ):
    site.get()
    site.get(**environ)
    assert len(site.seen) == 2
    assert site.seen[-1].get("QUERY_STRING", "") == environ.get("QUERY_STRING", "")


def test_the_host_is_checked_but_not_part_of_the_key():
    site = Site(hosts=[".town.example"])
    site.get(HTTP_HOST="a.town.example")
    site.get(HTTP_HOST="b.town.example:8000")
    assert len(site.seen) == 1
    site.get(HTTP_HOST="town.example.evil.example")
    assert len(site.seen) == 2


def test_http_and_https_have_pages_of_their_own():
    site = Site(proxy_header=("HTTP_X_FORWARDED_PROTO", "https"))
    site.get()
    site.get(HTTP_X_FORWARDED_PROTO="https")
    site.get(HTTP_X_FORWARDED_PROTO="https, http")
    assert len(site.seen) == 2


def test_only_allowed_display_modes_have_pages_of_their_own():
    site = Site(display_cookie="display", display_modes=("large", "contrast"))
    for cookie in ("display=large", "display=junk", "other=1", "display=large; csrftoken=x"):
        site.get(HTTP_COOKIE=cookie)
    site.get()
    assert len(site.seen) == 2


def test_the_prefix_may_be_left_on_or_taken_off_by_the_proxy():
    site = Site(prefix="/xihu")
    site.get("/policies/")
    site.get("/xihu/policies/")
    site.get("/policies/", SCRIPT_NAME="/xihu")
    assert [(each["SCRIPT_NAME"], each["PATH_INFO"]) for each in site.seen] == [("/xihu", "/policies/")]


def test_parameters_are_taken_in_one_order_and_spelling(site):
    site.view = lambda environ: page(order="public; query=q,page")
    for query in ("q=a+b&page=2", "page=2&q=a%20b", "page=2&q=%61%20b"):
        site.get(query=query)
    assert len(site.seen) == 1
    site.get(query="page=3&q=a+b")
    assert len(site.seen) == 2


def test_unknown_parameters_neither_multiply_pages_nor_reach_kept_ones(site):
    site.view = lambda environ: page(environ["QUERY_STRING"], order="public; query=q")
    assert site.get(query="q=1&x=evil").body == b"q=1&x=evil"
    assert [site.get(query=f"q=1&x={n}").body for n in range(20)] == [b"q=1"] * 20
    assert len(site.seen) == 2
    assert site.get(query="x=1").body == b""
    assert len(site.seen) == 3


def test_names_are_still_known_after_a_change(site):
    site.view = lambda environ: page(environ["QUERY_STRING"], order="public; query=")
    site.get(query="x=1")
    site.revision = 2
    assert site.get(query="x=2").body == site.get().body == b""


def test_without_names_every_parameter_counts(site):
    site.get(query="x=1")
    site.get(query="x=2")
    assert len(site.seen) == 2


def test_values_of_one_name_keep_their_order_and_bytes_their_value():
    assert canonical("b=2&a=%E4%B8%AD&b=1&a=") == "a=%E4%B8%AD&a=&b=2&b=1"
    assert canonical("b=%ff&a=1", frozenset("b")) == "b=%FF"
    assert canonical("&&", frozenset("b")) == ""


@pytest.mark.parametrize(
    ("header", "best"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("", ""),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("GZIP", "gzip"),
    ],
)
def test_the_best_encoding_that_is_accepted_is_sent(header, best):
    assert best_encoding(header) == best


def test_every_encoding_comes_from_one_making_with_a_tag_of_its_own(site):
    packed, small, plain = site.get(), site.get(encoding="br"), site.get(encoding="")
    assert gzip.decompress(packed.body) == brotli.decompress(small.body) == plain.body == BODY.encode()
    assert len({packed["ETag"], small["ETag"], plain["ETag"]}) == 3
    assert "Content-Encoding" not in plain.headers
    assert len(site.seen) == 1


def test_lengths_and_validators_are_sent_and_the_pages_own_headers_kept(site):
    site.view = lambda environ: page(Content_Security_Policy="default-src 'self'", Cache_Control="max-age=60")
    for answer in (site.get(), site.get(), site.get(encoding="")):
        assert answer["Content-Length"] == str(len(answer.body))
        assert answer["Content-Security-Policy"] == "default-src 'self'"
        assert answer["Cache-Control"] == "no-cache"
        assert answer["ETag"].startswith('"') and answer["Last-Modified"].endswith("GMT")


def test_small_and_binary_bodies_are_left_as_they_are(site):
    site.view = lambda environ: page("ok")
    assert site.get().body == site.get(encoding="br").body == b"ok"
    site.revision, site.view = 2, lambda environ: page(BODY, Content_Type="application/pdf")
    assert "Content-Encoding" not in site.get().headers


def test_head_has_the_headers_of_get_and_no_body(site):
    head, got = site.get(REQUEST_METHOD="HEAD"), site.get()
    assert head.body == b"" and head.headers == got.headers
    assert site.get(REQUEST_METHOD="HEAD").headers == got.headers
    assert len(site.seen) == 1


def test_head_of_a_stream_starts_no_stream(site):
    begun = []
    site.view = lambda environ: StreamingHttpResponse(begun.append(1) or b"x" for _ in range(3))
    assert site.get(REQUEST_METHOD="HEAD").body == b""
    assert begun == []


def test_a_reader_with_the_same_page_gets_304(site):
    got = site.get()
    for tag in (got["ETag"], f'"x", W/{got["ETag"]}', "*"):
        again = site.get(HTTP_IF_NONE_MATCH=tag)
        assert again.status == 304 and again.body == b""
        assert again["ETag"] == got["ETag"] and "Content-Length" not in again.headers
    assert site.get(HTTP_IF_NONE_MATCH='"other"').status == 200


def test_a_tag_survives_a_change_elsewhere(site):
    tag = site.get()["ETag"]
    site.revision = 2
    assert site.get(HTTP_IF_NONE_MATCH=tag).status == 304


def test_a_date_is_believed_only_when_no_newer_page_can_bear_it(site):
    old = site.get()["Last-Modified"]
    site.revision, site.view = 2, lambda environ: page("newer, within the same second")
    site.get()
    assert site.get(HTTP_IF_MODIFIED_SINCE=old).status == 200
    site.now += 2
    settled = site.get()["Last-Modified"]
    assert site.get(HTTP_IF_MODIFIED_SINCE=settled).status == 304
    assert site.get(HTTP_IF_MODIFIED_SINCE="nonsense").status == 200
    assert site.get(HTTP_IF_MODIFIED_SINCE=settled, HTTP_IF_NONE_MATCH='"x"').status == 200


def test_memory_is_bounded_and_a_huge_page_is_not_kept():
    site = Site(limit=100_000)
    site.view = lambda environ: page(environ["PATH_INFO"] * 100, Content_Type="image/png")
    for number in range(1000):
        site.get(f"/{number}/")
    assert 50_000 < site.cache._shelf.size <= 100_000
    site.view = lambda environ: page("x" * 7000, Content_Type="image/png")
    site.seen.clear()
    site.get("/huge/")
    site.get("/huge/")
    assert len(site.seen) == 2


def test_a_flood_of_addresses_asked_for_once_does_not_push_out_what_is_read():
    site = Site(limit=200_000)
    for _ in range(2):
        for number in range(20):
            site.get(f"/read/{number}/")
    for number in range(2000):
        site.get(f"/random/{number}/")
    site.seen.clear()
    for number in range(20):
        site.get(f"/read/{number}/")
    assert site.seen == []


def test_the_shelf_counts_what_it_holds():
    class Thing:
        size, seen = 30, False

    shelf = Shelf(100)
    for key in "abca":
        shelf.put(key, Thing())
    assert shelf.size == 90 and set(shelf.pages) == set("abc")
    shelf.clear()
    assert shelf.size == 0


def at_once(count, work):
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_stampede_makes_a_page_once(site):
    def slow(environ):
        time.sleep(0.1)
        return page(BODY)

    site.view, got = slow, []
    at_once(16, lambda: got.append(site.get().body))
    assert len(site.seen) == 1 and len(set(got)) == 1 and len(got) == 16


def test_nobody_waits_for_ever_for_another():
    site = Site(patience=0.05)
    release = threading.Event()

    def stuck(environ):
        if len(site.seen) == 1:
            release.wait(5)
        return page(BODY)

    site.view = stuck
    first = threading.Thread(target=site.get)
    first.start()
    while not site.seen:
        time.sleep(0.001)
    assert site.get().status == 200
    release.set()
    first.join()


def test_when_the_maker_fails_the_others_try_themselves(site):
    def fail(environ):
        time.sleep(0.05)
        raise LookupError

    def attempt():
        try:
            site.get()
        except LookupError:
            failed.append(1)

    site.view, failed = fail, []
    at_once(4, attempt)
    assert len(failed) == 4 and not site.cache._flights


def test_pages_that_are_not_kept_are_made_side_by_side(site):
    def private(environ):
        time.sleep(0.1)
        return page(order=None)

    site.view = private
    site.get()
    began = time.perf_counter()
    at_once(4, site.get)
    assert time.perf_counter() - began < 0.35


def test_without_a_database_the_answer_is_djangos(site):
    def broken():
        raise DatabaseError

    site.cache._current = broken
    assert site.get().status == 200 and len(site.seen) == 1


def test_the_settings_are_taken_over(settings):
    settings.ALLOWED_HOSTS, settings.SESSION_COOKIE_NAME = ["town.example"], "own"
    settings.PORTAL_PREFIX, settings.SECURE_PROXY_SSL_HEADER = "", None
    settings.PORTAL_DISPLAY_COOKIE, settings.PORTAL_DISPLAY_MODES = "display", ("large",)
    site = Site()
    site.cache = PageCache.from_settings(site.application, current=lambda: 1)
    site.get()
    site.get(HTTP_COOKIE="display=large")
    site.get(HTTP_COOKIE="own=x")
    site.get()
    assert len(site.seen) == 3


@pytest.fixture
def live(tmp_path, settings, transactional_db):
    settings.PORTAL_DATA, settings.PORTAL_SEVERAL_MACHINES = tmp_path, False
    SiteRevision.objects.update_or_create(pk=1, defaults={"number": 0})
    revision.resync()


def _number(environ):
    return page(str(SiteRevision.objects.get(pk=1).number))


def test_a_hit_costs_no_query(live, django_assert_num_queries):
    site = Site(current=revision.current)
    site.get()
    with django_assert_num_queries(0):
        site.get()


def test_several_machines_pay_one_query(live, settings, django_assert_num_queries):
    settings.PORTAL_SEVERAL_MACHINES = True
    site = Site(current=revision.current)
    site.get()
    with django_assert_num_queries(1):
        site.get()


def test_a_thousand_alternating_writes_and_reads_show_no_stale_page(live):
    workers = [Site(current=revision.current), Site(current=revision.current)]
    for worker in workers:
        worker.view = _number
    for turn in range(1, 1001):
        with revision.public_write():
            if turn % 50 == 0:
                workers[0].get()  # asked in the middle of a write
        assert workers[turn % 2].get().body == workers[turn % 2].get().body == b"%d" % turn


def test_readers_in_threads_see_no_stale_page_while_others_write(live):
    if connection.vendor == "sqlite":
        pytest.skip("the test's SQLite database lives in one connection; tests/core does this with processes")
    site, written, stale = Site(current=revision.current), [0], []
    site.view = _number
    done = threading.Event()

    def read():
        while not done.is_set():
            least = written[-1]
            if int(site.get().body) < least:
                stale.append(least)
        connection.close()

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(1, 201):
        with revision.public_write():
            pass
        written.append(turn)
    done.set()
    for reader in readers:
        reader.join()
    assert stale == []
