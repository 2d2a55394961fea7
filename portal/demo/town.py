"""Writes the demo town through the verbs that staff use, with the clock set to the days on which things happened."""

import random
from datetime import datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from core import audit, clock
from core.actions import create_staff, found_town
from core.duties import Duty
from core.models import Office, User
from disclosure import gate, guide
from disclosure.actions import plant_categories
from disclosure.models import Attachment, Audience, Category, Information, Theme
from policies.actions import publish_migrated
from policies.models import (
    CleanUp,
    CleanUpRow,
    Issuer,
    Making,
    Policy,
    PolicyIssuer,
    Relation,
    ValidityEvent,
    Version,
)
from policies.models.policy import NORMATIVE_QUESTIONS
from policies.reading import read
from policies.validity import TermKind
from portal.demo import (
    changes,
    column,
    decisions,
    fees,
    files,
    interpretations,
    problems,
    questions,
    reports,
    standards,
)
from portal.demo.source import Paper, Town, weekday

OPENED = timedelta(days=4 * 365)  # the portal opened four years ago; what is older was migrated
GROUNDS = {"third_party": "trade", "internal_affairs": "internal", "process_information": "process"}
EXCUSES = {label: value for value, label in Policy.Excuse.choices} | {
    "领导小组": Policy.Excuse.GROUP,
    "转发": Policy.Excuse.FORWARDING,
    "人事": Policy.Excuse.PERSONNEL,
    "历史文件": Policy.Excuse.MIGRATED,
    "另行解读": Policy.Excuse.FOLLOWING,
}


