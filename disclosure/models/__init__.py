"""The face of disclosure's models."""

from disclosure.models.attachment import Attachment
from disclosure.models.category import Audience, Category, Theme
from disclosure.models.entry import Entry
from disclosure.models.fees import FeeCheck, FeeItem, FeeStandard
from disclosure.models.guide import GuideVersion
from disclosure.models.information import IndexSerial, Information
from disclosure.models.passage import ChangeNote, Coordination, PrivacyOverride, SecrecyReview
from disclosure.models.problem import ProblemReport
from disclosure.models.standards import StandardEdition, StandardField, StandardRow
from disclosure.models.statement import NothingStatement
from disclosure.models.window import Window

__all__ = [
    "Attachment",
    "Audience",
    "Category",
    "ChangeNote",
    "Coordination",
    "Entry",
    "FeeCheck",
    "FeeItem",
    "FeeStandard",
    "GuideVersion",
    "IndexSerial",
    "Information",
    "NothingStatement",
    "PrivacyOverride",
    "ProblemReport",
    "SecrecyReview",
    "StandardEdition",
    "StandardField",
    "StandardRow",
    "Theme",
    "Window",
]
