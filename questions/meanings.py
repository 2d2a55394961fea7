"""Vectors of an import, made before its command ends: whoever asks next is answered by meaning too."""

import importlib
import secrets
import time

from django.conf import settings

from questions.models import Question
from search import meaning
from search.meaning import pieces

PATIENCE = 600  # seconds for all of them
PAUSE = 0.3  # seconds, while another process makes them


def wait_for_meanings(external_ids: list[str]) -> int:
    """Make the vectors of these entries, or wait while the process beside the server does; how many are left. None
    where meaning is not to be had."""
    if settings.PORTAL_MEANING == "off" or not meaning.is_installed():
        return 0
    making = importlib.import_module("search.meaning.making")  # brings the model
    worker, until = secrets.token_hex(8), time.monotonic() + PATIENCE
    wanted = _wanted(external_ids)
    try:
        while (left := pieces.waiting(wanted)) and time.monotonic() < until:
            if not making.make_some(worker):
                time.sleep(PAUSE)
    finally:
        making.release(worker)
    return left


def _wanted(external_ids):
    known = set(external_ids)
    entries = Question.objects.published().filter(external_id__isnull=False)
    return {one.entry_id: one.meanings() for one in entries if one.external_id in known}
