"""Reading a text for wording before it is published: the table that staff keep, and the town's own names."""

from core import wording
from core.models import Office, User, WordingEntry


def proofread(text: str) -> list[wording.Finding]:
    """Wrong forms, and misspelt or former names of our offices and people, in the text's order. Three queries."""
    found = wording.check(text, WordingEntry.objects.active().entries())
    taken = {place for one in found for place in range(one.start, one.end)}
    own = wording.own_names(text, *_own_names())
    return sorted(found + [one for one in own if taken.isdisjoint(range(one.start, one.end))])


def _own_names():
    offices, former = [], {}
    for office in Office.objects.active():
        offices.append(office.name)
        former |= dict.fromkeys(office.former_names.replace("、", " ").split(), office.name)
    people = User.objects.filter(is_active=True).exclude(title="").values_list("title", "name")
    return offices, list(people), former
