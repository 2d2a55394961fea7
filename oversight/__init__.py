"""Annual reports: their tables, sums and sources. Counts what the floors below did."""
