"""The site's revision: one number that grows with every change that the public can see.

Public pages are pure functions of (revision, address, day, display mode), so whoever knows the revision
knows whether a kept page is still true. The number lives in the database (`SiteRevision`, grown in the
transaction of the change); a small memory-mapped file says it again so that, on one machine, asking costs no
query (bytes alone: 0.7 of nginx; with a PostgreSQL query: 0.16).

The file is trusted only while it is even. The rules that keep it honest, whoever is killed and whenever:

1. A writer first takes a *shared* lock on `revision.writers` (its mark; the kernel drops it when the process
   dies), then makes the value odd, and only then begins its transaction.
2. The value becomes even again only in the hands of somebody who holds that lock *exclusively*, so while no
   writer is under way, and who knows the committed number.
3. A writer that vanishes never says "finished", so `UNDER_WAY` does not come back to zero and the value stays
   odd. A reader that finds it odd asks the database, and mends the file when nobody is under way.

Edits of the file happen under a short lock on the file itself, never held while waiting for another
transaction: on SQLite a caller may already hold the database's write lock (the admin wraps its views in
`atomic()`), and holding a file lock across that wait would be a deadlock.

Locks are `flock`, on Linux and macOS. `PORTAL_DATA` must be a local disk; sites on several machines set
`PORTAL_SEVERAL_MACHINES` and pay one query a request.
"""

import contextlib
import fcntl
import mmap
import os
import tempfile
import threading
import time
import weakref
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from core.models import SiteRevision

MAGIC, VALUE, CHECK, UNDER_WAY = range(4)
SIGNATURE = 0x3152_4C41_5452_4F50  # "PORTALR1" in the file
MASK = 0x5EED_0FF1_C1A1_7047  # CHECK is VALUE ^ MASK, so a zeroed or half-written file is never trusted
WORD = 8
SIZE = 8 * WORD
LOOK_EVERY = 1.0  # seconds between looks whether the file was removed: a system call costs as much as a hit
UNKNOWN = 1  # VALUE is twice the number, and one more (odd) for: ask the database

_threads = threading.Lock()  # flock does not separate threads that share a descriptor
_local = threading.local()
_counter = None


# --- the file ---------------------------------------------------------------------------------------------


class _Counter:
    """The open, mapped file of one folder. A word is one aligned 8-byte load or store: never torn."""

    def __init__(self, folder):
        """Open the file below `folder`, made first when missing or damaged. Raises OSError."""
        self.folder = folder
        path = Path(folder) / "revision"
        _create(path, os.link)
        self.fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        if not self._sound():
            os.close(self.fd)
            _create(path, os.replace)
            self.fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        self.words = memoryview(mmap.mmap(self.fd, SIZE)).cast("Q")
        self.look_at = time.monotonic() + LOOK_EVERY

    def __del__(self):
        with contextlib.suppress(AttributeError, OSError):
            os.close(self.fd)

    def _sound(self):
        head = os.pread(self.fd, WORD, 0)
        return os.fstat(self.fd).st_size == SIZE and head == SIGNATURE.to_bytes(WORD, "little")

    def attached(self):
        """Whether the mapping is still the file under that name: not removed, replaced or cut (SIGBUS)."""
        stat = os.fstat(self.fd)
        return stat.st_nlink != 0 and stat.st_size == SIZE

    def trusted(self):
        """The revision when the file can be believed, else None."""
        value = self.words[VALUE]
        if value & 1 or self.words[CHECK] != value ^ MASK:
            return None
        return value >> 1

    def number(self):
        """The highest number that was ever told here, believed or not; 0 when the words are damaged."""
        value = self.words[VALUE]
        return value >> 1 if self.words[CHECK] == value ^ MASK else 0

    def begin(self, alone):
        """Make the value odd. `alone`: no other writer lives, so marks that are left belong to the dead; the
        caller's row lock will wait for whatever the database still does for them."""
        self._store(2 * self.number() + 1)
        self.words[UNDER_WAY] = 1 if alone else self.words[UNDER_WAY] + 1

    def finish(self, number, alone):
        """Note that `number` is committed; even when nobody else is under way, living or vanished."""
        number = max(self.number(), number)
        self.words[UNDER_WAY] = left = max(self.words[UNDER_WAY], 1) - 1
        self._store(2 * number if alone and not left else 2 * number + 1)

    def mend(self, number):
        """Believe the database; only while no writer lives. A smaller number is a restored database that
        nobody announced: readers go on asking, and the next write jumps beyond every number that was used."""
        if number >= self.number():
            self.words[UNDER_WAY] = 0
            self._store(2 * number)

    def _store(self, value):
        self.words[VALUE] = value
        self.words[CHECK] = value ^ MASK


