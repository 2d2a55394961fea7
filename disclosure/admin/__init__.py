"""Admin pages of disclosure: records on their way through the gate, categories, themes."""

from disclosure.admin import columns, information, urgent
from disclosure.admin.records import RecordAdmin

__all__ = ["RecordAdmin", "columns", "information", "urgent"]
