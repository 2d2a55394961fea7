"""The style guide's own examples: one of each component."""


def context() -> dict:
    return {}
