"""政策解读 for those who write it: parts with their clauses, pictures and videos, how much of it is copied."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import Http404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from core import clock, ranges
from core.admin import site
from core.admin.base import StaffInline
from disclosure.admin import RecordAdmin
from disclosure.admin.information import ATTRIBUTE, LABELS
from disclosure.admin.records import AttachmentInline, CoordinationInline
from policies import clause_links
from policies import interpretation_presentation as shown
from policies.forms_of_interpreting import ELEMENTS
from policies.models import Interpretation, InterpretationSection, Medium, Policy


class InterpretationForm(forms.ModelForm):
    """A new interpretation is public, on the site, of today, and of the document from whose page one came."""

    class Meta:
        model = Interpretation
        exclude: list = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, value in (("attribute", "proactive"), ("scope", "site"), ("written_on", clock.today())):
            self.initial[name] = self.initial.get(name) or value


class SectionForm(forms.ModelForm):
    """The clauses are typed as they are named; what the document does not have is told at the field."""

    named = forms.CharField(
        label="对应条款",
        required=False,
        help_text="选填。如“第五条、第九条第（一）项”。文件页面上，这一段会显示在那一条旁边。",
    )

    class Meta:
        model = InterpretationSection
        fields = ["position", "heading", "text"]

    def __init__(self, *args, document=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.document = document
        if self.instance.clauses and document:
            known = clause_links.names(document.text_on())
            self.initial["named"] = "、".join(known[one] for one in self.instance.clauses if one in known)

    def clean_named(self):
        typed = self.cleaned_data["named"].strip()
        if not typed:
            self.anchors = []
            return typed
        if self.document is None:
            raise ValidationError("请先选择解读的文件。")
        self.anchors, unknown = clause_links.anchors(typed, self.document.text_on())
        if unknown:
            raise ValidationError(
                f"文件里没有：{'、'.join(unknown)}。请照文件上的写法填，如“第五条、第九条第（一）项”。"
            )
        return typed

    def save(self, commit=True):
        self.instance.clauses = getattr(self, "anchors", self.instance.clauses)
        return super().save(commit)


class SectionFormSet(BaseInlineFormSet):
    """Tells each form which document is explained."""

    def get_form_kwargs(self, index):
        chosen = getattr(self.instance, "document_id", None)
        document = Policy.objects.filter(pk=chosen).first() if chosen else None
        return super().get_form_kwargs(index) | {"document": document}


class SectionInline(StaffInline, admin.StackedInline):
    model = InterpretationSection
    form = SectionForm
    formset = SectionFormSet
    fieldsets = [(None, {"fields": [("position", "heading"), "text", "named"]})]
    after = "解读要素"

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj and obj.sections.exists() else 1

    when = "问答的一问一答、逐条解读的一条一段，按序号排列。"


class MediumFile(forms.FileInput):
    """A stored file is read through the admin's own address."""

    template_name = "admin/policies/_medium_file.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        medium = getattr(value, "instance", None)
        if medium and medium.pk:
            context["kept"] = medium
        return context


class MediumForm(forms.ModelForm):
    """A file is checked by its content while the form is; what is refused is said at the field."""

    class Meta:
        model = Medium
        fields = ["title", "file", "alt_text", "position"]
        widgets = {"file": MediumFile}

    def clean_file(self):
        upload = self.cleaned_data.get("file")
        if upload and "file" in self.changed_data:
            self.instance.title = self.cleaned_data.get("title") or ""
            return self.instance.inspect(upload, upload.name)
        return upload

    def save(self, commit=True):
        if "file" in self.changed_data and not self.cleaned_data.get("title"):
            self.instance.title = self.cleaned_data["file"].name.rpartition(".")[0][:100]
        return super().save(commit)


class MediumInline(StaffInline, admin.StackedInline):
    model = Medium
    form = MediumForm
    fieldsets = [(None, {"fields": ["file", ("title", "position"), "alt_text"]})]
    after = "视频、图解、发布会的文字稿"

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj and obj.media.exists() else 1

    when = "图解传图片（PNG、JPEG），视频传mp4，字幕传vtt、排在它的视频后面。"


