"""What waits for staff: on the way through the gate, and what the column itself owes."""

from disclosure.worklist import column, gate

__all__ = ["column", "gate"]
