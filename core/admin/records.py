"""Admin pages of core's own records: offices, the calendar, the audit trail."""

from django.contrib import admin

from core.admin.base import StaffInline, StaffModelAdmin
from core.admin.site import site
from core.duties import Duty
from core.models import AuditEntry, CalendarDay, CalendarNotice, Office


@admin.register(Office, site=site)
class OfficeAdmin(StaffModelAdmin):
    readers = (Duty.AUDITOR, Duty.DISCLOSURE_OFFICER)
    writers = (Duty.SYSTEM_ADMINISTRATOR,)
    list_display = ["name", "kind", "parent", "phone", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "short_name"]

    def is_public(self, obj):
        return True


class CalendarDayInline(StaffInline, admin.TabularInline):
    model = CalendarDay
    extra = 10


@admin.register(CalendarNotice, site=site)
class CalendarNoticeAdmin(StaffModelAdmin):
    """Next year's holidays, as the notice says; deadlines that reach into the year are computed anew."""

    readers = (Duty.AUDITOR,)
    writers = (Duty.DISCLOSURE_OFFICER, Duty.SYSTEM_ADMINISTRATOR)
    list_display = ["year", "title", "document_number", "entered_by", "entered_at"]
    inlines = [CalendarDayInline]

    def save_model(self, request, obj, form, change):
        obj.entered_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(StaffModelAdmin):
    """The trail, to read. Nobody adds, changes or deletes an entry here."""

    readers = (Duty.AUDITOR, Duty.SECURITY_ADMINISTRATOR)
    list_display = ["number", "at", "actor_name", "verb", "object_title", "office", "note", "address"]
    list_filter = ["verb", "office"]
    search_fields = ["object_title", "actor_name", "note"]
    date_hierarchy = "at"

    def has_add_permission(self, request):
        return False

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False
