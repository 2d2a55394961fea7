"""Admin pages of questions, by subject."""

from questions.admin import asked, handling, importing, inquiries, library

__all__ = ["asked", "handling", "importing", "inquiries", "library"]
