"""The library of questions, and the answer to one, for programs."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from core.web import BadQuery, Pager, Query, cacheable, page_number
from disclosure.models import Entry
from portal.api.queries import PAGES, list_of, listed, only, page_size, parameter
from questions.answering.ask import LONGEST, ask
from questions.answering.asked import remember
from questions.views.library import Library, as_dict
from search.places import place


class CiteSerializer(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.CharField(allow_null=True)


class QuestionRowSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    external_id = serializers.CharField(allow_null=True)
    question = serializers.CharField()
    also_asked = serializers.ListField(child=serializers.CharField())
    answer_html = serializers.CharField()
    answer = serializers.CharField()
    topic = serializers.CharField(allow_null=True)
    themes = serializers.ListField(child=serializers.CharField())
    cites = CiteSerializer(many=True)
    to_review = serializers.BooleanField(help_text="依据有变化，正在复核")
    office = serializers.CharField()
    published_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    url = serializers.CharField()


QuestionListSerializer = list_of(QuestionRowSerializer)


class QuestionList(APIView):
    """The library, all of it or a theme; the same query as the page."""

    @extend_schema(
        operation_id="questions_list",
        parameters=[parameter("theme"), *PAGES],
        responses={200: QuestionListSerializer, 400: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT},
    )
    def get(self, request):
        only(request, "theme", "page", "page_size")
        library, size = (
            Library({"theme": request.GET.get("theme", "")}),
            page_size(request.GET.get("page_size", "")),
        )
        number = page_number(request.GET.get("page", ""))
        pager = Pager(library.total, number, size, Query(request.path, request.GET.dict()))
        results = [as_dict(one) for one in library.rows(pager.start, pager.last)]
        return cacheable(Response(listed(pager, results)), query=None, until=Entry.objects.next_change())


class AnswerSerializer(serializers.Serializer):
    kind = serializers.CharField(help_text="question：政策问答库；policy：文件原文")
    id = serializers.IntegerField()
    external_id = serializers.CharField(allow_null=True)
    question = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    score = serializers.FloatField()
    quote = serializers.CharField()
    url = serializers.CharField()


class ReplySerializer(serializers.Serializer):
    answered = serializers.BooleanField(help_text="false：没有相符的回答")
    results = AnswerSerializer(many=True)
    seconds = serializers.FloatField()


class Ask(APIView):
    """A question in everyday words: entries of the library and passages of documents in force, best first."""

    @extend_schema(
        operation_id="ask_retrieve",
        parameters=[parameter("q", required=True, description=f"问题，最多读{LONGEST}字")],
        responses={200: ReplySerializer, 400: OpenApiTypes.OBJECT, 503: OpenApiTypes.OBJECT},
    )
    def get(self, request):
        only(request, "q")
        text = request.GET.get("q", "")
        if "\0" in text:
            raise BadQuery("问题里有无法识别的字符。")
        if not text.strip():
            raise BadQuery("请写明q：要问的问题。")
        with place():
            reply = ask(text)
            remember(reply)
        response = Response(reply.as_dict())
        response["Cache-Control"] = "no-store"
        return response
