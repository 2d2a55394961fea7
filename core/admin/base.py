from django.contrib import admin

from core import audit
from core.duties import Duty


def holds(user, *duties) -> bool:
    """Whether somebody who signed in holds one of the duties; the sign-in page asks for nobody."""
    return user.is_authenticated and user.has_duty(*duties)


class StaffModelAdmin(admin.ModelAdmin):
    """An admin page whose rights are duties: `readers` may look, `writers` may change. Superusers get nothing extra."""

    readers: tuple = (Duty.AUDITOR,)
    writers: tuple = ()
    deletable = False
    list_per_page = 30
    show_full_result_count = False

    def has_module_permission(self, request):
        return holds(request.user, *self.readers, *self.writers)

    def has_view_permission(self, request, obj=None):
        return holds(request.user, *self.readers, *self.writers)

    def has_add_permission(self, request):
        return holds(request.user, *self.writers)

    def has_change_permission(self, request, obj=None):
        return holds(request.user, *self.writers)

    def has_delete_permission(self, request, obj=None):
        return self.deletable and holds(request.user, *self.writers)

    def get_actions(self, request):
        return {}  # no bulk actions: verbs exist once, on one record at a time

    def log_addition(self, request, obj, message):
        self._record("新增", request, obj, message)

    def log_change(self, request, obj, message):
        self._record("修改", request, obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            self._record("删除", request, obj, "")

    def _record(self, verb, request, obj, message):
        """The audit trail instead of Django's own log: which fields changed, never what personal fields hold."""
        with audit.act(verb, obj, by=request.user, public=self.is_public(obj)) as step:
            step.after = {"fields": _fields(message)}

    def is_public(self, obj) -> bool:
        """Whether public pages show something of it."""
        return False


class StaffInline:
    """An inline whose rights are those of the page that it stands on. Mix in before TabularInline, StackedInline."""

    extra = 0

    def _page(self):
        return self.admin_site._registry[self.parent_model]

    def has_view_permission(self, request, obj=None):
        return self._page().has_view_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return self._page().has_add_permission(request)
        return self._page().has_change_permission(request, obj)

    has_add_permission = has_delete_permission = has_change_permission


def _fields(message):
    if not isinstance(message, list):
        return []
    return sorted(
        {field for change in message for part in change.values() for field in part.get("fields", [])}
    )
