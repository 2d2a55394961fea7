"""紧急预警: one screen from the keyboard to the reviewer (条例 20(12)); the same three people decide."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core import clock
from core.admin import site
from core.duties import WRITERS
from core.models import Office
from core.richtext import from_text
from disclosure.models import Category, Information

CATEGORY = "emergency"


class UrgentForm(forms.Form):
    """Title, text, office: everything else of a warning is known."""

    title = forms.CharField(
        label="标题",
        max_length=100,
        help_text="写明什么事、哪里、多久，如“今夜到明晨有暴雨，请低洼处村民转移”。",
    )
    text = forms.CharField(label="内容", widget=forms.Textarea(attrs={"rows": 8}), help_text="一段一行。")
    office = forms.ModelChoiceField(Office.objects.none(), label="责任机构")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices = user.served_offices().active()
        self.fields["office"].initial = offices.first()

    @transaction.atomic
    def send(self, by) -> Information:
        """Store the warning and hand it to the reviewer; Refused where the gate does not let it through."""
        record = Information.objects.create(
            title=self.cleaned_data["title"], summary=self.cleaned_data["title"], body=from_text(self.cleaned_data["text"]),
            office=self.cleaned_data["office"], category=Category.objects.get(slug=CATEGORY), written_on=clock.today(),
            attribute=Information.Attribute.PROACTIVE, scope=Information.Scope.SITE, urgent=True, drafted_by=by,
        )  # fmt: skip
        record.determine(by=by)
        return record


def urgent_view(request):
    """The one screen."""
    if not request.user.has_duty(*WRITERS):
        raise PermissionDenied
    form = UrgentForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            record = form.send(request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request, "已送审。请立即电话通知保密审查员和签发人，它排在他们工作列表的最前面。"
            )
            return redirect("admin:disclosure_information_change", record.pk)
    context = {"title": "发布紧急预警", "form": form, "button": "立即送审", "back": reverse("admin:index")}
    return render(request, "admin/record_step.html", site.each_context(request) | context)


site.more_urls.append(lambda portal: [path("urgent/", portal.admin_view(urgent_view), name="urgent-warning")])
