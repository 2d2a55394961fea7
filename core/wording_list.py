"""The list that a town starts with (wording_list.toml). Sections are [kind.grade]; a row is

"wrong" = "right"    or    "wrong" = ["right", "longer word in which it is not wrong", …]
"""

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from core.wording import Entry

FILE = Path(__file__).with_name("wording_list.toml")


@lru_cache(maxsize=1)
def starting_list() -> tuple[Entry, ...]:
    return tuple(_entries(tomllib.loads(FILE.read_text(encoding="utf-8"))))


def _entries(sections: dict) -> Iterator[Entry]:
    for kind, grades in sections.items():
        for grade, rows in grades.items():
            for wrong, value in rows.items():
                right, *unless = [value] if isinstance(value, str) else value
                yield Entry(wrong, right, grade, kind, unless=tuple(unless))