def _create(path, put):
    """Put a complete new file under `path` in one step; `os.link` keeps what another process made first."""
    if put is os.link and path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(prefix=".revision-", dir=path.parent)
    words = [SIGNATURE, UNKNOWN, UNKNOWN ^ MASK, 0, 0, 0, 0, 0]
    with os.fdopen(handle, "wb") as file:
        file.write(b"".join(word.to_bytes(WORD, "little") for word in words))
    os.chmod(made, 0o660)
    with contextlib.suppress(FileExistsError):
        put(made, path)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(made)


def _open():
    """The counter of `settings.PORTAL_DATA`, opened again when the file was replaced. Raises OSError."""
    global _counter
    counter = _counter
    folder = settings.PORTAL_DATA  # compared by identity: comparing paths costs as much as all the rest
    if counter is None or counter.folder is not folder:
        counter = _counter = _Counter(folder)
    elif (now := time.monotonic()) >= counter.look_at:
        counter.look_at = now + LOOK_EVERY
        if not counter.attached():
            counter = _counter = _Counter(folder)
    return counter


def _flock(fd, how):
    """Take or convert a lock; False when it is not to be had at once (`LOCK_NB`)."""
    try:
        fcntl.flock(fd, how)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _editing(wait=True):
    """The counter under the lock of all threads and processes; None when it is taken and `wait` is false."""
    if not _threads.acquire(blocking=wait):
        yield None
        return
    try:
        counter = _open()
        while _flock(counter.fd, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB):
            if counter.attached():
                break
            counter.look_at = 0  # replaced since it was opened; closing the old one unlocks it
            counter = _open()
        else:
            counter = None
        try:
            yield counter
        finally:
            if counter is not None:
                fcntl.flock(counter.fd, fcntl.LOCK_UN)
    finally:
        _threads.release()


def _presence():
    """A new descriptor of the file whose shared locks are the writers under way."""
    path = Path(settings.PORTAL_DATA) / "revision.writers"
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)


def _forget_after_fork():
    """A child shares its parent's descriptors, and with them the parent's locks: open everything anew."""
    global _counter, _threads, _local
    _counter, _threads, _local = None, threading.Lock(), threading.local()


os.register_at_fork(after_in_child=_forget_after_fork)


# --- one transaction's mark -------------------------------------------------------------------------------


