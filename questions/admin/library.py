"""政策问答库: entries are written by one, confirmed by a signer; a public one is changed through a revision."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse

from core import clock
from core.admin import site
from core.admin.base import StaffInline
from core.duties import Duty
from disclosure.admin.confirming import ConfirmedAdmin
from questions.citing import citation
from questions.models import Citation, Question
from questions.models.question import HANDLERS


class CitationForm(forms.ModelForm):
    """One line of words: what it cites is looked up among our public documents."""

    words = forms.CharField(
        label="依据",
        max_length=200,
        help_text="发文字号或者《标题》，后面写条款，如“杏政规〔2025〕3号第五条”；本站没有的写明名称。",
    )

    class Meta:
        model = Citation
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["words"] = self.instance.in_words()

    def clean(self):
        cleaned = super().clean()
        if words := cleaned.get("words"):
            found = citation(words)
            for name in ("document", "named", "clause"):
                setattr(self.instance, name, getattr(found, name))
        return cleaned


class CitationInline(StaffInline, admin.TabularInline):
    model = Citation
    form = CitationForm
    fields = ["words"]
    extra = 1


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = "状态", "state"

    def lookups(self, request, model_admin):
        return [
            ("review", "待复核（依据有变化）"),
            ("unfounded", "未注明依据"),
            ("waiting", "等待签发人复核"),
        ]

    def queryset(self, request, queryset):
        if self.value() == "review":
            return queryset.to_review(clock.today())
        if self.value() == "unfounded":
            return queryset.published().unfounded()
        return queryset.waiting() if self.value() == "waiting" else queryset


@admin.register(Question, site=site)
class QuestionAdmin(ConfirmedAdmin):
    writers = tuple(sorted(HANDLERS - {Duty.SIGNER}))
    change_form_template = "admin/question_change_form.html"
    list_display = ["question", "office", "topic", "state", "confirmed_at"]
    list_filter = [StateFilter, "themes", "office"]
    search_fields = ["question", "also_asked", "answer"]
    fieldsets = [
        (None, {"fields": ["question", "also_asked", "answer"]}),
        ("归类", {"fields": ["office", "themes", "topic"]}),
    ]
    inlines = [CitationInline]
    intro = "写群众的话，答案写清条件、材料、地点、时限和电话，并注明依据的文件和条款。签发人复核后公开。"

    def get_queryset(self, request):
        changed = Citation.objects.changed(clock.today()).filter(question=OuterRef("pk"))
        found = super().get_queryset(request).annotate(waits=Exists(changed))
        return found.select_related("office", "confirmed_by", "revises")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "office":
            kwargs["queryset"] = request.user.served_offices().active()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="状态")
    def state(self, question):
        if question.withdrawn_at:
            return "已撤下"
        if question.entry_id is None:
            return "待签发人复核（修改稿）" if question.revises_id else "待签发人复核"
        return "待复核" if question.waits else "已公开"

    def save_related(self, request, form, formsets, change):
        """Who saves a draft has compared it with what it rests on."""
        super().save_related(request, form, formsets, change)
        form.instance.look()

    def facts_to_confirm(self, question):
        if question.revises_id:
            yield "修改的问答", question.revises
        yield "问题", question.question
        yield "其他问法", "；".join(question.phrasings[1:])
        yield "回答", question.answer_text
        yield "依据", "；".join(map(str, question.citations.all())) or "未注明依据"
        yield "主题", "、".join(theme.name for theme in question.themes.all())
        yield "责任机构", question.office
        yield "录入人", question.entered_by
        yield "请注意", "；".join(question.flags())

    def change_view(self, request, object_id, form_url="", extra_context=None):
        question = self.get_object(request, object_id)
        extra = {"steps": list(steps(request.user, question)), "changes": []} if question else {}
        if question and question.entry_id:
            extra["changes"] = question.changes(clock.today())
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))


# Steps -----------------------------------------------------------------------------------------------------
class ReviewForm(forms.Form):
    verb, button, title = "review", "复核：回答仍然正确", "复核依据"
    intro = "对照引用的文件现在的规定，回答仍然正确的，点下面的按钮；有变化的，返回后点“修改”。"


class ReviseForm(forms.Form):
    verb, button, title = "revise", "开始修改", "修改"
    intro = "修改稿由签发人复核后替换现在的内容；复核以前，公开的内容不变。"


class WithdrawForm(forms.Form):
    verb, button, title = "withdraw", "撤下", "撤下"
    intro = "立即从网站撤下，原地址说明日期和原因。"

    reason = forms.CharField(label="原因（随页面公开）", max_length=200)


FORMS = {form.verb: form for form in (ReviewForm, ReviseForm, WithdrawForm)}


def steps(user, question):
    """What this person may do with a public entry."""
    if question.entry_id is None:
        return
    allowed = {
        "review": user.may(HANDLERS, question.office) and bool(question.changes(clock.today())),
        "revise": user.may(HANDLERS, question.office),
        "withdraw": user.may({Duty.SIGNER, Duty.DISCLOSURE_OFFICER}, question.office),
    }
    for verb, form in FORMS.items():
        if allowed[verb]:
            yield {"label": form.title, "url": reverse("admin:question-step", args=[question.pk, verb])}


def step_view(request, pk, verb):
    """One step of one public entry."""
    question = Question.objects.published().served_by(request.user).filter(pk=pk).first()
    if question is None or verb not in {
        step["url"].rstrip("/").rsplit("/", 1)[1] for step in steps(request.user, question)
    }:
        raise Http404
    form = FORMS[verb](request.POST if request.method == "POST" else None)
    back = reverse("admin:questions_question_change", args=[question.pk])
    if request.method == "POST" and form.is_valid():
        try:
            made = getattr(question, verb)(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request, f"已{form.title}。" if verb != "revise" else "这是修改稿，改好后由签发人复核。"
            )
            return redirect(reverse("admin:questions_question_change", args=[made.pk]) if made else back)
    context = {
        "title": form.title, "form": form, "back": back, "back_label": question.question,
        "facts": [
            ("问题", question.question), ("回答", question.answer_text),
            ("依据的变化", "；".join(question.changes(clock.today())) or "没有变化"),
        ],
    }  # fmt: skip
    return render(request, "admin/confirm.html", site.each_context(request) | context)


site.more_urls.append(
    lambda portal: [
        path("questions/<int:pk>/step/<slug:verb>/", portal.admin_view(step_view), name="question-step")
    ]
)
