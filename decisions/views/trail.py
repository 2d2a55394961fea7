"""Where a page of decisions stands."""

from django.urls import reverse

from decisions.column import ASKED, NAME
from disclosure.views.trail import trail_home, trail_index


def trail_decisions() -> list:
    return [trail_home(), trail_index(), (NAME, reverse("decisions:index"))]


def trail_asked() -> list:
    return [*trail_decisions(), (ASKED.name, f"{reverse('decisions:index')}#asked")]
