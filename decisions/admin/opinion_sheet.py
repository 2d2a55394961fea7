"""Opinions out to a spreadsheet and back in."""

from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core import audit, heavy
from core.admin import site
from decisions import opinion_file
from decisions.actions import import_opinions
from decisions.admin.answering import consultation_of

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


site.more_urls.append(
    lambda portal: [
        path("consultations/<id:pk>/export/", portal.admin_view(export_view), name="opinions-export"),
        path("consultations/<id:pk>/import/", portal.admin_view(import_view), name="opinions-import"),
    ]
)
