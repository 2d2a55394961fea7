"""Telling another search engine what changed, for installations that outgrow one database (docs/adr/0010).

Off unless PORTAL_SEARCH_OUTBOX names an index such as http://127.0.0.1:9200/xingchuan. Then each change puts the text's
number into a table in its own transaction, and `deliver_index` carries it over.
"""

from search.outbox.rows import put, put_all

__all__ = ["put", "put_all"]
