"""A small public form on the kit, with an address list of its own: what a higher floor would write."""

from types import SimpleNamespace

from django import forms
from django.urls import include, path

from core.pages import Column
from core.public_forms import PublicForm, PublicFormView, TrackView

COLUMN = Column("互动交流", "意见和建议。", "意见 建议", "互动交流")
STORED = []


class IdeaForm(PublicForm):
    text = forms.CharField(label="您的意见", max_length=60_000, widget=forms.Textarea)
    name = forms.CharField(label="姓名", max_length=20, required=False)
    who = forms.ChoiceField(label="您是", choices=[("person", "个人"), ("body", "单位或者组织")])
    topics = forms.MultipleChoiceField(
        label="关于", choices=[("road", "道路"), ("water", "用水")], required=False
    )
    agree = forms.BooleanField(label="同意公开", required=False)


class SendIdea(PublicFormView):
    form_class, title, column, prefix, noun = IdeaForm, "提意见", COLUMN, "YJ", "意见"
    track_page = "track_idea"

    def store(self, cleaned, receipt):
        if cleaned["text"] == "坏了":
            raise RuntimeError("the store is full")
        idea = SimpleNamespace(**receipt.fields, text=cleaned["text"], cleaned=cleaned)
        STORED.append(idea)
        return idea

    def next_steps(self, number):
        return ["十五个工作日内研究。"]

    def closed(self):
        return "征求意见已经结束。" if self.kwargs.get("period") == 1 else ""


class SendIdeaWithFiles(SendIdea):
    takes_files = True

    def store(self, cleaned, receipt):
        idea = super().store(cleaned, receipt)
        idea.files = [one.name for one in self.files]
        return idea


class TrackIdea(TrackView):
    title, column, found_template = "查询意见", COLUMN, "public_forms/receipt.html"

    def find(self, number):
        return next((idea for idea in STORED if idea.receipt == number), None)

    def context(self, case):
        return {"steps": [case.text], "receipt": {"number": case.receipt}} if case else {}


urlpatterns = [
    path("ideas/", SendIdea.as_view(), name="send_idea"),
    path("ideas/<int:period>/", SendIdea.as_view()),
    path("with-files/", SendIdeaWithFiles.as_view()),
    path("ideas/track/", TrackIdea.as_view(), name="track_idea"),
    path("", include("portal.urls")),
]
handler404 = "portal.errors.not_found"
