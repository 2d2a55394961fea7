"""How near the pieces of one kind are to each other: some are near to everything, and that is taken off what they are near to.

Plain arithmetic, without numpy: web workers use it too (some 20 ms for a thousand pieces).
"""

import math
import struct
from operator import mul

from search.meaning.version import MODEL
from search.models import Document, Piece

MOST_AVERAGED = 2000  # pieces that the average of a group is made of


class Likeness:
    """The pieces of the texts of one kind. A group is the first letter of a part: what is compared with its like."""

    def __init__(self, kind: str):
        numbers = Document.objects.filter(kind=kind).values("number")
        made = Piece.objects.filter(number__in=numbers, model=MODEL, vector__isnull=False)
        self._vectors = {
            (number, part): _read(bytes(vector))
            for number, part, vector in made.order_by("pk").values_list("number", "part", "vector")
        }
        groups: dict[str, list] = {}
        for (_, part), vector in self._vectors.items():
            groups.setdefault(part[:1], []).append(vector)
        self._averages = {group: _average(vectors[:MOST_AVERAGED]) for group, vectors in groups.items()}
        self._crowding = {key: self._near_average(key, vector) for key, vector in self._vectors.items()}
        self._usual = {
            group: sum(one for (_, part), one in self._crowding.items() if part[:1] == group) / len(vectors)
            for group, vectors in groups.items()
        }

    def excess(self, number: int, part: str) -> float:
        """How much nearer a piece is to all others of its group than most are; 0 for one that has no vector yet."""
        near = self._crowding.get((number, part))
        return 0.0 if near is None else near - self._usual[part[:1]]

    def between(self, one: int, other: int, part: str) -> float | None:
        """The cosine of two texts' pieces, taken from the average of their group: 0 no more alike than any two."""
        first, second = self._vectors.get((one, part)), self._vectors.get((other, part))
        if first is None or second is None:
            return None
        average = self._averages[part[:1]]
        moved = [_moved(vector, average) for vector in (first, second)]
        size = math.prod(math.sqrt(sum(map(mul, vector, vector))) for vector in moved)
        return sum(map(mul, *moved)) / size if size else 0.0

    def _near_average(self, key, vector):
        scale, numbers = vector
        return scale * sum(map(mul, numbers, self._averages[key[1][:1]]))


def _read(stored: bytes):
    """(scale, numbers), as search.meaning.model stores them."""
    return struct.unpack_from("<f", stored)[0], struct.unpack_from(f"<{len(stored) - 4}b", stored, 4)


def _average(vectors) -> list[float]:
    sums = [0.0] * len(vectors[0][1])
    for scale, numbers in vectors:
        sums = [total + scale * number for total, number in zip(sums, numbers, strict=True)]
    return [total / len(vectors) for total in sums]


def _moved(vector, average):
    scale, numbers = vector
    return [scale * number - usual for number, usual in zip(numbers, average, strict=True)]
