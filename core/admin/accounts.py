"""Admin pages for accounts: who works here, with which duties, for which offices."""

from django import forms
from django.contrib import admin, messages

from core.actions import temporary_password
from core.admin.base import StaffModelAdmin
from core.admin.site import site
from core.duties import Duty, incompatible
from core.models import Deputy, User


class StaffForm(forms.ModelForm):
    """An account; duties that one person may not hold together are refused at the field."""

    class Meta:
        model = User
        fields = ["username", "name", "title", "offices", "groups", "is_active"]
        labels = {"groups": "职责", "is_active": "启用"}
        widgets = {"offices": forms.CheckboxSelectMultiple, "groups": forms.CheckboxSelectMultiple}

    def clean_groups(self):
        groups = self.cleaned_data["groups"]
        problem = incompatible(duty for duty in Duty if duty.label in {group.name for group in groups})
        if problem:
            raise forms.ValidationError(problem)
        return groups


@admin.register(User, site=site)
class StaffAdmin(StaffModelAdmin):
    readers = (Duty.AUDITOR,)
    writers = (Duty.SECURITY_ADMINISTRATOR,)
    form = StaffForm
    list_display = ["name", "username", "title", "held_duties", "served", "is_active", "last_login"]
    list_filter = ["is_active", "groups", "offices"]
    search_fields = ["name", "username"]
    readonly_fields = ["last_login"]
    filter_horizontal: tuple = ()

    @admin.display(description="职责")
    def held_duties(self, user):
        return "、".join(user.groups.values_list("name", flat=True))

    @admin.display(description="机构")
    def served(self, user):
        return "、".join(office.short_name for office in user.offices.all())

    def save_model(self, request, obj, form, change):
        if not change:
            password = temporary_password()
            obj.set_password(password)
            obj.is_staff, obj.must_change_password = True, True
            messages.warning(request, f"临时密码（只显示这一次）：{password}　首次登录须修改。")
        super().save_model(request, obj, form, change)


@admin.register(Deputy, site=site)
class DeputyAdmin(StaffModelAdmin):
    readers = (Duty.AUDITOR,)
    writers = (Duty.SECURITY_ADMINISTRATOR,)
    list_display = ["duty", "principal", "deputy", "starts_on", "ends_on"]
    deletable = True
