"""有用吗: one vote for each address and entry, without an account."""

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from core import clock
from core.pages import Page
from core.public_forms import counters
from questions import column
from questions.models import Question, Vote
from questions.views.trail import trail_library

MOST = 30  # votes of one address in an hour


class VoteForm(forms.Form):
    useful = forms.ChoiceField(
        label="这条回答对您有用吗？", choices=[("yes", "有用"), ("no", "没有用")], widget=forms.RadioSelect,
        error_messages={"required": "请选择有用或者没有用。", "invalid_choice": "请选择有用或者没有用。"},
    )  # fmt: skip


@never_cache
def vote(request, pk):
    found = Question.objects.published().filter(pk=pk).first()
    if found is None:
        raise Http404("没有这条问答")
    form, done, status = VoteForm(request.POST or None), False, 200
    if request.method == "POST":
        if form.is_valid():
            done = _kept(found, counters.sender(request), form.cleaned_data["useful"] == "yes")
            status = 200 if done else 429
        else:
            status = 400
    title = "评价这条回答"
    context = {
        "page": Page(title=title, column=column.LIBRARY, trail=[*trail_library(), (title, "")], robots="noindex"),
        "question": found, "form": form, "done": done, "too_often": status == 429,
    }  # fmt: skip
    response = render(request, "questions/vote.html", context, status=status)
    if status == 429:
        response["Retry-After"] = "600"
    return response


def _kept(found, who, useful) -> bool:
    """Whether the vote counts: the last one of an address does, MOST an hour."""
    recent = Vote.objects.filter(sender=who, at__gt=clock.now() - counters.HOUR)
    if recent.count() >= MOST:
        return False
    Vote.objects.update_or_create(question=found, sender=who, defaults={"useful": useful, "at": clock.now()})
    return True
