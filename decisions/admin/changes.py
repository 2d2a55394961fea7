"""Adjustments, year-end notices and late results: entered by one, confirmed by a signer."""

from django.contrib import admin

from core.admin import site
from decisions.admin.catalogues import WRITERS
from decisions.models import Adjustment, Catalogue, Consultation, Delay, Matter, YearEnd
from disclosure.admin.confirming import ConfirmedAdmin


@admin.register(Adjustment, site=site)
class AdjustmentAdmin(ConfirmedAdmin):
    writers = WRITERS
    list_display = ["matter", "kind", "on", "reason", "state"]
    list_filter = ["kind", "catalogue__year"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "catalogue",
                    "matter",
                    ("kind", "on"),
                    ("planned_on", "step"),
                    "approved_by",
                    "reason",
                ]
            },
        )
    ]
    intro = "目录公布以后，增加、终止、延期和程序不适用的，都在这里办：写明日期和理由，签发人复核后公开。"

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("matter__catalogue", "catalogue__office", "confirmed_by")
        )

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "catalogue":
            kwargs["queryset"] = Catalogue.objects.published().newest()
        if db_field.name == "matter":
            kwargs["queryset"] = Matter.objects.filter(
                catalogue__in=Catalogue.objects.published(), ended_on=None
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def facts_to_confirm(self, change):
        yield "目录", change.catalogue
        yield "事项", f"{change.matter}（{change.matter.offices_in_words}）"
        yield "依据", change.matter.legal_basis
        yield "调整", change.words
        yield "日期", change.on
        yield "改为何时完成", change.planned_on
        yield "审定", change.approved_by
        yield "理由", change.reason
        yield "录入人", change.entered_by


@admin.register(YearEnd, site=site)
class YearEndAdmin(ConfirmedAdmin):
    writers = WRITERS
    list_display = ["catalogue", "state"]
    fields = ["catalogue", "text"]
    intro = "每年年底以前，把目录里的事项办到哪一步、没有完成的为什么，公示一次。"

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "catalogue":
            kwargs["queryset"] = Catalogue.objects.published().newest()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def facts_to_confirm(self, notice):
        yield "目录", notice.catalogue
        yield "完成情况", notice.text
        yield "录入人", notice.entered_by


@admin.register(Delay, site=site)
class DelayAdmin(ConfirmedAdmin):
    writers = WRITERS
    list_display = ["consultation", "cause", "until", "state"]
    fields = ["consultation", ("cause", "until"), "note"]
    intro = "征求意见结束后不能及时公布采纳情况的，写明原因和何时公布，签发人复核后随公告公开；到期仍要公布。"

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "consultation":
            kwargs["queryset"] = Consultation.objects.published().served_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def facts_to_confirm(self, delay):
        yield "征求意见", delay.consultation
        yield "原因", delay.get_cause_display()
        yield "说明", delay.note
        yield "何时公布", delay.until
        yield "录入人", delay.entered_by
