"""Annual reports, ledger, self-inspection: counts what the floors below did. An empty room so far."""
