"""Another search engine is told what changes: everything in the end, in order, whatever dies in the middle."""

import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from search import index, text
from search.models import Undelivered
from search.outbox import delivery
from tests.search.conftest import entry

pytestmark = pytest.mark.django_db


class Engine:
    """As much of OpenSearch as is used: an index with external versions that keeps what it was told."""

    def __init__(self):
        self.created, self.kept, self.versions, self.calls = None, {}, {}, 0
        self.die_after = None  # items of the next call
        self.refused = set()  # numbers
        self.authorization = ""

    def bulk(self, body):
        """The answer; None where it dies in the middle, with some of it kept."""
        self.calls += 1
        items, lines = [], iter(body.decode().splitlines())
        for line in lines:
            ((action, about),) = json.loads(line).items()
            document = json.loads(next(lines)) if action == "index" else None
            if self.die_after is not None and len(items) == self.die_after:
                self.die_after = None
                return None
            items.append({action: {"status": self._take(about, document)}})
        return {"items": items}

    def _take(self, about, document):
        number = int(about["_id"])
        if number in self.refused:
            return 429
        if about["version"] <= self.versions.get(number, 0):
            return 409
        self.versions[number] = about["version"]
        if document is None:
            return 200 if self.kept.pop(number, None) else 404
        self.kept[number] = document
        return 201


def handler(engine):
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_response(200 if engine.created else 404)
            self.end_headers()

        def do_PUT(self):
            engine.created = json.loads(self._body())
            self._say({"acknowledged": True})

        def do_POST(self):
            engine.authorization = self.headers.get("Authorization", "")
            answer = engine.bulk(self._body())
            if answer is None:
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b'{"ite')  # and the connection is closed
            else:
                self._say(answer)

        def _body(self):
            return self.rfile.read(int(self.headers["Content-Length"]))

        def _say(self, answer):
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Quiet."""

    return Handler


@pytest.fixture
def engine(settings):
    one = Engine()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(one))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.PORTAL_SEARCH_OUTBOX = f"http://town:a%40b@127.0.0.1:{server.server_port}/xingchuan"
    yield one
    server.shutdown()
    server.server_close()


def send():
    call_command("deliver_index")


def titles(engine):
    return {number: document["title"] for number, document in engine.kept.items()}


def test_it_is_told_of_new_changed_and_deleted_texts_with_our_own_tokens(engine, keep):
    keep(entry(1, "集市管理", "逢三开市", themes=("nongye",)), entry(2, "停电"), entry(3, "停水"))
    keep(entry(1, "集市管理", "逢八开市", themes=("nongye",)))
    index.delete([2])
    index.retime(3, date(2020, 1, 1), date(2021, 1, 1))
    send()
    assert titles(engine) == {1: "集市管理", 3: "停水"} and not Undelivered.objects.exists()
    kept = engine.kept[1]
    assert set(text.asked("逢八")) <= set(kept["every_tokens"].split()) and "逢三" not in kept["every_tokens"]
    assert set(kept["title_tokens"].split()) == text.tokens("集市管理") and kept["themes"] == ["nongye"]
    assert engine.kept[3]["until"] == date(2021, 1, 1).toordinal()
    assert set(kept) == set(engine.created["mappings"]["properties"])
    assert engine.authorization == "Basic dG93bjphQGI="
    calls = engine.calls
    send()
    assert engine.calls == calls  # nothing to say


def test_an_engine_that_dies_in_the_middle_gets_everything_the_next_time(engine, keep, monkeypatch):
    monkeypatch.setattr(delivery, "AT_ONCE", 3)
    keep(*(entry(number, f"通知{number}") for number in range(1, 8)))
    engine.die_after = 2
    with pytest.raises(CommandError, match="7条留着"):
        send()
    assert len(engine.kept) == 2
    index.delete([1])
    send()
    assert titles(engine) == {number: f"通知{number}" for number in range(2, 8)}
    assert not Undelivered.objects.exists()


def test_a_refused_text_waits_longer_each_time_and_holds_up_no_other(engine, keep, monkeypatch):
    now = [1_000_000]
    monkeypatch.setattr(delivery.time, "time", lambda: now[0])
    keep(entry(1, "一"), entry(2, "二"))
    engine.refused = {1}
    send()
    assert titles(engine) == {2: "二"}
    row = Undelivered.objects.get()
    assert (row.number, row.attempts, row.retry_at) == (1, 1, 1_000_005) and "429" in row.error
    keep(entry(1, "新一"))
    calls = engine.calls
    send()  # its time has not come, and what came after it keeps its turn
    assert engine.calls == calls
    now[0] += 6
    send()
    assert Undelivered.objects.order_by("id").first().retry_at == now[0] + 10
    engine.refused, now[0] = set(), now[0] + 11
    send()
    assert titles(engine) == {1: "新一", 2: "二"} and not Undelivered.objects.exists()


def test_what_changes_while_it_is_sent_is_sent_again(engine, keep, monkeypatch):
    keep(entry(1, "旧名"))
    settle = delivery._settle

    def settle_late(items, problems):
        if engine.calls == 1:
            keep(entry(1, "新名"))
        settle(items, problems)

    monkeypatch.setattr(delivery, "_settle", settle_late)
    send()
    assert titles(engine) == {1: "新名"} and engine.calls == 2


def test_a_change_that_is_rolled_back_is_never_told(engine, keep):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        keep(entry(1, "一"))
        raise ZeroDivisionError
    send()
    assert engine.kept == {} and engine.calls == 0


def test_an_empty_index_is_filled_from_what_is_kept(engine, keep, settings):
    address, settings.PORTAL_SEARCH_OUTBOX = settings.PORTAL_SEARCH_OUTBOX, ""
    keep(entry(1, "一"), entry(2, "二"))
    assert not Undelivered.objects.exists()
    settings.PORTAL_SEARCH_OUTBOX = address
    call_command("deliver_index", all=True)
    assert titles(engine) == {1: "一", 2: "二"}


def test_without_a_setting_nothing_is_queued_and_the_command_says_so(keep):
    keep(entry(1, "一"))
    assert not Undelivered.objects.exists()
    with pytest.raises(CommandError, match="PORTAL_SEARCH_OUTBOX"):
        send()
