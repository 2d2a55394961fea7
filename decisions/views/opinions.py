"""Saying something on a draft without an account, and seeing what became of it."""

from django.urls import reverse

from core import clock
from core.public_forms import PublicFormView, TrackView
from decisions import drafts, periods, presentation
from decisions.column import ASKED
from decisions.forms import OpinionForm
from decisions.models import Opinion, OpinionFile
from decisions.views.consultations import find
from decisions.views.trail import trail_asked
from disclosure.views.records import withdrawn


class SendOpinion(PublicFormView):
    """Anybody, on the whole or on a clause, while the clock allows it."""

    form_class, title, column, prefix, noun = OpinionForm, "提意见", ASKED, Opinion.PREFIX, "意见"
    form_template = "decisions/opinion_form.html"
    track_page = "decisions:track-opinion"
    takes_files = True

    def prepare(self):
        self.asked, gone = find(self.kwargs["pk"])
        return withdrawn(self.request, gone) if gone else None

    def closed(self):
        phase = self.asked.phase(clock.today())
        if phase == periods.COMING:
            return f"{self.asked.starts_on:%Y年%-m月%-d日}开始征求意见，现在还不能提交。"
        if phase == periods.CLOSED or self.asked.status != "published":
            return f"征求意见已于{self.asked.ends_on:%Y年%-m月%-d日}24:00结束，不再接收意见。"
        return ""

    @property
    def draft(self) -> str:
        record = self.asked.draft
        return record.body if record and record.is_visible else ""

    def make_form(self, data=None):
        choices = drafts.choices(self.draft)
        return OpinionForm(data, initial=self.initial(), clauses=choices)

    def initial(self):
        anchor = self.request.GET.get("clause", "")
        found = (drafts.name_of(one) for one in drafts.parts(self.draft) if one.anchor == anchor)
        return {"clause": next(found, "")}

    def context(self):
        chosen = self.request.POST.get("clause") or self.initial()["clause"]
        state = presentation.consultation_state(self.asked, clock.today(), None)
        return {"asked": self.asked, "clause": drafts.by_name(self.draft).get(chosen), "state": state}

    def trail(self):
        return [*trail_asked(), (self.asked.title, self.asked.get_absolute_url()), (self.title, "")]

    def next_steps(self, number):
        return [
            f"{self.asked.office.name}在{self.asked.ends_on:%-m月%-d日}征求意见结束后归纳、研究每一条意见。",
            "采纳的写明改在哪里，不采纳的写明理由，结果在本站公布。",
            "结果公布以后，凭回执号和查询码可以看到对您的意见的答复。",
        ]

    def store(self, cleaned, receipt):
        opinion = Opinion.objects.create(**receipt.fields, consultation_id=self.asked.pk, **cleaned)
        for held in self.files:
            OpinionFile.take(held, opinion=opinion)
        return opinion


class TrackOpinion(TrackView):
    """The answer is shown once the result is public: until then nobody has signed it."""

    title, column, model = "查询意见处理情况", ASKED, Opinion
    found_template = "decisions/opinion_found.html"

    def trail(self):
        return [*trail_asked(), (self.title, "")]

    def context(self, case):
        if case is None:
            return {}
        result = case.consultation.result
        answer = case.answer if result else None
        tone = presentation.TONES[answer.outcome] if answer else "notyet"
        label = answer.get_outcome_display() if answer else "正在研究"
        return {"result": result, "answer": answer, "state": presentation.state(label, tone),
                "home": reverse("decisions:index")}  # fmt: skip
