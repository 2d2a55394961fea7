from django import forms
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from core import clock
from core.models import Receipted
from core.pages import Column, Page
from core.public_forms import counters, receipts
from core.public_forms.form import PublicForm
from core.public_forms.tokens import digest_of

WRONG = "回执号或者查询码不对，请对照回执再输一遍。"


class TrackForm(PublicForm):
    number = forms.CharField(label="回执号", max_length=60)
    code = forms.CharField(label="查询码", max_length=60)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"


@method_decorator(never_cache, name="dispatch")
class TrackView(View):
    """A case shown to whoever has its receipt number and query code; ten wrong tries lock for an hour, counted for
    the address and for the number, whether there is such a number or not."""

    title: str
    column: Column
    model: type[Receipted]
    found_template: str  # is given `case`
    template = "public_forms/track.html"

    def find(self, number: str) -> Receipted | None:
        return self.model.objects.filter(receipt=number).first()

    def context(self, case) -> dict:
        """More for the page that shows the case (a model instance), or for the form (None)."""
        return {}

    def trail(self) -> list:
        return [(self.title, "")]

    def page(self) -> Page:
        return Page(title=self.title, column=self.column, trail=self.trail())

    def get(self, request, **kwargs):
        return self._ask(TrackForm())

    def post(self, request, **kwargs):
        form, now = TrackForm(request.POST), clock.now()
        if not form.is_valid():
            return self._ask(form, status=400)
        number = receipts.tidy_number(form.cleaned_data["number"])
        subjects = [counters.sender(request), digest_of("number", number or form.cleaned_data["number"])]
        if wait := counters.wait_to_track(subjects, now):
            return self._locked(form, wait)
        case = self.find(number)
        if not receipts.fits(case, form.cleaned_data["code"]):
            counters.note_failure(subjects, now)
            form.add_error(None, WRONG)
            return self._ask(form, status=400)
        return render(request, self.found_template, {"page": self.page(), "case": case} | self.context(case))

    def _locked(self, form, wait):
        form.add_error(
            None, f"输错的次数太多，查询暂停{counters.in_words(wait)}。可以到时再试，或者打电话询问。"
        )
        answer = self._ask(form, status=429)
        answer["Retry-After"] = str(max(1, int(wait.total_seconds())))
        return answer

    def _ask(self, form, status=200):
        return render(
            self.request,
            self.template,
            {"page": self.page(), "form": form} | self.context(None),
            status=status,
        )
