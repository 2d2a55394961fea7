"""Why a step is not taken: sentences in Chinese for those who asked for it."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """A step that the gate does not allow; the message says in Chinese why and what to do."""


class Incomplete(Refused):
    """A step that waits for what `missing` lists."""

    def __init__(self, missing):
        super().__init__([item.message for item in missing])
        self.missing = missing
