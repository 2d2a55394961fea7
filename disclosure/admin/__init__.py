"""Admin pages of disclosure: records on their way through the gate, and what the column is made of."""

from disclosure.admin import categories, fees, information, problems, standards, urgent
from disclosure.admin.records import RecordAdmin

__all__ = ["RecordAdmin", "categories", "fees", "information", "problems", "standards", "urgent"]
