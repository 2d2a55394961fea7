"""Interpretations for programs: the list as the page asks it, one whole with its parts, clauses and files."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from core.richtext import sanitise
from core.web import Pager, Query, absolute, cacheable
from disclosure.models import Entry
from policies import interpretation_presentation as shown
from policies.forms_of_interpreting import ELEMENTS, Form
from policies.interpretation_list import Interpretations
from policies.views.interpretations import as_dict, find
from portal.api.exceptions import Gone
from portal.api.policies import gone_answer
from portal.api.queries import PAGES, YEAR, list_of, listed, only, page_size, parameter

FILTERS = ("q", "form", "theme", "year", "page", "page_size")


class ExplainedSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    document_number = serializers.CharField(allow_null=True)
    url = serializers.CharField()


class InterpretationRowSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    index_number = serializers.CharField()
    title = serializers.CharField()
    form = serializers.ChoiceField(choices=Form.choices)
    summary = serializers.CharField()
    office = serializers.CharField()
    source = serializers.CharField(allow_null=True, help_text="转载上级解读的，来源机关")
    late = serializers.BooleanField(allow_null=True, help_text="晚于文件公布后三个工作日；不计的为null")
    document = ExplainedSerializer(help_text="解读的文件")
    published_at = serializers.DateTimeField()
    url = serializers.CharField()


class LinkedClauseSerializer(serializers.Serializer):
    anchor = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()


class SectionSerializer(serializers.Serializer):
    anchor = serializers.CharField()
    heading = serializers.CharField()
    text = serializers.CharField()
    clauses = LinkedClauseSerializer(many=True)


class MediumSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["picture", "video", "captions"])
    title = serializers.CharField()
    type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    text = serializers.CharField(help_text="图片的文字说明、字幕的文字")
    url = serializers.CharField()


class InterpretationSerializer(InterpretationRowSerializer):
    interpreter = serializers.CharField()
    contact = serializers.CharField()
    source_url = serializers.CharField(allow_null=True)
    elements = serializers.DictField(child=serializers.CharField(), help_text="、".join(ELEMENTS))
    sections = SectionSerializer(many=True)
    media = MediumSerializer(many=True)
    transcript = serializers.CharField()
    body_html = serializers.CharField()


class InterpretationList(APIView):
    """政策解读: the same query as the page."""

    @extend_schema(
        operation_id="interpretations_list",
        parameters=[
            parameter("q", description="标题里的字"), parameter("form", enum=Form.values), parameter("theme"), YEAR, *PAGES,
        ],
        responses={200: list_of(InterpretationRowSerializer), 400: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT},
    )  # fmt: skip
    def get(self, request):
        only(request, *FILTERS)
        found, size = Interpretations(request.GET), page_size(request.GET.get("page_size", ""))
        pager = Pager(found.total, found.page, size, Query(request.path, request.GET.dict()))
        results = [as_dict(one) for one in found.rows(pager.start, pager.last)]
        return cacheable(Response(listed(pager, results)), query=None, until=Entry.objects.next_change())


class InterpretationDetail(APIView):
    """One interpretation, whole."""

    @extend_schema(
        operation_id="interpretations_retrieve",
        responses={
            200: InterpretationSerializer, 400: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT, 410: OpenApiTypes.OBJECT,
        },
    )  # fmt: skip
    def get(self, request, pk):
        only(request)
        one, gone = find(pk)
        if gone:
            raise Gone(gone_answer(gone))
        return cacheable(Response(whole(one)), query=None, until=Entry.objects.next_change())


def whole(one) -> dict:
    """Everything that is public of an interpretation."""
    return as_dict(one) | {
        "interpreter": one.interpreter,
        "contact": one.contact,
        "source_url": one.source_url or None,
        "elements": {name: text for name, _, text in one.elements},
        "sections": list(_sections(one)),
        "media": [_medium(medium) for medium in one.media.all()],
        "transcript": one.transcript,
        "body_html": sanitise(one.body),
    }


def _sections(one):
    names = shown.clause_names(one.document) if one.document.is_visible else {}
    for section, read in zip(one.sections.all(), shown.sections(one, names), strict=True):
        clauses = [
            {"anchor": link["url"].partition("#")[2], "name": link["label"], "url": absolute(link["url"])}
            for link in read["clauses"]
        ]
        yield {"anchor": section.anchor, "heading": section.heading, "text": section.text, "clauses": clauses}


def _medium(medium):
    return {
        "kind": medium.kind, "title": medium.title, "type": medium.content_type, "size": medium.size, "sha256": medium.sha256,
        "text": medium.alt_text or medium.words, "url": absolute(medium.get_absolute_url()),
    }  # fmt: skip
