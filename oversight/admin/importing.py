"""Bringing in a report that was made elsewhere: one JSON file, one draft."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core.admin import site
from oversight import tables
from oversight.actions import import_report
from oversight.models import AnnualReport
from oversight.writers import town

LARGEST = 2 * 1024 * 1024  # a report has some twenty kilobytes


class ImportForm(forms.Form):
    file = forms.FileField(
        label="年报数据文件",
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        help_text="JSON格式，行名、列名与国家统一格式相同；本站“数据（JSON）”下载的就是这种。",
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise ValidationError("文件太大，不是年报数据。")
        try:
            return tables.parse(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError("文件不是UTF-8编码的文本。") from None
        except tables.NotAReport as refusal:
            raise ValidationError(str(refusal)) from None


def import_view(model_admin, request):
    """Upload → draft; what is no report is said at the field and stores nothing."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (report := _bring_in(form, request.user)):
        messages.success(request, f"已导入{report.year}年的数据，请核对，补上文字，再送审。")
        return redirect("admin:oversight_annualreport_change", report.pk)
    context = {
        "title": "导入年报数据",
        "form": form,
        "intro": "选好文件就可以导入。当年已有草稿的，数据写进草稿；没有的，新建一份。",
        "button": "导入",
        "back": reverse("admin:oversight_annualreport_changelist"),
        "back_label": AnnualReport._meta.verbose_name_plural,
        "has_file": True,
    }
    return render(request, "admin/record_step.html", site.each_context(request) | context)


def _bring_in(form, user):
    try:
        return import_report(form.cleaned_data["file"], office=town(), by=user)
    except tables.NotAReport as refusal:
        form.add_error("file", str(refusal))
    except ValidationError as refusal:
        form.add_error("file", refusal.messages)
    return None


def import_urls(model_admin):
    view = model_admin.admin_site.admin_view(lambda request: import_view(model_admin, request))
    return [path("import/", view, name="oversight-import-report")]
