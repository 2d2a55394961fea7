"""Where Chinese text may be cut into words, so that lines of a title break between them. Plain Python.

The cheapest way through a list of common words (words.txt). A full dictionary is 33 MB in each process and no better at
titles; what this list does not know, names above all, stays in one piece.
"""

import re
from functools import lru_cache
from pathlib import Path

LIST = Path(__file__).with_name("words.txt")
LONGEST = 8
UNKNOWN = 200  # the cost of a character that is no word; more than that of any word
_HAN = re.compile("([\u4e00-\u9fff]+)")
# Words of one character. Any other one that is left over belongs to its neighbours: 杏川镇 is not in the list.
_SINGLE = frozenset(
    "的和与及或等在对为由从向以将把被按了是不有所各每并就而于后前内外上下中给请要交想看让谁吗呢养建至依季站店年月日"
)
_END_NAMES = frozenset("县乡镇村")


def words(text: str) -> list[str]:
    """The words of a text, in order; joined they are the text. What is not Chinese is cut between letters and signs."""
    found = []
    for run in _HAN.split(text):
        if _HAN.match(run):
            found += _merged(_cut(run))
        else:
            found += re.findall(r"\w+|\s+|[^\w\s]", run)
    return found


@lru_cache(maxsize=1)
def _costs() -> dict[str, int]:
    costs = {}
    for line in LIST.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            cost, *found = line.split(" ")
            costs.update(dict.fromkeys(found, int(cost)))
    return costs


@lru_cache(maxsize=512)
def _cut(run):
    costs, cheapest, begins = _costs(), [0], [0]
    for end in range(1, len(run) + 1):
        cost, begin = cheapest[end - 1] + costs.get(run[end - 1], UNKNOWN), end - 1
        for start in range(max(0, end - LONGEST), end - 1):
            word = costs.get(run[start:end])
            if word is not None and cheapest[start] + word < cost:
                cost, begin = cheapest[start] + word, start
        cheapest.append(cost)
        begins.append(begin)
    found, end = [], len(run)
    while end:
        found.append(run[begins[end] : end])
        end = begins[end]
    return tuple(reversed(found))


def _merged(found):
    """Left-over characters that stand together make one word."""
    pieces, open_end = [], False
    for word in found:
        left_over = len(word) == 1 and word not in _SINGLE
        if left_over and open_end:
            pieces[-1] += word
        else:
            pieces.append(word)
        open_end = left_over and word not in _END_NAMES
    return pieces
