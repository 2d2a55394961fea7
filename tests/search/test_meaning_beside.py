"""The process beside the server: how it is reached, and that nothing breaks where it is not there."""

import json
import socket
import tempfile
import threading
from pathlib import Path

import pytest

from search import meaning
from search.meaning import beside

serving = pytest.importorskip("search.meaning.serving")


class Quiet:
    """In the maker's place: what it does is tested without threads."""

    def __init__(self):
        self.woken = threading.Event()

    def start(self):
        pass

    def wake(self):
        self.woken.set()

    def is_busy(self):
        return False


@pytest.fixture
def listener(settings):
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as line:
        line.bind(f"{folder}/s")
        line.listen(8)
        settings.PORTAL_MEANING = "beside"
        (settings.PORTAL_DATA / "meaning.address").write_text(f"{folder}/s")
        yield line


@pytest.fixture
def process(listener, monkeypatch):
    """The process as a thread, with a model that knows one answer."""
    monkeypatch.setattr(serving, "Maker", Quiet)
    monkeypatch.setattr(serving, "IDLE", 0.2)
    monkeypatch.setattr(serving, "IDLE_AFTER_QUESTIONS", 0.2)
    monkeypatch.setattr(serving, "connection", type("Connection", (), {"close": staticmethod(lambda: None)}))
    monkeypatch.setattr(serving.here, "nearest", known)
    life = serving.Serving(listener)
    thread = threading.Thread(target=life.run)
    thread.start()
    yield life
    thread.join(10)
    assert not thread.is_alive()  # idle, it ended by itself


def known(text, kinds, now, limit):
    if text == "?":
        raise ValueError
    return [(7, 0.9)]


def test_a_question_is_answered_and_another_that_has_no_vector_is_told(process):
    assert beside.nearest("养老", ["policy"], 1, 5) == [(7, 0.9)]
    with pytest.raises(ValueError):
        beside.nearest("?", [], 1, 5)


def test_a_knock_wakes_the_maker_and_nonsense_hurts_nobody(process):
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(beside.address())
        line.sendall(b"nonsense\n")
    beside.wake()
    assert process.maker.woken.wait(5)
    assert beside.nearest("养老", [], 1, 5) == [(7, 0.9)]


@pytest.mark.django_db
def test_a_process_that_does_not_answer_leaves_words_alone(listener, monkeypatch):
    monkeypatch.setattr(beside, "SECONDS", 0.05)
    assert meaning.available() and meaning.near("养老") == []
    beside.wake()  # nobody accepts: the knock waits, the caller does not
    listener.accept()
    assert json.loads(listener.accept()[0].makefile().readline()) == {}


def test_without_a_server_nothing_is_available_and_waking_does_nothing(settings):
    settings.PORTAL_MEANING = "beside"
    assert not meaning.available()
    beside.wake()
    Path(settings.PORTAL_DATA / "meaning.address").write_text("/nowhere/meaning")
    assert not meaning.available()
    beside.wake()


@pytest.mark.django_db
def test_who_waited_in_vain_is_not_followed_by_others(listener, monkeypatch):
    monkeypatch.setattr(beside, "SECONDS", 0.05)
    assert meaning.near("养老") == []
    monkeypatch.setattr(beside, "SECONDS", 60)
    assert meaning.near("养老") == []  # at once: nobody knocks again for a while
