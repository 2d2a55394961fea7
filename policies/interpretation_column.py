"""政策解读 as a column of the site (ColumnType of the national list), and the category of its records."""

from core.pages import Column
from disclosure.models import Category

COLUMN = Column(
    "政策解读",
    "本镇政策文件的解读：为什么出台、涉及谁、怎么办理、和以前有什么不同，与文件同时公开。",
    "政策解读 图解 问答 视频",
    "政策解读",
)


def category() -> Category:
    """Made where it is missing, below the documents: nobody should have to choose it."""
    defaults = {
        "name": COLUMN.name, "description": COLUMN.description, "keywords": COLUMN.keywords, "column_type": COLUMN.type,
        "legal_basis": "国办发〔2016〕80号", "position": 30, "parent": Category.objects.filter(slug="rules").first(),
    }  # fmt: skip
    return Category.objects.get_or_create(slug="interpretations", defaults=defaults)[0]
