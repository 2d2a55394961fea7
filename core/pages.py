"""What a public page says of itself: title, column, article, trail. base.html turns it into META tags."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Column:
    """栏目: its name, what it is for, its key words, its type from the national list."""

    name: str
    description: str
    keywords: str
    type: str


@dataclass(frozen=True)
class Article:
    """A content page: title, moment of publication, publishing office."""

    title: str
    published_at: datetime
    source: str
    keywords: str = ""
    description: str = ""
    author: str = ""
    url: str = ""


@dataclass
class Page:
    """Everything that base.html reads about a page."""

    title: str
    column: Column
    trail: list = field(default_factory=list)
    article: Article | None = None
    office: str = ""
    updated_at: datetime | None = None
    feeds: list = field(default_factory=list)
    canonical: str = ""
    robots: str = ""
    jsonld: str | None = None
