"""Admin pages of disclosure: records on their way through the gate, categories, themes."""

from disclosure.admin import categories, information, urgent
from disclosure.admin.records import RecordAdmin

__all__ = ["RecordAdmin", "categories", "information", "urgent"]
