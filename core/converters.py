"""Path converters: what an address may hold before a view is asked."""

from django.urls.converters import IntConverter


class IdConverter(IntConverter):
    """A number that a database can hold; longer ones are no address of ours (404)."""

    regex = "[0-9]{1,18}"
