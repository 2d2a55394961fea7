"""How long the copy meter takes: `.venv/bin/python bench/copying.py`. A line for each length, the longest beside ten times less."""

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from policies.copying import measure

DEMO = Path(__file__).resolve().parent.parent / "portal/demo/policies"
LENGTHS = (5_000, 50_000)


def seconds(length: int) -> float:
    """Of a text as long as its document: half of its sentences are the document's, in another order."""
    dice = random.Random(7)
    whole = "".join(path.read_text("utf-8") for path in sorted(DEMO.glob("*.md")))
    sentences = (whole * 3).split("。")
    document = "。".join(sentences)[:length]
    dice.shuffle(sentences)
    text = "。".join(sentences)[:length]
    started = time.perf_counter()
    measure(text, document)
    return time.perf_counter() - started


if __name__ == "__main__":
    taken = {length: seconds(length) for length in LENGTHS}
    for length, time_taken in taken.items():
        print(f"{length} characters: {time_taken * 1000:.0f} ms")
    print(f"ten times the text: ×{taken[50_000] / taken[5_000]:.1f}")
