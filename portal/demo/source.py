"""Reads the demo town's files: front matter in TOML, dates relative to the day of loading, placeholders filled."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from policies import validity

FOLDER = Path(__file__).parent
OFFSET = re.compile(r"^([+-])(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)d)?$")
ANCHOR = re.compile(r"^@([mqy])(\d)(?:-(\d+))?-(\d+)$")
MONTHS = {"m": 1, "q": 3, "y": 12}
QUARTERS = "一二三四"
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
    return weekday(date(year, month + 1, min(today.day, last)) + timedelta(days=sign * days))


def weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def anchored_day(text: str, today: date) -> date:
    """What comes round on a fixed day: @m1-8 the latest 8th of a month that is over, @m2-8 the one before, @q1-12 the 12th
    of a quarter's first month, @y1-3-20 a 20th of March."""
    unit, back, month, number = ANCHOR.match(text).groups()
    step = MONTHS[unit]
    first = (today.year * 12 + today.month - 1) // step * step + int(month or 1) - 1
    months = [divmod(first - step * before, 12) for before in range(int(back) + 2)]
    days = [weekday(date(year, month + 1, int(number))) for year, month in months]
    return [day for day in days if day < today][int(back) - 1]


def period(kind: str, day: date) -> str:
    """The month, quarter or half-year that was over on a day: 2026年10月, 2026年第三季度, 2026年上半年."""
    length = {"last_month": 1, "last_quarter": 3, "last_half": 6}[kind]
    year, month = divmod((day.year * 12 + day.month - 1) // length * length - length, 12)
    if length == 1:
        return f"{year}年{month + 1}月"
    return (
        f"{year}年第{QUARTERS[month // 3]}季度" if length == 3 else f"{year}年{'下' if month else '上'}半年"
    )


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

    def read(self, path: str) -> dict:
        """Other facts of the town, from a file below its folder, with real dates."""
        return self._dated(tomllib.loads((self.folder / path).read_text("utf-8")))

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
        if isinstance(value, str) and ANCHOR.match(value):
            return anchored_day(value, self.today)
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
        if kind.startswith("last_"):
            return period(kind, paper.facts["written"])
        return chinese(paper.day(kind))
