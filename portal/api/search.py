from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from core.web import Pager, Query, cacheable
from disclosure.models import Entry
from portal.api.queries import PAGES, YEAR, listed, only, page_size, parameter
from portal.api.serializers import ValiditySerializer
from portal.search import as_dict, facets
from portal.search_query import STATES, Search
from search.places import place

FILTERS = ("q", "kind", "theme", "year", "validity", "over", "page", "page_size")


class HitSerializer(serializers.Serializer):
    kind = serializers.CharField(help_text="information、policy、fee……")
    id = serializers.IntegerField(help_text="与这一类信息自己的页面、接口里的编号相同")
    title = serializers.CharField()
    quote = serializers.CharField(allow_blank=True, help_text="正文里找到的一段")
    url = serializers.CharField()
    score = serializers.FloatField(help_text="1为标题相同；其余按标题、正文，失效的在后")
    validity = ValiditySerializer(allow_null=True, help_text="不是政策文件的为null")


class CountSerializer(serializers.Serializer):
    value = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()


class FacetsSerializer(serializers.Serializer):
    kind = CountSerializer(many=True)
    theme = CountSerializer(many=True)
    year = CountSerializer(many=True)
    validity = CountSerializer(many=True)
    exact = serializers.BooleanField(help_text="false：命中超过一万条，各项只数了最新的一万条")


class SearchSerializer(serializers.Serializer):
    count = serializers.IntegerField(help_text="命中总数；逐页列出的不超过两千条")
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = HitSerializer(many=True)
    facets = FacetsSerializer()


class SearchList(APIView):
    """Everything public by its words: the same query as the page; what is no longer in force comes last."""

    @extend_schema(
        operation_id="search_list",
        parameters=[
            parameter("q", description="标题、正文里的字，或者文号、索引号"), parameter("kind"), parameter("theme"), YEAR,
            parameter("validity", enum=list(STATES)),
            parameter("over", enum=["0", "1"], description="0：不列已经废止或失效的"), *PAGES,
        ],
        responses={
            200: SearchSerializer, 400: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT, 503: OpenApiTypes.OBJECT,
        },
    )  # fmt: skip
    def get(self, request):
        only(request, *FILTERS)
        size = page_size(request.GET.get("page_size", ""))
        with place():
            asked = Search(request.GET, over=True)
            pager = Pager(asked.answer.reachable, asked.page, size, Query(request.path, request.GET.dict()))
            results = [as_dict(entry) for entry in asked.rows(pager.start, pager.last)]
            answer = listed(pager, results) | {"count": asked.answer.total, "facets": facets(asked)}
        return cacheable(Response(answer), query=None, until=Entry.objects.next_change())
