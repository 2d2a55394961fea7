"""The statements of one question, the same for either database but for how tokens are asked for."""

from search.sql import form

DIMENSIONS = ("kind", "theme", "year", "validity")
BEFORE, WITHIN, AFTER, WITHOUT = "before", "within", "after", "without"


class States:
    """What a text is on a day, in its owner's words.

    By its days alone a text is BEFORE, WITHIN or AFTER them, or WITHOUT any. `exceptions`, word → numbers, are those of
    which the owner knows better; `of_kind`, kind → word, says what a text of a kind is WITHOUT days; `words` are the
    owner's own for those four. `over` are the words of what is no longer in force. Made once for many questions: the numbers are put in words here.
    """

    def __init__(self, exceptions=None, of_kind=None, over=frozenset({AFTER}), words=None):
        exceptions, of_kind, words = exceptions or {}, of_kind or {}, words or {}
        self.by_days = {state: words.get(state, state) for state in (BEFORE, WITHIN, AFTER, WITHOUT)}
        self.words = list(dict.fromkeys([*self.by_days.values(), *exceptions, *of_kind.values()]))
        self.over = frozenset(over) & frozenset(self.words)
        self._kinds = {f"kind_{at}": (kind, word) for at, (kind, word) in enumerate(of_kind.items())}
        self.values = {name: kind for name, (kind, _) in self._kinds.items()}
        self.sql = self._case(exceptions)
        self.is_over = self._over(exceptions)

    def among(self, words) -> str:
        """The condition that a text is one of these."""
        positions = ", ".join(str(at) for at, word in enumerate(self.words) if word in words)
        return f"{self.sql} IN ({positions})" if positions else "1 = 0"

    def _over(self, exceptions):
        """The condition that a text is no longer in force. Asked of every hit, so days go first and few look into lists."""
        by_days = [self.by_days[BEFORE], self.by_days[WITHIN], self.by_days[WITHOUT], *self._words_of_kinds()]
        if self.by_days[AFTER] not in self.over or not self.over.isdisjoint(by_days):
            return self.among(self.over)
        over = [number for word, numbers in exceptions.items() if word in self.over for number in numbers]
        rest = [number for word, numbers in exceptions.items() if word not in self.over for number in numbers]
        after = "d.until IS NOT NULL AND d.until <= %(day)s"
        after += f" AND NOT {form().one_of('d.number', rest)}" if rest else ""
        return f"({after} OR {form().one_of('d.number', over)})" if over else f"({after})"

    def _words_of_kinds(self):
        return [word for _, word in self._kinds.values()]

    def _case(self, exceptions):
        """The position in `words`; the exceptions first."""
        at, by_days = self.words.index, self.by_days
        cases = [
            f"WHEN {form().one_of('d.number', numbers)} THEN {at(word)}"
            for word, numbers in exceptions.items()
            if numbers
        ]
        cases += [
            f"WHEN d.since IS NULL AND d.kind = %({name})s THEN {at(word)}"
            for name, (_, word) in self._kinds.items()
        ]
        return (
            f"CASE {' '.join(cases)} WHEN d.since IS NULL THEN {at(by_days[WITHOUT])} WHEN d.until <= %(day)s "
            f"THEN {at(by_days[AFTER])} WHEN d.since > %(day)s THEN {at(by_days[BEFORE])} ELSE {at(by_days[WITHIN])} END"
        )


NO_STATES = States()


class Conditions:
    """Statements with their values: each method returns (SQL, values)."""

    def __init__(self, question, hits: str):
        """hits: the expression of the tokens in the database's own syntax."""
        self.form = form()
        self.values = {
            "hits": hits, "now": int(question.at.timestamp()), "day": question.day.toordinal(), "kind": question.kind,
            "year": int(question.year or 0), "theme": f",{question.theme},", **question.states.values,
        }  # fmt: skip
        self.state, self.over = question.states.sql, question.states.is_over
        self.filters = list(self._filters(question))

    def _filters(self, question):
        yield "d.visible_from <= %(now)s"
        if question.kind:
            yield "d.kind = %(kind)s"
        if question.year:
            yield "d.year = %(year)s"
        if question.theme:
            yield self.form.THEMES_HOLD
        if question.validity:
            yield question.states.among(question.validity)

    def cube(self, limit):
        """(kind, year, themes, state, number) of `limit` visible hits, whatever is chosen."""
        source, match = self.form.source("every")
        inner = (
            f"SELECT d.kind, d.year, d.themes, {self.state} AS state FROM {source} "
            f"WHERE {match} AND d.visible_from <= %(now)s {self.form.COUNTED_FIRST} LIMIT {limit}"
        )
        return (
            f"SELECT kind, year, themes, state, count(*) FROM ({inner}) newest GROUP BY 1, 2, 3, 4",
            self.values,
        )

    def sums(self):
        """(all, those no longer in force) of the hits that the choices leave."""
        source, match = self.form.source("every")
        where = " AND ".join([match, *self.filters])
        return (
            f"SELECT count(*), sum(CASE WHEN {self.over} THEN 1 ELSE 0 END) FROM {source} WHERE {where}",
            self.values,
        )

    def ordered(self, table, over, limit):
        """Numbers, newest first, of hits in `title` or in `every` text, no longer in force or not."""
        source, match = self.form.source(table)
        where = " AND ".join([match, *self._chosen(over)])
        return (
            f"SELECT d.number FROM {source} WHERE {where} ORDER BY {self.form.ORDER} LIMIT {limit}",
            self.values,
        )

    def among_newest(self, table, over, limit, newest):
        """The same, of the `newest` texts that fit the choices alone: fewer than `limit` where these hold no more."""
        _, match = self.form.source(table)
        inner = (
            f"SELECT d.number, d.place, d.{table} FROM search_document d WHERE {' AND '.join(self._chosen(over))} "
            f"ORDER BY d.place DESC LIMIT {newest}"
        )
        return (
            f"SELECT d.number FROM ({inner}) d WHERE {match} ORDER BY d.place DESC LIMIT {limit}",
            self.values,
        )

    def _chosen(self, over):
        return [*self.filters, self.over if over else f"NOT {self.over}"]

    def same_title(self, key, limit, with_over):
        """Numbers of the texts whose title is the query, those in force first."""
        where = ["d.title_key = %(key)s", *self.filters]
        where += [] if with_over else [f"NOT {self.over}"]
        statement = f"SELECT d.number FROM search_document d WHERE {' AND '.join(where)}"
        ordered = f"{statement} ORDER BY CASE WHEN {self.over} THEN 1 ELSE 0 END, d.place DESC LIMIT {limit}"
        return ordered, self.values | {"key": key}
