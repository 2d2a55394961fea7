from django.db import models

from core import sealed


class SealedTextField(models.TextField):
    """Text that lies encrypted in the database: read and written as plain text, never searched or sorted by.

    `max_length` limits what forms and `full_clean` take, not the token.
    """

    def get_internal_type(self):
        return "TextField"

    def from_db_value(self, value, expression, connection):
        return None if value is None else sealed.unseal(value)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return None if value is None else sealed.seal(value)

    def get_lookup(self, lookup_name):
        """Only emptiness can be asked for: each sealing of a text is another token."""
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "isnull") else None
