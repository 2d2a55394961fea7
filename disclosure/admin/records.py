"""What the admin pages of every kind of record share: the gate panel, its steps, attachments, limits."""

from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator

from core.admin import StaffModelAdmin, site
from core.admin.base import StaffInline
from core.duties import CONTENT, WRITERS, Duty
from core.models import AuditEntry
from disclosure import gate
from disclosure.admin.marking import marked
from disclosure.admin.steps import FORMS
from disclosure.models import Attachment, Coordination, Information

# CKEditor's toolbar needs inline script and style; only the pages that hold it are relaxed (docs/adr/0003).
editor_page = method_decorator(
    csp_update({"script-src": ["'unsafe-inline'"], "style-src": ["'unsafe-inline'"], "img-src": ["data:"]})
)
WAY = [
    (gate.DRAFT, "拟稿"),
    (gate.DETERMINED, "保密审查"),
    (gate.REVIEWED, "签发"),
    (gate.SIGNED, "发布或者归档"),
    (gate.PUBLISHED, "已公开"),
]
# status → what happens next, for those who only look
NEXT = {
    gate.DETERMINED: "正等待保密审查员逐项审查。",
    gate.REVIEWED: "保密审查已通过，正等待签发。",
    gate.SIGNED: "已经签发，正等待发布或者归档。",
}
CHANGE = ("更正说明", {"fields": ["change_note"], "description": "写明改了什么、为什么改，随信息一并公开。"})
# what the gate calls by another name than the form: where it stands on the page
ANCHORS = {
    "attachments": "attachments-group",
    "coordinations": "coordinations-group",
    "issuers": "policyissuer_set-group",
    "relations": "relations-group",
    "matters": "matters-group",
    **{
        name: f"id_making-0-{name}"
        for name in ("legality_by", "discussed_at", "consulted_from", "consulted_to")
    },
}
# verb → duties that may take it; the record itself checks again
MAY = {
    "determine": WRITERS,
    "take_back": WRITERS,
    "mask": WRITERS,
    "revise": WRITERS,
    "discard": WRITERS,
    "review": {Duty.SECRECY_REVIEWER},
    "overrule_findings": {Duty.SECRECY_REVIEWER},
    "sign": {Duty.SIGNER},
    "publish": {Duty.SIGNER, Duty.DISCLOSURE_OFFICER},
    "file": {Duty.SIGNER, Duty.DISCLOSURE_OFFICER},
    "renew_review": {Duty.DISCLOSURE_OFFICER},
    "send_back": {Duty.SECRECY_REVIEWER, Duty.SIGNER, Duty.DISCLOSURE_OFFICER},
    "withdraw": {Duty.SIGNER, Duty.DISCLOSURE_OFFICER},
}


def stop_secrets(ground):
    """A state or work secret never enters: the form stops before anything is stored."""
    if ground in gate.SECRETS:
        raise ValidationError(gate.STOP)


class FileChoice(forms.FileInput):
    """A stored file is read through the admin's own address: the store itself has none."""

    template_name = "admin/_file.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        attachment = getattr(value, "instance", None)
        if attachment and attachment.pk:
            context["kept"] = attachment
        return context


class AttachmentForm(forms.ModelForm):
    """A file is checked by its content and scanned while the form is; what is refused is said at the field."""

    class Meta:
        model = Attachment
        fields = ["title", "file", "alt_text", "position"]
        widgets = {"file": FileChoice}

    def clean_file(self):
        upload = self.cleaned_data.get("file")
        if not upload or "file" not in self.changed_data:
            return upload
        if upload.size > settings.MAX_UPLOAD_BYTES:
            raise ValidationError(f"“{upload.name}”太大，请压缩图片或者拆分后再上传。")
        self.upload = (upload.read(), upload.name)
        self.instance.title = self.cleaned_data.get("title") or ""
        self.instance.inspect(*self.upload)
        return upload

    def save(self, commit=True):
        if hasattr(self, "upload"):
            self.instance.title = self.cleaned_data.get("title") or self.upload[1].rsplit(".", 1)[0][:150]
            self.instance.keep(*self.upload)
        return super().save(commit)


class AttachmentInline(StaffInline, admin.StackedInline):
    model = Attachment
    form = AttachmentForm
    fieldsets = [(None, {"fields": ["file", ("title", "position"), "alt_text", "scan_result"]})]
    readonly_fields = ["scan_result"]
    after = "正文"
    when = "表格、名单、图片等随文公开的文件。保存时自动检查有没有身份证号、手机号等个人信息。"

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj and obj.attachments.exists() else 1

    @admin.display(description="扫描结果")
    def scan_result(self, attachment):
        if not attachment.pk:
            return "保存时扫描"
        return "；".join(attachment.findings) or attachment.scan_note or "未发现个人信息"


