from django import forms
from django.contrib import admin, messages
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core import clock
from core.admin import StaffModelAdmin, site
from core.admin.base import StaffInline, holds
from core.duties import CONTENT, Duty
from disclosure import gate
from disclosure.admin import RecordAdmin
from disclosure.admin.information import ATTRIBUTE, LABELS
from disclosure.admin.records import AttachmentInline, CoordinationInline, editor_page
from policies import wording
from policies.admin import interpreting
from policies.admin.importing import import_urls
from policies.models import (
    CleanUp,
    CleanUpRow,
    Issuer,
    Making,
    Policy,
    PolicyIssuer,
    Relation,
    ValidityEvent,
    ValidityPeriod,
    Version,
)
from policies.models.policy import NORMATIVE_QUESTIONS
from policies.validity import Status


def known_to(user):
    """Documents that somebody may refer to: the public ones and those of the offices served; no draft revisions."""
    known = Q(pk__in=Policy.objects.published()) | Q(office__in=user.served_offices())
    return Policy.objects.records().filter(known)


class PolicyForm(forms.ModelForm):
    """A policy; whether it is normative follows from five questions, whose answers are kept."""

    normative_answers = forms.MultipleChoiceField(
        label="规范性文件判别",
        choices=NORMATIVE_QUESTIONS.items(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="答“是”的勾选。五个都勾选的，是行政规范性文件，须经合法性审核、集体讨论、统一登记。",
    )

    class Meta:
        model = Policy
        exclude: list = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["normative_answers"] = [
            key for key, yes in (self.instance.normative_answers or {}).items() if yes
        ]

    def clean_normative_answers(self):
        chosen = self.cleaned_data["normative_answers"]
        return {question: question in chosen for question in NORMATIVE_QUESTIONS}

    def save(self, commit=True):
        self.instance.is_normative = all(self.cleaned_data["normative_answers"].values())
        return super().save(commit)


class IssuerInline(StaffInline, admin.TabularInline):
    model = PolicyIssuer
    after = "文件信息"
    may_add_related = ("issuer",)

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj and obj.policyissuer_set.exists() else 1


class MakingInline(StaffInline, admin.StackedInline):
    model = Making
    can_delete = False
    extra = 1
    after = "是不是规范性文件"
    folds = True
    when = "规范性文件才填：合法性审核、集体讨论、公开征求意见、报送备案。"
    fieldsets = [
        ("合法性审核", {"fields": [("legality_by", "legality_on", "legality_number"), "legality_opinion"]}),
        ("集体讨论", {"fields": [("discussed_at", "discussed_on")]}),
        (
            "公开征求意见",
            {"fields": [("consulted_from", "consulted_to"), "consultation_result", "not_consulted_because"]},
        ),
        ("报送备案（公布以后填）", {"fields": [("filed_with", "filed_on", "filing_number")]}),
    ]

    def is_needed(self, obj):
        return bool(obj and obj.is_normative)


class RelationInline(StaffInline, admin.StackedInline):
    model = Relation
    fieldsets = [(None, {"fields": ["target", ("kind", "on"), ("clauses", "note")]})]
    folds = True
    when = "修改、废止、替代、转发或者落实别的文件的才填。发布以后自动生效，两份文件的页面上都会显示。"
    fk_name = "source"
    autocomplete_fields = ["target"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "target":
            kwargs["queryset"] = known_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Policy, site=site)
class PolicyAdmin(RecordAdmin):
    form = PolicyForm
    change_form_template = "admin/policies/policy_change_form.html"
    inlines = [
        IssuerInline, MakingInline, RelationInline, interpreting.PlanInline, AttachmentInline, CoordinationInline,
    ]  # fmt: skip
    list_display = [
        "title",
        "document_number",
        "state",
        "validity_today",
        "office",
        "drafted_by",
        "written_on",
    ]
    list_filter = ["status", "is_normative", "attribute", "category", "office"]
    search_fields = ["title", "document_number", "index_number"]
    search_help_text = "可以搜标题、发文字号、索引号。"
    change_list_template = "admin/policies/change_list.html"
    fieldsets = [
        ("文件信息", {"fields": ["title", ("document_number", "genre"), ("office", "category")]}),
        ("日期和有效期", {
            "fields": [
                ("written_on", "published_on", "effective_on"), ("term_kind", "term_months", "expires_on"), "trial",
            ],
            "description": "照文件上写的填。现在是否有效，由系统按这些日期推算。",
        }),
        ATTRIBUTE,
        ("正文", {"fields": ["body", "summary", "keywords"]}),
        ("是不是规范性文件", {"fields": ["normative_answers", "registration_number"]}),
        ("解读", {
            "fields": ["interpretation_excuse", "interpretation_reason"],
            "description": "规范性文件和涉及群众、企业权益的文件都要解读，与文件一同审签、一同发布：填解读方案，保存后在页面上方“写解读”。"
            "依规定不需要解读，或者只能另行解读的，才在这里选原因。",
        }),
        LABELS,
    ]  # fmt: skip

    def facts_to_judge(self, record):
        yield "发文机关", record.issuer_names or "没有填写"
        yield "发文字号", record.document_number or "无"
        yield from super().facts_to_judge(record)
        yield from self._force(record)
        yield "规范性文件", "是" if record.is_normative else "不是"
        yield from interpreting.facts_to_judge(record)

    def texts_to_judge(self, record):
        yield from interpreting.texts_to_judge(record)

    def changes_to_judge(self, record):
        for relation in record.relations.with_effect().select_related("target"):
            yield f"自{relation.on}起{relation.get_kind_display()}", self._target(relation)
        for effect in [*record.caused_events.all(), *record.caused_versions.all()]:
            yield "改变其他文件", f"《{effect.policy}》{effect}"

    def _force(self, record):
        if record.effective_on or record.is_normative:
            yield "施行日期", record.effective_on or "没有填写"
        if record.expires_on:
            yield "有效期至", f"{record.expires_on}（最后一日）"
        elif record.is_normative:
            yield (
                "有效期",
                f"{record.term_months}个月" if record.term_months else record.get_term_kind_display(),
            )

    def _target(self, relation):
        standing = relation.target.validity().label
        part = f"（{relation.clauses}）" if relation.clauses else ""
        return f"《{relation.target}》{part}　{relation.target.document_number}　今天：{standing}"

    @admin.display(description="今天的有效性")
    def validity_today(self, policy):
        return Status(policy.status_today).label if policy.status_today else "—"

    def get_queryset(self, request):
        today = ValidityPeriod.objects.on(clock.today()).filter(policy=OuterRef("pk"))
        return super().get_queryset(request).annotate(status_today=Subquery(today.values("status")[:1]))

    def get_inlines(self, request, obj):
        """A correction of a public document is no occasion for a plan."""
        found = super().get_inlines(request, obj)
        return [one for one in found if one is not interpreting.PlanInline or not (obj and obj.revises_id)]

    def get_urls(self):
        own = [
            path(
                "<id:pk>/filing/",
                self.admin_site.admin_view(self.record_filing),
                name="policies-record-filing",
            ),
            path(
                "<id:pk>/versions/add/",
                self.admin_site.admin_view(self.add_version),
                name="policies-add-version",
            ),
            path(
                "<id:pk>/events/add/", self.admin_site.admin_view(self.add_event), name="policies-add-event"
            ),
        ]
        return import_urls(self) + own + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        policy = self.get_object(request, object_id)
        extra = interpreting.materials(request.user, policy) if policy and not policy.revises_id else {}
        if policy and policy.status == gate.PUBLISHED and not policy.revises_id:
            extra |= self._history(request, policy)
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))

    def _history(self, request, policy):
        may_enter = request.user.has_duty(*self.writers) and request.user.serves(policy.office)
        return {
            "standing": wording.standings([policy.pk], policy.validity().on)[policy.pk],
            "events": policy.events.select_related("cause", "entered_by", "confirmed_by"),
            "versions": policy.versions.select_related("cause", "entered_by", "confirmed_by"),
            "may_enter": may_enter,
            "may_confirm": request.user.has_duty(Duty.SIGNER) and request.user.serves(policy.office),
        }

    # A legal change of a published document (its text on the site is corrected by a revision instead) --------
    @editor_page
    def add_version(self, request, pk):
        """文本版本: the text as an amendment leaves it."""
        return self._add_effect(request, pk, VersionForm, "录入修改后的文本")

    def record_filing(self, request, pk):
        """登记备案: after publication, when the county has received it."""
        policy = self.get_queryset(request).filter(pk=pk, status=gate.PUBLISHED, is_normative=True).first()
        if (
            policy is None
            or not request.user.has_duty(*self.writers)
            or not request.user.serves(policy.office)
        ):
            raise Http404
        making = Making.objects.filter(policy=policy).first() or Making(policy=policy)
        form = FilingForm(request.POST or None, instance=making)
        if request.method == "POST" and form.is_valid():
            making.record_filing(by=request.user)
            messages.success(request, "备案已登记，公开页面同时更新。")
            return redirect(self._address(policy))
        context = {
            "title": f"登记备案：{policy.title}",
            "form": form,
            "back": self._address(policy),
            "button": "登记",
        }
        return render(request, "admin/record_step.html", site.each_context(request) | context)

    def add_event(self, request, pk):
        """有效性变动 that no relation of a document of ours says."""
        return self._add_effect(request, pk, EventForm, "录入有效性变动")

    def _add_effect(self, request, pk, form_class, title):
        policy = self.get_queryset(request).filter(pk=pk, status=gate.PUBLISHED, revises=None).first()
        if policy is None or not request.user.has_duty(*self.writers):
            raise Http404
        effect = form_class.Meta.model(policy=policy, entered_by=request.user)
        form = form_class(request.POST or None, instance=effect)
        if request.method == "POST" and form.is_valid():
            effect.enter(by=request.user)
            messages.success(request, effect.entered_message)
            return redirect(self._address(policy))
        context = {
            "title": title,
            "intro": f"《{policy.title}》{form_class.intro}",
            "form": form,
            "back": self._address(policy),
            "button": "保存",
        }
        context |= {"media": self.media + form.media, "record": policy}
        return render(request, "admin/record_step.html", site.each_context(request) | context)


