"""Calls to meetings, who registered, the list."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core import clock
from core.admin import StaffModelAdmin, site
from core.admin.base import StaffInline
from core.admin.personal import ShowsPersonal
from core.duties import Duty
from decisions import periods
from decisions.actions import give_receipt
from decisions.admin.catalogues import WRITERS
from decisions.admin.drafts import RecordForm
from decisions.models import Attendance, Matter, Meeting, Seats, Selection
from decisions.models.attendance import PREFIX
from decisions.models.opinion import HANDLERS
from disclosure.admin import RecordAdmin
from disclosure.admin.information import ATTRIBUTE, LABELS

MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class MeetingForm(RecordForm):
    meets_at = forms.DateTimeField(label="开会时间", required=False, widget=MOMENT)

    class Meta:
        model = Meeting
        exclude: list = []


class SeatsInline(StaffInline, admin.TabularInline):
    model = Seats
    extra = 2
    after = "名额和遴选"
    when = "各类代表各几名，有什么条件。"


@admin.register(Meeting, site=site)
class MeetingAdmin(RecordAdmin):
    form = MeetingForm
    writers = WRITERS
    change_form_template = "admin/decisions/record_change_form.html"
    inlines = [SeatsInline, *RecordAdmin.inlines]
    list_display = ["title", "state", "office", "purpose", "closes_on", "meets_at"]
    list_filter = ["status", "purpose", "office"]
    fieldsets = [
        ("基本信息", {"fields": ["title", ("office", "written_on"), ("purpose", "matter"), ("meets_at", "place")]}),
        ("报名", {"fields": [("opens_on", "closes_on"), "conditions", "contact"]}),
        ("名额和遴选", {"fields": ["method"]}),
        ("正文", {"fields": ["body", "summary", "keywords"]}),
        ATTRIBUTE,
        LABELS,
    ]  # fmt: skip

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "matter":
            kwargs["queryset"] = Matter.objects.published().served_by(request.user).filter(ended_on=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def facts_to_judge(self, record):
        yield from super().facts_to_judge(record)
        yield "会议", record.get_purpose_display()
        yield "决策事项", record.matter or "没有选择"
        yield (
            "时间地点",
            f"{record.meets_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}，{record.place}"
            if record.meets_at
            else "没有填写",
        )
        yield "报名", f"{record.opens_on}至{record.closes_on}"
        yield "遴选办法", record.get_method_display()
        for seats in record.seats.all():
            yield "名额", f"{seats}　{seats.conditions}"
        yield "报名条件", record.conditions or "—"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        record = self.get_object(request, object_id)
        extra = {"work": list(work(request.user, record))} if record and record.is_visible else {}
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))


def work(user, record):
    """What the office does once the call is public."""
    if not user.may(HANDLERS, record.office):
        return
    made = getattr(record, "selection", None)
    listed = made and made.confirmed_at
    registered = (
        f"{reverse('admin:decisions_attendance_changelist')}?meeting__information_ptr__exact={record.pk}"
    )
    if record.phase(clock.today()) == periods.CLOSED and not listed:
        yield {
            "label": "重新确定名单" if made else "确定名单",
            "url": reverse("admin:meeting-select", args=[record.pk]),
        }
    yield {"label": f"报名（{record.attendances.count()}人）", "url": registered}
    if not record.listed_at:
        yield {
            "label": "登记其他途径的报名",
            "url": f"{reverse('admin:decisions_attendance_add')}?meeting={record.pk}",
        }
    if made:
        yield {"label": "名单", "url": reverse("admin:decisions_selection_change", args=[made.pk])}
    if listed:
        yield {
            "label": "登记代表发言",
            "url": f"{reverse('admin:decisions_statement_add')}?meeting={record.pk}",
        }


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
    list_display = ["receipt", "meeting", "group", "where", "channel", "received_at", "result"]
    list_filter = ["group", "channel", "meeting"]
    search_fields = ["receipt", "where"]

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
                        "receipt",
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
        return ["receipt", "result"] if obj else []

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
        row = next((one for one in made.rows if one["receipt"] == attendance.receipt), None)
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
        obj.given = give_receipt(obj, PREFIX)
        obj.enter(by=request.user)

    def log_addition(self, request, obj, message):
        """`enter` has left its own entry."""

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(
            request,
            f"已登记。回执号{obj.given.number}，查询码{obj.given.code}，可以告诉报名的人；查询码只显示这一次。",
        )
        return redirect(f"{reverse('admin:decisions_attendance_add')}?meeting={obj.meeting_id}")


# The list --------------------------------------------------------------------------------------------------
class SelectForm(forms.Form):
    chosen = forms.ModelMultipleChoiceField(
        None, label="选定", widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = forms.CharField(
        label="选定的理由", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="随名单公布。"
    )  # fmt: skip

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_choice = meeting.method == Meeting.Method.CHOICE
        self.button = "选定" if self.by_choice else f"{meeting.get_method_display()}确定"
        self.intro = "名单由签发人复核后公开，姓名只显示姓。"
        self.fields["chosen"].queryset = meeting.attendances.in_order()
        self.fields["chosen"].label_from_instance = in_words
        if not self.by_choice:
            del self.fields["chosen"], self.fields["reason"]

    def clean(self):
        cleaned = super().clean()
        if self.by_choice and not cleaned.get("chosen"):
            self.add_error("chosen", "勾选入选的代表。")
        if self.by_choice and not cleaned.get("reason", "").strip():
            self.add_error("reason", "由承办单位选定的，写明理由。")
        return cleaned


def in_words(attendance) -> str:
    return f"{attendance.get_group_display()}｜{attendance.where}｜{attendance.about or '没有写想说什么'}｜{attendance.receipt}"


def select_view(request, pk):
    """The list of a meeting whose registration is over."""
    meeting = Meeting.objects.published().served_by(request.user).filter(pk=pk).first()
    if meeting is None or not request.user.may(HANDLERS, meeting.office):
        raise Http404
    form = SelectForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            made = Selection.objects.make(meeting, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, "名单已确定，由签发人复核后公开。")
            return redirect("admin:decisions_selection_change", made.pk)
    counted = [
        f"{seats}，报名{meeting.attendances.filter(group=seats.group).count()}人"
        for seats in meeting.seats.all()
    ]
    context = {
        "title": "确定名单", "form": form, "back": reverse("admin:decisions_meeting_change", args=[meeting.pk]),
        "back_label": meeting.title,
        "facts": [("会议", meeting), ("遴选办法", meeting.get_method_display()), ("名额", "\n".join(counted))],
    }  # fmt: skip
    return render(request, "admin/confirm.html", site.each_context(request) | context)


site.more_urls.append(
    lambda portal: [path("meetings/<int:pk>/select/", portal.admin_view(select_view), name="meeting-select")]
)
