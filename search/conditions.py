"""The statements of one question, the same for either database but for how tokens are asked for."""

from search.sql import form

# what a text is on a day; the position is what statements give back
STATES = ("none", "current", "not_yet", "ended", "paused")
FIRST_OVER = 3
OVER = set(STATES[FIRST_OVER:])
DIMENSIONS = ("kind", "theme", "year", "validity")


class Conditions:
    """Statements with their values: each method returns (SQL, values)."""

    def __init__(self, question, hits: str):
        """hits: the expression of the tokens in the database's own syntax."""
        self.form = form()
        self.values = {
            "hits": hits, "now": int(question.at.timestamp()), "day": question.day.toordinal(), "kind": question.kind,
            "year": int(question.year or 0), "theme": f",{question.theme},",
        }  # fmt: skip
        numbers = ", ".join(str(int(number)) for number in sorted(question.paused))
        paused = f"d.number IN ({numbers})" if numbers else "1 = 0"
        self.state = (
            f"CASE WHEN d.since IS NULL THEN 0 WHEN d.until <= %(day)s THEN 3 WHEN {paused} THEN 4 "
            "WHEN d.since > %(day)s THEN 2 ELSE 1 END"
        )
        self.over = f"{self.state} >= {FIRST_OVER}"
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
            yield f"{self.state} = {STATES.index(question.validity)}"

    def cube(self, limit):
        """(kind, year, themes, state, number) of the newest `limit` visible hits, whatever is chosen."""
        source, match = self.form.source("every")
        inner = (
            f"SELECT d.kind, d.year, d.themes, {self.state} AS state FROM {source} "
            f"WHERE {match} AND d.visible_from <= %(now)s ORDER BY {self.form.ORDER} LIMIT {limit}"
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
        where = " AND ".join([match, *self.filters, self.over if over else f"NOT {self.over}"])
        return (
            f"SELECT d.number FROM {source} WHERE {where} ORDER BY {self.form.ORDER} LIMIT {limit}",
            self.values,
        )

    def same_title(self, key, limit, with_over):
        """Numbers of the texts whose title is the query, those in force first."""
        where = ["d.title_key = %(key)s", *self.filters]
        where += [] if with_over else [f"NOT {self.over}"]
        statement = f"SELECT d.number FROM search_document d WHERE {' AND '.join(where)}"
        ordered = f"{statement} ORDER BY CASE WHEN {self.over} THEN 1 ELSE 0 END, d.place DESC LIMIT {limit}"
        return ordered, self.values | {"key": key}
