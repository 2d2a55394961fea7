"""村务公开 and subsidies, with the masking that lists of people need. An empty room so far."""
