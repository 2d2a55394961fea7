"""Admin pages of what the column is made of: categories and their statements, labels, windows, the guide's versions."""

from django import forms
from django.contrib import admin

from core import privacy
from core.admin import StaffModelAdmin, site
from core.duties import CONTENT, Duty
from disclosure.admin.confirming import ConfirmedAdmin
from disclosure.models import Audience, Category, GuideVersion, NothingStatement, Theme, Window


class ScannedForm(forms.ModelForm):
    """What one person may publish at once is scanned for personal data before it is stored."""

    def clean(self):
        cleaned = super().clean()
        found = privacy.scan("\n".join(value for value in cleaned.values() if isinstance(value, str)))
        if found:
            raise forms.ValidationError(
                f"疑似个人信息：{'；'.join(one.masked for one in found[:5])}。请删去。"
            )
        return cleaned


class PublicListAdmin(StaffModelAdmin):
    """What the column is made of; the disclosure officer keeps it."""

    form = ScannedForm

    readers = (Duty.AUDITOR, *CONTENT)
    writers = (Duty.DISCLOSURE_OFFICER,)
    search_fields = ["name"]

    def is_public(self, obj):
        return True


@admin.register(Category, site=site)
class CategoryAdmin(PublicListAdmin):
    list_display = ["name", "parent", "deadline_workdays", "cadence", "office"]
    list_filter = ["section", "cadence", "parent"]
    fieldsets = [
        ("栏目", {"fields": ["name", "slug", ("section", "parent", "position")]}),
        ("公开要求", {"fields": ["legal_basis", ("deadline_workdays", "cadence"), "office"]}),
        ("给群众看的说明", {"fields": ["description", "keywords", "column_type", "audiences"]}),
    ]


@admin.register(Theme, Audience, site=site)
class LabelAdmin(PublicListAdmin):
    list_display = ["name", "slug", "position"]


@admin.register(Window, site=site)
class WindowAdmin(PublicListAdmin):
    list_display = ["name", "kind", "office", "phone", "hours", "is_active"]
    list_filter = ["kind", "is_active", "office"]
    fieldsets = [
        (None, {"fields": ["name", ("kind", "office"), "subjects"]}),
        ("怎么找", {"fields": ["place", ("phone", "hours"), ("position", "is_active")]}),
    ]


@admin.register(NothingStatement, site=site)
class NothingStatementAdmin(ConfirmedAdmin):
    """本机关无此类信息: entered by the officer, confirmed by a signer, looked at again on its day."""

    writers = (Duty.DISCLOSURE_OFFICER,)
    list_display = ["category", "stated_on", "review_on", "state"]
    fields = ["category", "explanation", ("stated_on", "review_on")]
    intro = "栏目里确实没有信息的，声明原因并写明复查日期；签发人复核后在栏目页公开。"

    def facts_to_confirm(self, statement):
        yield "栏目", statement.category
        yield "责任机构", statement.responsible
        yield "说明", statement.explanation
        yield "声明日期", statement.stated_on
        yield "复查日期", statement.review_on
        yield "录入人", statement.entered_by

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "category":
            field.queryset = field.queryset.filter(children=None)
        return field


@admin.register(GuideVersion, site=site)
class GuideVersionAdmin(StaffModelAdmin):
    """The guide is assembled from live data; its versions are kept by the daily work. Only to look at."""

    readers = (Duty.AUDITOR, *CONTENT)
    list_display = ["__str__", "at"]
    fields = ["at"]

    def has_add_permission(self, request):
        return False

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False
