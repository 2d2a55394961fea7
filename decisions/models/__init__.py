"""The face of decisions' models."""

from decisions.models.answer import Answer
from decisions.models.attendance import Attendance
from decisions.models.catalogue import Catalogue
from decisions.models.changes import Adjustment, Delay, YearEnd
from decisions.models.consultation import Consultation, Posting
from decisions.models.matter import Exemption, Matter
from decisions.models.meeting import Meeting, Seats
from decisions.models.opinion import Opinion, OpinionFile
from decisions.models.paper import Paper, Unlinking
from decisions.models.result import ConsultationResult
from decisions.models.selection import Selection
from decisions.models.statement import Statement

__all__ = [
    "Adjustment",
    "Answer",
    "Attendance",
    "Catalogue",
    "Consultation",
    "ConsultationResult",
    "Delay",
    "Exemption",
    "Matter",
    "Meeting",
    "Opinion",
    "OpinionFile",
    "Paper",
    "Posting",
    "Seats",
    "Selection",
    "Statement",
    "Unlinking",
    "YearEnd",
]
