"""The face of core's models."""

from core.models.audit import AuditEntry, AuditHead
from core.models.calendar import CalendarDay, CalendarNotice
from core.models.links import LinkState
from core.models.office import Office
from core.models.people import Deputy, User
from core.models.public_forms import HeldFile, Receipted, SentFile, SpentToken, TrackFailure
from core.models.revision import SiteRevision
from core.models.sealed import SealedTextField
from core.models.wording import WordingEntry

__all__ = [
    "AuditEntry",
    "AuditHead",
    "CalendarDay",
    "CalendarNotice",
    "Deputy",
    "HeldFile",
    "LinkState",
    "Office",
    "Receipted",
    "SealedTextField",
    "SentFile",
    "SiteRevision",
    "SpentToken",
    "TrackFailure",
    "User",
    "WordingEntry",
]
