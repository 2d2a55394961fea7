"""Bringing in a document from Word, a web page or text: one file, one draft, with what is doubtful said."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core.admin import site
from core.duties import WRITERS, Duty
from core.models import Office
from disclosure.models import Category
from policies.actions import import_document


class ImportForm(forms.Form):
    file = forms.FileField(
        label="文件",
        widget=forms.FileInput(attrs={"accept": ".docx,.html,.htm,.txt"}),
        help_text="Word（.docx）、网页（.html）或者文本（.txt），不超过20MB。旧版.doc请先另存为.docx。",
    )
    office = forms.ModelChoiceField(Office.objects.none(), label="责任机构")
    category = forms.ModelChoiceField(
        Category.objects.all(), label="栏目", required=False, help_text="现在不选，送审以前补上也可以。"
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].empty_label = self.fields["category"].empty_label = "请选择"
        offices = user.served_offices().active()
        self.fields["office"].queryset = offices
        self.fields["office"].initial = offices.first() if offices.count() == 1 else None


def import_view(model_admin, request):
    """Upload → draft; what could not be read is a message at the field, what is doubtful a warning on the draft."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        answer = _bring_in(form, request.user)
        if answer.error:
            form.add_error("file", f"“{answer.name}”：{answer.error}")
        else:
            return _to_draft(request, answer)
    context = {
        "title": "从Word导入文件",
        "form": form,
        "intro": "选好文件就可以导入。系统读出标题、文号、日期和正文，放进一份草稿，由您核对。",
        "button": "导入",
        "back": reverse("admin:policies_policy_changelist"),
    }
    return render(
        request, "admin/record_step.html", site.each_context(request) | context | {"has_file": True}
    )


def _bring_in(form, user):
    upload, chosen = form.cleaned_data["file"], form.cleaned_data
    return import_document(
        upload.read(), upload.name, office=chosen["office"], category=chosen["category"], by=user
    )


def _to_draft(request, answer):
    if not answer.existed:
        messages.success(request, f"已导入《{answer.policy.title}》，请从上到下核对。")
    for warning in answer.warnings:
        messages.warning(request, warning)
    return redirect("admin:policies_policy_change", answer.policy.pk)


def import_urls(model_admin):
    view = model_admin.admin_site.admin_view(lambda request: import_view(model_admin, request))
    return [path("import/", view, name="policies-import")]


def acts(user):
    """What people often begin with policies."""
    if user.has_duty(*WRITERS - {Duty.VILLAGE_CLERK}):
        yield 2, "从Word导入文件", reverse("admin:policies-import")
        yield 3, "新增政策文件", reverse("admin:policies_policy_add")


site.acts.append(acts)
