"""A town that answers: 沈拟 writes entries and answers inquiries, 秦签 confirms, 程公 keeps the library."""

import pytest

from core import clock
from core.public_forms import receipts
from core.richtext import from_text
from questions.models import Citation, Inquiry, Question
from tests.conftest import moment


@pytest.fixture(autouse=True)
def words_alone(settings):
    """Meaning has tests of its own; here nothing loads the model."""
    settings.PORTAL_MEANING = "off"


@pytest.fixture(autouse=True)
def second_of_march():
    with clock.at(moment("2026-03-02 10:00")):
        yield


def make_question(office, by, *, cites=(), **values):
    """A complete entry that waits for its signer; cites: documents, or (document, clause)."""
    defaults = {"question": "集市几点开市？", "answer": from_text("早上五点半开市，下午四点收市。")}
    question = Question.objects.create(office=office, entered_by=by, **defaults | values)
    for one in cites:
        document, clause = one if isinstance(one, tuple) else (one, "")
        Citation.objects.create(question=question, document_id=document.pk, clause=clause)
    return question


def published(office, by, signer, **values):
    question = make_question(office, by, **values)
    question.confirm(by=signer)
    return question


def make_inquiry(office, **values):
    receipt = receipts.make("ZX", clock.today(), f"nonce{Inquiry.objects.count()}")
    defaults = {
        "subject": "灵活就业怎么交养老保险",
        "text": "没有单位，怎么交养老保险？",
        "may_publish": True,
    }
    return Inquiry.objects.create(office=office, **receipt.fields, **defaults | values)
