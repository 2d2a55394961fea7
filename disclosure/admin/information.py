from django.contrib import admin
from django.urls import reverse

from core.admin import site
from core.duties import WRITERS, Duty
from disclosure.admin.records import RecordAdmin
from disclosure.models import Category, Information

ATTRIBUTE = (
    "公开属性",
    {
        "fields": ["attribute", "scope", "attribute_ground", "attribute_reason"],
        "description": "先确定公开属性，再送审。能公开的都选“主动公开”；不主动公开的，才填法定情形和理由。",
    },
)
LABELS = (
    "分类",
    {
        "fields": ["themes", "audiences"],
        "description": "选填。群众按主题和身份找信息，有关的都可以勾选。",
    },
)


@admin.register(Information, site=site)
class InformationAdmin(RecordAdmin):
    """Plain records; kinds with fields of their own have pages of their own."""

    fieldsets = [
        ("基本信息", {"fields": ["title", ("office", "category"), "written_on", "urgent"]}),
        ATTRIBUTE,
        ("正文", {"fields": ["body", "summary", "keywords"]}),
        LABELS,
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(kind=Information.KIND)


def acts(user):
    """What people often begin with plain records."""
    if not user.has_duty(*WRITERS):
        return
    add = reverse("admin:disclosure_information_add")
    villages = Category.objects.filter(slug="villages").first()
    if villages and user.has_duty(Duty.VILLAGE_CLERK):
        yield 1, "新增村务公开", f"{add}?category={villages.pk}"
    yield 4, "新增信息", add
    yield 5, "发布紧急预警", reverse("admin:urgent-warning")


site.acts.append(acts)
