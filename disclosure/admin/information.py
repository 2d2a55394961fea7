from django.contrib import admin

from core.admin import site
from disclosure.admin.records import RecordAdmin
from disclosure.models import Information

ATTRIBUTE = ("公开属性", {"fields": ["attribute", "attribute_ground", "attribute_reason", "scope"]})
CHANGE = ("更正说明", {"fields": ["change_note"], "description": "只在修改已公开的内容时填写。"})


@admin.register(Information, site=site)
class InformationAdmin(RecordAdmin):
    """Plain records; kinds with fields of their own have pages of their own."""

    fieldsets = [
        ("基本信息", {"fields": ["title", "office", "category", "written_on", "summary", "keywords"]}),
        ATTRIBUTE,
        ("正文", {"fields": ["body"]}),
        ("分类", {"fields": ["themes", "audiences", "urgent"]}),
        CHANGE,
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(kind=Information.KIND)
