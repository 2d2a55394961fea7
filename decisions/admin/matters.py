"""A matter: its exemptions while it is being written, its papers afterwards."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core.admin import StaffModelAdmin, site
from core.admin.base import StaffInline
from core.duties import CONTENT, Duty
from decisions import steps
from decisions.admin.catalogues import WRITERS
from decisions.admin.record_form import papers_for
from decisions.models import Catalogue, Exemption, Matter
from disclosure.models import Information


class ExemptionInline(StaffInline, admin.TabularInline):
    model = Exemption
    when = "重大行政决策的程序缺一不可，确实不适用的逐项写明理由，随目录公开。"


@admin.register(Matter, site=site)
class MatterAdmin(StaffModelAdmin):
    """Written with its catalogue; once that is on its way it changes only by adjustments."""

    readers = (Duty.AUDITOR, *sorted(CONTENT))
    writers = WRITERS
    change_form_template = "admin/decisions/matter_change_form.html"
    inlines = [ExemptionInline]
    list_display = ["title", "catalogue", "office", "planned_on", "shown"]
    list_filter = ["catalogue__year", "office"]
    search_fields = ["title"]
    fieldsets = [
        (None, {"fields": ["catalogue", "title", ("office", "planned_on", "position"), "legal_basis", "about", "joint_offices"]})
    ]  # fmt: skip

    @admin.display(description="公开")
    def shown(self, matter):
        return "已终止" if matter.ended_on else "已公开" if matter.entry_id else "未公开"

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .served_by(request.user)
            .select_related("catalogue", "office", "entry")
        )

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or (_is_written(obj) and request.user.may(self.writers, obj.office))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "catalogue":
            kwargs["queryset"] = Catalogue.objects.records().order_by("-year")
        if db_field.name == "office":
            kwargs["queryset"] = request.user.served_offices().active()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_related(self, request, form, formsets, change):
        """The text of a catalogue that is still a draft follows."""
        super().save_related(request, form, formsets, change)
        if form.instance.catalogue.is_editable:
            form.instance.catalogue.save()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        matter = self.get_object(request, object_id)
        extra = papers(request.user, matter) if matter else {}
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))


def _is_written(matter):
    """Whether it is still being written: in a draft, or beside a public catalogue that it is to be added to."""
    catalogue = matter.catalogue
    return catalogue.is_editable or (catalogue.is_visible and matter.entry_id is None)


def papers(user, matter) -> dict:
    """What the page shows of a matter's papers, and what this person may do with them."""
    may = user.may(WRITERS, matter.office)
    rows = [
        {
            "step": paper.get_step_display(), "title": paper.information.title,
            "state": _state(paper),
            "unlink": reverse("admin:matter-unlink", args=[matter.pk, paper.pk]) if may and not _asked(paper) else "",
        }
        for paper in matter.papers.select_related("information", "unlinking")
    ]  # fmt: skip
    return {
        "papers": rows,
        "link_url": reverse("admin:matter-link", args=[matter.pk]) if may else "",
        "public_url": matter.get_absolute_url() if matter.entry_id else "",
    }


def _asked(paper) -> bool:
    """Whether somebody has asked to unlink it."""
    return hasattr(paper, "unlinking")


def _state(paper):
    if _asked(paper):
        return "取消关联，待签发人复核"
    return paper.information.state_label if paper.confirmed_at else "待签发人复核"


class LinkForm(forms.Form):
    button = "关联"
    intro = "选一条信息作为这个事项某一步的材料。信息公开以后，事项页和目录表自动链接到它。"

    step = forms.ChoiceField(
        label="程序",
        choices=[(key, label) for key, label in steps.LABELS.items() if key != steps.CONSULTATION],
    )
    information = forms.ModelChoiceField(Information.objects.none(), label="材料", empty_label="请选择")


class UnlinkForm(forms.Form):
    button = "取消关联"
    intro = "只取消关联，信息本身不变。"


class AskToUnlinkForm(forms.Form):
    button = "提请取消关联"
    intro = "这份材料在公开页面上说明事项已经审查、决定或者执行，取消关联由签发人复核后生效。信息本身不变。"

    reason = forms.CharField(
        label="理由", max_length=300, help_text="如“关联错了事项”。", widget=forms.Textarea(attrs={"rows": 3})
    )


def _matter(request, pk):
    matter = Matter.objects.served_by(request.user).filter(pk=pk).first()
    if matter is None or not request.user.may(WRITERS, matter.office):
        raise Http404
    return matter


def link_view(request, pk):
    """A record becomes the paper of a step."""
    matter = _matter(request, pk)
    form = LinkForm(request.POST or None)
    form.fields["information"].queryset = papers_for(request.user)
    return _step(request, matter, form, "关联材料", lambda: matter.link(**form.cleaned_data, by=request.user))


def unlink_view(request, pk, paper):
    """A paper was linked by mistake."""
    matter = _matter(request, pk)
    paper = matter.papers.filter(pk=paper).first()
    if paper is None:
        raise Http404
    form = (AskToUnlinkForm if paper.leaves_by_two else UnlinkForm)(request.POST or None)
    return _step(
        request,
        matter,
        form,
        "取消关联",
        lambda: matter.unlink(paper, by=request.user, **form.cleaned_data),
        [("材料", paper)],
    )


def _step(request, matter, form, title, take, facts=()):
    back = reverse("admin:decisions_matter_change", args=[matter.pk])
    if request.method == "POST" and form.is_valid():
        try:
            take()
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"已{form.button}。")
            return redirect(back)
    context = {
        "title": title, "form": form, "facts": [("事项", matter), ("承办单位", matter.office), *facts],
        "back": back, "back_label": matter.title,
    }  # fmt: skip
    return render(request, "admin/confirm.html", site.each_context(request) | context)


site.more_urls.append(
    lambda portal: [
        path("matters/<id:pk>/link/", portal.admin_view(link_view), name="matter-link"),
        path("matters/<id:pk>/unlink/<id:paper>/", portal.admin_view(unlink_view), name="matter-unlink"),
    ]
)