class FilingForm(forms.ModelForm):
    """备案: with whom, when, under which number."""

    class Meta:
        model = Making
        fields = ["filed_with", "filed_on", "filing_number"]
        widgets = {"filed_on": forms.DateInput(attrs={"type": "date"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["filed_with"].required = self.fields["filed_on"].required = True

    def clean_filed_on(self):
        day = self.cleaned_data["filed_on"]
        if day > clock.today():
            raise forms.ValidationError("报送日期不能晚于今天。")
        return day


class CauseForm(forms.ModelForm):
    """Common to events and versions: the cause is a document of the same town."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # drafts of other offices are nobody's business here, not even their titles
        causes = known_to(self.instance.entered_by).exclude(pk=self.instance.policy_id).order_by("-pk")
        self.fields["cause"].queryset = causes
        self.fields["cause"].empty_label = "没有依据文件，由签发人复核"
        self.fields["note"].help_text = "没有依据文件的必须写：谁、哪一天决定的。"
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写{field.label}。"
        self.fields[
            "cause"
        ].help_text = "选了依据文件的，随它的发布生效；没有依据文件的，由签发人复核后生效。"
        for name in ("on", "until", "valid_from"):
            if name in self.fields:
                self.fields[name].widget = forms.DateInput(attrs={"type": "date"})


class VersionForm(CauseForm):
    intro = "被修改后的全文。从哪一天起，读者看到的就是这个文本；原来的文本仍可查阅。"

    class Meta:
        model = Version
        fields = ["valid_from", "cause", "note", "body"]

    def clean_valid_from(self):
        day = self.cleaned_data["valid_from"]
        if self.instance.policy.versions.filter(valid_from=day).exists():
            raise forms.ValidationError("这一天起的文本已经录入。")
        return day


class EventForm(CauseForm):
    intro = "的废止、延长、暂停等变动。由本镇文件引起的，在那份文件的“文件关系”里填，不在这里录入。"

    class Meta:
        model = ValidityEvent
        fields = ["kind", "on", "until", "clauses", "cause", "note"]


def confirm_view(request, kind, pk):
    """The second person puts an event or a version into effect."""
    model = {"event": ValidityEvent, "version": Version}.get(kind)
    effect = model and model.objects.select_related("policy__office").filter(pk=pk).first()
    if effect is None or not request.user.serves(effect.policy.office) or request.method != "POST":
        raise Http404
    try:
        effect.confirm(by=request.user)
        messages.success(request, "已复核，即时生效。")
    except forms.ValidationError as refusal:
        messages.error(request, "".join(refusal.messages))
    return redirect(reverse("admin:policies_policy_change", args=[effect.policy_id]))


site.more_urls.append(
    lambda portal_site: [
        path(
            "effects/<slug:kind>/<id:pk>/confirm/",
            portal_site.admin_view(confirm_view),
            name="effect-confirm",
        )
    ]
)


class CleanUpRowInline(StaffInline, admin.TabularInline):
    model = CleanUpRow
    autocomplete_fields = ["policy"]
    extra = 3

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "policy":
            kwargs["queryset"] = known_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(CleanUp, site=site)
class CleanUpAdmin(StaffModelAdmin):
    """清理决定: editable until its notice is on its way through the gate."""

    readers = (Duty.AUDITOR, *sorted(CONTENT))
    writers = (Duty.DRAFTER, Duty.DISCLOSURE_OFFICER)
    list_display = ["notice", "on", "default", "normative_only"]
    autocomplete_fields = ["notice"]
    inlines = [CleanUpRowInline]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(notice__office__in=request.user.served_offices())

    def get_readonly_fields(self, request, obj=None):
        return ["notice"] if obj else []  # a clean-up stays with the notice that is judged with it

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "notice":
            kwargs["queryset"] = Policy.objects.records().filter(office__in=request.user.served_offices())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.notice.is_editable)


@admin.register(Issuer, site=site)
class IssuerAdmin(StaffModelAdmin):
    readers = (Duty.AUDITOR, *sorted(CONTENT))
    writers = (Duty.DISCLOSURE_OFFICER, Duty.DRAFTER)
    list_display = ["name", "level", "office", "codes"]
    search_fields = ["name"]

    def has_change_permission(self, request, obj=None):
        """Drafters add the issuer that they need; a name that is public only the disclosure officer changes."""
        return holds(request.user, Duty.DISCLOSURE_OFFICER)

    def is_public(self, obj):
        return True
