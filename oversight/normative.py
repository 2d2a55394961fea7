"""The town's own normative documents in a year, as the library of documents knows them.

Only public documents count, and of those the ones that an office of this town issued. 制发 goes by 成文日期; 废止 counts
what was repealed, replaced, declared void or expired in the year; 现行有效 is what the library calls in force on 31
December (现行有效, 已修改, 部分失效). Documents that are not in force yet, suspended or unmarked are made but not in force:
they are listed, and where a report counts otherwise it says why.
"""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from policies import validity
from policies.models import Policy, PolicyIssuer, ValidityPeriod


def own() -> QuerySet:
    """Public normative documents that an office of this town issued."""
    ours = PolicyIssuer.objects.filter(policy=OuterRef("pk"), issuer__office__isnull=False)
    return Policy.objects.published().normative().filter(Exists(ours))


def made(year: int) -> QuerySet:
    """Made in the year."""
    return own().filter(written_on__year=year)


def ended(year: int) -> QuerySet:
    """Ended by the last day of the year and not yet ended on the last day of the year before."""
    return (
        own()
        .with_status(validity.ENDED, last_day(year))
        .exclude(pk__in=Policy.objects.with_status(validity.ENDED, last_day(year - 1)).values("pk"))
    )


def in_force(year: int) -> QuerySet:
    """In force on the last day of the year."""
    return own().filter(written_on__lte=last_day(year)).in_force(last_day(year))


def neither(year: int) -> QuerySet:
    """Made by the end of the year, not ended, and yet not in force: to come, suspended, unmarked."""
    left = set(validity.Status) - validity.IN_FORCE - validity.ENDED
    return own().filter(written_on__lte=last_day(year)).with_status(left, last_day(year))


def with_status(documents: QuerySet, year: int) -> QuerySet:
    """The documents with `status_then`, their status on the last day of the year; in an order that an index has."""
    then = ValidityPeriod.objects.on(last_day(year)).filter(policy=OuterRef("pk"))
    return documents.annotate(status_then=Subquery(then.values("status")[:1])).order_by("pk")


def last_day(year: int) -> date:
    return date(year, 12, 31)
