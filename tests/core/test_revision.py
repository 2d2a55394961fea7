"""The revision: one number, told through a mapped file, true whoever writes, fails or is killed."""

import json
import os
import signal
import subprocess
import sys
import threading

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, connection, transaction

from core import revision
from core.models import SiteRevision

# A process of its own on the test's database and folder. It obeys lines: write, read, begin, fail, stress N.
CHILD = """
import json, os, pathlib, sys, threading
import django
from django.conf import settings
given = json.loads(sys.argv[1])
settings.DATABASES["default"].update(given["database"])
settings.PORTAL_DATA = pathlib.Path(given["folder"])
django.setup()
from django.db import connection
from core import revision
from core.models import SiteRevision

def number():
    return SiteRevision.objects.values_list("number", flat=True).get(pk=1)

def write():
    with revision.public_write():
        mine = number()
    return mine

def stress(times, path):
    # every number acknowledged by any thread or process is the least that a later read may give
    import mmap
    with open(path, "r+b") as file:
        seen = memoryview(mmap.mmap(file.fileno(), 8 * 16)).cast("Q")
    stale, place = [], given["place"]
    def work(slot):
        for turn in range(times):
            least = max(seen)
            if revision.current() < least:
                stale.append(least)
            if turn % 4 == 0:
                seen[slot] = write()
        connection.close()
    threads = [threading.Thread(target=work, args=(place * 4 + each,)) for each in range(4)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    return len(stale)

for line in sys.stdin:
    word, *rest = line.split()
    if word == "write":
        print(write(), flush=True)
    elif word == "read":
        print(revision.current(), flush=True)
    elif word == "stress":
        print(stress(int(rest[0]), rest[1]), flush=True)
    elif word == "begin":
        with revision.public_write():
            print(number(), flush=True)
            sys.stdin.readline()
"""


