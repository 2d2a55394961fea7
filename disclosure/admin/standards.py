"""Admin pages of the standard catalogue: fields, editions brought in from a spreadsheet, rows linked to categories."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core.admin import StaffModelAdmin, site
from core.admin.base import StaffInline
from core.duties import CONTENT, Duty
from disclosure.actions import import_standards
from disclosure.admin.confirming import ConfirmedAdmin
from disclosure.models import StandardEdition, StandardField, StandardRow

MOST_BYTES = 5 * 1024 * 1024


@admin.register(StandardField, site=site)
class StandardFieldAdmin(StaffModelAdmin):
    readers = (Duty.AUDITOR, *sorted(CONTENT))
    writers = (Duty.DISCLOSURE_OFFICER,)
    list_display = ["name", "office", "position"]
    search_fields = ["name"]


class RowInline(StaffInline, admin.TabularInline):
    """Which category fulfils which row; the ten columns stay as they came."""

    model = StandardRow
    fields = ["position", "item", "sub_item", "category"]
    readonly_fields = ["position", "item", "sub_item"]
    max_num = 0
    can_delete = False


@admin.register(StandardEdition, site=site)
class StandardEditionAdmin(ConfirmedAdmin):
    list_display = ["field", "source", "entered_at", "state"]
    list_filter = ["field"]
    fields = ["field", "source"]
    readonly_fields = ["field", "source"]
    inlines = [RowInline]
    intro = "核对每个事项对应的栏目，签发人复核后公开。要改表里的字，改好表格重新导入。"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("field__office", "confirmed_by")

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return redirect("admin:standards-import")

    def facts_to_confirm(self, edition):
        yield "领域", edition.field
        yield "责任机构", edition.field.office
        yield "来源文件", edition.source
        yield "事项", f"{edition.rows.count()}项"
        yield "录入人", edition.entered_by

    def table_to_confirm(self, edition):
        headings = ["序号", *(heading for _, heading in StandardRow.COLUMNS), "对应栏目"]
        rows = [
            [row.position, *row.cells, row.category or "没有"]
            for row in edition.rows.select_related("category")
        ]
        return headings, rows


class ImportForm(forms.Form):
    field = forms.ModelChoiceField(StandardField.objects.all(), label="领域", empty_label="请选择")
    file = forms.FileField(
        label="标准目录表格", widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text="Excel工作簿（.xlsx），通行的十栏表式，表头一行或者两行都可以。",
    )  # fmt: skip

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(f"“{file.name}”太大，不能超过5MB。")
        return file


def import_view(request):
    """Upload → edition that waits for a signer; what is wrong is said row by row, nothing half done."""
    if not request.user.has_duty(*StandardEditionAdmin.writers):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            edition = import_standards(
                field=form.cleaned_data["field"], data=file.read(), name=file.name, by=request.user
            )
        except ValidationError as refusal:
            for message in refusal.messages:
                form.add_error("file", message)
        else:
            messages.success(request, f"已导入{edition.rows.count()}项，请核对对应的栏目。")
            return redirect("admin:disclosure_standardedition_change", edition.pk)
    context = {
        "title": "导入标准目录",
        "form": form,
        "intro": "一个领域一张表。导入后是一个新版本，签发人复核后替换现在公开的版本。",
        "button": "导入",
        "back": reverse("admin:disclosure_standardedition_changelist"),
        "back_label": "标准目录版本",
        "has_file": True,
    }
    return render(request, "admin/record_step.html", site.each_context(request) | context)


site.more_urls.append(
    lambda portal: [path("standards/import/", portal.admin_view(import_view), name="standards-import")]
)
