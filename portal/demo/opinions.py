"""A consultation of the demo town: notice, opinions from everywhere, answers, result."""

import itertools
from datetime import datetime, time, timedelta

from core import audit, clock
from core.duties import Duty
from core.public_forms import receipts
from core.richtext import from_text
from decisions.actions import answer_opinions
from decisions.models import Consultation, ConsultationResult, Opinion
from portal.demo.source import chinese

WRITERS = (Duty.DRAFTER, Duty.DISCLOSURE_OFFICER)
CHANNELS = ["web", "web", "meeting", "web", "letter", "phone", "web", "hotline"]
NOTICE = (
    "{office}起草了《{title}（草案）》，现将草案及其起草说明公布，征求社会各界的意见。\n"
    "征求意见的时间：{starts}至{ends}24:00。\n"
    "可以对整个草案提意见，也可以只对其中一条提意见。意见采纳情况在本站公布。"
)


class Asked:
    """One consultation. story: the matter's (its papers, its office, its year)."""

    def __init__(self, story, facts):
        self.story, self.facts, self.loader = story, facts, story.loader
        self.channels = itertools.cycle(CHANNELS)
        self.record = None
        self.answered: list = []

    @property
    def starts_on(self):
        return self.story.year.day(self.facts["starts"])

    @property
    def ends_on(self):
        return self.starts_on + timedelta(days=self.facts["days"])

    def steps(self):
        first = self.story.year.moment(self.facts["starts"], 14)
        yield first, self._publish
        moments = self._moments(first)
        for answer in self.facts.get("answer", []):
            texts = itertools.islice(itertools.cycle(enumerate(answer["texts"])), answer["count"])
            for number, (_, text) in enumerate(texts):
                yield next(moments), self._sender(text, "", number < len(answer["texts"]), answer)
        for some in self.facts.get("open", []):
            for text in some["texts"]:
                yield next(moments), self._sender(text, some["clause"], True)
        yield from self._ending()

    def _ending(self):
        number = self.facts.get("result")
        close = datetime.combine(self.ends_on + timedelta(days=2), time(10), clock.SHANGHAI)
        answer_at = min(close, clock.now() - timedelta(hours=2))
        if self.facts.get("answer"):
            yield answer_at, self._answer
        if number is not None:
            yield max(self.story.year.moment(number, 15), answer_at + timedelta(hours=1)), self._result

    def _moments(self, first):
        """Moments within the period, never later than now."""
        last = min(datetime.combine(self.ends_on, time(20), clock.SHANGHAI), clock.now() - timedelta(hours=4))
        number = sum(one["count"] for one in self.facts.get("answer", []))
        number += sum(len(one["texts"]) for one in self.facts.get("open", []))
        step = (last - first) / (number + 1)
        return (first + step * place for place in range(1, number + 1))

    def _publish(self):
        title, papers = self.story.facts["title"], self.story.papers
        words = {
            "office": self.story.office.name,
            "title": title,
            "starts": chinese(self.starts_on),
            "ends": chinese(self.ends_on),
        }
        self.record = Consultation(
            title=f"关于《{title}（草案）》公开征求意见的公告", office=self.story.office, matter=self.story.matter,
            subject="decision", draft=papers["draft"], explanation=papers["explanation"], starts_on=clock.today(),
            ends_on=self.ends_on, contact=self.facts["contact"], body=from_text(NOTICE.format(**words)),
            summary=f"{self.story.facts['about']}请您提意见。", keywords="征求意见", written_on=clock.today(),
            attribute="proactive", scope="site", drafted_by=self.loader._someone(self.story.office, *WRITERS),
        )  # fmt: skip
        self.record.save()
        for place in self.facts["postings"]:
            self.record.postings.create(place=place, posted_on=clock.today(), proof="现场照片，存承办单位")
        with audit.act("新增", self.record, by=self.record.drafted_by):
            pass
        self.loader._walk(self.record, "published", {})

    def _sender(self, text, clause, may_publish, answer=None):
        def step():
            opinion = Opinion(
                consultation=self.record, text=text, clause=clause, may_publish=may_publish, channel=next(self.channels),
                received_at=clock.now(),
            )  # fmt: skip
            receipts.give(opinion, clock.today())
            if opinion.channel == Opinion.Channel.WEB:
                opinion.save()
            else:
                opinion.enter(by=self.record.drafted_by)
            if answer:
                self.answered.append((answer["topic"], opinion))

        return step

    def _answer(self):
        for said in self.facts["answer"]:
            opinions = [opinion for topic, opinion in self.answered if topic == said["topic"]]
            answer_opinions(
                self.record, opinions, topic=said["topic"], outcome=said["outcome"], reason=said["reason"],
                by=self.record.drafted_by,
            )  # fmt: skip

    def _result(self):
        result = ConsultationResult(
            asked=self.record, office=self.record.office, preface=self.facts["preface"], written_on=clock.today(),
            attribute="proactive", scope="site", drafted_by=self.record.drafted_by,
        )  # fmt: skip
        result.save()
        with audit.act("新增", result, by=result.drafted_by):
            pass
        self.loader._walk(result, "published", {})
