"""The list of a meeting whose registration is over: drawn, in order, or chosen with a reason."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core.admin import site
from decisions.models import Meeting, Selection
from decisions.models.opinion import HANDLERS


class SelectForm(forms.Form):
    chosen = forms.ModelMultipleChoiceField(
        None, label="选定", widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = forms.CharField(
        label="选定的理由", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="随名单公布。"
    )  # fmt: skip

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_choice = meeting.method == Meeting.Method.CHOICE
        self.button = "选定" if self.by_choice else f"{meeting.get_method_display()}确定"
        self.intro = "名单由签发人复核后公开，姓名只显示姓。"
        self.fields["chosen"].queryset = meeting.attendances.in_order()
        self.fields["chosen"].label_from_instance = in_words
        if not self.by_choice:
            del self.fields["chosen"], self.fields["reason"]

    def clean(self):
        cleaned = super().clean()
        if self.by_choice and not cleaned.get("chosen"):
            self.add_error("chosen", "勾选入选的代表。")
        if self.by_choice and not cleaned.get("reason", "").strip():
            self.add_error("reason", "由承办单位选定的，写明理由。")
        return cleaned


def in_words(attendance) -> str:
    return f"{attendance.get_group_display()}｜{attendance.where}｜{attendance.about or '没有写想说什么'}｜{attendance.receipt}"


def select_view(request, pk):
    """The list of a meeting whose registration is over."""
    meeting = Meeting.objects.published().served_by(request.user).filter(pk=pk).first()
    if meeting is None or not request.user.may(HANDLERS, meeting.office):
        raise Http404
    form = SelectForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            made = Selection.objects.make(meeting, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, "名单已确定，由签发人复核后公开。")
            return redirect("admin:decisions_selection_change", made.pk)
    counted = [
        f"{seats}，报名{meeting.attendances.filter(group=seats.group).count()}人"
        for seats in meeting.seats.all()
    ]
    context = {
        "title": "确定名单", "form": form, "back": reverse("admin:decisions_meeting_change", args=[meeting.pk]),
        "back_label": meeting.title,
        "facts": [("会议", meeting), ("遴选办法", meeting.get_method_display()), ("名额", "\n".join(counted))],
    }  # fmt: skip
    return render(request, "admin/confirm.html", site.each_context(request) | context)


site.more_urls.append(
    lambda portal: [path("meetings/<id:pk>/select/", portal.admin_view(select_view), name="meeting-select")]
)
