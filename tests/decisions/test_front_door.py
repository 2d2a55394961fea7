"""No public address shows a catalogue, a matter, a notice or a result that is not public, whatever its state."""

import itertools
from datetime import timedelta

from core import clock
from decisions.actions import answer_opinions
from decisions.models import Adjustment, Delay, YearEnd
from tests.conftest import make_information, moment, publish, sign_off
from tests.decisions.conftest import (
    make_catalogue,
    make_consultation,
    make_matter,
    make_meeting,
    make_opinion,
    make_result,
)
from tests.disclosure.test_front_door import TOKEN, body, lists, own_addresses

STATES = ["draft", "determined", "reviewed", "signed", "scheduled", "returned", "withdrawn-error", "withdrawn-privacy",
          "revision", "signed-revision"]  # fmt: skip
KINDS = ["catalogue", "consultation", "result", "meeting"]


def make(kind, office, town, cast, token, year=2026):
    """A complete draft of a kind with the token in every text; what it rests on is public."""
    by = cast["drafter"]
    if kind == "catalogue":
        return make_catalogue(town, office, by, titles=(token,), preamble=token, summary=token, year=year)
    if kind == "meeting":
        return make_meeting(office, by, make_matter(make_catalogue(town, office, by, year=year), office, "助餐"), place=token,
                            conditions=token, title=token, summary=token, body=f"<p>{token}</p>")  # fmt: skip
    draft = publish(make_information(office, by, title="草案", body="<p>第一条　供餐。</p>"), cast)
    words = {"title": token, "summary": token, "body": f"<p>{token}</p>", "contact": token, "keywords": token}
    asked = make_consultation(office, by, draft, **(words if kind == "consultation" else {}))
    if kind == "consultation":
        return asked
    publish(asked, cast)
    opinion = make_opinion(asked, token, may_publish=True)
    answer_opinions(asked, [opinion], topic=token, outcome="partly", reason=token, by=by)
    return make_result(asked, by, preface=token)


def put(state, kind, office, town, cast, year):
    if state.endswith("revision"):
        draft = publish_later(make(kind, office, town, cast, "公开的", year), cast).revise(by=cast["drafter"])
        draft.change_note = draft.summary = draft.keywords = TOKEN
        draft.save()
        return sign_off(draft, cast) if state == "signed-revision" else draft
    record = make(kind, office, town, cast, TOKEN, year)
    if state == "draft":
        return record
    if state == "scheduled" and kind == "meeting":
        later = timedelta(days=60)
        record.opens_on, record.closes_on = record.opens_on + later, record.closes_on + later
        record.meets_at += later
        record.save()
    if state == "scheduled" and kind == "consultation":  # the notice appears before its first day
        record.starts_on, record.ends_on = (
            record.starts_on + timedelta(days=60),
            record.ends_on + timedelta(days=60),
        )
        record.save()
    until = {"determined": "determine", "returned": "determine", "reviewed": "review"}.get(state, "sign")
    if until != "sign":
        sign_off(record, cast, until=until)
    elif state == "scheduled":
        signed_later(record, cast, at=timedelta(days=50))
    elif state.startswith("withdrawn"):
        publish_later(record, cast)
    else:
        signed_later(record, cast)
    if state == "returned":
        record.send_back(by=cast["signer"], reason="再改")
    elif state.startswith("withdrawn"):
        record.withdraw(by=cast["signer"], kind=state.partition("-")[2], reason="原因在这里")
    return record


def signed_later(record, cast, at=None):
    """Results are signed after the last day."""
    day = "2026-04-02 09:00" if record.kind == "consultationresult" else "2026-03-02 10:00"
    with clock.at(moment(day)):
        sign_off(record, cast)
        if at:
            record.publish(by=cast["signer"], at=clock.now() + at)
    return record


def publish_later(record, cast):
    day = "2026-04-02 09:00" if record.kind == "consultationresult" else "2026-03-02 10:00"
    with clock.at(moment(day)):
        return publish(record, cast)


def test_no_public_address_shows_what_is_not_public(client, department, town, three):
    """Every kind in every state stands in one town: one walk through all addresses costs seconds."""
    records = {
        (state, kind): put(state, kind, department, town, three, year=1980 + number)
        for number, (state, kind) in enumerate(itertools.product(STATES, KINDS))
    }
    with clock.at(moment("2026-04-03 09:00")):
        leaks = [
            address for address, text in lists(client)
            if TOKEN in text and not address.startswith("/disclosure/withdrawn/")
        ]  # fmt: skip
        for (state, kind), record in records.items():
            for address in [*own_addresses(record), *near(record)]:
                if TOKEN in body(client.get(address)) and state != "withdrawn-error":
                    leaks.append((state, kind, address))
    assert leaks == []


def near(record):
    """Addresses of decisions that could tell of a record."""
    if record.kind == "catalogue":
        return [f"/decisions/{record.year}/", *(matter.get_absolute_url() for matter in record.matters.all())]
    if record.kind == "meeting":
        return [f"/decisions/meetings/{record.pk}/{part}" for part in ("", "?format=json", "register/")]
    asked = record.pk if record.kind == "consultation" else record.asked_id
    return [f"/decisions/consultations/{asked}/{part}" for part in ("", "result/", "opinion/")]


def test_the_walk_finds_what_is_public(client, department, town, three):
    """Or the walk would prove nothing."""
    for year, kind in enumerate(KINDS, start=2023):
        publish_later(make(kind, department, town, three, TOKEN, year), three)
    with clock.at(moment("2026-04-03 09:00")):
        shown = {address for address, text in lists(client) if TOKEN in text}
    assert shown >= {"/decisions/", "/decisions/?format=json", "/decisions/?format=atom", "/api/v1/decisions/",
                     "/api/v1/consultations/"}  # fmt: skip


def test_what_waits_for_a_second_person_is_nowhere(client, catalogue, matter, department, asked, officer):
    added = make_matter(catalogue, department, TOKEN)
    common = {"entered_by": officer}
    for kind, thing in (("added", added), ("ended", matter)):
        Adjustment.objects.create(
            catalogue=catalogue, kind=kind, matter=thing, reason=TOKEN, approved_by=TOKEN, **common
        )
    YearEnd.objects.create(catalogue=catalogue, text=TOKEN, **common)
    Delay.objects.create(
        consultation=asked, cause="many", note=TOKEN, until=clock.today() + timedelta(days=60), **common
    )
    with clock.at(moment("2026-04-03 09:00")):
        leaks = [address for address, text in lists(client) if TOKEN in text]
        for address in (
            "/decisions/2026/",
            f"/decisions/2026/{added.pk}/",
            matter.get_absolute_url(),
            asked.get_absolute_url(),
        ):
            leaks += [address] if TOKEN in body(client.get(address)) else []
    assert leaks == []


def test_a_paper_that_is_not_public_shows_nowhere(client, catalogue, matter, department, cast):
    hidden = make_information(department, cast["drafter"], title=TOKEN)
    matter.link("expert", hidden, by=cast["drafter"])
    for address in ("/decisions/2026/", matter.get_absolute_url(), f"/api/v1/decisions/{matter.pk}/"):
        assert TOKEN not in body(client.get(address))
