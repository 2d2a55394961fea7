"""Adjustments, year-end notices and late results: entered by one, confirmed by a signer."""

from django.contrib import admin

from core.admin import site
from decisions.admin.catalogues import WRITERS
from decisions.models import Adjustment, Catalogue, Consultation, Delay, Matter, Paper, Unlinking, YearEnd
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
            served = Matter.objects.served_by(request.user)
            kwargs["queryset"] = served.filter(catalogue__in=Catalogue.objects.published(), ended_on=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def facts_to_confirm(self, change):
        yield "目录", change.catalogue
        yield "事项", f"{change.matter}（{change.matter.offices_in_words}）"
        yield "列入目录的内容", "\n".join(change.of_the_matter()) if change.kind == change.Kind.ADDED else ""
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
            kwargs["queryset"] = Catalogue.objects.published().served_by(request.user).newest()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def facts_to_confirm(self, notice):
        yield "目录", notice.catalogue
        yield "完成情况", notice.text
        yield "录入人", notice.entered_by


@admin.register(Paper, site=site)
class PaperAdmin(ConfirmedAdmin):
    """Papers are linked on the matter's page; those that say that it was decided are confirmed here."""

    writers = WRITERS
    list_display = ["matter", "step", "information", "state"]
    list_filter = ["step"]
    fields = readonly_fields = ["matter", "step", "information"]
    intro = "材料在“决策事项”里关联；说明事项已经审查、决定、执行的，由签发人复核后公开。"

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("matter__office", "matter__catalogue", "information", "confirmed_by")
        )

    @admin.display(description="状态")
    def state(self, paper):
        return (
            "待复核"
            if not paper.confirmed_at
            else f"已由{paper.confirmed_by}复核"
            if paper.confirmed_by
            else "已关联"
        )

    def facts_to_confirm(self, paper):
        yield "事项", f"{paper.matter}（{paper.matter.offices_in_words}）"
        yield "程序", paper.get_step_display()
        yield "材料", paper.information.title
        yield "内容概述", paper.information.summary
        yield "关联人", paper.entered_by


@admin.register(Unlinking, site=site)
class UnlinkingAdmin(ConfirmedAdmin):
    """Asked for on the matter's page, confirmed here."""

    writers = WRITERS
    list_display = ["paper", "reason", "state"]
    fields = ["reason"]
    intro = "在“决策事项”里提出；签发人复核以后，这份材料不再列在事项里，信息本身不变。"

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("paper__matter__office", "paper__information")

    def facts_to_confirm(self, asked):
        yield "事项", f"{asked.paper.matter}（{asked.paper.matter.offices_in_words}）"
        yield "程序", asked.paper.get_step_display()
        yield "材料", asked.paper.information.title
        yield "取消关联的理由", asked.reason
        yield "复核以后", "事项页和目录表不再列出这份材料；这一步没有别的材料的，显示为缺少。"
        yield "提出人", asked.entered_by


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
