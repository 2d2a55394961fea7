from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH

from core import audit
from core.characters import make_printable
from core.duties import Duty


def holds(user, *duties) -> bool:
    """Whether somebody who signed in holds one of the duties; the sign-in page asks for nobody."""
    return user.is_authenticated and user.has_duty(*duties)


class PlainFields:
    """Fields as plain HTML has them: native days, check boxes instead of two columns, no pencils beside a list."""

    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3})},
    }
    may_add_related: tuple = ()  # fields whose list may be added to on the spot

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
            if db_field.name not in self.may_add_related or not widget.can_add_related:
                field.widget = widget.widget
        if isinstance(field, forms.Field):
            required = "请选择文件。" if isinstance(field, forms.FileField) else "请填写，或者选择一项。"
            field.error_messages = field.error_messages | {"required": required}
        self._name_blank(field)
        return field

    def _name_blank(self, field):
        """A list that has nothing chosen says so in words, not with dashes."""
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = field.empty_label and "请选择"
        elif isinstance(field, forms.ChoiceField) and not isinstance(field.widget, forms.RadioSelect):
            choices = list(field.choices)
            if choices and choices[0] == BLANK_CHOICE_DASH[0]:
                field.choices = [("", "请选择"), *choices[1:]]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, **{"widget": forms.CheckboxSelectMultiple} | kwargs
        )


class StaffModelAdmin(PlainFields, admin.ModelAdmin):
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

    def save_model(self, request, obj, form, change):
        make_printable(obj)
        super().save_model(request, obj, form, change)

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        """Each knows whether it stands open: one that folds opens where it holds something or is needed."""
        inlines = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for inline in inlines:
            formset = inline.formset
            filled = formset.initial_form_count() or (formset.is_bound and formset.total_error_count())
            inline.opened = bool(not inline.opts.folds or filled or inline.opts.is_needed(obj))
        return inlines

    def get_object(self, request, object_id, from_field=None):
        try:
            return super().get_object(request, object_id, from_field)
        except OverflowError:  # a number that no database holds
            return None

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


class StaffInline(PlainFields):
    """An inline whose rights are those of the page that it stands on. Mix in before TabularInline, StackedInline."""

    extra = 0
    after = ""  # the name of the fieldset below which it stands; else below all
    folds = False
    when = ""  # a sentence: when it is needed

    def is_needed(self, obj) -> bool:
        """Whether it stands open for this record although nothing is filled in yet."""
        return False

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
