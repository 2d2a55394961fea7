from django.contrib import admin
from django.urls import reverse

from core.admin import site
from core.admin.base import StaffInline
from core.duties import Duty
from core.models import Office
from decisions.admin.record_form import RecordForm
from decisions.models import Catalogue, Matter
from disclosure.admin import RecordAdmin
from disclosure.admin.information import ATTRIBUTE

WRITERS = (Duty.DRAFTER, Duty.DISCLOSURE_OFFICER)


class CatalogueForm(RecordForm):
    class Meta:
        model = Catalogue
        exclude: list = []


class MatterInline(StaffInline, admin.StackedInline):
    """The matters of a catalogue that is still being written; later ones come with an adjustment."""

    model = Matter
    after = "目录"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "title",
                    ("office", "planned_on", "position"),
                    "legal_basis",
                    "about",
                    "joint_offices",
                ]
            },
        )
    ]
    when = "一个事项一块。不适用的程序，保存后在“决策事项”里逐项写明理由。"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("office").filter(added_by=None)

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj and obj.matters.exists() else 1

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "office":
            kwargs["queryset"] = Office.objects.active()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, queryset=Office.objects.active(), **kwargs)


@admin.register(Catalogue, site=site)
class CatalogueAdmin(RecordAdmin):
    form = CatalogueForm
    writers = WRITERS
    change_form_template = "admin/decisions/record_change_form.html"
    list_display = ["title", "state", "drafted_by", "approved_on", "published_at"]
    list_filter = ["status", "year"]
    search_fields = ["title", "index_number", "year"]
    search_help_text = "可以搜标题、年度、索引号。"
    ordering = ["-year", "-pk"]
    fieldsets = [
        ("目录", {"fields": [("year", "office", "written_on"), ("approved_by", "approved_on"), "preamble"]}),
        ATTRIBUTE,
        ("目录信息", {"fields": ["summary", "keywords"], "description": "选填，不填由系统写。"}),
    ]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        return ["year"] if obj else []

    def get_inlines(self, request, obj):
        """A correction changes the words about the catalogue; matters change by adjustments."""
        own = [] if obj and obj.revises_id else [MatterInline]
        return [*own, *super().get_inlines(request, obj)]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "office":
            field.queryset = field.queryset.filter(kind=Office.Kind.TOWN)
            field.initial = field.queryset.first()
        return field

    def save_related(self, request, form, formsets, change):
        """The text follows from the matters, which are stored by now."""
        super().save_related(request, form, formsets, change)
        form.instance.save()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        record = self.get_object(request, object_id)
        may = (
            record
            and record.is_editable
            and not record.revises_id
            and request.user.may(WRITERS, record.office)
        )
        work = (
            {"label": "从Word或者Excel导入事项", "url": reverse("admin:catalogue-import", args=[record.pk])}
            if may
            else None
        )
        return super().change_view(
            request, object_id, form_url, {"work": [work] if work else []} | (extra_context or {})
        )

    def facts_to_judge(self, record):
        yield from super().facts_to_judge(record)
        yield "审定", f"{record.approved_by}（{record.approved_on}）" if record.approved_on else "没有填写"
        yield "事项", f"{len(record.listed)}项"
