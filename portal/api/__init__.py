"""The read-only JSON API: public records only, the same queries as the pages."""
