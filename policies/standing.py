"""What a list of the column shows of a document: its validity today."""

from core import clock
from disclosure.presentation import standings
from policies import wording
from policies.models import Policy


@standings.add
def validity(entries):
    """Give the rows of documents their standing; two queries for all."""
    policies = [entry for entry in entries if entry.kind == Policy.KIND]
    known = wording.standings([entry.information_id for entry in policies], clock.today()) if policies else {}
    for entry in policies:
        entry.standing = known[entry.information_id]
