"""One answer for many opinions: tick those that say the same, say what became of them and why."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core.admin import site
from core.characters import says_something
from decisions.actions import answer_opinions
from decisions.models import Answer, Consultation
from decisions.models.answer import OWES_REASON
from decisions.models.opinion import HANDLERS

SHOWN = 200  # opinions on one page


class AnswerForm(forms.Form):
    button = "答复"
    intro = "勾选意思相同的意见，一起答复。部分采纳、不予采纳的必须写明理由。答复随采纳情况一起公布。"

    opinions = forms.ModelMultipleChoiceField(None, label="意见", widget=forms.CheckboxSelectMultiple)
    topic = forms.CharField(label="意见归纳", max_length=100, help_text="一句话说清这些意见要求什么。")
    outcome = forms.ChoiceField(label="处理结果", choices=Answer.Outcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="采纳的写明改在哪一条。",
    )  # fmt: skip

    def __init__(self, *args, opinions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opinions"].queryset = opinions
        self.fields["opinions"].label_from_instance = in_words

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") in OWES_REASON and not says_something(cleaned.get("reason", "")):
            self.add_error("reason", "部分采纳、不予采纳的，必须写明理由。")
        return cleaned


def in_words(opinion) -> str:
    """An opinion as one ticks it: where, by which way, what it says, what to look at. No names."""
    flags = f"【{'；'.join(opinion.flags())}】" if opinion.flags() else ""
    answered = f"（已答复：{opinion.answer}）" if opinion.answer else ""
    return f"{opinion.clause or '整个草案'}｜{opinion.get_channel_display()}｜{opinion.text}{flags}{answered}"


def consultation_of(request, pk):
    """The public consultation, for those who handle its opinions; 404 for others."""
    asked = Consultation.objects.published().served_by(request.user).filter(pk=pk).first()
    if asked is None or not request.user.may(HANDLERS, asked.office):
        raise Http404
    return asked


def answer_view(request, pk):
    """Opinions that wait for an answer; `?all=1` those too that have one."""
    asked = consultation_of(request, pk)
    opinions = asked.opinions.select_related("answer").order_by("clause", "pk")
    chosen = opinions if request.GET.get("all") else opinions.open()
    form = AnswerForm(
        request.POST or None, opinions=chosen.filter(pk__in=list(chosen.values_list("pk", flat=True)[:SHOWN]))
    )
    if request.method == "POST" and form.is_valid() and _answered(form, asked, request.user):
        messages.success(request, f"已答复{len(form.cleaned_data['opinions'])}条。")
        return redirect(request.get_full_path())
    context = {
        "title": "处理意见", "form": form, "facts": _facts(asked, opinions),
        "back": reverse("admin:decisions_consultation_change", args=[asked.pk]), "back_label": asked.title,
    }  # fmt: skip
    return render(request, "admin/confirm.html", site.each_context(request) | context)


def _facts(asked, opinions):
    return [
        ("征求意见", asked), ("期限", f"{asked.starts_on}至{asked.ends_on}"),
        ("收到", f"{opinions.count()}条，未答复{opinions.open().count()}条"),
    ]  # fmt: skip


def _answered(form, asked, user):
    try:
        answer_opinions(asked, by=user, **form.cleaned_data)
    except ValidationError as refusal:
        for message in refusal.messages:
            form.add_error(None, message)
        return False
    return True


site.more_urls.append(
    lambda portal: [
        path("consultations/<id:pk>/answer/", portal.admin_view(answer_view), name="opinions-answer")
    ]
)