@admin.register(Interpretation, site=site)
class InterpretationAdmin(RecordAdmin):
    form = InterpretationForm
    change_form_template = "admin/policies/interpretation_change_form.html"
    inlines = [SectionInline, MediumInline, AttachmentInline, CoordinationInline]
    list_display = ["title", "form", "state", "document", "office", "drafted_by", "published_at"]
    list_filter = ["status", "form", "office"]
    fieldsets = [
        ("基本信息", {"fields": ["document", "title", ("form", "written_on"), "office", "summary", "keywords", "together"]}),
        ("谁来解读", {"fields": [("interpreter", "contact")],
                 "description": "谁起草、谁解读。解读机构、解读人、联系方式都要公开。"}),
        ("解读要素", {"fields": list(ELEMENTS),
                 "description": "用自己的话讲，像对着来窗口的人讲一样。没有的不填，不要照抄条文。"}),
        ("视频、图解、发布会的文字稿", {"fields": ["transcript"]}),
        ("正文", {"fields": ["body"], "description": "上面写不下的才填。"}),
        ("引用和转载", {"fields": ["copying_reason", ("source_name", "source_url")]}),
        ATTRIBUTE,
        LABELS,
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("document")

    def get_readonly_fields(self, request, obj=None):
        return ["document"] if obj else []  # an interpretation stays with the document that it explains

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        document = Policy.objects.served_by(request.user).filter(pk=_number(initial.get("document"))).first()
        if document:
            plan = document.plan_or_none
            initial |= {
                "office": document.office_id, "title": f"《{_inner(document.title)}》解读",
                "keywords": document.keywords, "themes": [one.pk for one in document.themes.all()],
                "audiences": [one.pk for one in document.audiences.all()], "contact": "",
                "interpreter": plan.contact[:100] if plan else "",
            }  # fmt: skip
        return initial

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "document":
            served = Policy.objects.records().filter(office__in=request.user.served_offices())
            kwargs["queryset"] = served.exclude(status__in=["withdrawn", "filed"]).order_by("-pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.number_sections()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        record = self.get_object(request, object_id)
        extra = {}
        if record:
            document = record.document
            address = reverse("admin:policies_policy_change", args=[document.pk])
            extra = {
                "document": document,
                "document_url": address if request.user.serves(document.office) else "",
                "leads": record.leader is not None,
                "meter": meter(record) if record.is_editable else None,
            }
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))

    def facts_to_judge(self, record):
        yield "解读的文件", f"《{record.document.title}》　{record.document.document_number}"
        yield "解读形式", record.get_form_display()
        yield "解读人", f"{record.interpreter or '没有填写'}　{record.contact}"
        if record.is_from_above:
            yield "转载", f"{record.source_name}　{record.source_url}"
        yield from super().facts_to_judge(record)
        yield "照抄原文", _share_words(record, record.copying())

    def texts_to_judge(self, record):
        yield from judged_texts(record)


def _number(text):
    return int(text) if str(text or "").isdigit() and len(str(text)) < 19 else None


def _inner(title):
    return title.replace("《", "〈").replace("》", "〉")


def _share_words(record, measured):
    words = f"{measured.percent}%（上限{settings.COPY_LIMIT_PERCENT}%）"
    if measured.quoted:
        words += f"，另有注明出处的引用{measured.quoted}字，不计"
    return f"{words}　理由：{record.copying_reason}" if record.copying_reason else words


def meter(record) -> dict:
    """What the drafter sees: the share, whether it is over the limit, the text with what is lifted marked."""
    text = record.measured_words()
    measured = record.copying()
    return {
        "percent": measured.percent,
        "limit": settings.COPY_LIMIT_PERCENT,
        "is_over": measured.percent > settings.COPY_LIMIT_PERCENT,
        "quoted": measured.quoted,
        "passages": len(measured.passages),
        "marked": shown.marked_copies(text, measured.passages),
    }


def judged_texts(record):
    """(heading, HTML) of an interpretation, its lifted passages marked, its files as links."""
    for _, label, text in record.elements:
        yield label, shown.paragraphs(text)
    for section in record.sections.all():
        yield section.heading, shown.paragraphs(section.text)
    if record.transcript:
        yield "文字稿", shown.paragraphs(record.transcript)
    if record.media.all():
        yield "图片、视频、字幕", _files(record)
    measured = record.copying()
    if measured.passages:
        marked = shown.marked_copies(record.measured_words(), measured.passages)
        intro = format_html("<p>{}</p>", f"加底色的字与原文相同：{_share_words(record, measured)}。")
        yield "与原文相同的部分", mark_safe(intro + marked)


def _files(record):
    rows = (
        (
            reverse("admin:medium-file", args=[one.pk]),
            one.title,
            one.get_kind_display(),
            one.alt_text or one.words,
        )
        for one in record.media.all()
    )
    return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}（{}）</a>　{}</li>', rows))


def medium_view(request, pk):
    """A file of an interpretation on its way, for those who work on it."""
    records = Interpretation.objects.served_by(request.user)
    medium = Medium.objects.filter(pk=pk, interpretation__in=records).first()
    if medium is None:
        raise Http404
    if not request.user.has_duty(*RecordAdmin.readers):
        raise PermissionDenied
    return ranges.send(
        request, medium.file, size=medium.size, etag=medium.sha256, content_type=medium.content_type
    )


site.more_urls.append(
    lambda portal_site: [path("media/<int:pk>/", portal_site.admin_view(medium_view), name="medium-file")]
)