class Loader:
    """One loading of the town. `progress` is called with a sentence now and then."""

    def __init__(self, password: str, progress=lambda sentence: None):
        self.town, self.password, self.progress = Town(clock.today()), password, progress
        self.opening = clock.today() - OPENED
        self.things: dict = {}
        self.dice = random.Random(20)

    def load(self) -> None:
        with clock.at(self._moment(self.opening - timedelta(days=365 * 3), 8)):
            self._people()
            self._lists()
        for paper in self.town.records:
            self._draft(paper, Information)
        for paper in self.town.policies:
            self._draft(paper, Policy)
        self.progress("起草完成，开始办理")
        interpretations.excuse(self)
        for paper in self.town.policies:
            self._connect(paper)
        for paper in self.town.policies:
            for event in paper.facts.get("events", []):
                self._event(self.things[paper.key], event)
        interpretations.draft_bundles(self)
        for moment, _, step in sorted(self._steps(), key=lambda one: one[:2]):
            with clock.at(moment):
                step()
        interpretations.forgive_what_was_before_the_rule(self)
        reports.load(self)
        guide.keep()

    # Offices, people, lists --------------------------------------------------------------------------------
    def _people(self):
        town = found_town()
        plant_categories()
        self.offices = {}
        for position, facts in enumerate(self.town.facts["office"]):
            self.offices[facts["slug"]] = self._office(town, position, dict(facts))
        hashed = make_password(self.password)  # once: a hash takes a third of a second
        for facts in self.town.facts["staff"]:
            offices = [self.offices[slug] for slug in facts["offices"]]
            create_staff(
                username=facts["username"], name=facts["name"], title=facts["title"], duties=facts["duties"],
                offices=offices, hashed=hashed, is_demo=True,
            )  # fmt: skip
        self.staff = list(User.objects.filter(is_demo=True).prefetch_related("groups", "offices"))

    def _office(self, town, position, facts):
        parent, kind = facts.pop("parent", None), facts["kind"]
        office = town if kind == Office.Kind.TOWN else Office()
        for name, value in facts.items():
            setattr(office, name, value)
        office.parent, office.position = self.offices.get(parent), position
        office.save()
        return office

    def _lists(self):
        for model, name in ((Theme, "theme"), (Audience, "audience")):
            for position, facts in enumerate(self.town.facts[name]):
                model.objects.get_or_create(
                    slug=facts["slug"], defaults={"name": facts["label"], "position": position}
                )
        self.issuers = {}
        for facts in self.town.facts["issuer"]:
            office = self.offices.get(facts.get("office"))
            self.issuers[facts["key"]] = Issuer.objects.create(
                slug=facts["key"],
                name=facts["name"],
                level=facts["level"],
                office=office,
                codes=" ".join(facts["codes"]),
            )
        column.arrange(self)
        self.categories = {category.slug: category for category in Category.objects.all()}

    # Drafts ------------------------------------------------------------------------------------------------
    def _draft(self, paper, model):
        facts, office = paper.facts, self.offices[paper.facts["office"]]
        with clock.at(self._moment(facts["written"], 9)):
            thing = model(
                title=self.town.title(paper), office=office, category=self.categories[facts["category"]],
                drafted_by=self._someone(office, Duty.DRAFTER, Duty.VILLAGE_CLERK, Duty.DISCLOSURE_OFFICER),
                written_on=facts["written"], summary=self.town.fill(facts["summary"], paper),
                keywords=" ".join(facts.get("keywords", [])), urgent=facts.get("urgent", False),
                **self._attribute(facts),
            )  # fmt: skip
            thing.body = self._body(paper, paper.text)
            if model is Policy:
                self._policy_fields(thing, paper)
            thing.save()
            thing.themes.set(Theme.objects.filter(slug__in=facts.get("themes", [])))
            thing.audiences.set(Audience.objects.filter(slug__in=facts.get("audiences", [])))
            with audit.act("新增", thing, by=thing.drafted_by):
                pass
            self._attach(thing, paper)
        self.things[paper.key] = thing

    def _attribute(self, facts):
        attribute = facts.get("attribute", "proactive")
        shown = {"attribute": attribute, "scope": Information.Scope.SITE if attribute == "proactive" else ""}
        if attribute != "proactive":
            ground = facts.get("ground", "internal")
            shown |= {"attribute_ground": GROUNDS.get(ground, ground), "attribute_reason": facts["reason"]}
        return shown

    def _body(self, paper, text):
        """The text as the importer would read it, so that the demo shows what a clerk's file becomes."""
        head = f"{self.town.title(paper)}\n{self.town.number(paper)}\n\n"
        return read((head + self.town.fill(text, paper)).encode(), "demo.txt").body_html

    def _policy_fields(self, policy, paper):
        facts = paper.facts
        policy.document_number = self.town.number(paper)
        policy.registration_number = self.town.registration(paper)
        policy.genre = (
            facts.get("genre", "") if facts.get("genre") in Policy.Genre.values else Policy.Genre.OTHER
        )
        policy.is_normative = facts.get("normative", False)
        policy.normative_answers = dict.fromkeys(NORMATIVE_QUESTIONS, policy.is_normative)
        policy.trial = facts.get("trial", "")
        policy.published_on, policy.effective_on = facts.get("published"), facts.get("effective")
        self._term(policy, facts)
        policy.interpretation_excuse = EXCUSES.get(
            facts.get("interpretation_excuse"), Policy.Excuse.FOLLOWING
        )

    def _term(self, policy, facts):
        term = facts.get("term", "none")
        if term in ("none", "unknown"):
            policy.term_kind = TermKind(term)
        elif term == "date":
            policy.term_kind, policy.expires_on = TermKind.DATE, facts["expires"]
        else:
            policy.term_kind, policy.term_months = TermKind.LENGTH, 12 * int(term.removesuffix("y"))

    def _attach(self, thing, paper):
        for position, facts in enumerate(paper.facts.get("attachments", [])):
            content = facts["content"]
            filled = self._filled(content, paper)
            data, extension = files.make(facts["kind"], filled)
            attachment = Attachment(information_id=thing.pk, title=facts["title"], position=position)
            attachment.take(data, f"{facts['title']}.{extension}")
            attachment.save()

    def _filled(self, content, paper):
        if isinstance(content, str):
            return self.town.fill(content, paper)
        return [
            [self.town.fill(cell, paper) if isinstance(cell, str) else cell for cell in row]
            for row in content
        ]

    # What ties documents together --------------------------------------------------------------------------
    def _connect(self, paper: Paper):
        facts, policy = paper.facts, self.things[paper.key]
        for position, key in enumerate(facts.get("issuers", [])):
            PolicyIssuer.objects.create(policy=policy, issuer=self.issuers[key], position=position)
        if policy.is_normative and not facts.get("migrated"):
            self._making(policy, paper)
        for relation in facts.get("relations", []):
            on = relation.get("on") or facts.get("effective") or facts["written"]
            Relation.objects.create(
                source=policy, target=self.things[relation["target"]], kind=relation["kind"], on=on
            )
        for version, text in zip(facts.get("versions", []), paper.later_texts, strict=True):
            Version.objects.create(
                policy=policy, valid_from=version["valid_from"], cause=self.things[version["by"]],
                body=self._body(paper, text), entered_by=policy.drafted_by,
            )  # fmt: skip
        if "clean_up" in facts:
            self._clean_up(policy, facts)

    def _making(self, policy, paper):
        facts = paper.facts
        legality, discussion = facts.get("legality", {}), facts.get("discussion", {})
        consultation, filing = facts.get("consultation", {}), facts.get("filing", {})
        result = ""
        if consultation.get("received") is not None:
            result = f"收到意见{consultation['received']}条，采纳{consultation.get('adopted', 0)}条"
        Making.objects.create(
            policy=policy, legality_by=legality.get("office", ""), legality_on=legality.get("on"),
            legality_number=self.town.fill(legality.get("number", ""), paper), legality_opinion=legality.get("opinion", ""),
            discussed_at=discussion.get("meeting", ""), discussed_on=discussion.get("on"),
            consulted_from=consultation.get("from"), consulted_to=consultation.get("to"), consultation_result=result,
            not_consulted_because=consultation.get("reason_none", ""),
            filed_with=filing.get("to", ""), filed_on=filing.get("on"),
        )  # fmt: skip

    def _event(self, policy, event):
        """Events that a relation of the causing document already says are not said twice."""
        cause, clauses = self.things.get(event.get("by")), "、".join(event.get("clauses", []))
        verb = {"amended": "amends", "repealed": "repeals", "replaced": "replaces"}.get(event["kind"])
        said = Relation.objects.filter(source=cause, target=policy) if cause else Relation.objects.none()
        if event["kind"] == "partly_repealed" and said.filter(kind="repeals").update(clauses=clauses):
            return
        if said.filter(kind=verb or "").exists():
            return
        ValidityEvent.objects.create(
            policy=policy, kind=event["kind"], on=event["on"], until=event.get("until"), cause=cause,
            clauses=clauses, note=event.get("note", ""), entered_by=policy.drafted_by,
        )  # fmt: skip

    def _clean_up(self, notice, facts):
        said = facts["clean_up"]
        clean_up = CleanUp.objects.create(
            notice=notice, on=facts["effective"], normative_only=said.get("normative_only", True),
            made_on_or_before=said.get("made_on_or_before"), default=said.get("default", "none"),
        )  # fmt: skip
        clean_up.issuers.set(self.issuers[key] for key in said["issuers"])
        for row in said["rows"]:
            CleanUpRow.objects.create(
                clean_up=clean_up, policy=self.things[row["target"]], decision=row["decision"], by=row.get("by"),
                note=row.get("note", ""),
            )  # fmt: skip

    # The way through the gate, in the order in which it happened ---------------------------------------------
    def _steps(self):
        papers = [*self.town.records, *self.town.policies]
        for order, paper in enumerate(papers):
            yield self._when(paper), order, self._through_gate(paper)
            if "withdraw" in paper.facts:
                yield self._moment(paper.facts["withdraw"]["on"], 16), order, self._withdrawal(paper)
            for moment, step in changes.steps(self, paper):
                yield moment, order, step
        for order, part in enumerate(
            (column, fees, standards, problems, decisions, interpretations, questions), len(papers)
        ):
            for moment, step in part.steps(self):
                yield moment, order, step

    def _when(self, paper):
        """The moment at which the paper was signed: its day of publication where that is over, else lately."""
        facts = paper.facts
        day = facts.get("published") or weekday(facts["written"] + timedelta(days=self.dice.randint(1, 9)))
        if self._is_migrated(paper):
            day = max(day, self.opening)
        latest = clock.now() - timedelta(hours=2)
        return min(
            self._moment(day, self.dice.randint(9, 16)), latest - timedelta(minutes=self.dice.randint(1, 300))
        )

    def _is_migrated(self, paper):
        """Documents say so themselves; a plain record is when it is older than the portal."""
        if paper in self.town.policies:
            return paper.facts.get("migrated", False)
        return paper.facts["written"] < self.opening

    def _moment(self, day, hour):
        return datetime.combine(day, time(hour, self.dice.randint(0, 59)), clock.SHANGHAI)

    def _through_gate(self, paper):
        def step():
            thing, state = self.things[paper.key], paper.facts.get("state", "published")
            if self._is_migrated(paper):
                publish = publish_migrated if isinstance(thing, Policy) else changes.publish_migrated
                officer = self._someone(thing.office, Duty.DISCLOSURE_OFFICER)
                return publish(thing, reason="历史数据迁移", by=officer)
            return self._walk(thing, state, paper.facts)

        return step

    def _walk(self, thing, state, facts):
        """Take the record as far as its state says, each step by somebody with the duty."""
        if state == gate.DRAFT:
            return
        reviewer, signer = (
            self._someone(thing.office, Duty.SECRECY_REVIEWER),
            self._someone(thing.office, Duty.SIGNER),
        )
        thing.determine(by=thing.drafted_by)
        if state == gate.DETERMINED:
            return
        if state == gate.RETURNED:
            thing.send_back(by=reviewer, reason=facts["return_reason"])
            return
        for one in (thing, *thing.companions("review")):
            if one.findings():
                one.overrule_findings(by=reviewer, reason="为本机关公开的办公信息，不是个人信息。")
            one.review(by=reviewer, conclusion="clear", items=list(gate.REVIEW_ITEMS), opinion="可以公开。")
        if state == gate.REVIEWED:
            return
        thing.sign(by=signer)
        if state == gate.FILED:
            thing.file(by=signer)
        elif state == "scheduled":
            thing.publish(
                by=signer, at=self._moment(facts.get("published") or self.town.today + timedelta(days=3), 0)
            )
        elif state != gate.SIGNED:
            thing.publish(by=signer)

    def _withdrawal(self, paper):
        def step():
            thing, said = self.things[paper.key], paper.facts["withdraw"]
            by = self._someone(thing.office, Duty.SIGNER)
            thing.withdraw(
                by=by, kind=said["kind"], reason=said["reason"], into=self.things.get(said.get("into"))
            )

        return step

    def _someone(self, office, *duties):
        """The nearest member of staff who has the first possible of the duties for the office."""
        for duty in duties:
            able = [user for user in self.staff if user.has_duty(duty) and user.serves(office)]
            if able:
                return max(able, key=lambda user: max(len(own.path) for own in user._served))
        raise LookupError(f"{office}没有{duties}")
