"""Admin pages of what two people publish: one enters, a signer confirms on a page of its own."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core.admin import StaffModelAdmin, site
from core.duties import CONTENT, Duty


class ConfirmedAdmin(StaffModelAdmin):
    """Base for children of SecondPerson: what is confirmed can no longer be changed, what waits says so."""

    readers = (Duty.AUDITOR, *sorted(CONTENT))
    writers = (Duty.DISCLOSURE_OFFICER, Duty.DRAFTER)
    change_form_template = "admin/confirmed_change_form.html"
    intro = ""

    @admin.display(description="状态")
    def state(self, thing):
        return f"已由{thing.confirmed_by}复核" if thing.confirmed_at else "待复核"

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or (not obj.confirmed_at and request.user.may(self.writers, obj.responsible))

    def get_queryset(self, request):
        return super().get_queryset(request).served_by(request.user)

    def has_delete_permission(self, request, obj=None):
        """What nobody has confirmed may be thrown away by those who may change it."""
        return obj is not None and self.has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.entered_by = request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(request, "已录入，由签发人复核后公开。")
        return redirect(self.address(obj))

    def response_change(self, request, obj):
        messages.success(request, "已保存，由签发人复核后公开。")
        return redirect(self.address(obj))

    def address(self, thing) -> str:
        return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])

    def change_view(self, request, object_id, form_url="", extra_context=None):
        thing = self.get_object(request, object_id)
        extra = {"intro": self.intro}
        if thing:
            extra["state"] = self.state(thing)
            extra["confirm_url"] = confirm_address(thing) if thing.may_confirm(request.user) else ""
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))

    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, {"intro": self.intro} | (extra_context or {}))

    def facts_to_confirm(self, thing):
        """(label, words) of everything that would become public."""
        return []

    def table_to_confirm(self, thing):
        """(headings, rows) where facts do not suffice."""
        return None


def confirm_address(thing) -> str:
    return reverse("admin:confirm", args=[thing._meta.model_name, thing.pk])


class ConfirmForm(forms.Form):
    """Nothing to fill in: one looks, and confirms."""

    # what the page showed; without it nobody knows what was looked at
    seen = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": "页面不完整，请重新打开这一页再复核。"}
    )

    button = "复核，公开"
    intro = "核对下面的内容，没有问题就点“复核，公开”。有错的不要复核，请录入人改正。"


def _page_of(kind):
    pages = {model._meta.model_name: page for model, page in site._registry.items()}
    page = pages.get(kind)
    if not isinstance(page, ConfirmedAdmin):
        raise Http404
    return page


def confirm_view(request, kind, pk):
    """What is to become public, and one button."""
    page = _page_of(kind)
    thing = page.model.objects.filter(pk=pk).first()
    if thing is None:
        raise Http404
    if not request.user.may({Duty.SIGNER}, thing.responsible):
        raise PermissionDenied
    form = ConfirmForm(request.POST or None, initial={"seen": thing.digest()})
    if request.method == "POST" and form.is_valid() and _confirmed(request, form, thing):
        return redirect("admin:index")
    context = {
        "title": f"复核{thing._meta.verbose_name}",
        "form": form,
        "facts": [(label, words) for label, words in page.facts_to_confirm(thing) if words],
        "table": page.table_to_confirm(thing),
        "back": page.address(thing),
        "back_label": str(thing),
    }
    return render(request, "admin/confirm.html", site.each_context(request) | context)


def _confirmed(request, form, thing) -> bool:
    try:
        thing.confirm(by=request.user, seen=form.cleaned_data["seen"])
    except ValidationError as refusal:
        for message in refusal.messages:
            form.add_error(None, message)
        return False
    messages.success(request, "已复核，现在公开。")
    return True


site.more_urls.append(
    lambda portal: [path("confirm/<slug:kind>/<id:pk>/", portal.admin_view(confirm_view), name="confirm")]
)
