"""The face of questions' models."""

from questions.models.asked import AskedQuestion
from questions.models.citation import Citation
from questions.models.inquiry import Inquiry
from questions.models.question import Question
from questions.models.vote import Vote

__all__ = ["AskedQuestion", "Citation", "Inquiry", "Question", "Vote"]
