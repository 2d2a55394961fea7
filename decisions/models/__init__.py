"""The face of decisions' models."""

from decisions.models.answer import Answer
from decisions.models.catalogue import Catalogue
from decisions.models.changes import Adjustment, Delay, YearEnd
from decisions.models.consultation import Consultation, Posting
from decisions.models.matter import Exemption, Matter, Paper
from decisions.models.opinion import Opinion, OpinionFile
from decisions.models.result import ConsultationResult

__all__ = [
    "Adjustment",
    "Answer",
    "Catalogue",
    "Consultation",
    "ConsultationResult",
    "Delay",
    "Exemption",
    "Matter",
    "Opinion",
    "OpinionFile",
    "Paper",
    "Posting",
    "YearEnd",
]