class CoordinationInline(StaffInline, admin.StackedInline):
    model = Coordination
    fieldsets = [(None, {"fields": [("body", "asked_on", "answered_on"), "answer"]})]
    folds = True
    when = "内容涉及其他机关的才填：发布以前须征得对方同意（条例第十一条）。"


class RecordAdmin(StaffModelAdmin):
    """Base of the admin pages for Information and its children."""

    readers = (Duty.AUDITOR, *sorted(CONTENT))
    writers = tuple(sorted(WRITERS))
    change_form_template = "admin/record_change_form.html"
    inlines = [AttachmentInline, CoordinationInline]
    list_display = ["title", "state", "office", "category", "drafted_by", "written_on", "published_at"]
    list_filter = ["status", "attribute", "category", "office"]
    search_fields = ["title", "index_number"]
    search_help_text = "可以搜标题、索引号。"
    ordering = ["-pk"]

    @admin.display(description="状态", ordering="status")
    def state(self, record):
        return f"{record.state_label}（修改稿）" if record.revises_id else record.state_label

    # Limits ------------------------------------------------------------------------------------------------
    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .served_by(request.user)
            .select_related("office", "category", "drafted_by")
        )

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or (obj.is_editable and request.user.may(self.writers, obj.office))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "office":
            served = request.user.served_offices().active()
            kwargs |= {"queryset": served, "initial": served.first() if served.count() == 1 else None}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "attribute_ground":
            field.choices = [("", "（主动公开的不选）"), *db_field.flatchoices]
        if db_field.name == "attribute_ground":
            field.validators.append(stop_secrets)
        if db_field.name in ("attribute", "scope"):
            field.widget = forms.RadioSelect(choices=list(db_field.choices))
        return field

    def get_fieldsets(self, request, obj=None):
        """A revision begins with what was changed; other records are not asked."""
        fieldsets = list(super().get_fieldsets(request, obj))
        return [CHANGE, *fieldsets] if obj and obj.revises_id else fieldsets

    # Saving ------------------------------------------------------------------------------------------------
    def save_model(self, request, obj, form, change):
        if not change:
            obj.drafted_by = request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(request, "草稿已保存。")
        if "_submit_for_review" in request.POST:
            return redirect("admin:record-step", obj.pk, "determine")
        return redirect(self._address(obj))

    def response_change(self, request, obj):
        if "_submit_for_review" in request.POST:
            messages.success(request, "已保存。")
            return redirect("admin:record-step", obj.pk, "determine")
        if "_save" in request.POST:
            messages.success(request, "已保存。")
            return redirect(self._address(obj))
        return super().response_change(request, obj)

    def _address(self, obj):
        return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])

    # Pages -------------------------------------------------------------------------------------------------
    def facts_to_judge(self, record):
        """(label, words): what a reviewer and a signer want to know before the text."""
        if record.change_note:
            yield "更正说明", record.change_note
        yield "责任机构", record.office
        attribute = record.get_attribute_display() or "没有确定"
        if record.attribute_ground:
            attribute += f"（{record.get_attribute_ground_display()}）：{record.attribute_reason}"
        yield "公开属性", attribute
        if record.scope:
            yield "公开方式", record.get_scope_display()
        yield from self.changes_to_judge(record)
        yield "栏目", record.category or "没有选择"
        yield "成文日期", record.written_on or "没有填写"
        if record.summary:
            yield "内容概述", record.summary
        yield "拟稿人", record.drafted_by or "—"

    def changes_to_judge(self, record):
        """(label, words): what it changes of other records; a child says it."""
        return []

    def texts_to_judge(self, record):
        """(heading, HTML): what is judged besides the text; a child says it."""
        return []

    @editor_page
    def add_view(self, request, form_url="", extra_context=None):
        extra = {"submits_for_review": True} | (extra_context or {})
        return super().add_view(request, form_url, extra)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        record = self.get_object(request, object_id)
        extra = {"submits_for_review": True} | panel(request.user, record) if record else {}
        if record and not self.has_change_permission(request, record):
            extra |= judged(record)  # no editor on this page: the policy stays strict
            return super().change_view(request, object_id, form_url, extra | (extra_context or {}))
        return self._edit(request, object_id, form_url, extra | (extra_context or {}))

    @editor_page
    def _edit(self, request, object_id, form_url, extra):
        return super().change_view(request, object_id, form_url, extra)


