"""One question to the library and to the documents in force: page, API and command ask it here."""

import time
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from core import clock
from core.characters import printable
from core.web import absolute
from policies.models import Policy
from questions.answering import documents, entries, library, past_day, ranking, words
from questions.clauses import Passage
from questions.models import Question
from search import meaning

LONGEST = 200  # characters of a question
MOST = 5  # entries and passages of one answer
NEAR = 600  # pieces near in meaning that are looked at
QUOTED = 200  # characters of a quote


@dataclass
class Result:
    """One thing that answers: an entry of the library, or a passage of a document as it stood on a day."""

    kind: str
    thing: Question | Policy
    score: float
    quote: str
    on: date | None = None  # the past day whose text is quoted
    passage: Passage | None = None

    @property
    def title(self) -> str:
        if self.passage is None:
            return self.thing.question
        past = f"（{self.on.year}年{self.on.month}月{self.on.day}日的文本）" if self.on else ""
        label = f" {self.passage.label}" if self.passage.label else ""
        return f"{self.thing.title}{label}{past}"

    @property
    def url(self) -> str:
        address = self.thing.get_absolute_url()
        if self.passage is None:
            return address
        day = f"?on={self.on}" if self.on else ""
        return f"{address}{day}#{self.passage.anchor}" if self.passage.anchor else f"{address}{day}"

    def as_dict(self) -> dict:
        is_entry = self.passage is None
        return {
            "kind": self.kind, "id": self.thing.pk, "external_id": self.thing.external_id if is_entry else None,
            "question": self.thing.question if is_entry else None, "title": self.title,
            "score": round(self.score, 4), "quote": self.quote, "url": absolute(self.url),
        }  # fmt: skip


@dataclass
class Reply:
    """What a question is answered with; `on`: the past day that it was about."""

    text: str
    results: list[Result] = field(default_factory=list)
    on: date | None = None
    is_of_today: bool = False  # asked about the past, answered with what holds today, for want of better
    seconds: float = 0.0

    @property
    def answered(self) -> bool:
        return bool(self.results)

    def as_dict(self) -> dict:
        results = [result.as_dict() for result in self.results]
        return {"answered": self.answered, "results": results, "seconds": round(self.seconds, 4)}


def ask(text: str) -> Reply:
    """Answer a question in everyday words from what is public. Never longer than LONGEST characters are read."""
    began = time.monotonic()
    text = " ".join(printable(text).split())[:LONGEST].strip()
    reply = Reply(text)
    if words.folded(text):
        _answer(reply, clock.today())
    reply.seconds = time.monotonic() - began
    return reply


def _answer(reply, today):
    past, text = past_day.asked_about(reply.text, today), reply.text
    text = (past_day.undated(text) or text) if past else text
    known = library.current()
    near = meaning.near(text, kinds=(Question.KIND, Policy.KIND), limit=NEAR) if known.likeness else []
    for day in past:
        if found := _results(text, day, known, near, past=True):
            reply.results, reply.on = found, day
            return
    reply.results = _results(text, today, known, near, past=False)
    reply.on, reply.is_of_today = (past[0] if past else None), bool(past)


def _results(text, day, known, near, *, past):
    """What answers about the day. About today, what somebody wrote for the question and a second person confirmed stands
    before what was only found; about the past, the texts of that day do."""
    found = entries.best(text, day, known, near, past=past)
    answers = [Result(Question.KIND, one, score, _shortened(one.answer_text)) for score, one in found]
    titled = {}
    for one in near:
        if one.number not in known.entries:
            titled[one.number] = max(one.similarity, titled.get(one.number, -1.0))
    fitting = [one for one in documents.best(text, day, known.rarity, titled) if one.score >= ranking.ENOUGH]
    passages = [
        Result(
            Policy.KIND, one.policy, one.score, _shortened(one.passage.text), on=day if past else None,
            passage=one.passage,
        )
        for one in fitting[:MOST]
    ]  # fmt: skip
    first, then = (passages, answers) if past else (answers, passages)
    return _falling([*first, *then])[: MOST + 2]


def _falling(results):
    """Scores that fall in the order of the results: what stands behind is not said to be better."""
    for before, one in pairwise(results):
        one.score = min(one.score, before.score * ranking.CERTAIN)
    return results


def _shortened(text):
    text = " ".join(text.split())
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}……"
