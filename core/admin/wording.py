"""The table of wrong and right forms: kept by the disclosure officer, read by all who write and review."""

from django.contrib import admin

from core.admin.base import StaffModelAdmin
from core.admin.site import site
from core.duties import CONTENT, Duty
from core.models import WordingEntry


@admin.register(WordingEntry, site=site)
class WordingEntryAdmin(StaffModelAdmin):
    """An entry is put out of use, never deleted: the starting list would bring it back."""

    readers = (*sorted(CONTENT), Duty.AUDITOR)
    writers = (Duty.DISCLOSURE_OFFICER,)
    list_display = ["wrong", "right", "kind", "grade", "is_active"]
    list_filter = ["kind", "grade", "is_active"]
    search_fields = ["wrong", "right", "note"]
    fields = ["wrong", "right", "kind", "grade", "exceptions", "note", "position", "is_active"]
