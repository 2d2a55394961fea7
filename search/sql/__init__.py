"""The two forms of the token index: the same functions for either database."""

from django.db import connection

from search.sql import postgresql, sqlite

FORMS = {"sqlite": sqlite, "postgresql": postgresql}


def form():
    """The module for the database in use."""
    return FORMS[connection.vendor]
