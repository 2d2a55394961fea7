"""解读的形式和要素 (norms §7): a closed list of forms, and what an interpretation should tell."""

from django.db import models


class Form(models.TextChoices):
    TEXT = "text", "文字解读"
    QA = "qa", "问答解读"
    PICTURE = "picture", "图解"
    VIDEO = "video", "视频解读"
    PRESS = "press", "新闻发布会"
    LEADER = "leader", "负责人解读"
    EXPERT = "expert", "专家解读"
    MEDIA = "media", "媒体解读"


# field → (label, anchor on the page, what to write): 背景依据 … 惠民利民举措
ELEMENTS = {
    "background": ("为什么出台", "解决什么问题、依据什么。用本地的事和数说明，不照抄文件的第一条。"),
    "affected": ("涉及谁", "哪些人、哪些企业；哪些情况不算。"),
    "standards": ("执行标准", "多少钱、多少天、怎么算。最好举一个例子。"),
    "benefits": ("好处和怎么办理", "能得到什么，带什么、到哪里、找谁、多久办好。"),
    "differences": ("新旧政策差异", "和以前比哪里变了，哪里没变。没有旧政策的不填。"),
    "key_terms": ("关键词诠释", "一行一个，写成“词：解释”。"),
    "cautions": ("注意事项", "容易误会、容易错过的。"),
}
