"""信息纠错: report a problem on any page, and see what became of it."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import get_script_prefix

from core.models import Office
from core.pages import Column
from core.public_forms import PublicFormView, TrackView
from disclosure.forms import ProblemForm
from disclosure.models import Entry, ProblemReport
from disclosure.views.trail import trail_home

COLUMN = Column(
    "信息纠错", "反映网页上的错误、过时内容、失效链接和个人信息泄露。", "纠错 反映 错误", "咨询投诉"
)


class ReportProblem(PublicFormView):
    """Anybody says what is wrong on a page; no account, no name."""

    form_class, title, column, noun = ProblemForm, "我要纠错", COLUMN, "反映"
    prefix = ProblemReport.RECEIPT_PREFIX
    form_template = "disclosure/problem_form.html"
    track_page = "disclosure:track-problem"

    def initial(self):
        return {"page": self.request.GET.get("page", "")[:300]}

    def trail(self):
        return [trail_home(), (self.title, "")]

    def next_steps(self, number):
        return [
            "公开办一个工作日内分给责任机构。",
            f"责任机构自收到之日起{settings.PROBLEM_DAYS}个工作日内核实、改正，并写明结果。",
            "凭上面的回执号和查询码可以看到答复。",
        ]

    def store(self, cleaned, receipt):
        path = _path(cleaned["page"])
        entry = Entry.objects.published().filter(path=path).select_related("office").first() if path else None
        return ProblemReport.objects.create(
            **receipt.fields, kind=cleaned["kind"], text=cleaned["text"], path=f"/{path}" if path else cleaned["page"],
            office=entry.office if entry else _town(),
        )  # fmt: skip


def _path(address: str) -> str:
    """The path of one of our pages as the catalogue keeps it; "" for anything else."""
    path = unquote(urlsplit(address.strip()).path)
    return path.removeprefix(get_script_prefix()) if path.startswith(get_script_prefix()) else ""


def _town() -> Office:
    return Office.objects.get(kind=Office.Kind.TOWN)


class TrackProblem(TrackView):
    title, column, model = "查询纠错办理情况", COLUMN, ProblemReport
    found_template = "disclosure/problem_found.html"

    def trail(self):
        return [trail_home(), (self.title, "")]
