"""Public pages of questions: the library, the page that answers, inquiries."""
