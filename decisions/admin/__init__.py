"""Admin pages of decisions."""

from decisions.admin import (
    answering,
    catalogues,
    changes,
    consultations,
    matters,
    meetings,
    opinions,
    results,
    sheets,
    statements,
)

__all__ = [
    "answering", "catalogues", "changes", "consultations", "matters", "meetings", "opinions", "results", "sheets",
    "statements",
]  # fmt: skip
