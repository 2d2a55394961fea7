"""The face of disclosure's models."""

from disclosure.models.attachment import Attachment
from disclosure.models.category import Audience, Category, Theme
from disclosure.models.entry import Entry
from disclosure.models.information import IndexSerial, Information
from disclosure.models.passage import ChangeNote, Coordination, PrivacyOverride, SecrecyReview

__all__ = [
    "Attachment",
    "Audience",
    "Category",
    "ChangeNote",
    "Coordination",
    "Entry",
    "IndexSerial",
    "Information",
    "PrivacyOverride",
    "SecrecyReview",
    "Theme",
]
