"""Admin pages of decisions."""

from decisions.admin import answering, catalogues, changes, consultations, matters, opinions, results, sheets

__all__ = ["answering", "catalogues", "changes", "consultations", "matters", "opinions", "results", "sheets"]
