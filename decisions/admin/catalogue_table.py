"""A catalogue's matters in from the table of a Word or Excel file."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core import grids, heavy
from core.admin import site
from core.models import Office
from decisions import catalogue_file
from decisions.actions import import_matters
from decisions.models import Catalogue
from decisions.models.matter import KEEPERS

LARGEST = 5 * 1024 * 1024
SAID = 20  # errors named


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
            raise ValidationError(f"文件太大，最多{LARGEST >> 20}MB。")
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


def import_view(request, pk):
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
        path("catalogues/<id:pk>/import/", portal.admin_view(import_view), name="catalogue-import")
    ]
)
