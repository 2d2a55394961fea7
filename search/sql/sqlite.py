"""SQLite's form: two FTS5 tables that hold nothing but tokens (no text, no places within it), one for titles.

Taking tokens out of such a table needs the same tokens again; they are made anew from the text.
"""

from operator import itemgetter

from django.db.models.expressions import RawSQL

CREATE = """
CREATE VIRTUAL TABLE {table} USING fts5(tokens, tokenize='ascii', detail=none, content='', columnsize=0)
"""
TABLES = ("search_title", "search_every")
WITH_INDEXES = ""
PLACE = "f.rowid"
ORDER = "f.rowid DESC"
MOST_COUNTED = 10_000  # hits up to which facets are exact
COUNTED_FIRST = f"ORDER BY {ORDER}"  # the newest: FTS5 gives them in that order
PAGES_AT_ONCE = 2000
THEMES_HOLD = "instr(d.themes, %(theme)s) > 0"


def create(editor):
    for table in TABLES:
        editor.execute(CREATE.format(table=table))


def drop(editor):
    for table in TABLES:
        editor.execute(f"DROP TABLE {table}")


def write(cursor, rows):
    """rows: (place, tokens of the title, all tokens); none of the places holds any yet."""
    rows = sorted(
        rows, key=itemgetter(0)
    )  # FTS5 gathers rows only while they come in order: a thousand in one go
    for table, column in zip(TABLES, (1, 2), strict=True):
        values = [(row[0], " ".join(row[column])) for row in rows]
        cursor.executemany(f"INSERT INTO {table} (rowid, tokens) VALUES (%s, %s)", values)


def erase(cursor, rows):
    """Take out what `write` was given before."""
    rows = sorted(rows, key=itemgetter(0))
    for table, column in zip(TABLES, (1, 2), strict=True):
        values = [(row[0], " ".join(row[column])) for row in rows]
        cursor.executemany(f"INSERT INTO {table} ({table}, rowid, tokens) VALUES ('delete', %s, %s)", values)


def clear(cursor):
    for table in TABLES:
        cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")


def prepare(cursor):
    """Before a bulk load: gather more before writing, merge nothing on the way."""
    _configure(cursor, hashsize=32 << 20, automerge=0, crisismerge=1999)


def settle(cursor):
    """After a bulk load: one segment instead of many, and what the planner wants to know."""
    _configure(cursor, hashsize=1 << 20, automerge=4, crisismerge=16)
    for table in TABLES:
        _merge(cursor, table)
    cursor.execute("ANALYZE search_document")


def _merge(cursor, table):
    """In steps, so that others can write between them; the sign of the first one begins a merge of everything."""
    changes, pages = -2, -PAGES_AT_ONCE
    while _changes(cursor) - changes > 1:
        changes = _changes(cursor)
        cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', %s)", [pages])
        pages = PAGES_AT_ONCE


def _changes(cursor):
    cursor.execute("SELECT total_changes()")
    return cursor.fetchone()[0]


def _configure(cursor, **values):
    for table in TABLES:
        cursor.executemany(f"INSERT INTO {table} ({table}, rank) VALUES (%s, %s)", values.items())


def expression(tokens):
    """All tokens, in quotes: AND, OR, NEAR and * are syntax."""
    return " AND ".join(f'"{token}"' for token in tokens)


def source(table):
    """(FROM, WHERE with the parameter `hits`) of the documents that answer an expression, in `title` or in `every` text."""
    table = f"search_{table}"
    # CROSS JOIN keeps the order of the tables: hits first, then each one's row
    return f"{table} f CROSS JOIN search_document d ON d.place = f.rowid", f"f.{table} MATCH %(hits)s"


def numbers(hits):
    """An expression for the numbers of the documents that answer one."""
    return RawSQL(
        "SELECT d.number FROM search_every f CROSS JOIN search_document d ON d.place = f.rowid "
        "WHERE f.search_every MATCH %s",
        [hits],
    )


def one_of(column, numbers):
    """The condition that a column is one of some whole numbers."""
    return f"{column} IN ({', '.join(str(int(number)) for number in sorted(numbers))})"


def newest_that_hold(limit, hits):
    """No need: hits come in order."""
    return 0
