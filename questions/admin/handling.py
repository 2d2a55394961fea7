"""The steps of an inquiry, each on a page of its own: hand over, prolong, answer, publish, into the library."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core import privacy
from core.admin import site
from core.duties import Duty
from core.models import Office
from questions.models import Inquiry
from questions.models.inquiry import HANDLERS

PUBLISHERS = {Duty.SIGNER, Duty.DISCLOSURE_OFFICER}


class HandOverForm(forms.Form):
    verb, button, title = "hand_over", "转办", "转给其他机构"
    intro = "由其他机构负责的，转给它答复。期限不变。"

    office = forms.ModelChoiceField(Office.objects.active(), label="转给", empty_label="请选择")


class ProlongForm(forms.Form):
    verb, button, title = "prolong", "延长", "延长期限"
    intro = "情况复杂的可以延长一次，理由告诉咨询人。"

    reason = forms.CharField(label="理由", max_length=200)


class ReplyForm(forms.Form):
    verb, button, title = "reply", "答复", "答复"
    intro = "写给咨询人看。需要公开的，把标题和问题改成不含个人情况的说法，由另一个人核准后公开。"

    answer = forms.CharField(label="答复", widget=forms.Textarea(attrs={"rows": 8}), max_length=5000)
    public = forms.BooleanField(label="问题和答复公开（咨询人已同意）", required=False)
    subject = forms.CharField(label="公开的标题", max_length=60, required=False)
    text = forms.CharField(
        label="公开的问题", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, required=False
    )


class PublishForm(forms.Form):
    verb, button, title = "publish", "核准，公开", "核准公开"
    intro = "下面的文字将公开，核对没有任何人的姓名、电话和住址。"


class KeepPrivateForm(forms.Form):
    verb, button, title = "keep_private", "不公开", "不公开"
    intro = "只单独答复咨询人；已经公开的立即撤下。"


class PromoteForm(forms.Form):
    verb, button, title = "promote", "转入问答库", "转入问答库"
    intro = "生成一条问答草稿，补上其他问法和依据后，由签发人复核公开。"


FORMS = {
    form.verb: form
    for form in (ReplyForm, ProlongForm, HandOverForm, PublishForm, KeepPrivateForm, PromoteForm)
}


def allowed(user, case) -> list[str]:
    """The steps that this person may take now."""
    handles, decides = user.may(HANDLERS, case.office), user.may(PUBLISHERS, case.office)
    if case.is_open:
        found = ["reply", "hand_over"] + ["prolong"] * (not case.complex_reason)
        return found if handles else []
    found = ["publish"] * (
        decides and case.to_publish and not case.published_at and user.pk != case.answered_by_id
    )
    found += ["keep_private"] * (decides and case.to_publish)
    return found + ["promote"] * (handles and not case.question_id)


def steps(user, case):
    for verb in allowed(user, case):
        yield {"label": FORMS[verb].title, "url": reverse("admin:inquiry-step", args=[case.pk, verb])}


def step_view(request, pk, verb):
    """One step of one inquiry."""
    case = Inquiry.objects.served_by(request.user).filter(pk=pk).first()
    if case is None or verb not in allowed(request.user, case):
        raise Http404
    initial = {"subject": privacy.mask(case.subject), "text": privacy.mask(case.text)}
    form = FORMS[verb](request.POST if request.method == "POST" else None, initial=initial)
    back = reverse("admin:questions_inquiry_change", args=[case.pk])
    if request.method == "POST" and form.is_valid():
        try:
            made = getattr(case, verb)(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"已{form.button}。")
            return redirect(_next(request, case, verb, made, back))
    context = {
        "title": form.title, "form": form, "facts": _facts(case, verb), "back": back, "back_label": case.receipt,
    }  # fmt: skip
    return render(request, "admin/confirm.html", site.each_context(request) | context)


def _next(request, case, verb, made, back):
    if verb == "promote":
        return reverse("admin:questions_question_change", args=[made.pk])
    return back if case.office in request.user.served_offices() else reverse("admin:index")


def _facts(case, verb):
    if verb == "publish":
        return [("标题", case.public_subject), ("问题", case.public_text), ("答复", case.answer)]
    shown = [("标题", case.subject), ("咨询内容", case.text), ("答复期限", case.due_on)]
    return [*shown, ("答复", case.answer)] if case.answer else shown


site.more_urls.append(
    lambda portal: [
        path("inquiries/<int:pk>/<slug:verb>/", portal.admin_view(step_view), name="inquiry-step")
    ]
)