class Worker:
    def __init__(self, given):
        command = [sys.executable, "-c", CHILD, json.dumps(given)]
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env, cwd=sys.path[0] or "."
        )

    def send(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def ask(self, line):
        self.send(line)
        return int(self.process.stdout.readline())

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def folder(tmp_path, settings):
    settings.PORTAL_DATA = tmp_path
    settings.PORTAL_SEVERAL_MACHINES = False
    return tmp_path


@pytest.fixture
def site(folder, transactional_db):
    """An empty revision in a real transaction world."""
    SiteRevision.objects.all().delete()
    SiteRevision.objects.create(pk=1, number=0)
    revision.resync()


@pytest.fixture
def workers(site, folder):
    """start() gives a new process; SQLite gets a file, as processes cannot share a database in memory."""
    database = {"NAME": connection.settings_dict["NAME"]}
    if connection.vendor == "sqlite":
        database = {"NAME": str(folder / "workers.sqlite3")}
        _make_database(database["NAME"])
    started = []

    def start():
        started.append(Worker({"database": database, "folder": str(folder), "place": len(started)}))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()


def _make_database(name):
    other = connection.copy()
    other.settings_dict = {**connection.settings_dict, "NAME": name}
    with other.cursor() as cursor:
        table = SiteRevision._meta.db_table
        cursor.execute(f"CREATE TABLE {table} (id integer PRIMARY KEY, number bigint NOT NULL)")
        cursor.execute(f"INSERT INTO {table} VALUES (1, 0)")
    other.close()


def even():
    """Whether the file is trusted."""
    return revision._open().trusted() is not None


def test_a_public_write_grows_the_number_by_one(site):
    before = revision.current()
    with revision.public_write():
        pass
    assert revision.current() == before + 1 == SiteRevision.objects.get().number


def test_an_even_counter_costs_no_query(site, django_assert_num_queries):
    with django_assert_num_queries(0):
        revision.current()


def test_several_machines_ask_the_database_each_time(site, settings, django_assert_num_queries):
    settings.PORTAL_SEVERAL_MACHINES = True
    SiteRevision.objects.update(number=41)
    with django_assert_num_queries(1):
        assert revision.current() == 41


def test_the_counter_is_odd_before_anything_changes_and_until_the_commit(site):
    with revision.public_write():
        assert not even()
    assert even()


def test_nested_writes_count_once(site):
    with revision.public_write(), revision.public_write():
        pass
    assert revision.current() == 1


def test_a_failed_write_leaves_the_number_and_the_trust(site, django_assert_num_queries):
    with pytest.raises(LookupError), revision.public_write():
        raise LookupError
    with django_assert_num_queries(0):
        assert revision.current() == 0


def test_inside_an_outer_transaction_the_number_is_told_at_its_commit(site):
    with transaction.atomic():
        with revision.public_write():
            pass
        with revision.public_write():
            pass
        assert not even()
    assert even() and revision.current() == 2


def test_a_rolled_back_outer_transaction_leaves_the_old_number(site):
    with pytest.raises(LookupError), transaction.atomic():
        with revision.public_write():
            pass
        raise LookupError
    assert revision.current() == 0
    assert even(), "the reader that found it odd mended it"


def test_a_lost_inner_write_does_not_count_when_the_outer_transaction_commits(site):
    with transaction.atomic():
        with revision.public_write():
            pass
        with pytest.raises(LookupError), revision.public_write():
            raise LookupError
    assert even() and revision.current() == SiteRevision.objects.get().number == 1


def test_a_failing_hook_of_somebody_else_never_hides_a_commit(site):
    def broken():
        raise LookupError

    with pytest.raises(LookupError), transaction.atomic():
        transaction.on_commit(broken)
        with revision.public_write():
            pass
    assert revision.current() == 1


@pytest.mark.django_db
def test_under_a_test_transaction_readers_ask_the_database(folder):
    SiteRevision.objects.update_or_create(pk=1, defaults={"number": 7})
    with revision.public_write():
        pass
    assert revision.current() == 8
    assert not even()


def test_a_missing_row_is_made(site):
    SiteRevision.objects.all().delete()
    with revision.public_write():
        pass
    assert revision.current() == 1


@pytest.mark.parametrize("damage", [b"", b"\0" * 64, b"\xff" * 64, b"short"])
def test_a_damaged_file_is_replaced_and_the_database_asked(site, folder, damage):
    with revision.public_write():
        pass
    (folder / "other").write_bytes(damage)
    os.replace(folder / "other", folder / "revision")
    revision._counter = None
    assert revision.current() == 1
    assert even()


def test_a_removed_file_is_noticed(site, folder, monkeypatch):
    monkeypatch.setattr(revision, "LOOK_EVERY", 0)
    revision._counter = None
    revision.current()
    (folder / "revision").unlink()
    SiteRevision.objects.update(number=9)
    assert revision.current() == 9


def test_without_a_place_for_the_file_readers_ask_and_writers_are_refused(site, folder, settings):
    (folder / "plain").write_text("not a folder")
    settings.PORTAL_DATA = folder / "plain"
    assert revision.current() == 0
    with pytest.raises(OSError), revision.public_write():
        pass
    assert SiteRevision.objects.get().number == 0


def test_a_database_that_fails_when_the_row_is_locked_leaves_the_file_odd(site, monkeypatch):
    def broken(floor):
        raise DatabaseError

    with monkeypatch.context() as patched:
        patched.setattr(revision, "_grow", broken)
        with pytest.raises(DatabaseError), revision.public_write():
            pass
    assert not even()
    assert revision.current() == 0 and even()


def test_after_a_restore_no_number_is_used_twice(site):
    for _ in range(5):
        with revision.public_write():
            pass
    SiteRevision.objects.update(number=2)
    assert revision.resync() == 6
    assert revision.resync(restored=True) == 7
    assert revision.resync(restored=True, above=90) == 91


def test_a_write_after_an_unannounced_restore_jumps_beyond_used_numbers(site):
    for _ in range(5):
        with revision.public_write():
            pass
    SiteRevision.objects.update(number=2)
    with revision.public_write():
        pass
    assert revision.current() == 6


def test_a_stale_file_of_a_crashed_machine_is_mended_at_the_start(site):
    SiteRevision.objects.update(number=30)
    assert revision.resync() == 30


def test_a_killed_writer_leaves_readers_asking_and_the_truth_behind(workers):
    reader, victim, other = workers(), workers(), workers()
    reader.ask("write")
    victim.ask("begin")
    assert reader.ask("read") == 1
    victim.kill()
    assert reader.ask("read") == 1
    assert other.ask("write") == 2
    assert reader.ask("read") == 2
    assert even()


def test_a_writer_killed_beside_a_living_one_is_not_forgotten(workers):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    living, victim, reader = workers(), workers(), workers()
    living.ask("begin")
    victim.send("begin")  # marked, waiting for the row
    victim.kill()
    living.send("end")
    assert living.ask("read") == reader.ask("read") == 1  # in this order: its own answer comes after the end


def test_a_thousand_alternating_writes_and_reads_see_nothing_stale(workers):
    writers, readers = [workers(), workers()], [workers(), workers()]
    for turn in range(1000):
        number = writers[turn % 2].ask("write")
        assert readers[turn // 2 % 2].ask("read") == number == turn + 1
    assert even()


def test_writers_and_readers_at_once_see_nothing_stale(workers, folder):
    (folder / "seen").write_bytes(bytes(8 * 16))
    crowd = [workers() for _ in range(4)]
    for worker in crowd:
        worker.send(f"stress 100 {folder / 'seen'}")
    assert [int(worker.process.stdout.readline()) for worker in crowd] == [0, 0, 0, 0]
    assert crowd[0].ask("read") == 4 * 4 * 25
    assert even()


def test_threads_of_one_process_may_write_at_once(site):
    if connection.vendor == "sqlite":
        pytest.skip("the test's SQLite database lives in one connection")

    def write():
        with revision.public_write():
            pass
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert revision.current() == 8 and even()


def test_the_settings_name_where_the_file_lies(site):
    assert (django_settings.PORTAL_DATA / "revision").stat().st_size == revision.SIZE
