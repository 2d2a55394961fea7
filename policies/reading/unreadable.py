"""The one error of this package."""


class Unreadable(ValueError):
    """The file cannot be read; the message is a Chinese sentence that says what to do. Nothing was kept of it."""
