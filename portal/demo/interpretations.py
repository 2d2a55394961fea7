"""政策解读 of the demo town: bundles that went with their documents, some that followed, one late, plans and training."""

from datetime import timedelta
from pathlib import Path

from django.core.files.base import ContentFile

from core import audit, clock
from core.duties import Duty
from disclosure import gate
from disclosure.models import Audience
from policies import clause_links, interpretation_column
from policies.forms_of_interpreting import ELEMENTS
from policies.models import (
    Interpretation,
    InterpretationPlan,
    InterpretationSection,
    Medium,
    Policy,
    Training,
)
from portal.demo.opinions import WRITERS
from portal.demo.source import offset_day, weekday

FOLDER = "interpretations"
ON_THE_WAY = (gate.DRAFT, gate.DETERMINED, gate.REVIEWED, gate.SIGNED, gate.RETURNED)
RULE_BEGAN = "-14m"  # what is older than the rule of the three days is a 历史文件 here
WITHOUT_RIGHTS = "本文件是内部工作安排，不改变群众和企业的权利义务。"
FOLLOWS = "解读稿正在请业务部门核对，核对完另行发布。"


class Explained:
    """One file: an interpretation, its plan and the training for its document."""

    def __init__(self, loader, path: Path):
        self.loader, self.path = loader, path
        self.facts = loader.town.read(f"{FOLDER}/{path.name}")
        self.key = self.facts["document"]

    @property
    def document(self):
        return Policy.objects.get(pk=self.loader.things[self.key].pk)

    @property
    def goes_along(self) -> bool:
        return "after" not in self.facts

    def day(self, days: int):
        """So many days after the document was published."""
        facts = self.loader.town.by_key[self.key].facts
        return weekday((facts.get("published") or facts["written"]) + timedelta(days=days))


def read(loader) -> list[Explained]:
    return [Explained(loader, path) for path in sorted((loader.town.folder / FOLDER).glob("*.toml"))]


def excuse(loader) -> None:
    """Documents without a bundle say why, as somebody would have at the time."""
    explained = {one.key: one for one in read(loader)}
    for paper in loader.town.policies:
        policy = loader.things[paper.key]
        one = explained.get(paper.key)
        excuses = Policy.Excuse
        if one and one.goes_along:
            policy.interpretation_excuse = ""
        elif one or paper.facts.get("interpretation_excuse") in ("转发", "领导小组"):
            pass
        elif _is_before(paper, loader):
            policy.interpretation_excuse = excuses.FOLLOWING  # until `forgive_what_was_before_the_rule`
        elif paper.key.startswith("county-"):
            policy.interpretation_excuse = excuses.FORWARDING
        elif not policy.is_normative:
            policy.interpretation_excuse, policy.interpretation_reason = excuses.INTERNAL, WITHOUT_RIGHTS
        elif paper.facts.get("state") in ON_THE_WAY:
            policy.interpretation_excuse = ""
        if policy.interpretation_excuse == excuses.FOLLOWING:
            policy.interpretation_reason = FOLLOWS
        policy.save()


def _is_before(paper, loader):
    return (paper.facts.get("published") or loader.town.today) < offset_day(RULE_BEGAN, loader.town.today)


def forgive_what_was_before_the_rule(loader) -> None:
    """The verbs ask for interpretations as today's rule does; documents published before the town had it owe none."""
    explained = {one.key for one in read(loader)}
    before = [
        paper.key
        for paper in loader.town.policies
        if paper.key not in explained and _is_before(paper, loader)
    ]
    owing = Policy.objects.filter(pk__in=[loader.things[key].pk for key in before]).exclude(
        interpretation_due_on=None
    )
    owing.update(
        interpretation_excuse=Policy.Excuse.MIGRATED, interpretation_reason="", interpretation_due_on=None
    )