def panel(user, record) -> dict:
    """The gate panel of a record: where it stands, what is missing, what this person may do now."""
    on_its_way = record.status not in (gate.PUBLISHED, gate.WITHDRAWN, gate.FILED)
    offered = list(steps(user, record))
    revision = record.revisions.first()
    reached = [status for status, _ in WAY].index(record.status) if record.status in dict(WAY) else 0
    return {
        "record": record,
        "way": [
            {"label": label, "done": i < reached, "current": i == reached} for i, (_, label) in enumerate(WAY)
        ],
        "missing": missing_items(record) if on_its_way else [],
        "next_step": NEXT.get(record.status, ""),
        "steps": [step for step in offered if not step["apart"]],
        "steps_apart": [step for step in offered if step["apart"]],
        "trail": AuditEntry.objects.about(record)[:12],
        "reviews": record.secrecy_reviews.select_related("reviewer"),
        "public_url": record.get_absolute_url() if record.is_visible else "",
        "revision": revision,
        "revision_url": _back(revision.specific) if revision else "",
    }


def missing_items(record) -> list:
    """What is missing, each with the place in the form where it is mended."""
    return [
        {"message": item.message, "field": item.field, "anchor": ANCHORS.get(item.field, f"id_{item.field}")}
        for item in record.missing()
    ]


def judged(record) -> dict:
    """The record to read instead of a form: facts first, then the text and its files."""
    return {
        "facts": list(site._registry[type(record)].facts_to_judge(record)),
        "files": record.attachments.all(),
        "marked_body": marked(record.body),
        "more_texts": list(site._registry[type(record)].texts_to_judge(record)),
        "wrong_words": record.wrong_words(),
        "link_problems": record.link_problems(),
    }


def steps(user, record):
    """The steps that this person may take on this record now, as links."""
    if not user.serves(record.office):
        return
    for verb, form in FORMS.items():
        if not user.may(MAY[verb], record.office) or not _open(verb, user, record):
            continue
        url = reverse("admin:record-step", args=[record.pk, verb])
        yield {
            "verb": verb,
            "label": form.link or form.button,
            "url": url,
            "apart": form.apart,
            "main": form.main,
        }


def _open(verb, user, record):
    if verb == "overrule_findings":
        return record.status == gate.DETERMINED and bool(record.findings())
    if not gate.may_move(record.status, verb) or (verb in gate.TOGETHER and record.leader):
        return False
    if verb == "mask":
        return bool(record.personal_data())
    proactive = record.attribute == Information.Attribute.PROACTIVE
    people = {
        "review": user.pk != record.drafted_by_id,
        "sign": user.pk not in (record.drafted_by_id, record.reviewed_by_id),
        "publish": proactive,
        "file": not proactive,
        "take_back": user.pk == record.drafted_by_id,
        "withdraw": record.withdraw_kind != Information.Withdrawal.PRIVACY,  # nothing is stricter
    }
    return people.get(verb, True)


def step_view(request, pk, verb):
    """One step of one record: a form where the step asks something, the reasons where it is refused."""
    if verb not in FORMS:
        raise Http404
    record = Information.objects.served_by(request.user).filter(pk=pk).first()
    if record is None:
        raise Http404
    if not request.user.may(MAY[verb], record.office):
        raise PermissionDenied
    record = record.specific
    form = FORMS[verb](request.POST or None, record=record)
    if request.method == "POST" and form.is_valid() and (done := _take(request, form)):
        return done
    context = {
        "title": form.link or form.button,
        "form": form,
        "record": record,
        "back": _back(record),
        "has_file": False,
        "reviews": record.secrecy_reviews.select_related("reviewer"),
        "missing": missing_items(record) if verb in ("determine", "sign", "publish", "file", "review") else [],
        "findings": record.findings() if verb in ("review", "overrule_findings", "mask") else [],
        "other_steps": [
            step for step in steps(request.user, record) if step["verb"] in ("send_back", "overrule_findings")
            and step["verb"] != verb
        ],
    } | judged(record)  # fmt: skip
    return render(request, "admin/record_step.html", site.each_context(request) | context)


def file_view(request, pk, file):
    """A file of a record on its way, for those who work on it."""
    record = get_object_or_404(Information.objects.served_by(request.user), pk=pk)
    if not request.user.has_duty(*RecordAdmin.readers):
        raise PermissionDenied
    attachment = get_object_or_404(record.attachments, pk=file)
    return FileResponse(
        attachment.file.open("rb"), as_attachment=True, filename=attachment.safe_name,
        content_type=attachment.content_type,
    )  # fmt: skip


def _take(request, form):
    try:
        made = form.take(request.user)
    except ValidationError as refusal:
        for message in refusal.messages:
            form.add_error(None, message)
        return None
    messages.success(request, form.done_message())
    target = made if isinstance(made, Information) else form.record
    if not Information.objects.filter(pk=target.pk).exists():
        return redirect("admin:index")
    return redirect(_back(target))


def _back(record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def step_urls(site):
    return [
        path("records/<id:pk>/<slug:verb>/", site.admin_view(step_view), name="record-step"),
        path("records/<id:pk>/files/<id:file>/", site.admin_view(file_view), name="record-file"),
    ]


site.more_urls.append(step_urls)
