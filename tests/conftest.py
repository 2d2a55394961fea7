"""The cast: named people of one town, and plain factories. Each test says who does what."""

import gc
import os
from datetime import datetime

import pytest
from django.contrib.auth.models import Group

from core import clock
from core.actions import found_town
from core.duties import Duty
from core.models import Office, User
from disclosure import gate
from disclosure.actions import plant_categories
from disclosure.models import Category, Information
from policies.models import Issuer, Making, Policy, PolicyIssuer
from policies.models.policy import NORMATIVE_QUESTIONS
from policies.validity import TermKind

PASSWORD = "Chun-tian-2026"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "demo_town"}


# Many cases of few queries: what they ask of the database the other tests ask on PostgreSQL too. (test_schema calls the
# application as a server does, which closes the connection of the transaction that a test is wrapped in.)
ONCE = {
    "test_front_door.py", "test_way_through_the_gate.py", "test_document_page.py", "test_admin.py",
    "test_village_limits.py", "test_uploads.py", "test_sign_in.py", "test_prefix.py", "test_settings.py",
    "test_leave.py", "test_display_modes.py", "test_checks.py", "test_attachments.py", "test_schema.py",
    "test_report_page.py",
}  # fmt: skip


# script/test gives a whole file to one worker, so that a town that a file loads is loaded once; the longest go first.
LONG = {
    "test_load_demo.py",
    "test_backup.py",
    "test_library.py",
    "test_prefix.py",
    "test_way_through_the_gate.py",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what touches the database: rules in plain Python need not run on PostgreSQL again."""
    items.sort(key=lambda item: item.path.name not in LONG)
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames):
            item.add_marker("database")
        if item.path.name in ONCE:
            item.add_marker("once")


def pytest_collection_finish():
    """What collecting made stays until the end; the garbage collector need not walk it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, settings):
    """Uploads, the revision and the audit's head of a test stay with the test."""
    settings.PORTAL_DATA = tmp_path
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def town(db, monkeypatch):
    """The town's root office, with the groups of the duties and the official categories; without the starting list of
    wrong forms, which would cost each of some thousand tests 13 ms."""
    monkeypatch.setattr("core.actions.plant_wording", lambda: 0)
    office = found_town()
    plant_categories()
    return office


@pytest.fixture
def department(town):
    return make_office(town, "农业农村办公室", "agriculture", Office.Kind.DEPARTMENT)


@pytest.fixture
def village(town):
    return make_office(town, "柳堰村村民委员会", "liuyan", Office.Kind.VILLAGE)


@pytest.fixture
def other_village(town):
    return make_office(town, "竹溪村村民委员会", "zhuxi", Office.Kind.VILLAGE)


def make_office(parent, name, slug, kind):
    return Office.objects.create(name=name, short_name=name[:4], slug=slug, kind=kind, parent=parent)


def make_staff(name, *duties, offices=()):
    user = User.objects.create_user(
        f"user{User.objects.count()}", password=PASSWORD, name=name, is_staff=True
    )
    user.groups.set(Group.objects.filter(name__in=[Duty(duty).label for duty in duties]))
    user.offices.set(offices)
    return user


@pytest.fixture
def drafter(department):
    """沈拟 drafts for the department."""
    return make_staff("沈拟", Duty.DRAFTER, offices=[department])


@pytest.fixture
def reviewer(town):
    """顾审 reviews for the whole town."""
    return make_staff("顾审", Duty.SECRECY_REVIEWER, offices=[town])


@pytest.fixture
def signer(town):
    """秦签 signs for the whole town."""
    return make_staff("秦签", Duty.SIGNER, offices=[town])


@pytest.fixture
def officer(town):
    """程公 keeps the column."""
    return make_staff("程公", Duty.DISCLOSURE_OFFICER, offices=[town])


@pytest.fixture
def clerk(village):
    """齐村 is clerk of 柳堰村."""
    return make_staff("齐村", Duty.VILLAGE_CLERK, offices=[village])


@pytest.fixture
def stranger(other_village):
    """姚外 is clerk of another village and must see nothing of 柳堰村."""
    return make_staff("姚外", Duty.VILLAGE_CLERK, offices=[other_village])


@pytest.fixture
def auditor(town):
    """方计 reads everything and changes nothing."""
    return make_staff("方计", Duty.AUDITOR, offices=[town])


@pytest.fixture
def cast(drafter, reviewer, signer):
    """The three who take a record through the gate, by their duty."""
    return {"drafter": drafter, "reviewer": reviewer, "signer": signer}


def examples(number):
    """How many cases hypothesis makes of a pure rule: with --full so many, else a third; a third finds nearly as much."""
    return number if os.environ.get("TEST_FULL") else number // 3


def moment(text):
    """'2026-03-01 09:30' in Shanghai."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=clock.SHANGHAI)


def make_information(office, by, **values):
    """A complete draft of a plain record."""
    defaults = {
        "title": "柳堰村灌溉安排", "summary": "今年怎么浇地。", "body": "<p>一、按村轮灌。</p>",
        "written_on": clock.today(), "attribute": "proactive", "scope": "site",
    }  # fmt: skip
    category = values.pop("category", None) or Category.objects.get(slug="notices")
    return Information.objects.create(office=office, drafted_by=by, category=category, **defaults | values)


def make_issuer(name="杏川镇人民政府", slug="xingchuan"):
    return Issuer.objects.get_or_create(slug=slug, defaults={"name": name, "level": "town"})[0]


def make_policy(office, by, *, issuers=None, normative=True, making=True, **values):
    """A complete draft of a policy: normative, in force from today, without term, with its making on record."""
    today = clock.today()
    defaults = {
        "title": "杏川镇集市管理办法", "summary": "集市怎么管。",
        "body": "<p>第一条　为了规范集市，制定本办法。</p><p>第二条　集市逢三、八开市。</p>",
        "written_on": today, "published_on": today, "effective_on": today, "term_kind": TermKind.NONE,
        "attribute": "proactive", "scope": "site", "interpretation_excuse": Policy.Excuse.FOLLOWING,
        "interpretation_reason": "图解正在制作。",
        "is_normative": normative, "normative_answers": dict.fromkeys(NORMATIVE_QUESTIONS, normative),
        "document_number": f"杏政规〔{today.year}〕{Policy.objects.count() + 1}号", "registration_number": "CLXC-2026-0020001",
    }  # fmt: skip
    category = values.pop("category", None) or Category.objects.get(slug="normative")
    policy = Policy.objects.create(office=office, drafted_by=by, category=category, **defaults | values)
    for position, issuer in enumerate(issuers or [make_issuer()]):
        PolicyIssuer.objects.create(policy=policy, issuer=issuer, position=position)
    if making and normative:
        Making.objects.create(
            policy=policy, legality_by="司法所", legality_on=today, discussed_at="镇长办公会议", discussed_on=today,
            not_consulted_because="依法不需要",
        )  # fmt: skip
    return policy


def sign_off(record, cast, until="sign"):
    """Take a draft through the gate up to the sign-off (or `review`, `determine`), each step by its own person."""
    record.determine(by=cast["drafter"] if record.drafted_by is None else record.drafted_by)
    if until == "determine":
        return record
    record.review(by=cast["reviewer"], conclusion="clear", items=list(gate.REVIEW_ITEMS))
    if until == "review":
        return record
    record.sign(by=cast["signer"])
    return record


def publish(record, cast, at=None):
    """Take a draft all the way to the site."""
    sign_off(record, cast)
    record.publish(by=cast["signer"], at=at)
    return record
