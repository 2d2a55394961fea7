"""What differs between SQLite and PostgreSQL: taking a consistent copy, and replacing the database by one.

PostgreSQL is copied with COPY in one repeatable-read transaction, not with pg_dump: that needs a client at least as
new as the server, which the portal's machine often lacks; its restore could not be checked before it is final; and
one way of doing it is one way to test. What migrations make (tables, indexes, extensions) they make again. A backup
of one vendor is not restored into the other.
"""

import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core import clock
from core.backup.archive import Refused

SQLITE_MEMBER = "database/portal.sqlite3"
LONGEST_WAIT = 60  # seconds that a replacement waits for other writers


@contextmanager
def standing_in(path: Path):
    """Let everything that uses the default connection work on another SQLite file."""
    before = connections[DEFAULT_DB_ALIAS]
    other = before.copy()
    other.settings_dict = {**before.settings_dict, "NAME": str(path)}
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = before
        other.close()


def is_ruined(error: DatabaseError) -> bool:
    """Whether an error says that the SQLite file is no database any more, not that it is only busy or away."""
    return connection.vendor == "sqlite" and not isinstance(error, OperationalError)


def applied() -> list[list[str]]:
    """[app, name] of every migration that the database has seen; sorted."""
    return sorted(map(list, MigrationRecorder(connection).applied_migrations()))


def require_known(migrations) -> None:
    """Refused where a backup has migrations that this program does not."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations  # without asking the database
    unknown = [".".join(one) for one in migrations if tuple(one) not in known]
    if unknown:
        raise Refused(
            f"备份由更新的版本制作，本系统不认识其中的{'、'.join(unknown[:5])}，请先升级系统再恢复。"
        )


# Taking a copy ---------------------------------------------------------------------------------------------
@contextmanager
def copied(folder: Path, say):
    """A consistent copy while others write: yields {member: path} and facts, with the default connection on it."""
    if connection.vendor == "sqlite":
        path = folder / "portal.sqlite3"
        _copy_sqlite(path, say)
        with standing_in(path):
            require_sound()
            yield {SQLITE_MEMBER: path}, {}
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield _copy_postgres(folder, say)


def _copy_sqlite(path, say):
    name = str(connection.settings_dict["NAME"])
    in_memory = name.startswith("file:")
    if not in_memory and not Path(name).is_file():
        raise Refused(f"没有数据库：{name}")
    source = sqlite3.connect(name, uri=in_memory, isolation_level=None, timeout=LONGEST_WAIT)
    target = sqlite3.connect(path)
    try:
        # An open read transaction holds one state, so the copy never starts anew however much others write.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=4096, progress=_progress(say), sleep=0)
        target.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as broken:
        raise Refused(f"数据库读不出来：{broken}") from broken
    finally:
        target.close()
        source.close()


def _progress(say):
    last = time.monotonic()

    def told(status, remaining, total):
        nonlocal last
        if time.monotonic() - last > 1:
            last = time.monotonic()
            say(f"数据库{100 - remaining * 100 // max(total, 1)}%")

    return told


def require_sound() -> None:
    """SQLite's own look at the file under the default connection. Refused when it is damaged."""
    if connection.vendor != "sqlite":
        return
    try:
        with connection.cursor() as cursor:
            found = cursor.execute("PRAGMA integrity_check(3)").fetchall()
    except DatabaseError as broken:
        raise Refused(f"数据库文件已损坏：{broken}") from broken
    if found != [("ok",)]:
        raise Refused(f"数据库文件已损坏：{found[0][0]}")


def _copy_postgres(folder, say):
    tables, members = {}, {}
    with connection.cursor() as cursor:
        for table in _tables(cursor):
            tables[table] = _columns(cursor, table)
            path = folder / f"{table}.copy"
            with path.open("wb") as file:
                cursor.copy_expert(f"COPY {_listed(table, tables[table])} TO STDOUT", file)
            members[f"database/{table}.copy"] = path
            say(f"数据表{table}")
        sequences = {name: _following(cursor, name) for name in _sequences(cursor)}
    return members, {"tables": tables, "sequences": sequences}


def _tables(cursor):
    return sorted(
        table.name for table in connection.introspection.get_table_list(cursor) if table.type == "t"
    )


def _columns(cursor, table):
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


def _sequences(cursor):
    cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema()")
    return [name for (name,) in cursor.fetchall()]


def _following(cursor, sequence):
    """The number that a sequence gives out next; the view pg_sequences does not know it after a RESTART."""
    cursor.execute(f"SELECT last_value + is_called::int FROM {connection.ops.quote_name(sequence)}")
    return cursor.fetchone()[0]


def _listed(table, columns):
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(map(quote, columns))})"


