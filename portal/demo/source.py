"""Reads the demo town's files: front matter in TOML, dates relative to the day of loading, placeholders filled."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from policies import validity

FOLDER = Path(__file__).parent
OFFSET = re.compile(r"^([+-])(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)d)?$")
PLACE = re.compile(r"\{([^{}]+)\}")


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def offset_day(text: str, today: date) -> date:
    """-3y2m, +25d … counted from today (months first, to the month's end at most), then on to a weekday."""
    found = OFFSET.match(text)
    if not found:
        raise ValueError(f"不是日期偏移：{text}")
    sign = -1 if found[1] == "-" else 1
    years, months, days = (int(number or 0) for number in found.groups()[1:])
    year, month = divmod(today.year * 12 + today.month - 1 + sign * (years * 12 + months), 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    day = date(year, month + 1, min(today.day, last)) + timedelta(days=sign * days)
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


@dataclass
class Paper:
    """One file of the town: its facts with real dates, its text and later texts as templates."""

    facts: dict
    text: str
    later_texts: list[str] = field(default_factory=list)

    @property
    def key(self):
        return self.facts["key"]

    def day(self, name):
        if name == "expires" and name not in self.facts:
            years = int(self.facts["term"].removesuffix("y"))
            return validity.last_day(self.facts["effective"], validity.Term.of_months(12 * years))
        return self.facts.get(name)


class Town:
    """The whole town as of a day."""

    def __init__(self, today: date, folder: Path = FOLDER):
        self.today, self.folder = today, folder
        self.facts = tomllib.loads((folder / "town.toml").read_text("utf-8"))
        self.policies = self._papers("policies")
        self.records = self._papers("records")
        self.by_key = {paper.key: paper for paper in [*self.policies, *self.records]}

    def _papers(self, name):
        papers = []
        for path in sorted((self.folder / name).glob("*.md")):
            if re.search(r"\.v\d+\.md$", path.name):
                papers[-1].later_texts.append(path.read_text("utf-8").strip())
            else:
                papers.append(self._paper(path))
        return papers

    def _paper(self, path):
        _, front, text = path.read_text("utf-8").split("+++", 2)
        return Paper(self._dated(tomllib.loads(front)), text.strip())

    def _dated(self, value):
        if isinstance(value, dict):
            return {key: self._dated(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._dated(inner) for inner in value]
        if isinstance(value, str) and OFFSET.match(value) and len(value) > 1:
            return offset_day(value, self.today)
        return value

    def number(self, paper) -> str:
        facts = paper.facts
        if "code" not in facts:
            return ""
        return f"{facts['code']}〔{facts['written'].year}〕{facts['serial']}号"

    def registration(self, paper) -> str:
        serial = paper.facts.get("registration_serial")
        return f"CLXC-{paper.facts['written'].year}-002{serial:04d}" if serial else ""

    def fill(self, text: str, paper) -> str:
        """A template with its placeholders filled for one paper."""
        return PLACE.sub(lambda place: self._value(place[1], paper), text)

    def title(self, paper) -> str:
        return self.fill(paper.facts["title"], paper)

    def _value(self, name, paper):
        kind, _, key = name.partition(":")
        if kind == "day":
            return chinese(offset_day(key, self.today))
        if kind == "date":
            other, _, which = key.partition(".")
            return chinese(self.by_key[other].day(which))
        if kind == "title":
            return self.title(self.by_key[key]).replace("《", "〈").replace("》", "〉")
        if kind == "number":
            return self.number(self.by_key[key] if key else paper)
        if kind in ("year", "last_year", "next_year"):
            return str(paper.facts["written"].year + {"year": 0, "last_year": -1, "next_year": 1}[kind])
        return chinese(paper.day(kind))