def draft_bundles(loader) -> None:
    """The drafts of what is signed together with its document, with the plans."""
    _category(loader)
    for one in read(loader):
        with clock.at(loader._moment(loader.town.by_key[one.key].facts["written"], 10)):
            if "plan" in one.facts:
                InterpretationPlan.objects.create(policy=one.document, **_plan(one.facts["plan"]))
            if one.goes_along:
                write(one)
    for paper in loader.town.policies:  # one where the plan is there and nobody has begun to write
        if paper.key == "parking-draft":
            InterpretationPlan.objects.create(
                policy_id=loader.things[paper.key].pk, forms=["picture"], channels="本网站、停车点公示牌",
                outline="哪里能停\n停多久不收钱\n占道怎么处理", schedule="与文件同时发布",
                contact="镇自然资源和村镇建设办公室 0000-5510606",
            )  # fmt: skip


def _category(loader):
    category = interpretation_column.category()
    category.office = loader.offices["party-government-office"]
    category.save()
    category.audiences.set(Audience.objects.filter(slug="villagers"))


def _plan(facts):
    return {name: facts[name] for name in ("outline", "forms", "channels", "schedule", "contact")}


def write(one) -> Interpretation:
    """A draft with its parts, pictures and videos, by somebody of the document's office."""
    facts, document, loader = one.facts, one.document, one.loader
    made = Interpretation(
        document=document, office=document.office, drafted_by=loader._someone(document.office, *WRITERS),
        written_on=clock.today(), attribute="proactive", scope="site", keywords=document.keywords,
        title=facts["title"], form=facts["form"], summary=facts["summary"], interpreter=facts.get("interpreter", ""),
        contact=document.office.phone, source_name=facts.get("source_name", ""), source_url=facts.get("source_url", ""),
        transcript=facts.get("transcript", "").strip(),
        **{name: facts.get(name, "").strip() for name in ELEMENTS},
    )  # fmt: skip
    made.save()
    made.themes.set(document.themes.all())
    made.audiences.set(document.audiences.all())
    with audit.act("新增", made, by=made.drafted_by):
        pass
    _sections(made, facts.get("sections", []))
    _media(made, facts, one.path.parent)
    return made


def _sections(made, sections):
    for position, facts in enumerate(sections, start=1):
        anchors, unknown = clause_links.anchors(facts.get("clauses", ""), made.document.text_on())
        if unknown:
            raise LookupError(f"{made.document}没有{unknown}")
        InterpretationSection.objects.create(
            interpretation=made,
            position=position,
            heading=facts["heading"],
            text=facts["text"],
            clauses=anchors,
        )


def _media(made, facts, folder):
    files = [(facts["picture"], "png", facts["picture_text"].strip())] if "picture" in facts else []
    files += [(facts["video"], extension, "") for extension in ("mp4", "vtt")] if "video" in facts else []
    for position, (name, extension, text) in enumerate(files, start=1):
        title = "中文字幕" if extension == "vtt" else made.title
        medium = Medium(interpretation=made, position=position, title=title, alt_text=text)
        data = (folder / f"{name}.{extension}").read_bytes()
        medium.take(ContentFile(data, f"{name}.{extension}"), f"{name}.{extension}")
        medium.save()


def steps(loader):
    """(moment, step) of what followed the documents: other interpretations, training."""
    for one in read(loader):
        if not one.goes_along:
            yield loader._moment(one.day(one.facts["after"]), 17), lambda one=one: _follow(one)
        for facts in one.facts.get("trainings", []):
            yield loader._moment(one.day(facts["after"]), 18), lambda one=one, facts=facts: _train(one, facts)


def _follow(one):
    one.loader._walk(write(one), "published", {})


def _train(one, facts):
    office = one.document.office
    writer, signer = one.loader._someone(office, *WRITERS), one.loader._someone(office, Duty.SIGNER)
    made = Training(
        entered_by=writer, policy=one.document, office=office, held_on=clock.today(),
        **{name: facts[name] for name in ("audience", "people", "place", "material")},
    )  # fmt: skip
    made.full_clean()
    with audit.act("新增", made, by=writer):
        made.save()
    made.confirm(by=signer)
