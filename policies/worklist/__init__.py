"""What the library asks of staff, a module a subject."""

from policies.worklist import documents, interpreting

__all__ = ["documents", "interpreting"]
