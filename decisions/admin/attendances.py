"""Who registered for a meeting: read, and written down where it came by telephone or at the counter."""

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
from decisions.admin.meetings import MOMENT
from decisions.models import Attendance, Meeting
from decisions.models.opinion import HANDLERS


class AttendanceForm(forms.ModelForm):
    received_at = forms.DateTimeField(label="报名时间", initial=clock.now, widget=MOMENT)

    class Meta:
        model = Attendance
        fields = ["meeting", "channel", "received_at", "group", "name", "contact", "where", "about"]
        widgets = {"name": forms.TextInput, "contact": forms.TextInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "channel" in self.fields:
            web = Attendance.Channel.WEB
            self.fields["channel"].choices = [one for one in Attendance.Channel.choices if one[0] != web]
            self.fields["channel"].initial = Attendance.Channel.PHONE

    def clean(self):
        cleaned = super().clean()
        if not self.errors and self.instance.pk is None:
            try:
                Attendance(**cleaned).check_time()
            except ValidationError as refusal:
                self.add_error(None, refusal)
        return cleaned


@admin.register(Attendance, site=site)
class AttendanceAdmin(ShowsPersonal, StaffModelAdmin):
    """Names and telephones are shown on demand, one at a time; to an auditor not at all."""

    form = AttendanceForm
    readers = (Duty.AUDITOR, *sorted(HANDLERS))
    writers = tuple(sorted(HANDLERS))
    change_form_template = "admin/steps_change_form.html"
    list_display = ["receipt", "ticket", "meeting", "group", "where", "channel", "received_at", "result"]
    list_filter = ["group", "channel", "meeting"]
    search_fields = ["receipt", "ticket", "where"]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .served_by(request.user)
            .select_related("meeting__office", "meeting__selection")
        )

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": list(AttendanceForm.Meta.fields)})]
        return [
            (
                None,
                {
                    "fields": [
                        ("receipt", "ticket"),
                        ("meeting", "group"),
                        ("channel", "received_at"),
                        "where",
                        "about",
                        "result",
                    ]
                },
            )
        ]

    def get_readonly_fields(self, request, obj=None):
        return ["receipt", "ticket", "result"] if obj else []

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "meeting":
            kwargs["queryset"] = Meeting.objects.published().served_by(request.user).filter(listed_at=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="结果")
    def result(self, attendance):
        made = getattr(attendance.meeting, "selection", None)
        if made is None:
            return "未确定"
        row = made.row_of(attendance)
        word = "没有入选" if row is None else "入选" if row["place"] else "候补"
        return word if made.confirmed_at else f"{word}（待复核）"

    def may_see_personal(self, request, attendance):
        return request.user.may(HANDLERS, attendance.meeting.office)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        attendance = self.get_object(request, object_id)
        link = self.personal_link(request, attendance) if attendance else ""
        extra = {"steps": [{"label": "查看姓名和电话", "url": link}] if link else []}
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))

    # Saving ------------------------------------------------------------------------------------------------
    def save_model(self, request, obj, form, change):
        obj.given = receipts.give(obj, clock.today())
        obj.enter(by=request.user)

    def log_addition(self, request, obj, message):
        """`enter` has left its own entry."""

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(
            request,
            f"已登记。回执号{obj.given.number}，查询码{obj.given.code}，可以告诉报名的人；查询码只显示这一次。",
        )
        return redirect(f"{reverse('admin:decisions_attendance_add')}?meeting={obj.meeting_id}")
