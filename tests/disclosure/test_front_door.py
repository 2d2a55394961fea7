"""The front door: no public address shows what is not public, and each record appears when the clock says so."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from core import clock
from disclosure.models import Attachment, Category, Information
from tests.conftest import make_information, make_policy, publish, sign_off

TOKEN = "尚未露面之事"  # in every text of a record; pages that echo the question are asked for a part of it
PART = "露面"
WAYS = [
    "",
    "?format=json",
    "?format=csv",
    "?format=atom",
    f"?q={PART}",
    "?page=1",
    "?validity=current",
    "?on=2099-01-01",
]
KINDS = ["information", "policy"]
HIDDEN = [
    "draft", "determined", "reviewed", "signed", "scheduled", "returned", "filed", "filed-withheld",
    "withdrawn-error", "withdrawn-privacy", "withdrawn-while-scheduled", "draft-revision", "signed-revision",
]  # fmt: skip
NOT_PROACTIVE = {"attribute_ground": "internal", "attribute_reason": "人事管理"}


def make(kind, office, by, **values):
    values = {
        "title": f"{TOKEN}的安排",
        "summary": f"{TOKEN}怎么办。",
        "keywords": TOKEN,
        "body": f"<p>{TOKEN}。</p>",
    } | values
    return (
        make_information(office, by, **values) if kind == "information" else make_policy(office, by, **values)
    )


def attach(record):
    file = Attachment(information_id=record.pk)
    file.take(TOKEN.encode(), f"{TOKEN}.txt")
    file.save()
    return file


def put(state, kind, office, cast):
    """A record in a state that is not public."""
    attribute = {"filed": "on_request", "filed-withheld": "withheld"}.get(state)
    values = {"attribute": attribute} | NOT_PROACTIVE if attribute else {}
    if state.endswith("revision"):
        record = publish(make_information(office, cast["drafter"], title="公开的"), cast)
        draft = record.revise(by=cast["drafter"])
        draft.title, draft.summary, draft.body = TOKEN, TOKEN, f"<p>{TOKEN}</p>"
        draft.change_note = TOKEN
        draft.save()
        attach(draft)
        return sign_off(draft, cast) if state == "signed-revision" else draft
    record = make(kind, office, cast["drafter"], **values)
    attach(record)
    if state == "draft":
        return record
    sign_off(
        record,
        cast,
        until={"determined": "determine", "returned": "determine", "reviewed": "review"}.get(state, "sign"),
    )
    if state == "returned":
        record.send_back(by=cast["signer"], reason="再改")
    elif state.startswith("filed"):
        record.file(by=cast["signer"])
    elif "scheduled" in state:
        record.publish(by=cast["signer"], at=clock.now() + timedelta(days=2))
    elif state.startswith("withdrawn"):
        record.publish(by=cast["signer"])
    if state.startswith("withdrawn"):
        kind = "privacy" if state.endswith("privacy") else "error"
        record.withdraw(by=cast["signer"], kind=kind, reason="原因在这里")
    return record


def public_patterns():
    """Every address pattern but the admin's: (route as a format string, names of its parameters)."""

    def walk(patterns, prefix):
        for one in patterns:
            route = prefix + str(one.pattern)
            if isinstance(one, URLPattern):
                yield route, list(one.pattern.converters)
            elif not route.startswith("admin/"):
                yield from walk(one.url_patterns, route)

    return [
        (route, names)
        for route, names in walk(get_resolver().url_patterns, "")
        if not route.startswith("admin/")
    ]


def filled(route, values):
    """The route with its <kind:name> parts filled in."""
    for name, value in values.items():
        for part in (f"<{kind}:{name}>" for kind in ("id", "int", "str", "slug", "path", "number")):
            route = route.replace(part, str(value))
    assert "<" not in route, f"{route} is not filled in: the walk would only meet 404"
    return f"/{route}"


