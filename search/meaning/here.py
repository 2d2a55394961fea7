"""Computing in this process: the one beside the server does, and commands do. Import it only there: see model."""

from collections.abc import Collection

from search.meaning import model
from search.meaning.matrix import Kept

_kept = Kept()


def nearest(text: str, kinds: Collection[str], now: int, limit: int) -> list[tuple[int, float]]:
    """(pk of a piece, similarity), best first. Raises ValueError where the text has no vector."""
    return _kept.current().nearest(model.of_question(text), kinds, now, limit)
