"""The library brought in from a file, by an officer: published at once with the officer as author."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core.admin import site
from core.duties import Duty
from core.models import Office
from questions import library_file
from questions.actions import import_questions

MOST_BYTES = 10 * 1024 * 1024


class ImportForm(forms.Form):
    button = "导入，立即公开"
    intro = (
        "Excel工作簿（.xlsx）或者每行一条的JSON（.jsonl），列为：id、question、answer、topic，可以有also_asked、cites。"
        "导入后立即公开；同一id再导入就更新，内容没有变化的不动。个人信息自动遮盖。"
    )

    file = forms.FileField(label="文件")
    office = forms.ModelChoiceField(Office.objects.none(), label="责任机构", empty_label="请选择")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = user.served_offices().active()

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件超过10 MB，请分几次导入。")
        try:
            self.rows = library_file.read(file.read(), file.name)
        except library_file.Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from None
        return file


def import_view(request):
    if not request.user.has_duty(Duty.DISCLOSURE_OFFICER):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        counts = import_questions(form.rows, office=form.cleaned_data["office"], by=request.user)
        said = f"新增{counts['created']}条，更新{counts['changed']}条，没有变化{counts['unchanged']}条。"
        messages.success(request, said)
        for error in counts["errors"][:20]:
            messages.warning(request, f"第{error['line']}行没有导入：{error['error']}")
        return redirect("admin:questions_question_changelist")
    context = {
        "title": "导入政策问答", "form": form,
        "back": reverse("admin:questions_question_changelist"), "back_label": "政策问答",
    }  # fmt: skip
    return render(request, "admin/questions_import.html", site.each_context(request) | context)


site.more_urls.append(
    lambda portal: [path("questions/import/", portal.admin_view(import_view), name="questions-import")]
)
site.acts.append(
    lambda user: (
        [(70, "导入政策问答", reverse("admin:questions-import"))]
        if user.has_duty(Duty.DISCLOSURE_OFFICER)
        else []
    )
)