# Replacing -------------------------------------------------------------------------------------------------
@contextmanager
def replacement(folder: Path, manifest: dict, say):
    """The restored database, seen by nobody else, under the default connection; leaving it puts it in force.

    folder: where the members were unpacked. Whatever the body raises leaves the old database as it was. Hooks for
    after the commit that the body leaves are dropped.
    """
    if connection.vendor == "sqlite":
        path = folder / SQLITE_MEMBER
        with standing_in(path):
            require_sound()
            _migrate()
            yield
        _replace_sqlite(path, say)
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            _empty(cursor, manifest)
            for table, columns in manifest["tables"].items():
                with (folder / f"database/{table}.copy").open("rb") as file:
                    cursor.copy_expert(f"COPY {_listed(table, columns)} FROM STDIN", file)
                say(f"数据表{table}")
            _set_sequences(cursor, manifest["sequences"])
        connection.check_constraints()  # now, or the migrations' ALTER TABLE would meet checks that are pending
        _migrate()
        yield
        connection.check_constraints()


def _migrate():
    """Bring an older database up to this program."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def _lock_all(cursor, tables):
    """Every table to ourselves, or none: whoever waits for one while it holds another ends in a deadlock."""
    listed = ", ".join(map(connection.ops.quote_name, tables))
    give_up = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            with transaction.atomic():
                cursor.execute(f"LOCK TABLE {listed} IN ACCESS EXCLUSIVE MODE NOWAIT")
            return
        except OperationalError as taken:
            if time.monotonic() > give_up:
                raise Refused("数据库正忙，原有数据未动，请稍后再试。") from taken
        time.sleep(0.02)


def _empty(cursor, manifest):
    """Empty tables as the backup knew them: truncated where they are the same, else made anew."""
    quote, tables = connection.ops.quote_name, _tables(cursor)
    if tables:
        _lock_all(cursor, tables)
    if tables and applied() != manifest["migrations"]:
        cursor.execute(f"DROP TABLE {', '.join(map(quote, tables))} CASCADE")
        tables = []
    if not tables:
        _migrate_as_far_as(manifest["migrations"])
        tables = _tables(cursor)
    missing = [name for name in manifest["tables"] if name not in tables]
    if missing:
        raise Refused(f"备份里的数据表{'、'.join(missing)}在本系统中不存在。")
    cursor.execute(f"TRUNCATE {', '.join(map(quote, tables))}")


def _migrate_as_far_as(migrations):
    """From no tables to those that these migrations make."""
    executor, done = MigrationExecutor(connection), {tuple(one) for one in migrations}
    known = executor.loader.graph.node_map
    # The last ones of each app: to name an earlier one would be to ask for going back to it.
    last = [
        key
        for key in sorted(done & known.keys())
        if not any(child.key in done and child.key[0] == key[0] for child in known[key].children)
    ]
    executor.migrate(last)
    connection.check_constraints()


def _set_sequences(cursor, sequences):
    """RESTART is part of the transaction; setval would outlive a rollback and give numbers out twice."""
    for name in _sequences(cursor):
        following = int(sequences.get(name, 1))
        cursor.execute(f"ALTER SEQUENCE {connection.ops.quote_name(name)} RESTART WITH {following}")


def _replace_sqlite(path, say):
    """Write a database onto the live one as one transaction of SQLite's: open connections see it afterwards."""
    source = sqlite3.connect(path)
    try:
        source.execute("PRAGMA journal_mode=DELETE")
        source.backup(_live(say), pages=-1, progress=_waiting(), sleep=0.1)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as problem:
        raise Refused(f"数据库没有换成，原有数据未动：{problem}") from problem
    finally:
        source.close()


def _live(say):
    """The raw connection to the live file; one that is no database any more is put aside first."""
    connection.close()
    try:
        connection.ensure_connection()
    except OperationalError as problem:
        raise Refused(f"数据库没有换成，原有数据未动：{problem}") from problem
    except DatabaseError:
        aside = f".damaged-{clock.now():%Y%m%d%H%M%S}"
        for ending in ("", "-wal", "-shm"):
            file = Path(f"{connection.settings_dict['NAME']}{ending}")
            if file.exists():
                file.rename(f"{connection.settings_dict['NAME']}{aside}{ending}")
        say(f"原数据库已损坏，另存为{connection.settings_dict['NAME']}{aside}")
        connection.close()
        connection.ensure_connection()
    return connection.connection


def _waiting():
    give_up = time.monotonic() + LONGEST_WAIT

    def told(status, remaining, total):
        if status != sqlite3.SQLITE_DONE and time.monotonic() > give_up:
            raise Refused("数据库正忙，原有数据未动，请稍后再试。")

    return told
