"""What the admin pages of every kind of record share: the gate panel, its steps, attachments, limits."""

from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator

from core.admin import StaffModelAdmin, site
from core.admin.base import StaffInline
from core.duties import CONTENT, WRITERS, Duty
from core.models import AuditEntry
from disclosure import gate
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
# verb → duties that may take it; the record itself checks again
MAY = {
    "determine": WRITERS,
    "take_back": WRITERS,
    "revise": WRITERS,
    "discard": WRITERS,
    "review": {Duty.SECRECY_REVIEWER},
    "overrule_findings": {Duty.SECRECY_REVIEWER},
    "sign": {Duty.SIGNER},
    "publish": {Duty.SIGNER, Duty.DISCLOSURE_OFFICER},
    "file": {Duty.SIGNER, Duty.DISCLOSURE_OFFICER},
    "send_back": {Duty.SECRECY_REVIEWER, Duty.SIGNER, Duty.DISCLOSURE_OFFICER},
    "withdraw": {Duty.SIGNER, Duty.DISCLOSURE_OFFICER},
}


def stop_secrets(ground):
    """A state or work secret never enters: the form stops before anything is stored (DOMAIN §3.1)."""
    if ground in gate.SECRETS:
        raise ValidationError(gate.STOP)


class AttachmentForm(forms.ModelForm):
    """A file is checked by its content and scanned while the form is; what is refused is said at the field."""

    class Meta:
        model = Attachment
        fields = ["title", "file", "alt_text", "position"]

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
            self.instance.title = self.cleaned_data.get("title") or self.instance.title
            self.instance.keep(*self.upload)
        return super().save(commit)


class AttachmentInline(StaffInline, admin.TabularInline):
    model = Attachment
    form = AttachmentForm
    readonly_fields = ["scan_result"]
    extra = 1

    @admin.display(description="扫描结果")
    def scan_result(self, attachment):
        if not attachment.pk:
            return "保存时扫描"
        return "；".join(attachment.findings) or attachment.scan_note or "未发现个人信息"


class CoordinationInline(StaffInline, admin.TabularInline):
    model = Coordination


class RecordAdmin(StaffModelAdmin):
    """Base of the admin pages for Information and its children."""

    readers = (Duty.AUDITOR, *sorted(CONTENT))
    writers = tuple(sorted(WRITERS))
    change_form_template = "admin/record_change_form.html"
    inlines = [AttachmentInline, CoordinationInline]
    list_display = ["title", "state", "office", "category", "drafted_by", "written_on", "published_at"]
    list_filter = ["status", "attribute", "category", "office"]
    search_fields = ["title", "index_number"]
    ordering = ["-pk"]
    filter_horizontal = ["themes", "audiences"]

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
        return obj is None or (obj.is_editable and request.user.serves(obj.office))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "office":
            served = request.user.served_offices().active()
            kwargs |= {"queryset": served, "initial": served.first() if served.count() == 1 else None}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "attribute_ground":
            field.validators.append(stop_secrets)
        if db_field.name in ("attribute", "scope"):
            field.widget = forms.RadioSelect(choices=[choice for choice in db_field.choices])
        return field

    # Saving ------------------------------------------------------------------------------------------------
    def save_model(self, request, obj, form, change):
        if not change:
            obj.drafted_by = request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        messages.info(request, "草稿已保存。看一看右上方还缺什么，补齐后点“送审”。")
        return redirect(self._address(obj))

    def response_change(self, request, obj):
        if "_submit_for_review" in request.POST:
            return redirect("admin:record-step", obj.pk, "determine")
        return super().response_change(request, obj)

    def _address(self, obj):
        return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])

    # Pages -------------------------------------------------------------------------------------------------
    @editor_page
    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, extra_context)

    @editor_page
    def change_view(self, request, object_id, form_url="", extra_context=None):
        record = self.get_object(request, object_id)
        extra = panel(request.user, record) if record else {}
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))


def panel(user, record) -> dict:
    """The gate panel of a record: where it stands, what is missing, what this person may do now."""
    missing = record.missing() if record.status not in (gate.PUBLISHED, gate.WITHDRAWN, gate.FILED) else []
    reached = [status for status, _ in WAY].index(record.status) if record.status in dict(WAY) else 0
    return {
        "record": record,
        "way": [
            {"label": label, "done": i < reached, "current": i == reached} for i, (_, label) in enumerate(WAY)
        ],
        "missing": missing,
        "steps": list(steps(user, record)),
        "trail": AuditEntry.objects.about(record)[:12],
        "reviews": record.secrecy_reviews.select_related("reviewer"),
        "public_url": record.get_absolute_url() if record.is_visible else "",
        "revision": record.revisions.first() if record.pk else None,
    }


def steps(user, record):
    """The steps that this person may take on this record now, as links."""
    if not user.serves(record.office):
        return
    for verb, form in FORMS.items():
        if not user.has_duty(*MAY[verb]) or not _open(verb, user, record):
            continue
        url = reverse("admin:record-step", args=[record.pk, verb])
        yield {"verb": verb, "label": form.button, "url": url, "danger": form.danger}


def _open(verb, user, record):
    if verb == "overrule_findings":
        return record.status == gate.DETERMINED and bool(record.findings())
    if not gate.may_move(record.status, verb):
        return False
    proactive = record.attribute == Information.Attribute.PROACTIVE
    people = {
        "review": user.pk != record.drafted_by_id,
        "sign": user.pk not in (record.drafted_by_id, record.reviewed_by_id),
        "publish": proactive,
        "file": not proactive,
        "take_back": user.pk == record.drafted_by_id,
    }
    return people.get(verb, True)


def step_view(request, pk, verb):
    """One step of one record: a form where the step asks something, the reasons where it is refused."""
    if verb not in FORMS:
        raise Http404
    record = Information.objects.served_by(request.user).filter(pk=pk).first()
    if record is None:
        raise Http404
    if not request.user.has_duty(*MAY[verb]):
        raise PermissionDenied
    record = record.specific
    form = FORMS[verb](request.POST or None, record=record)
    if request.method == "POST" and form.is_valid() and (done := _take(request, form)):
        return done
    context = {
        "title": f"{form.button}：{record.title}",
        "form": form,
        "record": record,
        "back": _back(record),
    }
    context |= {
        "missing": record.missing(),
        "findings": record.findings() if verb in ("review", "overrule_findings") else [],
    }
    return render(request, "admin/record_step.html", site.each_context(request) | context)


def _take(request, form):
    try:
        made = form.take(request.user)
    except ValidationError as refusal:
        for message in refusal.messages:
            form.add_error(None, message)
        return None
    messages.success(request, f"已完成：{form.button}。")
    target = made if isinstance(made, Information) else form.record
    if not Information.objects.filter(pk=target.pk).exists():
        return redirect("admin:index")
    return redirect(_back(target))


def _back(record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def step_urls(site):
    return [path("records/<int:pk>/<slug:verb>/", site.admin_view(step_view), name="record-step")]


site.more_urls.append(step_urls)
