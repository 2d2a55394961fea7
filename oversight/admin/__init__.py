"""Admin pages of oversight."""

from oversight.admin import importing, reports

__all__ = ["importing", "reports"]
