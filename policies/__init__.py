"""Normative documents and other 公文: numbers, clauses, validity on any day, versions, relations, clean-ups."""
