"""The queue of 信息纠错: claim, hand over, close with an answer."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core.admin import StaffModelAdmin, site
from core.duties import Duty
from core.models import Office
from disclosure.models import ProblemReport
from disclosure.models.problem import HANDLERS


@admin.register(ProblemReport, site=site)
class ProblemReportAdmin(StaffModelAdmin):
    """What readers reported, to read; steps are on pages of their own."""

    readers = (Duty.AUDITOR, *sorted(HANDLERS))
    change_form_template = "admin/steps_change_form.html"
    list_display = ["receipt", "kind", "page_title", "office", "status", "due_on"]
    list_filter = ["status", "kind", "outcome", "office"]
    search_fields = ["receipt", "path"]
    readonly_fields = ["page_title"]
    fields = [
        ("receipt", "received_at", "due_on"), ("kind", "status"), "page_title", "path", "text", "office",
        ("claimed_by", "claimed_at"), ("outcome", "closed_at"), "answer",
    ]  # fmt: skip

    @admin.display(description="页面名称")
    def page_title(self, report):
        return report.page_title or report.path or "没有指明"

    def get_queryset(self, request):
        return super().get_queryset(request).served_by(request.user).select_related("office", "claimed_by")

    def has_add_permission(self, request):
        return False

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        report = self.get_object(request, object_id)
        extra = {"steps": list(steps(request.user, report)) if report else []}
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))


class ClaimForm(forms.Form):
    verb, button, title = "claim", "认领", "认领"
    intro = "认领后由您核实、答复。"


class CloseForm(forms.Form):
    verb, button, title = "close", "办结并答复", "办结"
    intro = "写给反映人看：核实了什么、怎么改的。不要写任何人的姓名和电话。"

    outcome = forms.ChoiceField(
        label="处理结果", choices=ProblemReport.Outcome.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(label="答复", widget=forms.Textarea(attrs={"rows": 5}), max_length=2000)


class HandOverForm(forms.Form):
    verb, button, title = "hand_over", "转办", "转给其他机构"
    intro = "页面由其他机构负责的，转给它办理。期限不变。"

    office = forms.ModelChoiceField(Office.objects.active(), label="转给", empty_label="请选择")


FORMS = {form.verb: form for form in (ClaimForm, CloseForm, HandOverForm)}


def steps(user, report):
    """What this person may do now."""
    if report.status == ProblemReport.Status.CLOSED or not user.may(HANDLERS, report.office):
        return
    for verb, form in FORMS.items():
        if verb != "claim" or report.status == ProblemReport.Status.NEW:
            yield {"label": form.title, "url": reverse("admin:problem-step", args=[report.pk, verb])}


def step_view(request, pk, verb):
    """One step of one report."""
    report = ProblemReport.objects.served_by(request.user).filter(pk=pk).first()
    if report is None or verb not in FORMS or not request.user.may(HANDLERS, report.office):
        raise Http404
    form = FORMS[verb](request.POST or None)
    back = reverse("admin:disclosure_problemreport_change", args=[report.pk])
    if request.method == "POST" and form.is_valid():
        try:
            getattr(report, verb)(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"已{form.button}。")
            return redirect(back if report.office in request.user.served_offices() else "admin:index")
    context = {
        "title": form.title,
        "form": form,
        "facts": [
            ("问题类型", report.get_kind_display()), ("页面", report.page_title or report.path or "没有指明"),
            ("问题说明", report.text), ("办理期限", report.due_on),
        ],
        "back": back,
        "back_label": report.receipt,
    }  # fmt: skip
    return render(request, "admin/confirm.html", site.each_context(request) | context)


site.more_urls.append(
    lambda portal: [path("problems/<id:pk>/<slug:verb>/", portal.admin_view(step_view), name="problem-step")]
)
