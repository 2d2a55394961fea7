"""What staff learn of what was asked."""

import logging
from datetime import datetime

from django.db import OperationalError

from core import clock
from core.public_forms.counters import HOUR
from questions.answering import words
from questions.answering.ask import Reply
from questions.models import AskedQuestion, Question

MOST_AN_HOUR = 1000  # what staff learn from; a program that asks all day fills no disk
LOG = logging.getLogger("portal")


def remember(reply: Reply, at: datetime | None = None) -> None:
    """Keep what was asked, without anything of the person. A database that cannot be written to must not keep anybody
    from an answer."""
    first = next((one.thing for one in reply.results if one.kind == Question.KIND), None)
    at = at or clock.now()
    if not words.folded(reply.text) or AskedQuestion.objects.filter(at__gt=at - HOUR).count() >= MOST_AN_HOUR:
        return
    try:
        AskedQuestion.objects.create(at=at, text=reply.text, answered=reply.answered, found=first)
    except OperationalError as error:
        LOG.warning("a question was not kept: %s", error)
