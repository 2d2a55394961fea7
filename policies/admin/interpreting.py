"""On the page of a document: its plan, its interpretations, whom the office trained; what the signer judges with it."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from core.admin import site
from core.admin.base import StaffInline
from core.duties import WRITERS, Duty
from disclosure.admin.confirming import ConfirmedAdmin
from policies.admin.interpretations import judged_texts
from policies.forms_of_interpreting import Form
from policies.models import InterpretationPlan, Policy, Training


class PlanForm(forms.ModelForm):
    """解读方案; the forms are ticked from the closed list."""

    forms = forms.MultipleChoiceField(
        label="解读形式", choices=Form.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = InterpretationPlan
        fields = ["outline", "forms", "channels", "schedule", "contact"]


class PlanInline(StaffInline, admin.StackedInline):
    model = InterpretationPlan
    form = PlanForm
    can_delete = False
    extra = 1
    after = "解读"
    folds = True
    when = "应当解读的文件都要有：提纲、形式、渠道、时间、联系方式，随文件一并审签。"
    fieldsets = [(None, {"fields": ["outline", "forms", ("channels", "schedule"), "contact"]})]

    def is_needed(self, obj):
        return bool(obj and obj.needs_interpretation and not obj.interpretation_excuse)


def materials(user, policy) -> dict:
    """The panel of interpretations: what there is, what one may begin."""
    may_write = user.has_duty(*WRITERS) and user.serves(policy.office)
    add = f"{reverse('admin:policies_interpretation_add')}?document={policy.pk}"
    return {
        "materials": [
            {"title": one.title, "form": one.get_form_display(), "state": one.state_label, "percent": one.copying().percent,
             "url": reverse("admin:policies_interpretation_change", args=[one.pk]), "goes_along": one.together}
            for one in policy.materials.order_by("pk")
        ],
        "interpretation_needed": policy.needs_interpretation,
        "interpretation_due_on": policy.interpretation_due_on,
        "write_url": add if may_write else "",
        "trainings": policy.trainings.all(),
        "training_url": f"{reverse('admin:policies_training_add')}?policy={policy.pk}" if may_write else "",
    }  # fmt: skip


def facts_to_judge(policy):
    """(label, words): plan, bundle or excuse."""
    if policy.interpretation_excuse:
        yield "不同步解读", f"{policy.get_interpretation_excuse_display()}　{policy.interpretation_reason}"
    for one in policy.bundle:
        yield (
            "一并签发的解读",
            f"《{one.title}》（{one.get_form_display()}）　{one.state_label}　照抄原文{one.copying().percent}%",
        )


def texts_to_judge(policy):
    """(heading, HTML) of what is signed together with a document: nobody signs what was not shown."""
    plan = policy.plan_or_none
    if plan:
        rows = [("提纲", "；".join(plan.outline.split("\n"))), ("形式", plan.form_labels), ("渠道", plan.channels), ("时间", plan.schedule),
                ("联系方式", plan.contact)]  # fmt: skip
        yield "解读方案", format_html_join("", "<p><strong>{}</strong>　{}</p>", rows)
    for one in policy.bundle:
        parts = format_html_join("", "<h4>{}</h4>{}", judged_texts(one))
        text = format_html("<p>{}</p>", one.summary)
        yield f"解读：{one.title}", mark_safe(text + one.body + parts)


@admin.register(Training, site=site)
class TrainingAdmin(ConfirmedAdmin):
    """基层培训: what the office writes down afterwards; on the document's page when a signer has confirmed it."""

    writers = tuple(sorted(WRITERS))
    list_display = ["held_on", "audience", "people", "policy", "office", "state"]
    list_filter = ["office"]
    fields = ["policy", "office", ("held_on", "people"), "audience", "place", "material"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("policy", "office", "confirmed_by")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        served = request.user.served_offices()
        if db_field.name == "policy":
            kwargs["queryset"] = Policy.objects.published().filter(office__in=served).order_by("-pk")
        if db_field.name == "office":
            active = served.active()
            kwargs |= {"queryset": active, "initial": active.first() if active.count() == 1 else None}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request, obj=None):
        """A wrong one that is public goes as a record is withdrawn: by a signer or the officer, alone and at once."""
        if obj is None or not obj.confirmed_at:
            return super().has_delete_permission(request, obj)
        return request.user.may({Duty.SIGNER, Duty.DISCLOSURE_OFFICER}, obj.office)

    def facts_to_confirm(self, training):
        yield "政策文件", training.policy
        yield "组织培训的机构", training.office
        yield "日期", training.held_on
        yield "培训对象", training.audience
        yield "人数", training.people
        yield "地点或者方式", training.place
        yield "培训材料", training.material
        yield "录入人", training.entered_by

    def is_public(self, obj):
        return bool(obj.confirmed_at and obj.policy.is_visible)
