"""重大行政决策 of the demo town: three yearly catalogues, from listed to evaluated, through the verbs that staff use."""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path

from core import audit, clock
from core.duties import Duty
from core.richtext import from_text
from decisions import column
from decisions.models import Adjustment, Catalogue, Exemption, Matter, YearEnd
from disclosure.models import Audience, Information
from portal.demo.meetings import Called
from portal.demo.opinions import WRITERS, Asked
from portal.demo.source import weekday

FOLDER = Path(__file__).parent / "decisions"
OLDEST = 170  # days: the newest catalogue is at least so much older that all of its days fit behind it


def steps(loader):
    """(moment, step) of everything that happened, in no order."""
    newest = (loader.town.today - timedelta(days=OLDEST)).year
    templates = tomllib.loads((FOLDER / "papers.toml").read_text("utf-8"))
    for path in sorted(FOLDER.glob("[0-9]-*.toml")):
        year = newest - int(path.name[0]) + 1
        yield from Year(loader, year, tomllib.loads(path.read_text("utf-8")), templates).steps()


class Year:
    """One catalogue and what became of its matters."""

    def __init__(self, loader, year, facts, templates):
        self.loader, self.year, self.facts, self.templates = loader, year, facts, templates
        self.town = loader.offices["xingchuan"]
        self.began = weekday(date(year, 2, 20))
        self.catalogue = None

    def day(self, number) -> date:
        """A day of the files: so many after the catalogue's own, or, negative, before today."""
        start = self.loader.town.today if number < 0 else self.began
        return weekday(start + timedelta(days=number))

    def moment(self, number, hour, minute=0) -> datetime:
        moment = datetime.combine(self.day(number), time(hour, minute), clock.SHANGHAI)
        return min(moment, clock.now() - timedelta(hours=3) + timedelta(minutes=minute))

    def steps(self):
        yield self.moment(0, 10), self._publish
        for position, facts in enumerate(self.facts["matter"], start=1):
            story = Story(self, position, facts)
            if "added" in facts:
                yield self.moment(facts["added"]["on"], 9), story.add
            yield from story.steps()
        if "year_end" in self.facts:
            yield self.moment(300, 15), self._year_end

    def _publish(self):
        self._categories()
        officer = self.loader._someone(self.town, Duty.DISCLOSURE_OFFICER)
        self.catalogue = Catalogue(
            year=self.year, office=self.town, drafted_by=officer, written_on=clock.today(), preamble=self.facts["preamble"].strip(),
            approved_by="经镇党委同意，第5次镇长办公会议", approved_on=clock.today(), attribute="proactive", scope="site",
        )  # fmt: skip
        self.catalogue.save()
        for position, facts in enumerate(self.facts["matter"], start=1):
            if "added" not in facts:
                self.write(position, facts)
        self.catalogue.save()
        with audit.act("新增", self.catalogue, by=officer):
            pass
        self.loader._walk(self.catalogue, "published", {})

    def _categories(self):
        for category in (column.category(), column.asked()):
            category.office = self.loader.offices["party-government-office"]
            category.save()
            category.audiences.set(Audience.objects.filter(slug="villagers"))

    def write(self, position, facts) -> Matter:
        offices = self.loader.offices
        matter = Matter.objects.create(
            catalogue=self.catalogue, position=position, title=facts["title"], office=offices[facts["office"]],
            legal_basis=facts["basis"], about=facts["about"], planned_on=self.began + timedelta(days=facts["planned"]),
        )  # fmt: skip
        matter.joint_offices.set(offices[slug] for slug in facts.get("joint", []))
        Exemption.objects.bulk_create(
            Exemption(matter=matter, step=step, reason=reason)
            for step, reason in facts.get("exempt", {}).items()
        )
        return matter

    def confirm(self, thing):
        """Entered by the officer, confirmed by the signer."""
        thing.entered_by = self.loader._someone(self.town, Duty.DISCLOSURE_OFFICER)
        thing.save()
        thing.confirm(by=self.loader._someone(self.town, Duty.SIGNER))

    def _year_end(self):
        self.confirm(YearEnd(catalogue=self.catalogue, text=self.facts["year_end"].strip()))


class Story:
    """One matter: its papers, its consultation, its changes."""

    def __init__(self, year, position, facts):
        self.year, self.loader, self.position, self.facts = year, year.loader, position, facts
        self.office = self.loader.offices[facts["office"]]
        self.papers: dict = {}
        self.asked = Asked(self, facts["asked"]) if "asked" in facts else None
        self.called = [Called(self, one) for one in facts.get("meeting", [])]

    @property
    def matter(self) -> Matter:
        return Matter.objects.get(catalogue=self.year.catalogue, title=self.facts["title"])

    def steps(self):
        for minute, (step, (number, said)) in enumerate(self.facts.get("papers", {}).items()):
            yield self.year.moment(number, 9, minute), lambda step=step, said=said: self._paper(step, said)
        if "policy" in self.facts:
            yield self.year.moment(-19, 17), self._decided
        if self.asked:
            yield from self.asked.steps()
        for meeting in self.called:
            yield from meeting.steps()
        for kind in ("ended", "postponed"):
            if kind in self.facts:
                yield self.year.moment(self.facts[kind]["on"], 16), lambda kind=kind: self._change(kind)

    def _paper(self, step, said):
        template = self.year.templates[step]
        words = {name: self.facts[name] for name in ("title", "about", "why")} | {"office": self.office.name}
        record = Information(
            title=template["title"].format(**words), office=self.office, category=column.category(),
            body=from_text(template["text"].format(**words, said=said.strip())), written_on=clock.today(),
            summary=f"{self.facts['title']}：{self.facts['about']}", keywords="重大行政决策",
            attribute="proactive", scope="site", drafted_by=self.loader._someone(self.office, *WRITERS),
        )  # fmt: skip
        record.save()
        with audit.act("新增", record, by=record.drafted_by):
            pass
        self.loader._walk(record, "published", {})
        self.papers[step] = record
        self._link(step.removesuffix("_again"), record)

    def _link(self, step, record):
        paper = self.matter.link(step, record, by=self.loader._someone(self.office, *WRITERS))
        if not paper.confirmed_at:
            paper.confirm(by=self.loader._someone(self.office, Duty.SIGNER))

    def _decided(self):
        self._link("decision", self.loader.things[self.facts["policy"]])

    def add(self):
        self.year.write(self.position, self.facts)
        self._change("added")

    def _change(self, kind):
        said = self.facts[kind]
        until = self.year.began + timedelta(days=said["until"]) if "until" in said else None
        self.year.confirm(
            Adjustment(
                catalogue=self.year.catalogue, matter=self.matter, kind=kind, on=clock.today(), reason=said["reason"],
                approved_by=said["approved"], planned_on=until,
            )
        )  # fmt: skip