def body(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    # titles say where their lines may break and what of them was searched for
    return re.sub("<wbr>|</?mark>", "", content.decode(errors="replace"))


PATTERNS = public_patterns()
PLAIN = [route for route, names in PATTERNS if not names]
WITH_KEY = [(route, names) for route, names in PATTERNS if names and names != ["slug"]]


def lists(client):
    """Every page that is not one record's, in every form, as (address, text)."""
    categories = [f"/disclosure/c/{slug}/" for slug in Category.objects.values_list("slug", flat=True)]
    for address in [f"/{route}" for route in PLAIN]:
        if address in ("/display/", "/leave/"):
            continue
        for way in WAYS:
            yield address + way, body(client.get(address + way))
    for address in categories:
        for way in ("", "?format=csv", "?format=atom"):
            yield address + way, body(client.get(address + way))


def own_addresses(record):
    """Every address that could be this record's: its own number, its files', its index number, its document number."""
    files = list(record.attachments.all())
    for route, names in WITH_KEY:
        common = {
            "index_number": record.index_number or "无",
            "number": getattr(record, "document_number", "") or "无",
        }
        keys = [(file.pk, file.safe_name) for file in files] if "name" in names else [(record.pk, "")]
        for pk, name in keys:
            yield filled(
                route,
                common
                | {"pk": pk, "name": name, "slug": "notices", "year": clock.today().year, "version": pk},
            )


def test_no_public_address_shows_what_is_not_public(client, department, cast):
    """Both kinds in every state stand in one town: one walk through all addresses costs seconds."""
    records = {(state, kind): put(state, kind, department, cast) for state in HIDDEN for kind in KINDS}
    leaks = [
        address
        for address, text in lists(client)
        if TOKEN in text and not address.startswith("/disclosure/withdrawn/")  # a test of its own is below
    ]
    leaks += [
        (state, kind, address)
        for (state, kind), record in records.items()
        for address in own_addresses(record)
        for answer in [client.get(address)]
        if answer.status_code == 200 or (TOKEN in body(answer) and state != "withdrawn-error")
    ]
    assert leaks == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", HIDDEN)
def test_the_list_of_withdrawn_records_says_no_more_than_their_own_pages(
    client, department, cast, kind, state
):
    put(state, kind, department, cast)
    assert (TOKEN in body(client.get("/disclosure/withdrawn/"))) == (state == "withdrawn-error")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "state", [state for state in HIDDEN if state not in ("withdrawn-error", "withdrawn-privacy")]
)
def test_what_never_was_public_is_not_found_at_its_own_addresses(client, department, cast, kind, state):
    record = put(state, kind, department, cast)
    assert {client.get(address).status_code for address in own_addresses(record)} == {404}


@pytest.mark.parametrize("state", ["scheduled", "withdrawn-while-scheduled"])
def test_a_record_withdrawn_before_its_hour_never_appears(client, department, cast, state):
    records = [put(state, kind, department, cast) for kind in KINDS]
    with clock.at(clock.now() + timedelta(days=3)):
        statuses = {client.get(record.get_absolute_url()).status_code for record in records}
        shown = {address for address, text in lists(client) if TOKEN in text}
    if state == "scheduled":
        assert statuses == {200} and {"/policies/", "/disclosure/catalogue/"} <= shown
    else:
        assert statuses == {404} and not shown


def test_the_walk_finds_a_record_that_is_public(client, department, cast):
    """Or the walk would prove nothing."""
    publish(make("policy", department, cast["drafter"], category=Category.objects.get(slug="notices")), cast)
    publish(make("information", department, cast["drafter"]), cast)
    shown = {address for address, text in lists(client) if TOKEN in text}
    assert shown >= {
        "/", "/policies/", "/policies/?format=json", "/policies/?format=csv", "/policies/?format=atom",
        f"/policies/?q={PART}",
        f"/search/?q={PART}", "/feeds/policies.atom", "/api/v1/policies/", "/disclosure/c/notices/",
        "/disclosure/c/notices/?format=csv", "/disclosure/c/notices/?format=atom",
    }  # fmt: skip


def test_the_walk_knows_every_parameter_of_an_address():
    known = {"pk", "slug", "index_number", "number", "name", "year", "version"}
    assert {name for _, names in PATTERNS for name in names} <= known


@pytest.mark.parametrize("kind", KINDS)
def test_a_public_record_is_found_at_each_of_its_addresses(client, department, cast, kind):
    record = make(kind, department, cast["drafter"])
    file = attach(record)
    publish(record, cast)
    assert TOKEN in body(client.get(record.get_absolute_url()))
    assert TOKEN in body(client.get(file.get_absolute_url()))
    leads = client.get(f"/disclosure/i/{record.index_number}/")
    assert (leads.status_code, leads["Location"]) == (301, record.get_absolute_url())
    assert f"{record.get_absolute_url()}</loc>" in body(client.get("/sitemap.xml"))


