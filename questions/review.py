"""待复核: what has become of the thing that an answer cites, since somebody last compared the two.

Plain Python: the caller says how the thing stood when it was looked at, and how it stands on a day.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Standing:
    """How a cited record stands: is it public, its status (a policies.validity.Status value; "" for what has none),
    the first day of that status, the first day of its text (None: the first text)."""

    is_public: bool = True
    status: str = ""
    since: date | None = None
    text_from: date | None = None


def changes(seen: Standing, now: Standing, *, corrected: bool, label: str = "") -> list[str]:
    """Half-sentences on what changed between two looks; none where the answer may stand as it is.

    corrected: whether a correction of the record was published in between. label: what readers call the present status.
    """
    if not now.is_public:
        return ["已撤下"]
    found = []
    if now.text_from != seen.text_from:
        day = f"自{now.text_from}起" if now.text_from else ""
        found.append(f"{day}按修改后的文本执行")
    if (now.status, now.since) != (seen.status, seen.since):
        day = f"自{now.since}起" if now.since else ""
        found.append(f"{day}{label or now.status or '有效性已变化'}")
    if corrected:
        found.append("内容有更正")
    return found
