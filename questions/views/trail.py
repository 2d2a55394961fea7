"""Where a page of questions stands."""

from django.urls import reverse

from disclosure.views.trail import trail_home
from questions import column


def trail_library() -> list:
    return [trail_home(), (column.LIBRARY.name, reverse("questions:library"))]


def trail_inquiries() -> list:
    return [trail_home(), (column.INQUIRIES.name, reverse("questions:inquiries"))]