def test_a_policy_is_answered_by_the_address_of_policies_alone(client, department, cast):
    policy = publish(make_policy(department, cast["drafter"]), cast)
    leads = client.get(f"/disclosure/{policy.pk}/")
    assert (leads.status_code, leads["Location"]) == (301, policy.get_absolute_url())
    record = publish(make_information(department, cast["drafter"]), cast)
    assert client.get(f"/policies/{record.pk}/").status_code == 404
    assert client.get(f"/api/v1/policies/{record.pk}/").status_code == 404


# The clock -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_a_scheduled_record_appears_at_its_moment_and_not_before(client, department, cast, kind):
    record = make(kind, department, cast["drafter"])
    file = attach(record)
    moment = clock.now() + timedelta(hours=5)
    sign_off(record, cast).publish(by=cast["signer"], at=moment)
    addresses = [record.get_absolute_url(), file.get_absolute_url(), f"/search/?q={PART}"]
    addresses += (
        ["/disclosure/c/notices/", "/disclosure/c/notices/?format=atom"]
        if kind == "information"
        else ["/policies/"]
    )
    for when, seen in [
        (moment - timedelta(microseconds=1), False),
        (moment, True),
        (moment + timedelta(days=1), True),
    ]:
        with clock.at(when):
            for address in addresses:
                assert (TOKEN in body(client.get(address))) == seen, (address, when)


def test_a_page_that_is_made_while_a_record_appears_is_not_kept_beyond_that_moment(
    client, department, cast, monkeypatch
):
    """Time goes on between the two looks at the clock: the page is of the moment of the first one."""
    publish(make_information(department, cast["drafter"]), cast)
    moment = clock.now() + timedelta(hours=5)
    sign_off(make("information", department, cast["drafter"]), cast).publish(by=cast["signer"], at=moment)
    times = iter([moment - timedelta(milliseconds=1)])
    monkeypatch.setattr("django.utils.timezone.now", lambda: next(times, moment + timedelta(milliseconds=1)))
    answer = client.get("/disclosure/c/notices/")
    assert TOKEN not in body(answer) and f"until={int(moment.timestamp())}" in answer["X-Page-Cache"]


LISTS = [
    "/",
    "/disclosure/",
    "/disclosure/c/notices/",
    "/disclosure/c/notices/?format=atom",
    "/policies/",
    f"/search/?q={PART}",
    "/sitemap.xml",
]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_is_kept_until_the_next_record_appears(client, department, cast, address):
    publish(make_information(department, cast["drafter"]), cast)  # a blank category has no page
    moment = clock.now() + timedelta(hours=5)
    sign_off(make("information", department, cast["drafter"]), cast).publish(by=cast["signer"], at=moment)
    assert f"until={int(moment.timestamp())}" in client.get(address)["X-Page-Cache"]


# Lists -----------------------------------------------------------------------------------------------------
def several(number, office, cast):
    first = publish(make_information(office, cast["drafter"], title="第0件"), cast)
    rows = Information.objects.filter(pk=first.pk).values()[0]
    entry = first.entry
    for index in range(1, number):
        copy = Information(
            **{name: value for name, value in rows.items() if name not in ("id", "index_number")}
        )
        copy.title, copy.index_number = f"第{index}件", f"编/{index}"
        copy.save()
        entry.pk, entry.information_id, entry.title = None, copy.pk, copy.title
        entry.path, entry.index_number = f"disclosure/{copy.pk}/", copy.index_number
        entry.save(force_insert=True)


def queries(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("address", ["/disclosure/c/notices/", "/disclosure/", "/search/?q=件"])
def test_a_list_asks_as_many_questions_for_300_records_as_for_30(client, department, cast, address):
    several(30, department, cast)
    few = queries(client, address)
    Information.objects.all().delete()
    several(300, department, cast)
    assert queries(client, address) == few <= 10


def test_a_record_with_many_files_asks_no_more(client, department, cast):
    record = make_information(department, cast["drafter"])
    publish(record, cast)
    for _ in range(3):
        attach(record)
    few = queries(client, record.get_absolute_url())
    for _ in range(20):
        attach(record)
    assert queries(client, record.get_absolute_url()) == few <= 10


@pytest.mark.parametrize(
    ("page", "status"), [("2", 200), ("3", 400), ("0", 400), ("x", 400), ("１", 400), ("", 200)]
)
def test_a_page_that_is_not_there_is_a_clear_refusal(client, department, cast, page, status):
    several(21, department, cast)
    assert client.get("/disclosure/c/notices/", {"page": page}).status_code == status
