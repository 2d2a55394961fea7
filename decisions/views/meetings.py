"""A call to a hearing or to sit in: the notice, registering, the list, how the lots fell, what was said."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse

from core import clock
from core.pages import Page
from core.public_forms import PublicFormView, TrackView
from core.web import BadQuery, cacheable
from decisions import meetings, periods, stories
from decisions.column import COLUMN
from decisions.forms import RegisterForm
from decisions.models import Attendance, Meeting
from decisions.presentation import state
from decisions.views.trail import trail_decisions
from disclosure import presentation as records
from disclosure.models import Entry
from disclosure.presentation import dated, fact
from disclosure.views.records import find_public, withdrawn


def find(pk):
    """(meeting with its list, None), (None, one that was withdrawn), or 404."""
    meeting, gone = find_public(Meeting.objects.select_related("office", "category"), pk)
    if gone:
        return None, gone
    return stories.meetings().select_related("category").prefetch_related("seats").get(pk=meeting.pk), None


def meeting(request, pk):
    found, gone = find(pk)
    if gone:
        return withdrawn(request, gone)
    wanted = request.GET.get("format", "")
    if wanted not in ("", "json"):
        raise BadQuery("没有这种格式，可以用：json。")
    if wanted:
        answer = JsonResponse(meetings.as_dict(found), json_dumps_params={"ensure_ascii": False})
    else:
        answer = render(request, "decisions/meeting.html", _context(found, clock.today()))
    return cacheable(answer, query=("format",), until=_until(found))


def _until(found):
    """The page changes by itself at the moment of the meeting, too."""
    moments = [Entry.objects.next_change(), found.meets_at if found.meets_at > clock.now() else None]
    return min((one for one in moments if one), default=None)


def _context(found, day):
    meetings.read_statements([found])
    listed, said = found.listed, meetings.statements(found)
    row = meetings.row(found, day)
    changed = [found.updated_at, *([listed.confirmed_at] if listed else []), *(one["at"] for one in said)]
    return {
        "page": Page(
            title=found.title, column=COLUMN, trail=[*trail_decisions(), (found.get_purpose_display(), "")], office=found.office.name,
            updated_at=max(changed),
            article=records.article(found, found.office.name),
        ),
        "meeting": found,
        "state": row["state"],
        "register_url": row["register_url"],
        "track_url": reverse("decisions:track-attendance"),
        "is_coming": found.phase(day) == periods.COMING,
        "is_over": found.meets_at <= clock.now(),
        "listed": listed,
        "conditions": [line for line in found.conditions.splitlines() if line.strip()],
        "groups": meetings.groups(found),
        "draw": meetings.draw(found),
        "statements": said,
        "body_html": records.body(found.body),
        "facts": [one for one in _facts(found) if one],
        "attachments": records.attachments(found),
        "change_notes": found.change_notes.all(),
        "notices": records.notices(found),
        "json_url": f"{found.get_absolute_url()}?format=json",
    }  # fmt: skip


def _facts(found):
    if found.matter and found.matter.entry_id:
        yield fact("决策事项", found.matter.title, url=found.matter.get_absolute_url())
    yield fact("遴选办法", found.get_method_display())
    yield dated("报名开始", found.opens_on)
    yield dated("报名截止", found.closes_on)
    yield from records.common_facts(found)


class Register(PublicFormView):
    """Anybody may ask for a place while the clock allows it."""

    form_class, title, column, prefix, noun = RegisterForm, "报名", COLUMN, Attendance.PREFIX, "报名"
    form_template = "decisions/register_form.html"
    track_page = "decisions:track-attendance"

    def prepare(self):
        self.meeting, gone = find(self.kwargs["pk"])
        return withdrawn(self.request, gone) if gone else None

    def closed(self):
        phase = self.meeting.phase(clock.today())
        if phase == periods.COMING:
            return f"{self.meeting.opens_on:%Y年%-m月%-d日}开始报名，现在还不能报名。"
        if phase == periods.CLOSED or self.meeting.status != "published":
            return f"报名已于{self.meeting.closes_on:%Y年%-m月%-d日}24:00截止。"
        return ""

    def make_form(self, data=None):
        return RegisterForm(data, meeting=self.meeting)

    def context(self):
        return {
            "meeting": self.meeting,
            "state": meetings.meeting_state(self.meeting, clock.today()),
            "kept_days": settings.SENDER_DAYS,
        }

    def trail(self):
        return [*trail_decisions(), (self.meeting.title, self.meeting.get_absolute_url()), (self.title, "")]

    def next_steps(self, number):
        steps = [
            f"{self.meeting.closes_on:%-m月%-d日}报名截止后，{self.meeting.get_method_display()}确定名单，名单在本站公布，姓名只显示姓。"
        ]
        if self.meeting.method == Meeting.Method.DRAW:
            steps.append(
                "抽签按抽签编号进行，结果任何人都可以重算；您的编号查询时可以看到。一个电话报几次名，只算第一次。"
            )
        return [*steps, "入选的，承办单位会按您留的电话通知。凭回执号和查询码也可以查到结果。"]

    def store(self, cleaned, receipt):
        return Attendance.objects.create(**receipt.fields, meeting_id=self.meeting.pk, **cleaned)


class TrackAttendance(TrackView):
    """Whether one has a place, once the list is public."""

    title, column, model = "查询报名结果", COLUMN, Attendance
    found_template = "decisions/attendance_found.html"

    def trail(self):
        return [*trail_decisions(), (self.title, "")]

    def context(self, case):
        if case is None:
            return {}
        return {"state": _result(case), "meeting": case.meeting}


def _result(case):
    listed = case.meeting.listed
    if listed is None:
        return state("等待确定名单", "notyet")
    row = listed.row_of(case)
    if row is None:
        return state("没有入选", "none")
    return state("入选", "force") if row["place"] else state("候补", "open")
