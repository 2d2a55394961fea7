"""咨询留言: those that came by telephone, window, letter or hotline are written down; all are read here."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse

from core import clock
from core.admin import StaffModelAdmin, site
from core.admin.personal import ShowsPersonal
from core.duties import Duty
from core.public_forms import receipts
from questions.admin.handling import steps
from questions.models import Inquiry
from questions.models.inquiry import HANDLERS


class InquiryForm(forms.ModelForm):
    received_at = forms.DateTimeField(
        label="收到时间", initial=clock.now,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )  # fmt: skip

    class Meta:
        model = Inquiry
        fields = ["channel", "received_at", "office", "subject", "text", "name", "contact", "may_publish"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "channel" in self.fields:
            web = Inquiry.Channel.WEB
            self.fields["channel"].choices = [one for one in Inquiry.Channel.choices if one[0] != web]
            self.fields["channel"].initial = Inquiry.Channel.PHONE


@admin.register(Inquiry, site=site)
class InquiryAdmin(ShowsPersonal, StaffModelAdmin):
    """Names and contacts are shown on demand, one inquiry at a time, never in a list; to an auditor not at all."""

    form = InquiryForm
    change_form_template = "admin/steps_change_form.html"
    readers = (Duty.AUDITOR, *sorted(HANDLERS))
    writers = tuple(sorted(HANDLERS))
    list_display = ["receipt", "subject", "office", "channel", "received_at", "due_on", "state"]
    list_filter = ["channel", "office", "to_publish"]
    search_fields = ["receipt", "subject", "text"]
    show = [
        "receipt", ("channel", "received_at"), ("office", "due_on", "state"), "complex_reason", "subject", "text",
        "may_publish", "answer", ("answered_by", "answered_at"), "public_subject", "public_text",
        ("published_by", "published_at"), "question",
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).served_by(request.user).select_related("office")

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": self.show if obj else list(InquiryForm.Meta.fields)})]

    def get_readonly_fields(self, request, obj=None):
        flat = [name for row in self.show for name in (row if isinstance(row, tuple) else (row,))]
        return flat if obj else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "office":
            kwargs["queryset"] = request.user.served_offices().active()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False

    def may_see_personal(self, request, inquiry):
        return request.user.may(HANDLERS, inquiry.office)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        case = self.get_object(request, object_id)
        found = list(steps(request.user, case)) if case else []
        if case and (link := self.personal_link(request, case)):
            found.append({"label": "查看姓名和联系方式", "url": link})
        return super().change_view(request, object_id, form_url, {"steps": found} | (extra_context or {}))

    @admin.display(description="状态")
    def state(self, case):
        if case.published_at:
            return "已答复，已公开"
        if case.answered_at:
            return "已答复，等待核准公开" if case.to_publish else "已答复"
        return "逾期未答复" if case.is_overdue else "办理中"

    # Saving ------------------------------------------------------------------------------------------------
    def save_model(self, request, obj, form, change):
        obj.given = receipts.give(obj, clock.today())
        obj.enter(by=request.user)

    def log_addition(self, request, obj, message):
        """`enter` has left its own entry."""

    def response_add(self, request, obj, post_url_continue=None):
        given = obj.given
        said = f"已登记，{obj.due_on}前答复。回执号{given.number}，查询码{given.code}，请告诉咨询人；查询码只显示这一次。"
        messages.success(request, said)
        return redirect(reverse("admin:questions_inquiry_change", args=[obj.pk]))
