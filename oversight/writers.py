"""Who writes what the town itself reports: people of the town's own office, not of a department or a village."""

from core.duties import Duty
from core.models import Office

WRITERS = (Duty.DRAFTER, Duty.DISCLOSURE_OFFICER)


def town() -> Office | None:
    """The town's root office; None before the town is founded."""
    return Office.objects.filter(kind=Office.Kind.TOWN).first()


def may_write(user) -> bool:
    """Whether somebody drafts for the town itself today."""
    office = town() if user.has_duty(*WRITERS) else None
    return office is not None and user.may(WRITERS, office)
