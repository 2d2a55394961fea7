"""政府信息公开年报: the column that all annual reports belong to."""

from core.pages import Column
from disclosure.models import Category

NAME = "政府信息公开年报"
COLUMN = Column(
    NAME,
    "本机关历年政府信息公开工作年度报告，依照政府信息公开条例第四十九条、第五十条编制和公布。",
    "政府信息公开 年度报告 年报",
    "信息公开年报",
)
SLUG = "annual-reports"


def category() -> Category:
    """The category of annual reports; made where it is missing, since nobody should have to choose it."""
    defaults = {
        "name": NAME, "description": COLUMN.description, "keywords": COLUMN.keywords, "column_type": COLUMN.type,
        "legal_basis": "条例第四十九条、第五十条", "position": 900,
        "section": Category.Section.REPORTS, "cadence": "yearly",
    }  # fmt: skip
    return Category.objects.get_or_create(slug=SLUG, defaults=defaults)[0]
