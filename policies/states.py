"""What search calls the validity of documents on a day: the law's words, from the same periods that pages show.

Search keeps the days from which and until which a text is in force. Which documents are anything else than these days
say (amended, repealed, suspended, unmarked …) is asked once for each revision of the site and day, and kept.
"""

from collections import defaultdict
from datetime import date
from functools import lru_cache

from django.db import connection

from core import revision
from policies.models import Policy
from policies.validity import ENDED, Status
from search.conditions import AFTER, BEFORE, WITHIN, States

# What the days alone say, in the words of the law; "none" is what has no validity, such as a notice.
WORDS = {BEFORE: Status.NOT_YET.value, WITHIN: Status.IN_FORCE.value, AFTER: Status.EXPIRED.value}
OVER = {status.value for status in (*ENDED, Status.SUSPENDED)}

# Both sides are answered by indexes alone, in this order of the tables: 90 ms for 100 000 documents.
EXCEPTIONS = """
SELECT p.status, e.id
FROM disclosure_entry e CROSS JOIN policies_validityperiod p
WHERE e.kind = %(kind)s AND p.policy_id = e.information_id AND p.starts_on <= %(day)s AND p.ends_on > %(day)s AND p.status <> CASE
  WHEN e.in_force_from IS NULL THEN 'not_applicable' WHEN e.in_force_until <= %(day)s THEN 'expired'
  WHEN e.in_force_from > %(day)s THEN 'not_yet' ELSE 'in_force' END
"""


def states(day: date) -> States:
    """For questions to search as of a day."""
    if connection.in_atomic_block:  # the number of a revision that may still be rolled back names nothing
        return _ask(day)
    return _kept(connection.settings_dict["NAME"], revision.current(), day)


@lru_cache(maxsize=4)
def _kept(database, number, day):
    return _ask(day)


def _ask(day):
    exceptions = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(EXCEPTIONS, {"kind": Policy.KIND, "day": connection.ops.adapt_datefield_value(day)})
        for status, number in cursor.fetchall():
            exceptions[status].add(number)
    return States(exceptions, {Policy.KIND: Status.NOT_APPLICABLE.value}, over=OVER, words=WORDS)
