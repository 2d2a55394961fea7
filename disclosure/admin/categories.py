from django.contrib import admin

from core.admin import StaffModelAdmin, site
from core.duties import CONTENT, Duty
from disclosure.models import Audience, Category, Theme


class PublicListAdmin(StaffModelAdmin):
    """What the column is made of; the disclosure officer keeps it."""

    readers = (Duty.AUDITOR, *CONTENT)
    writers = (Duty.DISCLOSURE_OFFICER,)
    search_fields = ["name"]

    def is_public(self, obj):
        return True


@admin.register(Category, site=site)
class CategoryAdmin(PublicListAdmin):
    list_display = ["name", "parent", "legal_basis", "deadline_workdays", "office", "position"]
    list_filter = ["parent"]


@admin.register(Theme, Audience, site=site)
class LabelAdmin(PublicListAdmin):
    list_display = ["name", "slug", "position"]
