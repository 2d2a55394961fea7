"""What apps of a higher floor show on the page of a document, below its text."""

from core.registry import Registry

# functions of a document: {id, title, rows: [{title, url, note}]}, or None where there is nothing to show
sections = Registry()


def of(policy) -> list[dict]:
    return [section for tell in sections if (section := tell(policy))]
