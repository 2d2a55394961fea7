"""Opinions: those that came by letter, telephone, meeting or hotline are written down; all are read here."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse

from core import clock
from core.admin import StaffModelAdmin, site
from core.admin.personal import ShowsPersonal
from core.duties import Duty
from core.public_forms import receipts
from decisions import drafts
from decisions.models import Consultation, Opinion
from decisions.models.opinion import HANDLERS


class OpinionForm(forms.ModelForm):
    received_at = forms.DateTimeField(
        label="收到时间", initial=clock.now,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )  # fmt: skip

    class Meta:
        model = Opinion
        fields = [
            "consultation",
            "channel",
            "received_at",
            "clause",
            "text",
            "name",
            "contact",
            "may_publish",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "channel" in self.fields:
            web = Opinion.Channel.WEB
            self.fields["channel"].choices = [one for one in Opinion.Channel.choices if one[0] != web]
            self.fields["channel"].initial = Opinion.Channel.LETTER

    def clean(self):
        cleaned = super().clean()
        if not self.errors and self.instance.pk is None:
            try:
                Opinion(consultation=cleaned["consultation"], received_at=cleaned["received_at"]).check_time()
            except ValidationError as refusal:
                self.add_error("received_at", ValidationError(refusal.messages))
        return cleaned


@admin.register(Opinion, site=site)
class OpinionAdmin(ShowsPersonal, StaffModelAdmin):
    """Names, contacts and files are shown on demand, one opinion at a time, never in a list; to an auditor not at all."""

    personal_files = "files"
    change_form_template = "admin/steps_change_form.html"

    form = OpinionForm
    readers = (Duty.AUDITOR, *sorted(HANDLERS))
    writers = tuple(sorted(HANDLERS))
    list_display = [
        "receipt",
        "consultation",
        "clause",
        "short",
        "channel",
        "received_at",
        "outcome",
        "flagged",
    ]
    list_filter = ["channel", "answer__outcome", "consultation"]
    search_fields = ["receipt", "text"]
    show = ["receipt", ("consultation", "channel", "received_at"), "clause", "text", "flagged", "may_publish"]

    def get_queryset(self, request):
        found = super().get_queryset(request).served_by(request.user)
        return found.select_related("consultation__office", "answer")

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": list(OpinionForm.Meta.fields)})]
        return [(None, {"fields": [*self.show, "outcome", "reason"]})]

    def may_see_personal(self, request, opinion):
        return request.user.may(HANDLERS, opinion.consultation.office)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        opinion = self.get_object(request, object_id)
        link = self.personal_link(request, opinion) if opinion else ""
        extra = {"steps": [{"label": "查看姓名、联系方式和附件", "url": link}] if link else []}
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))

    def get_readonly_fields(self, request, obj=None):
        return ["receipt", "flagged", "outcome", "reason"] if obj else []

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "consultation":
            kwargs["queryset"] = Consultation.objects.published().served_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="意见")
    def short(self, opinion):
        return f"{opinion.text[:40]}……" if len(opinion.text) > 40 else opinion.text

    @admin.display(description="处理结果")
    def outcome(self, opinion):
        return opinion.answer or "未答复"

    @admin.display(description="理由")
    def reason(self, opinion):
        return opinion.answer.reason if opinion.answer else "—"

    @admin.display(description="请注意")
    def flagged(self, opinion):
        return "；".join(opinion.flags()) or "—"

    # Saving ------------------------------------------------------------------------------------------------
    def save_model(self, request, obj, form, change):
        obj.given = receipts.give(obj, clock.today())
        obj.enter(by=request.user)

    def log_addition(self, request, obj, message):
        """`enter` has left its own entry."""

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(
            request,
            f"已登记。回执号{obj.given.number}，查询码{obj.given.code}，可以告诉提意见的人；查询码只显示这一次。",
        )
        known = (
            obj.clause
            and obj.consultation.draft
            and obj.clause in drafts.by_name(obj.consultation.draft.body)
        )
        if obj.clause and not known:
            messages.warning(request, f"征求意见稿里没有“{obj.clause}”，请核对。")
        return redirect(f"{reverse('admin:decisions_opinion_add')}?consultation={obj.consultation_id}")
