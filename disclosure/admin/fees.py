"""Admin pages of the list of fees: items, dated standards that two people publish, checks."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from core.admin import StaffModelAdmin, site
from core.duties import CONTENT, Duty
from disclosure.admin.confirming import ConfirmedAdmin
from disclosure.models import FeeCheck, FeeItem, FeeStandard

WRITERS = (Duty.DISCLOSURE_OFFICER, Duty.DRAFTER)


@admin.register(FeeItem, site=site)
class FeeItemAdmin(StaffModelAdmin):
    """An item is public with its first confirmed standard; then its name stays."""

    readers = (Duty.AUDITOR, *sorted(CONTENT))
    writers = WRITERS
    list_display = ["name", "kind", "office", "is_public_label", "add_standard"]
    list_filter = ["kind", "office"]
    search_fields = ["name"]
    fields = ["name", ("kind", "office"), "note"]

    @admin.display(description="公开")
    def is_public_label(self, item):
        return "已公开" if item.entry_id else "尚无复核过的标准"

    @admin.display(description="标准")
    def add_standard(self, item):
        address = reverse("admin:disclosure_feestandard_add")
        return format_html('<a href="{}?item={}">录入新的标准</a>', address, item.pk)

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        if obj is None or not allowed:
            return allowed
        return obj.entry_id is None and request.user.may(self.writers, obj.office)

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .filter(office__in=request.user.served_offices())
            .select_related("office")
        )

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(request, "收费项目已保存，接着录入收费标准。")
        return redirect(f"{reverse('admin:disclosure_feestandard_add')}?item={obj.pk}")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "office":
            kwargs["queryset"] = request.user.served_offices().active()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(FeeStandard, site=site)
class FeeStandardAdmin(ConfirmedAdmin):
    """A new standard, or the end of a fee: entered, then confirmed by a signer of the office that charges it."""

    writers = WRITERS
    list_display = ["item", "summary", "basis", "state"]
    list_filter = ["item__office", "item__kind"]
    search_fields = ["item__name", "basis"]
    fieldsets = [
        (None, {"fields": ["item", ("valid_from", "abolished")]}),
        ("标准", {"fields": ["standard", ("unit", "payer"), "basis"]}),
    ]
    intro = "标准变了就录入一条新的，不改旧的：旧标准作为历史留在项目页上。"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("item__office", "confirmed_by")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "item":
            kwargs["queryset"] = FeeItem.objects.filter(office__in=request.user.served_offices())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def facts_to_confirm(self, standard):
        yield "收费项目", f"{standard.item}（{standard.item.get_kind_display()}）"
        yield "收费单位", standard.item.office
        yield "项目说明", standard.item.note
        before = standard.item.standard_on(standard.valid_from)
        yield "现行标准", before.summary if before else "没有，这是第一条标准"
        yield "新的标准", standard.summary
        yield "计费单位", standard.unit
        yield "缴费对象", standard.payer
        yield "收费依据", standard.basis
        yield "录入人", standard.entered_by


@admin.register(FeeCheck, site=site)
class FeeCheckAdmin(StaffModelAdmin):
    """定期核对: the whole list against what is charged. A check is a fact and stays."""

    readers = (Duty.AUDITOR, *sorted(CONTENT))
    writers = (*WRITERS, Duty.SIGNER)
    list_display = ["checked_on", "office", "by", "result"]
    fields = ["checked_on", "result"]

    def has_change_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.record(by=request.user)

    def log_addition(self, request, obj, message):
        """`record` has left its own entry."""
