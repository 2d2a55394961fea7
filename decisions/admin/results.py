from django.contrib import admin

from core.admin import site
from decisions.admin.catalogues import WRITERS
from decisions.admin.record_form import RecordForm
from decisions.models import Consultation, ConsultationResult
from disclosure.admin import RecordAdmin
from disclosure.admin.information import ATTRIBUTE


class ResultForm(RecordForm):
    class Meta:
        model = ConsultationResult
        exclude: list = []


@admin.register(ConsultationResult, site=site)
class ConsultationResultAdmin(RecordAdmin):
    """Saving puts numbers, concentrated opinions and reasons together; the drafter adds how it went."""

    form = ResultForm
    writers = WRITERS
    list_filter = ["status", "office"]
    list_display = ["title", "state", "office", "drafted_by", "published_at"]
    fieldsets = [
        ("采纳情况", {"fields": ["asked", ("office", "written_on"), "preface"],
                  "description": "数字、集中的意见和理由由系统按登记的意见汇总，每次保存重新汇总；这里只写经过。"}),
        ATTRIBUTE,
    ]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        return ["asked", "office"] if obj else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "asked":
            kwargs["queryset"] = Consultation.objects.published().served_by(request.user)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "asked":
            field.required = True
        return field

    def facts_to_judge(self, record):
        yield from super().facts_to_judge(record)
        yield "尚未答复的意见", f"{record.asked.opinions.open().count()}条"
