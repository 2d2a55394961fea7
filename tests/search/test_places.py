"""Some search at once, a few wait for a moment, the rest is asked to come back at once."""

import threading
import time
from contextlib import ExitStack

import pytest

from search import places


@pytest.fixture
def taken():
    with ExitStack() as stack:
        for _ in range(places.AT_ONCE):
            stack.enter_context(places.place())
        yield stack


def come_in(outcome):
    try:
        with places.place():
            outcome.append("in")
    except places.Full:
        outcome.append("full")


def test_who_waits_comes_in_when_one_leaves(taken, monkeypatch):
    monkeypatch.setattr(places, "SECONDS", 10)
    outcome = []
    threads = [threading.Thread(target=come_in, args=(outcome,)) for _ in range(places.WAITING)]
    for thread in threads:
        thread.start()
    while places._queue._value:
        time.sleep(0.001)
    with pytest.raises(places.Full), places.place():  # nobody else may even wait
        raise AssertionError
    assert outcome == []
    taken.close()
    for thread in threads:
        thread.join(10)
    assert outcome == ["in"] * places.WAITING


def test_who_waited_in_vain_is_refused_and_leaves_no_trace(taken, monkeypatch):
    monkeypatch.setattr(places, "SECONDS", 0.01)
    outcome = []
    for _ in range(places.WAITING + 2):
        come_in(outcome)
    assert outcome == ["full"] * (places.WAITING + 2)
    taken.close()
    come_in(outcome)
    assert outcome[-1] == "in"
