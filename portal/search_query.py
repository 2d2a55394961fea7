"""The one box: a question to everything that is public. Page, feed, data, table and API ask it the same way."""

import unicodedata
from collections import Counter

from django.db.models import Q

from core import clock
from core.web import LONGEST_Q, BadQuery, page_number
from disclosure.kinds import labels as kind_labels
from disclosure.models import Entry, Theme
from disclosure.presentation import standings
from policies import numbers, wording
from policies.states import states
from policies.validity import ENDED, IN_FORCE, Status
from search.asking import Answer, Question
from search.conditions import DIMENSIONS, WITHOUT
from search.quotes import Marker, quotes

QUERY = ("q", *DIMENSIONS, "over", "page", "format")
# The words of the library, in the address as in the answer.
STATES = dict(wording.CHOICES)
GIVEN_OUT = {
    "ended": "已经废止或失效",
    "paused": "暂停执行",
    "none": "不标注有效期",
}  # words of addresses from before
GROUPS = {
    wording.CURRENT: frozenset(status.value for status in IN_FORCE),
    "ended": frozenset(status.value for status in ENDED),
    "paused": frozenset([Status.SUSPENDED.value]),
    "none": frozenset([WITHOUT, Status.UNMARKED.value, Status.NOT_APPLICABLE.value]),
}


class Search:
    """One question and its answer."""

    def __init__(self, params, *, over=False):
        """params: a QueryDict or dict; over: whether what is no longer in force is listed where they do not say.
        BadQuery where a value cannot be meant."""
        self.params = {name: str(params.get(name, "")).strip() for name in QUERY}
        self.params["q"] = self.q = self.params["q"][:LONGEST_Q].strip()
        self.moment, self.day = clock.now(), clock.today()
        self._refuse_nonsense()
        self.page = page_number(self.params["page"])
        self.chosen = {name: self.params[name] for name in DIMENSIONS if self.params[name]}
        self.asked_for_over = self.params["over"] == "1" if self.params["over"] else over
        self.answer = self._ask(self.asked_for_over)
        if (
            self.answer.total == 0 and self.answer.left_out
        ):  # nothing but what is over: that is told, not hidden
            self.answer = self._ask(True)

    def _refuse_nonsense(self):
        if "\x00" in self.q:
            raise BadQuery("搜索词里有无法识别的字符。")
        if self.params["over"] not in ("", "0", "1"):
            raise BadQuery("“over”应当是0或者1。")
        year = self.params["year"]
        if year and not (year.isascii() and year.isdigit() and 1949 <= int(year[:9]) <= 2100):
            raise BadQuery("“年度”应当是数字。")
        if self.params["validity"] not in ("", *STATES, *GROUPS):
            raise BadQuery("“有效性”的值无法识别。")

    def _ask(self, over):
        chosen = dict(self.chosen)
        if "validity" in chosen:
            chosen["validity"] = GROUPS.get(chosen["validity"], frozenset([chosen["validity"]]))
        known = {"states": states(self.day)} if self.q else {}
        return Answer(Question(self.q, self.moment, self.day, over=over, **known, **chosen))

    def counts(self, dimension) -> Counter:
        """Value → number of hits with the other choices as they are; what is in force also counts as `current`."""
        counted = self.answer.counts(dimension)
        if dimension == "validity":
            groups = {wording.CURRENT, self.params["validity"]} & GROUPS.keys()
            counted.update({group: sum(counted[state] for state in GROUPS[group]) for group in groups})
        return counted

    def names(self, dimension) -> dict:
        """Value → label, in the order in which it is offered."""
        if dimension == "theme":
            return dict(Theme.objects.values_list("slug", "name"))
        if dimension == "year":
            return {year: f"{year}年" for year in sorted(self.answer.counts("year"), reverse=True)}
        if dimension == "kind":
            return kind_labels()
        chosen = self.params["validity"]
        return STATES | ({chosen: GIVEN_OUT[chosen]} if chosen in GIVEN_OUT else {})

    def rows(self, start: int, stop: int) -> list[Entry]:
        """The hits from `start` up to `stop`, each with `.score`, `.marked_title`, `.quote` and its standing."""
        hits = self.answer.hits(start, stop)
        found = (
            Entry.objects.published(self.moment).select_related("office").in_bulk([h.number for h in hits])
        )
        rows, marker, texts = [], Marker(self.q), quotes(self.q, found)
        for hit in (hit for hit in hits if hit.number in found):
            row = found[hit.number]
            row.score, row.marked_title = hit.score, marker.pieces(row.title)
            row.quote = texts.get(hit.number, [])
            rows.append(row)
        for tell in standings:
            tell(rows)
        return rows

    def exact(self) -> Entry | None:
        """The one record whose document or index number was asked for, in any spelling."""
        if not self.q or self.chosen or self.params["format"]:
            return None
        key, plain = numbers.key(self.q), "".join(unicodedata.normalize("NFKC", self.q).split())
        wanted = Q(number_key=key) if key else Q(index_number__in={self.q, plain, plain.upper()})
        matches = list(Entry.objects.published(self.moment).filter(wanted)[:2])
        return matches[0] if len(matches) == 1 else None
