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
