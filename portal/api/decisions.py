"""Major decisions for programs: matters with the state of every step, consultations with their phase."""

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.richtext import sanitise
from core.web import BadQuery, Pager, Query, absolute, cacheable, page_number
from decisions import periods, progress, steps, stories
from decisions.models import Consultation, Matter
from decisions.views import catalogues, consultations, lists
from disclosure.models import Entry
from portal.api.exceptions import Gone
from portal.api.policies import gone_answer
from portal.api.queries import PAGES, YEAR, list_of, listed, only, page_size, parameter

PHASES = [periods.COMING, periods.OPEN, periods.CLOSED]
STEP_STATES = [
    progress.DONE, progress.OPEN, progress.MISSING, progress.WAITING, progress.NOT_NEEDED, progress.STOPPED,
]  # fmt: skip


# Shapes ----------------------------------------------------------------------------------------------------
StepsSerializer = type(
    "StepsSerializer",
    (serializers.Serializer,),
    {
        key: serializers.ChoiceField(choices=STEP_STATES, help_text=label)
        for key, label in steps.LABELS.items()
    },
)


class DecisionRowSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    year = serializers.IntegerField()
    title = serializers.CharField()
    office = serializers.CharField()
    joint_offices = serializers.ListField(child=serializers.CharField())
    legal_basis = serializers.CharField()
    planned_on = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=list(progress.STATES))
    state_label = serializers.CharField()
    ended_on = serializers.DateField(allow_null=True)
    steps = StepsSerializer()
    url = serializers.CharField()


class PaperSerializer(serializers.Serializer):
    step = serializers.ChoiceField(choices=list(steps.LABELS))
    title = serializers.CharField()
    published_at = serializers.DateTimeField()
    url = serializers.CharField()


class ExemptionSerializer(serializers.Serializer):
    step = serializers.ChoiceField(choices=list(steps.LABELS))
    reason = serializers.CharField()


class DecisionSerializer(DecisionRowSerializer):
    about = serializers.CharField()
    papers = PaperSerializer(many=True)
    exemptions = ExemptionSerializer(many=True)


class ConsultationRowSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    index_number = serializers.CharField()
    subject = serializers.ChoiceField(choices=Consultation.Subject.values)
    phase = serializers.ChoiceField(choices=PHASES)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    office = serializers.CharField()
    matter = serializers.CharField(allow_null=True)
    opinions = serializers.IntegerField(allow_null=True, help_text="采纳情况公布以后才有")
    result = serializers.CharField(allow_null=True)
    published_at = serializers.DateTimeField()
    url = serializers.CharField()


class OutcomeSerializer(serializers.Serializer):
    outcome = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()


class AnswerSerializer(serializers.Serializer):
    topic = serializers.CharField()
    count = serializers.IntegerField()
    outcome = serializers.CharField()
    label = serializers.CharField()
    reason = serializers.CharField()


class ConsultationSerializer(ConsultationRowSerializer):
    body_html = serializers.CharField()
    draft = serializers.CharField(allow_null=True)
    explanation = serializers.CharField(allow_null=True)
    short_reason = serializers.CharField()
    contact = serializers.CharField()
    outcomes = OutcomeSerializer(many=True)
    answers = AnswerSerializer(many=True)


DecisionListSerializer = list_of(DecisionRowSerializer)
ConsultationListSerializer = list_of(ConsultationRowSerializer)
REFUSALS = {400: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT}


# Answers ---------------------------------------------------------------------------------------------------
def _pager(request, total):
    number, size = page_number(request.GET.get("page", "")), page_size(request.GET.get("page_size", ""))
    return Pager(total, number, size, Query(request.path, request.GET.dict()))


def _answer(data):
    return cacheable(Response(data), query=None, until=Entry.objects.next_change())


class DecisionList(APIView):
    """Matters, newest year first."""

    @extend_schema(
        operation_id="decisions_list",
        parameters=[YEAR, *PAGES],
        responses={200: DecisionListSerializer, **REFUSALS},
    )
    def get(self, request):
        only(request, "year", "page", "page_size")
        matters = Matter.objects.published().order_by("-catalogue__year", "position", "pk")
        if "year" in request.GET:
            matters = matters.of(_year(request.GET["year"]))
        pager = _pager(request, matters.count())
        found = stories.of(matters[pager.start : pager.last], clock.today())
        return _answer(listed(pager, catalogues.as_dicts(found)))


def _year(text) -> int:
    if not (text.isascii() and text.isdigit() and 1949 <= int(text[:9]) <= 2100):
        raise BadQuery("year应当是1949到2100的数字。")
    return int(text)


class DecisionDetail(APIView):
    """One matter with its papers."""

    @extend_schema(operation_id="decisions_retrieve", responses={200: DecisionSerializer, **REFUSALS})
    def get(self, request, pk):
        only(request)
        found = stories.of(Matter.objects.published().filter(pk=pk), clock.today())
        if not found:
            raise Http404
        return _answer(matter(found[0]))


def matter(story) -> dict:
    """Everything that is public of a matter."""
    papers = [paper | {"step": step} for step in steps.STEPS for paper in story.of(step)]
    return catalogues.as_dict(story) | {
        "about": story.matter.about,
        "papers": [
            {
                "step": one["step"], "title": one["title"], "published_at": one["at"].astimezone(clock.SHANGHAI),
                "url": absolute(one["url"]),
            }
            for one in papers
        ],
        "exemptions": [{"step": one.step, "reason": one.reason} for one in story.matter.exemptions.all()],
    }  # fmt: skip


class ConsultationList(APIView):
    """Consultations, newest first; those of one phase where it is asked."""

    @extend_schema(
        operation_id="consultations_list", parameters=[parameter("phase", enum=PHASES), *PAGES],
        responses={200: ConsultationListSerializer, **REFUSALS},
    )  # fmt: skip
    def get(self, request):
        only(request, "phase", "page", "page_size")
        day, phase = clock.today(), request.GET.get("phase", "")
        if "phase" in request.GET and phase not in PHASES:
            raise BadQuery(f"phase应当是：{'、'.join(PHASES)}。")
        found = stories.consultations().order_by("-starts_on", "-pk")
        if phase:
            found = found.in_phase(phase, day)
        pager = _pager(request, found.count())
        return _answer(listed(pager, [lists.as_dict(one, day) for one in found[pager.start : pager.last]]))


class ConsultationDetail(APIView):
    """One consultation, with what came of it once that is public."""

    @extend_schema(
        operation_id="consultations_retrieve",
        responses={200: ConsultationSerializer, 410: OpenApiTypes.OBJECT, **REFUSALS},
    )
    def get(self, request, pk):
        only(request)
        asked, gone = consultations.find(pk)
        if gone:
            raise Gone(gone_answer(gone))
        return _answer(consultation(asked))


def consultation(asked) -> dict:
    """Everything that is public of a consultation."""
    tally = asked.public_results[-1].tally if asked.public_results else {}
    return lists.as_dict(asked, clock.today()) | {
        "body_html": sanitise(asked.body),
        "draft": _address(asked.draft),
        "explanation": _address(asked.explanation),
        "short_reason": asked.short_reason,
        "contact": asked.contact,
        "outcomes": [
            {"outcome": value, "label": label, "count": number}
            for value, label, number in tally.get("outcomes", [])
        ],
        "answers": tally.get("groups", []),
    }


def _address(record) -> str | None:
    return absolute(record.entry.get_absolute_url()) if record and record.is_visible else None
