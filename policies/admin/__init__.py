"""Admin pages of policies."""

from policies.admin import importing, policies

__all__ = ["importing", "policies"]
