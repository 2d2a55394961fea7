"""What the column shows of documents: their validity today in a list, how punctual their interpretation is."""

from django.urls import reverse

from core import clock
from disclosure import lateness
from disclosure.presentation import standings
from policies import interpretation_figures, wording
from policies.models import Policy


@standings.add
def validity(entries):
    """Give the rows of documents their standing; two queries for all."""
    policies = [entry for entry in entries if entry.kind == Policy.KIND]
    known = wording.standings([entry.information_id for entry in policies], clock.today()) if policies else {}
    for entry in policies:
        entry.standing = known[entry.information_id]


@lateness.others.add
def interpretation():
    """How many documents were not interpreted in time, all years together; the table by year is one press away."""
    years = interpretation_figures.by_year(clock.today())
    due, late, overdue = (sum(getattr(one, name) for one in years) for name in ("due", "late", "overdue"))
    words = f"解读是否及时：应当解读的文件{due}件，逾期{late}件，逾期还没有解读{overdue}件"
    return words, f"{reverse('policies:interpretations')}#punctual"
