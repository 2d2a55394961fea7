"""PostgreSQL's form: two tsvector columns over the same tokens, each with a GIN index.

Asked with `&`, never with phrases, which read every text (15 ms became 426). Nothing waits in a list of GIN's: a save
pays for itself, or one in some hundreds would take a second.
"""

from django.db import connection
from django.db.models.expressions import RawSQL

INDEXES = """
CREATE INDEX search_title ON search_document USING gin (title) WITH (fastupdate = off);
CREATE INDEX search_every ON search_document USING gin (every) WITH (fastupdate = off);
"""
CREATE = f"""
ALTER TABLE search_document ADD COLUMN title tsvector, ADD COLUMN every tsvector;
ALTER TABLE search_document ALTER COLUMN title SET STORAGE EXTERNAL, ALTER COLUMN every SET STORAGE EXTERNAL;
ALTER TABLE search_document SET (toast_tuple_target = 128);
{INDEXES}
"""
DROP = "ALTER TABLE search_document DROP COLUMN title, DROP COLUMN every"
# Said with each question: the planner thinks a walk through all texts cheap, since it forgets that tokens are kept
# apart from their rows (8 000 documents: 58 ms). One message is one transaction, so it holds for that question.
WITH_INDEXES = "SET LOCAL enable_seqscan = off; "
PLACE = "d.place"
# The sum keeps the planner from walking the documents by their places and reading the tokens of each.
ORDER = "d.place + 0 DESC"
# Counting 100 000 takes 25 ms; putting them in order to count the newest 10 000 of them, and then all for the total, 48.
MOST_COUNTED = 100_000  # hits up to which facets are exact
COUNTED_FIRST = ""
MOST_WALKED = 4_000  # texts whose tokens are read one by one, 4 µs each
THEMES_HOLD = "strpos(d.themes, %(theme)s) > 0"


def create(editor):
    editor.execute(CREATE)


def drop(editor):
    editor.execute(DROP)


def write(cursor, rows):
    """rows: (place, tokens of the title, all tokens) of stored documents."""
    cursor.executemany(
        "UPDATE search_document SET title = array_to_tsvector(%s), every = array_to_tsvector(%s) WHERE place = %s",
        [(sorted(title), sorted(every), place) for place, title, every in rows],
    )


def erase(cursor, rows):
    """Nothing to do: the tokens are in the document's row."""


def clear(cursor):
    cursor.execute("UPDATE search_document SET title = NULL, every = NULL")


def prepare(cursor):
    """Nothing to do before a bulk load."""


def settle(cursor):
    cursor.execute("ANALYZE search_document")


def expression(tokens):
    """All tokens, in quotes: &, | and ! are syntax."""
    return " & ".join(f"'{token}'" for token in tokens)


def source(table):
    """(FROM, WHERE with the parameter `hits`) of the documents that answer an expression, in `title` or in `every` text."""
    return "search_document d", f"d.{table} @@ %(hits)s::tsquery"


def numbers(hits):
    """An expression for the numbers of the documents that answer one. They are asked for at once: as a part of another
    statement they would be sought by a walk through all texts (33 000 documents: 456 ms instead of 17). As one word
    they go back and forth quickly."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{WITH_INDEXES}SELECT coalesce(array_agg(d.number)::text, '{{}}') FROM search_document d WHERE d.every @@ %s::tsquery",
            [hits],
        )
        ((found,),) = cursor.fetchall()
    return RawSQL("SELECT unnest(%s::bigint[])", [found])


def one_of(column, numbers):
    """The condition that a column is one of some whole numbers: as one array, since a list of 3 000 takes 5 ms to read."""
    return f"{column} = ANY ('{{{','.join(str(int(number)) for number in sorted(numbers))}}}'::bigint[])"


def newest_that_hold(limit, hits):
    """How many of the newest texts probably hold the first `limit` of so many hits; 0 where that is too many to read."""
    if hits < MOST_WALKED:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'search_document'::regclass")
        ((texts,),) = cursor.fetchall()
    newest = int(2 * limit * max(texts, hits) / hits) + 50
    return newest if newest <= MOST_WALKED else 0
