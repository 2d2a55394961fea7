"""A meeting of the demo town: called, registered for, listed, held, told."""

from datetime import datetime, time, timedelta

from core import audit, clock
from core.duties import Duty
from core.public_forms import receipts
from core.richtext import from_text
from decisions.models import Attendance, Meeting, Seats, Selection, Statement
from portal.demo.source import weekday

WRITERS = (Duty.DRAFTER, Duty.DISCLOSURE_OFFICER)
NOTICE = (
    "为了听取群众意见，《{title}》提交审议时，邀请群众代表、利益相关方等参加，现在接受报名。\n"
    "会议时间：{meets}。会议地点：{place}。\n"
    "报名时间：{opens}至{closes}24:00。报名人数超过名额的，抽签确定；没有抽中的排队候补。\n"
    "名单在会议以前公布，代表的发言和采纳情况在会后公布。"
)


class Called:
    """One meeting. story: the matter's (its office, its year). In the files `days` and `meets` count from `opens`."""

    def __init__(self, story, facts):
        self.story, self.facts, self.loader = story, facts, story.loader
        self.record = self.selection = None

    def steps(self):
        year = self.story.year
        yield year.moment(self.facts["opens"], 15), self._publish
        opened = year.day(self.facts["opens"])
        for number, person in enumerate(self.facts.get("person", [])):
            moment = datetime.combine(opened, time(16, number), clock.SHANGHAI)
            if moment < clock.now():
                yield moment, lambda person=person: self._register(person)
        if "listed" in self.facts:
            yield year.moment(self.facts["listed"], 10), self._select
        if "told" in self.facts:
            yield year.moment(self.facts["told"], 16), self._tell

    def _publish(self):
        title = self.story.facts["title"]
        opens, closes = clock.today(), clock.today() + timedelta(days=self.facts["days"])
        meets_at = datetime.combine(
            weekday(opens + timedelta(days=self.facts["meets"])), time(9), clock.SHANGHAI
        )
        word = "听证会" if self.facts["purpose"] == "hearing" else "列席审议会议"
        said = NOTICE.format(
            title=title, meets=f"{meets_at:%Y年%-m月%-d日}上午9:00", place=self.facts["place"],
            opens=f"{opens:%Y年%-m月%-d日}", closes=f"{closes:%Y年%-m月%-d日}",
        )  # fmt: skip
        self.record = Meeting(
            title=f"关于邀请群众参加《{title}》{word}的公告", office=self.story.office, matter=self.story.matter,
            purpose=self.facts["purpose"], meets_at=meets_at, place=self.facts["place"], opens_on=opens, closes_on=closes,
            method=self.facts.get("method", "draw"), conditions=self.facts.get("conditions", "").strip(),
            contact=self.facts["contact"], body=from_text(said), summary=f"{self.story.facts['about']}请您来听、来说。",
            keywords="列席 听证 报名", written_on=opens, attribute="proactive", scope="site",
            drafted_by=self.loader._someone(self.story.office, *WRITERS),
        )  # fmt: skip
        self.record.save()
        for group, (number, conditions) in self.facts["seats"].items():
            Seats.objects.create(meeting=self.record, group=group, number=number, conditions=conditions)
        with audit.act("新增", self.record, by=self.record.drafted_by):
            pass
        self.loader._walk(self.record, "published", {})

    def _register(self, person):
        group, name, where, about = person
        number = Attendance.objects.count()
        made = Attendance(
            meeting=self.record, group=group, name=name, where=where, about=about, contact=f"0000-55{number:05}",
            received_at=clock.now(),
        )  # fmt: skip
        receipts.give(made, clock.today())
        made.save()

    def _select(self):
        self.selection = Selection.objects.make(self.record, by=self.record.drafted_by)
        self.selection.confirm(by=self.loader._someone(self.story.office, Duty.SIGNER))

    def _tell(self):
        """What those with a place said, the first of each group first."""
        people = {one.ticket: one for one in self.record.attendances.all()}
        waiting = [people[row["ticket"]] for row in self.selection.chosen]
        for group, text, outcome, reason in self.facts["said"]:
            who = next(one for one in waiting if one.group == group)
            waiting.remove(who)
            made = Statement(
                meeting=self.record,
                attendance=who,
                text=text,
                outcome=outcome,
                reason=reason,
                entered_by=self.record.drafted_by,
            )
            made.save()
            made.confirm(by=self.loader._someone(self.story.office, Duty.SIGNER))
