"""政策问答 and 咨询留言: the categories that library entries and published inquiries belong to."""

from core.pages import Column
from disclosure.models import Category

LIBRARY = Column(
    "政策问答库",
    "群众常问的政策和办事问题，逐条回答，注明依据的文件和条款；依据有变化的当天标明待复核。",
    "政策问答 常见问题 办事咨询",
    "政策问答",
)
ASKING = Column(
    "问政策",
    "用平常的话提问，从政策问答库和现行有效的文件里找出原文作答，找不到的可以留言咨询。",
    "问政策 咨询 政策问答",
    "互动交流",
)
INQUIRIES = Column(
    "咨询留言",
    "网上、电话和窗口的咨询由责任机构在规定的工作日内答复，经同意公开的答复在这里查看。",
    "咨询 留言 答复 回执",
    "咨询留言",
)


def library() -> Category:
    """The category of library entries; made where it is missing, since nobody should have to choose it."""
    return _made("questions", LIBRARY, None)


def inquiries() -> Category:
    return _made("inquiries", INQUIRIES, library())


def _made(slug, column, parent):
    defaults = {
        "name": column.name, "description": column.description, "keywords": column.keywords,
        "column_type": column.type, "legal_basis": "条例第六条、第四十条", "position": 880, "parent": parent,
    }  # fmt: skip
    return Category.objects.get_or_create(slug=slug, defaults=defaults)[0]
