"""No public address shows a report that is not public, whatever its state."""

from datetime import timedelta

from core import clock
from tests.conftest import publish, sign_off
from tests.disclosure.test_front_door import TOKEN, body, lists, own_addresses
from tests.oversight.conftest import make_report

STATES = [
    "draft", "determined", "reviewed", "signed", "scheduled", "returned", "withdrawn-error", "withdrawn-privacy",
    "revision", "signed-revision",
]  # fmt: skip
WORDS = {"part_one": f"{TOKEN}。", "part_five": f"{TOKEN}。", "part_six": f"{TOKEN}。", "summary": TOKEN}


def put(state, town, three, year):
    """The report of a year in a state that is not public."""
    if state.endswith("revision"):
        draft = publish(make_report(town, three["drafter"], year), three).revise(by=three["drafter"])
        for name, value in (WORDS | {"change_note": TOKEN}).items():
            setattr(draft, name, value)
        draft.save()
        return sign_off(draft, three) if state == "signed-revision" else draft
    report = make_report(town, three["drafter"], year, **WORDS)
    if state == "draft":
        return report
    steps = {"determined": "determine", "returned": "determine", "reviewed": "review"}
    sign_off(report, three, until=steps.get(state, "sign"))
    if state == "returned":
        report.send_back(by=three["signer"], reason="再改")
    elif state == "scheduled":
        report.publish(by=three["signer"], at=clock.now() + timedelta(days=2))
    elif state.startswith("withdrawn"):
        report.publish(by=three["signer"])
        report.withdraw(by=three["signer"], kind=state.partition("-")[2], reason="原因在这里")
    return report


def test_no_public_address_shows_a_report_that_is_not_public(client, town, three):
    years = {state: 2025 - number for number, state in enumerate(STATES)}
    reports = {state: put(state, town, three, year) for state, year in years.items()}
    leaks = [address for address, text in lists(client) if TOKEN in text]
    for state, report in reports.items():
        parts = (f"/oversight/reports/{years[state]}/{part}" for part in ("", "checks/", "sources/"))
        for address in [*(one for one in own_addresses(report) if "/reports/" not in one), *parts]:
            answer = client.get(address)
            if TOKEN in body(answer) or (answer.status_code == 200 and not state.endswith("revision")):
                leaks.append((state, address))
    assert leaks == []
