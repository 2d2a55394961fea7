"""Wording (错敏词): wrong forms in a text, and near misses of the town's own names.

In: a text and the entries that staff keep. Out: findings whose `start` and `end` index that very text, in its order,
never overlapping. Nothing raises. Source of the duty: 政府网站与政务新媒体检查指标（严重表述错误、错别字）.

How: entries are found by their first two characters, the longest first, so a text of 50 000 characters costs some
milliseconds whether there are 300 entries or 2 000. A wrong form that is part of a right one, or of one of
its exceptions, is silent there: 报消 in 上报消防部门, 旅游局 in 文化和旅游局.
"""

from core.wording.finding import (
    BLOCK,
    DOCUMENT,
    GRADES,
    IMPROPER,
    KINDS,
    OBSOLETE,
    OFFICE,
    TYPO,
    WARN,
    Finding,
    sentence_at,
)  # fmt: skip
from core.wording.names import own_names
from core.wording.table import SHORTEST, Entry, check

__all__ = [
    "BLOCK", "DOCUMENT", "GRADES", "IMPROPER", "KINDS", "OBSOLETE", "OFFICE", "SHORTEST", "TYPO", "WARN", "Entry",
    "Finding", "check", "own_names", "sentence_at",
]  # fmt: skip
