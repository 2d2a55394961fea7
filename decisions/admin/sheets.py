"""Opinions out to a spreadsheet and back in; a catalogue's matters in from a table."""

from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core import audit, grids, heavy
from core.admin import site
from core.models import Office
from decisions import catalogue_file, opinion_file
from decisions.actions import import_matters, import_opinions
from decisions.admin.answering import consultation_of
from decisions.models import Catalogue
from decisions.models.matter import KEEPERS

LARGEST = 5 * 1024 * 1024
SAID = 20  # errors named


class SheetForm(forms.Form):
    file = forms.FileField(
        label="文件", widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text="先导出，在导出的表上填写处理结果、归纳和理由，或者在末尾加上其他来源的意见（回执号留空）。",
    )  # fmt: skip

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise ValidationError("文件太大，最多5MB。")
        try:
            with heavy.alone():
                rows, errors = opinion_file.read(upload.read())
        except opinion_file.Unreadable as refusal:
            raise ValidationError(str(refusal)) from None
        if errors:
            raise ValidationError(errors[:SAID])
        return rows


def export_view(request, pk):
    """Every opinion, without names and contacts; leaves an audit entry."""
    asked = consultation_of(request, pk)
    with audit.act("导出公众意见", asked, by=request.user) as step, heavy.alone():
        data = opinion_file.write(asked)
        step.after = {"opinions": asked.opinions.count()}
    response = HttpResponse(data, content_type=opinion_file.CONTENT_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'意见-{asked.pk}.xlsx')}"
    return response


def import_view(request, pk):
    """Upload → opinions and answers, all or nothing."""
    asked = consultation_of(request, pk)
    back = reverse("admin:decisions_consultation_change", args=[asked.pk])
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = import_opinions(asked, form.cleaned_data["file"], by=request.user)
        except ValidationError as refusal:
            form.add_error("file", refusal.messages[:SAID])
        else:
            messages.success(request, f"已登记{done['entered']}条，答复{done['answered']}条。")
            return redirect(back)
    context = {
        "title": "导入意见", "form": form, "intro": "一行有错，整份都不导入。", "button": "导入", "back": back,
        "back_label": asked.title, "has_file": True,
    }  # fmt: skip
    return render(request, "admin/record_step.html", site.each_context(request) | context)


# Catalogues ------------------------------------------------------------------------------------------------
class TableForm(forms.Form):
    file = forms.FileField(
        label="文件", widget=forms.FileInput(attrs={"accept": ".docx,.xlsx"}),
        help_text="目录的Word或者Excel表。认得的表头：事项名称、承办单位、会同单位、法律政策依据、履行程序要求、是否听证、完成时间、事项内容。",
    )  # fmt: skip

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise ValidationError("文件太大，最多5MB。")
        offices = Office.objects.active()
        named = {one.short_name: one for one in offices} | {one.name: one for one in offices}
        try:
            with heavy.alone():
                matters, errors = catalogue_file.read(upload.read(), upload.name, self.year, named)
        except grids.Unreadable as refusal:
            raise ValidationError(str(refusal)) from None
        if errors:
            raise ValidationError(errors[:SAID])
        return matters


def catalogue_import_view(request, pk):
    """Upload → matters of a draft catalogue, all or nothing."""
    catalogue = Catalogue.objects.served_by(request.user).filter(pk=pk).first()
    if catalogue is None or not request.user.may(KEEPERS, catalogue.office):
        raise Http404
    back = reverse("admin:decisions_catalogue_change", args=[catalogue.pk])
    form = TableForm(request.POST or None, request.FILES or None, year=catalogue.year)
    if request.method == "POST" and form.is_valid():
        try:
            number = import_matters(catalogue, form.cleaned_data["file"], by=request.user)
        except ValidationError as refusal:
            form.add_error("file", refusal.messages[:SAID])
        else:
            messages.success(request, f"已导入{number}项。请逐项核对依据和不适用的程序。")
            return redirect(back)
    context = {
        "title": "导入决策事项", "form": form, "intro": "一行有错，整份都不导入。表里没有要求的程序记为不适用，请逐项写明依据。",
        "button": "导入", "back": back, "back_label": catalogue.title, "has_file": True,
    }  # fmt: skip
    return render(request, "admin/record_step.html", site.each_context(request) | context)


site.more_urls.append(
    lambda portal: [
        path("consultations/<int:pk>/export/", portal.admin_view(export_view), name="opinions-export"),
        path(
            "catalogues/<int:pk>/import/", portal.admin_view(catalogue_import_view), name="catalogue-import"
        ),
        path("consultations/<int:pk>/import/", portal.admin_view(import_view), name="opinions-import"),
    ]
)
