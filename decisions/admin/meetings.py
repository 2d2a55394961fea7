"""Calls to meetings, who registered, the list."""

from django import forms
from django.contrib import admin
from django.urls import reverse

from core import clock
from core.admin import site
from core.admin.base import StaffInline
from decisions import periods
from decisions.admin.catalogues import WRITERS
from decisions.admin.record_form import RecordForm
from decisions.models import Matter, Meeting, Seats
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
