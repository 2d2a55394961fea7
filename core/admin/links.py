"""Addresses elsewhere and how they answered, to read."""

from django.contrib import admin

from core.admin.base import StaffModelAdmin
from core.admin.site import site
from core.duties import CONTENT, Duty
from core.models import LinkState


@admin.register(LinkState, site=site)
class LinkStateAdmin(StaffModelAdmin):
    """Written by the daily check alone: what is wrong here is mended in the text that holds the link."""

    readers = (*sorted(CONTENT), Duty.AUDITOR)
    list_display = ["url", "status", "failures", "last_ok_at", "moved_to"]
    list_filter = ["status"]
    search_fields = ["url"]
