"""政策问答 of the demo town: the library through two people each, votes, inquiries in every state, what was asked in vain."""

import secrets
from datetime import timedelta

from core import clock
from core.duties import Duty
from core.public_forms import receipts
from core.richtext import from_text
from disclosure.models import Audience, Theme
from portal.demo.column import WRITERS, entered, lately
from portal.demo.source import weekday
from questions import column
from questions.models import AskedQuestion, Citation, Inquiry, Question, Vote

FILES = ("1-livelihood", "2-work-land", "3-life")
FIRST, LAST = 300, 15  # days ago between which the library grew
HOURS = {"came": 9, "handed_over": 11, "prolonged": 11, "answered": 14, "published": 16}
READ_AFTER = timedelta(days=12)  # a document is cited when it has been public for so long


def steps(loader):
    """(moment, step) of everything that happened."""
    yield loader._moment(loader.town.today - timedelta(days=FIRST + 30), 8), lambda: _categories(loader)
    facts = [one for name in FILES for one in loader.town.read(f"questions/{name}.toml")["question"]]
    for place, one in enumerate(facts):
        yield from _entry(loader, one, FIRST - (FIRST - LAST) * place // len(facts))
    said = loader.town.read("questions/inquiries.toml")
    for one in said["inquiry"]:
        yield from _inquiry(loader, one)
    for one in said["asked"]:
        for number in range(one["times"]):
            moment = lately(loader, loader.town.today - timedelta(days=3 * number + 1), 10)
            yield moment, lambda text=one["text"]: AskedQuestion.objects.create(text=text, answered=False)


def _categories(loader):
    for category in (column.library(), column.inquiries()):
        category.office = loader.offices["party-government-office"]
        category.save()
        category.audiences.set(Audience.objects.filter(slug="villagers"))


# The library -----------------------------------------------------------------------------------------------
def _entry(loader, facts, days_ago):
    question = Question(
        question=facts["question"], also_asked="\n".join(facts.get("also", [])), answer=from_text(facts["answer"]),
        office=loader.offices[facts["office"]],
    )  # fmt: skip
    day = facts.get("on") or _when(loader, facts, days_ago)
    yield lately(loader, day, 9), lambda: _enter(loader, question, facts)
    confirmed = weekday(day + timedelta(days=1))
    yield lately(loader, confirmed, 15), lambda: _confirm(loader, question, facts)


def _when(loader, facts, days_ago):
    """The day on which it was written: after what it cites could be read."""
    day = loader.town.today - timedelta(days=days_ago)
    for words in facts.get("cites", []):
        paper = loader.town.by_key.get(words.split()[0])
        if paper:
            day = max(day, (paper.facts.get("published") or paper.facts["written"]) + READ_AFTER)
    return weekday(min(day, loader.town.today - timedelta(days=2)))


def _enter(loader, question, facts):
    entered(question, loader._someone(question.office, Duty.DRAFTER, Duty.DISCLOSURE_OFFICER))
    question.themes.set(Theme.objects.filter(slug__in=facts.get("themes", [])))
    for words in facts.get("cites", []):
        key, _, clause = words.partition(" ")
        document = loader.things.get(key)
        if document is None:
            Citation.objects.create(question=question, named=words)
        else:
            Citation.objects.create(question=question, document_id=document.pk, clause=clause)


def _confirm(loader, question, facts):
    question.confirm(by=loader._someone(question.office, Duty.SIGNER))
    for useful, number in ((True, facts.get("liked", 0)), (False, facts.get("disliked", 0))):
        for _ in range(number):
            Vote.objects.create(question=question, sender=secrets.token_hex(32), useful=useful)


# Inquiries -------------------------------------------------------------------------------------------------
def _inquiry(loader, facts):
    case = Inquiry(
        subject=facts["subject"], text=facts["text"], name=facts.get("name", ""), contact=facts.get("contact", ""),
        may_publish=facts.get("may_publish", False), channel=facts.get("channel", "web"),
        office=loader.offices[facts["office"]],
    )  # fmt: skip
    yield _moment(loader, facts, "came"), lambda: _send(loader, case)
    if "handed_over" in facts:
        yield (
            _moment(loader, facts, "handed_over"),
            lambda: case.hand_over(
                by=loader._someone(case.office, Duty.DISCLOSURE_OFFICER), office=loader.offices[facts["to"]]
            ),
        )
    if "prolonged" in facts:
        yield (
            _moment(loader, facts, "prolonged"),
            lambda: case.prolong(by=_handler(loader, case), reason=facts["reason"]),
        )
    if "answered" in facts:
        yield _moment(loader, facts, "answered"), lambda: _reply(loader, case, facts)
    if "published" in facts:
        yield (
            _moment(loader, facts, "published"),
            lambda: case.publish(by=loader._someone(case.office, Duty.SIGNER)),
        )


def _moment(loader, facts, name):
    """A day, or so many hours ago; steps of one day follow one another."""
    said = facts[name]
    if isinstance(said, int):
        return clock.now() - timedelta(hours=said)
    return lately(loader, said, HOURS[name])


def _handler(loader, case):
    return loader._someone(case.office, *WRITERS)


def _send(loader, case):
    """As the form stores it, or as staff write it down."""
    case.received_at = clock.now()
    receipts.give(case, clock.today())
    if case.channel == Inquiry.Channel.WEB:
        case.save()
        return
    case.enter(by=_handler(loader, case))


def _reply(loader, case, facts):
    public = "published" in facts or facts.get("public", False)
    case.reply(by=_handler(loader, case), answer=facts["answer"], public=public)
    if facts.get("promoted"):
        case.promote(by=_handler(loader, case))
