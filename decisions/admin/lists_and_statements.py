"""The list of a meeting and what was said there: confirmed by a signer, then public."""

from django.contrib import admin

from core.admin import site
from decisions.admin.catalogues import WRITERS
from decisions.meetings import GROUPS
from decisions.models import Attendance, Meeting, Selection, Statement
from disclosure.admin.confirming import ConfirmedAdmin


@admin.register(Selection, site=site)
class SelectionAdmin(ConfirmedAdmin):
    writers = WRITERS
    list_display = ["meeting", "state"]
    fields = ["meeting", "reason", "listed"]
    readonly_fields = ["meeting", "listed"]
    intro = "名单由系统按公告的办法确定。有错的，回到会议公告重新确定。"

    def has_add_permission(self, request):
        return False

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False

    @admin.display(description="名单")
    def listed(self, selection):
        return "；".join(f"{GROUPS[one['group']]}{one['name']}（{one['where']}）" for one in selection.chosen)

    def facts_to_confirm(self, selection):
        yield "会议", selection.meeting
        yield "遴选办法", selection.meeting.get_method_display()
        yield "理由", selection.reason
        yield (
            "报名",
            "，".join(f"{GROUPS[group]}{len(tickets)}人" for group, tickets in selection.registered.items()),
        )
        yield "经办人", selection.entered_by

    def table_to_confirm(self, selection):
        rows = [
            (
                GROUPS[one["group"]],
                one["name"],
                one["where"],
                "入选" if one["place"] else "候补",
                one["ticket"],
            )
            for one in selection.rows
        ]
        return ("代表", "姓名", "所在村或者单位", "结果", "抽签编号"), rows


@admin.register(Statement, site=site)
class StatementAdmin(ConfirmedAdmin):
    writers = WRITERS
    list_display = ["meeting", "outcome", "state"]
    fields = ["meeting", "attendance", "text", "outcome", "reason"]
    intro = "会后把每位代表说了什么、采纳没有、为什么，登记在这里，签发人复核后公开。"

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "meeting":
            kwargs["queryset"] = Meeting.objects.published().served_by(request.user).listed()
        if db_field.name == "attendance":
            kwargs["queryset"] = Attendance.objects.on_a_list().served_by(request.user)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "attendance":
            field.label_from_instance = lambda one: f"{one.get_group_display()}｜{one.where}｜{one.ticket}"
        return field

    def facts_to_confirm(self, statement):
        yield "会议", statement.meeting
        yield "代表", f"{GROUPS[statement.attendance.group]}，{statement.attendance.where}"
        yield "发言", statement.text
        yield "采纳情况", statement.get_outcome_display()
        yield "理由", statement.reason
        yield "录入人", statement.entered_by
