"""Filters that several lists share."""

import django_filters
from django import forms


class YearFilter(django_filters.Filter):
    """A whole number: 2024.5 is no year."""

    field_class = forms.IntegerField
