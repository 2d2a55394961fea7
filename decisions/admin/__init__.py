"""Admin pages of decisions."""

from decisions.admin import (
    answering,
    attendances,
    catalogue_table,
    catalogues,
    changes,
    consultations,
    lists_and_statements,
    matters,
    meetings,
    opinion_sheet,
    opinions,
    results,
    selecting,
)

__all__ = [
    "answering", "attendances", "catalogue_table", "catalogues", "changes", "consultations", "lists_and_statements",
    "matters", "meetings", "opinion_sheet", "opinions", "results", "selecting",
]  # fmt: skip
