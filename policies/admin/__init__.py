"""Admin pages of policies."""

from policies.admin import importing, interpretations, interpreting, policies

__all__ = ["importing", "interpretations", "interpreting", "policies"]
