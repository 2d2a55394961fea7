from django.contrib import admin
from django.urls import reverse

from core.admin import site
from core.admin.base import StaffInline
from decisions import periods
from decisions.admin.catalogues import WRITERS
from decisions.admin.record_form import RecordForm, papers_for
from decisions.models import Consultation, Matter, Posting
from decisions.models.opinion import HANDLERS
from disclosure.admin import RecordAdmin
from disclosure.admin.information import ATTRIBUTE, LABELS


class ConsultationForm(RecordForm):
    class Meta:
        model = Consultation
        exclude: list = []


class PostingInline(StaffInline, admin.TabularInline):
    model = Posting
    folds = True
    when = "除了本网站，还在哪里发布了公告：公开栏、村民会议、广播等，写明日期和证明。"


@admin.register(Consultation, site=site)
class ConsultationAdmin(RecordAdmin):
    form = ConsultationForm
    writers = WRITERS
    change_form_template = "admin/decisions/record_change_form.html"
    inlines = [PostingInline, *RecordAdmin.inlines]
    list_display = ["title", "state", "office", "starts_on", "ends_on", "published_at"]
    list_filter = ["status", "subject", "office"]
    fieldsets = [
        ("基本信息", {"fields": ["title", ("office", "written_on"), ("subject", "matter"), "draft", "explanation"]}),
        ("期限", {"fields": [("starts_on", "ends_on"), "short_reason"],
                "description": "重大行政决策、规范性文件不少于30天；缩短的写明理由。"}),
        ("正文", {"fields": ["body", "contact", "summary", "keywords"]}),
        ATTRIBUTE,
        LABELS,
    ]  # fmt: skip

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in ("draft", "explanation"):
            kwargs["queryset"] = papers_for(request.user)
        if db_field.name == "matter":
            kwargs["queryset"] = Matter.objects.published().served_by(request.user).filter(ended_on=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def facts_to_judge(self, record):
        yield from super().facts_to_judge(record)
        yield "决策事项", record.matter or "—"
        if record.starts_on and record.ends_on:
            days = periods.length(record.starts_on, record.ends_on)
            yield (
                "起止日期",
                f"{record.starts_on}至{record.ends_on}，{days}天（不少于{record.minimum.days}天）",
            )
        yield "缩短期限的理由", record.short_reason or "—"
        yield "征求意见稿", record.draft or "没有选择"
        yield "起草说明", record.explanation or "—"
        for posting in record.postings.all():
            yield "线下发布", f"{posting.posted_on}　{posting.place}：{posting.proof}"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        record = self.get_object(request, object_id)
        extra = {"work": list(work(request.user, record))} if record and record.is_visible else {}
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))


def work(user, record):
    """What the office does with the opinions, once the notice is public."""
    if not user.may(HANDLERS, record.office):
        return
    left = record.opinions.open().count()
    yield {
        "label": f"处理意见（{left}条未答复）" if left else "处理意见",
        "url": reverse("admin:opinions-answer", args=[record.pk]),
    }
    yield {
        "label": "登记其他来源的意见",
        "url": f"{reverse('admin:decisions_opinion_add')}?consultation={record.pk}",
    }
    yield {"label": "导出意见（xlsx）", "url": reverse("admin:opinions-export", args=[record.pk])}
    yield {"label": "导入意见（xlsx）", "url": reverse("admin:opinions-import", args=[record.pk])}
    if user.may(WRITERS, record.office):
        draft = record.results.records().exclude(status="withdrawn").first()
        address = (
            reverse("admin:decisions_consultationresult_change", args=[draft.pk])
            if draft else f"{reverse('admin:decisions_consultationresult_add')}?asked={record.pk}"
        )  # fmt: skip
        yield {"label": "采纳情况" if draft else "汇总采纳情况", "url": address}
