"""Verbs across several models of core: founding a town, creating staff."""

import secrets
import string

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from core import audit
from core.duties import Duty, incompatible
from core.models import Office, SiteRevision, User, WordingEntry
from core.wording_list import starting_list


@transaction.atomic
def found_town() -> Office:
    """The groups for the duties, the root office, the site's revision and the wording to look out for, where they are
    missing; returns the office."""
    for duty in Duty:
        Group.objects.get_or_create(name=duty.label)
    SiteRevision.objects.get_or_create(pk=1)
    plant_wording()
    town = Office.objects.filter(kind=Office.Kind.TOWN).first()
    return town or Office.objects.create(
        name=settings.SITE["office_name"], short_name=settings.SITE["office_name"].removesuffix("人民政府"),
        slug="town", kind=Office.Kind.TOWN, code=settings.INDEX_NUMBER_CODE[:18], address=settings.SITE["address"],
        phone=settings.SITE["phone"], hours=settings.SITE["hours"],
    )  # fmt: skip


def plant_wording() -> int:
    """Add what the starting list has and the table has not; what staff changed or put out of use stays as it is.
    Returns how many were added."""
    known = set(WordingEntry.objects.values_list("wrong", flat=True))
    missing = [
        WordingEntry(
            wrong=entry.wrong, right=entry.right, grade=entry.grade, kind=entry.kind, note=entry.note,
            exceptions="\n".join(entry.unless), position=position,
        )
        for position, entry in enumerate(starting_list(), 1)
        if entry.wrong not in known
    ]  # fmt: skip
    return len(WordingEntry.objects.bulk_create(missing, ignore_conflicts=True))


def temporary_password() -> str:
    """Twelve random characters of three kinds, without those that look alike."""
    letters = "".join(set(string.ascii_letters) - set("lIO"))
    body = "".join(secrets.choice(letters + "23456789") for _ in range(9))
    return f"{secrets.choice('ABCDEFGH')}{body}{secrets.choice('23456789')}{secrets.choice('abcdefgh')}"


def create_staff(*, username, name, duties, offices, title="", by=None, hashed=None, is_demo=False) -> str:
    """Create a member of staff; returns a temporary password, to be changed at the first sign-in.

    duties: Duty values; ValueError in Chinese when two of them may not be held by one person. hashed: a ready hash
    instead (the demo's accounts share one password).
    """
    problem = incompatible(duties)
    if problem:
        raise ValueError(problem)
    password = temporary_password()
    user = User(username=username, name=name, title=title, is_staff=True, is_demo=is_demo)
    user.must_change_password = not is_demo
    user.password = hashed or make_password(password)
    with transaction.atomic():
        user.save()
        user.groups.set(Group.objects.filter(name__in=[Duty(duty).label for duty in duties]))
        user.offices.set(offices)
        with audit.act("创建账号", user, by=by) as step:
            step.after = {"duties": sorted(duties), "offices": [office.slug for office in offices]}
    return password
