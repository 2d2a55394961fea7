"""重大行政决策: the categories that catalogues, consultations and their results belong to."""

from core.pages import Column
from disclosure.models import Category

NAME = "重大行政决策"
COLUMN = Column(
    NAME,
    "本镇重大行政决策事项目录、决策草案、征求意见、采纳情况和决策结果，全过程公开。",
    "重大行政决策 征求意见 决策草案 意见采纳",
    "重大决策预公开",
)
ASKED = Column(
    "意见征集",
    "正在征求意见的决策草案和规范性文件草案，已经结束的征求意见的采纳情况。",
    "征求意见 意见征集 采纳情况",
    "意见征集",
)


def category() -> Category:
    """The category of the catalogues; made where it is missing, since nobody should have to choose it."""
    return _made("decisions", COLUMN, None)


def asked() -> Category:
    """The category of consultations and their results."""
    return _made("consultations", ASKED, category())


def _made(slug, column, parent):
    defaults = {
        "name": column.name, "description": column.description, "keywords": column.keywords,
        "column_type": column.type, "legal_basis": "重大行政决策程序暂行条例第三条、第十五条、第三十二条",
        "position": 890, "parent": parent,
    }  # fmt: skip
    return Category.objects.get_or_create(slug=slug, defaults=defaults)[0]
