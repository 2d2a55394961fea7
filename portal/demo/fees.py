"""收费目录清单 of the demo town: items, their dated standards, and the checks of the whole list."""

from datetime import timedelta

from core.duties import Duty
from disclosure.models import FeeCheck, FeeItem, FeeStandard
from portal.demo.column import entered, lately

AHEAD = timedelta(days=12)  # a standard is entered so long before it holds
STARTED = timedelta(days=40)  # after the opening: the list was first brought in


def steps(loader):
    facts = loader.town.read("column/fees.toml")
    for item in facts["item"]:
        yield from _item(loader, item)
    for check in facts["check"]:
        yield lately(loader, check["on"], 16), _check(loader, check)


def _item(loader, facts):
    office = loader.offices[facts["office"]]
    drafter, signer = loader._someone(office, Duty.DRAFTER), loader._someone(office, Duty.SIGNER)
    item = FeeItem(name=facts["name"], kind=facts["kind"], office=office, note=facts.get("note", ""))
    days = [_entered_on(loader, standard) for standard in facts["standard"]]
    yield lately(loader, min(days), 9), lambda: entered(item, drafter)
    for day, said in zip(days, facts["standard"], strict=True):
        yield from _standard(loader, item, day, dict(said), drafter, signer)


def _entered_on(loader, facts):
    return facts.get("entered") or max(facts["valid_from"] - AHEAD, loader.opening + STARTED)


def _standard(loader, item, day, facts, drafter, signer):
    waiting = facts.pop("waiting", False)
    facts.pop("entered", None)
    facts["basis"] = facts["basis"].replace("{year}", str((facts["valid_from"] - AHEAD).year))
    standard = FeeStandard(**facts)

    def enter():
        standard.item = item  # only now it has been stored
        entered(standard, drafter)

    yield lately(loader, day, 10), enter
    if not waiting:
        yield lately(loader, day + timedelta(days=2), 11), lambda: standard.confirm(by=signer)


def _check(loader, facts):
    by = loader._someone(loader.offices[facts["office"]], Duty.DRAFTER)
    check = FeeCheck(checked_on=facts["on"], result=facts["result"])
    return lambda: check.record(by=by)
