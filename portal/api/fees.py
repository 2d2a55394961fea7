"""收费目录清单 for programs."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from core.web import Pager, Query, cacheable, page_number
from disclosure.fees import FeeList
from disclosure.models import FeeItem
from disclosure.views.fees import as_dict
from portal.api.queries import PAGES, list_of, listed, only, page_size, parameter


class FeeRowSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=FeeItem.Kind.values)
    office = serializers.CharField()
    standard = serializers.CharField()
    unit = serializers.CharField()
    payer = serializers.CharField()
    basis = serializers.CharField()
    valid_from = serializers.DateField()
    note = serializers.CharField()
    url = serializers.CharField()


FeeListSerializer = list_of(FeeRowSerializer)


class Fees(APIView):
    """What is charged on a day: the same query as the page."""

    @extend_schema(
        operation_id="fees_list",
        parameters=[
            parameter("q"), parameter("kind", enum=FeeItem.Kind.values), parameter("office"),
            parameter("on", OpenApiTypes.DATE, description="看哪一天的标准"), *PAGES,
        ],
        responses={200: FeeListSerializer, 400: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT},
    )  # fmt: skip
    def get(self, request):
        only(request, "q", "kind", "office", "on", "page", "page_size")
        asked, size = FeeList(request.GET), page_size(request.GET.get("page_size", ""))
        number = page_number(request.GET.get("page", ""))
        pager = Pager(len(asked.rows), number, size, Query(request.path, request.GET.dict()))
        results = [as_dict(row) for row in asked.rows[pager.start : pager.last]]
        return cacheable(Response(listed(pager, results)), query=None)