class _Write:
    """The mark of one transaction. Whatever drops it without a word leaves the value odd: unknown, not wrong.

    Only Django's list of on-commit hooks keeps it alive after `public_write` in an outer transaction, so a
    rollback of that transaction, for which Django has no hook, ends it too.
    """

    def __init__(self):
        self.before = None  # the committed number, known once the row is locked
        self.mark = _presence()
        try:
            with _editing() as counter:
                alone = _flock(self.mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
                fcntl.flock(self.mark, fcntl.LOCK_SH)  # at once: exclusive ones exist only inside _editing()
                counter.begin(alone)
                self.floor = counter.number()
        except BaseException:
            self.drop()
            raise

    def grow(self, above):
        """Add one to the row (its lock makes public writers queue here) and settle at the COMMIT."""
        before = _grow(max(self.floor, above))
        if self.before is None:
            self.before = before
        transaction.on_commit(self.committed, robust=True)

    def committed(self):
        """After the COMMIT: say the new number, once; later hooks of the transaction find nothing to do."""
        try:
            # Tests run hooks inside a transaction of theirs that never commits: nothing to tell others then.
            if self.mark is not None and not connection.in_atomic_block:
                self._settle(_ask())
        finally:
            self.drop()

    def rolled_back(self):
        """After a ROLLBACK that surely happened: the number before is the true one."""
        if self.before is not None and self.mark is not None:
            self._settle(self.before)
        self.drop()

    def _settle(self, number):
        with _editing() as counter:
            counter.finish(number, _flock(self.mark, fcntl.LOCK_EX | fcntl.LOCK_NB))
            self.drop()  # inside, or the next writer could see this lock and think that it is not alone

    def drop(self):
        mark, self.mark = self.mark, None
        if mark is not None:
            os.close(mark)

    def __del__(self):
        if getattr(self, "mark", None) is not None:
            self.drop()


def _grow(floor):
    """Grow the row beyond `floor`; returns the number before. Needs a transaction."""
    row = SiteRevision.objects.filter(pk=1)
    if not row.update(number=F("number") + 1):
        SiteRevision.objects.get_or_create(pk=1)
        row.update(number=F("number") + 1)
    number = row.values_list("number", flat=True).get()
    before = number - 1
    if number <= floor:  # an older database was restored: a number is never used twice
        row.update(number=floor + 1)
    return before


def _joined():
    """The mark of an earlier public write of the transaction that is open in this thread, or a new one."""
    held = getattr(_local, "write", None)
    write = held() if held is not None else None
    if write is None or write.mark is None or not connection.in_atomic_block:
        write = _Write()
        _local.write = weakref.ref(write)
    return write


# --- what others use --------------------------------------------------------------------------------------


@contextlib.contextmanager
def public_write(*, above=0):
    """A transaction whose change the public sees: the revision grows with it, once, and at its COMMIT.

    Enter it before the first row is locked, so that writers queue in one order. Nested uses join the outer
    one as savepoints. Inside a caller's `atomic()` the new number is told when that commits. `above` makes
    the new number greater than it (after a restore). Raises what the body raises, and OSError when the file
    below `PORTAL_DATA` cannot be marked: a change that readers could not be told of is refused.
    """
    if getattr(_local, "inside", False):
        with transaction.atomic():
            yield
        return
    write, complete, _local.inside = _joined(), False, True
    try:
        with transaction.atomic():
            write.grow(above)
            yield
            complete = True
    except BaseException:
        if connection.in_atomic_block:
            pass  # only the savepoint is gone; the outer transaction's hooks decide whether the mark lives on
        elif complete:
            write.drop()  # COMMIT itself failed, perhaps after the server did it: unknown stays odd
        else:
            write.rolled_back()
        raise
    finally:
        _local.inside = False
        del write  # or a kept traceback would keep the mark


def current():
    """The revision, an integer that never shrinks; no query while the file is even.

    Call it outside transactions (inside one, on PostgreSQL's stricter levels, the answer can be that of its
    beginning). Raises django.db.DatabaseError when it has to ask and the database does not answer.
    """
    if settings.PORTAL_SEVERAL_MACHINES:
        return _ask_again()
    try:
        number = _open().trusted()
    except OSError:  # no file can be had: slower, not wrong
        return _ask_again()
    if number is not None:
        return number
    number = _ask_again()
    if not connection.in_atomic_block:
        with contextlib.suppress(DatabaseError, OSError):
            _mend(wait=False)
    return number


def resync(*, restored=False, above=0):
    """Make file and database agree; call it at every start, and with `restored=True` after a restore.

    After a restore the revision gets a number that was never used, so that no kept page of the replaced
    database can match; with several machines give the number before the restore as `above`. Returns the
    revision. Raises DatabaseError, OSError.
    """
    with _editing() as counter:
        used = max(counter.number(), above)
    if restored or _ask_again() < used:
        with public_write(above=used):
            pass
    elif not connection.in_atomic_block:
        _mend(wait=True)
    return current()


# --- asking the database ----------------------------------------------------------------------------------


def _ask():
    """The number in the database, 0 without a row. Plain SQL: the ORM costs three times as much."""
    table = connection.ops.quote_name(SiteRevision._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number FROM {table} WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else 0


def _ask_again():
    """As `_ask`, once more on a new connection when the old one broke: hits see no request signals."""
    try:
        return _ask()
    except DatabaseError:
        if connection.in_atomic_block:
            raise
        connection.close()
        return _ask()


def _mend(wait):
    """Make the file even from the database when no writer is under way; otherwise that writer will."""
    with _editing(wait) as counter:
        if counter is None:
            return
        mark = _presence()
        try:
            if _flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB):
                counter.mend(_ask_settled())
        finally:
            os.close(mark)


def _ask_settled():
    """The number when nothing can still change it: a killed client's COMMIT may be on its way in PostgreSQL,
    and holds the row until it is through. Raises DatabaseError rather than wait for that under the lock.
    (On SQLite a transaction dies with its process.)"""
    if not connection.features.has_select_for_update_nowait:
        return _ask()
    with transaction.atomic():
        row = SiteRevision.objects.select_for_update(nowait=True).filter(pk=1)
        return row.values_list("number", flat=True).first() or 0
