from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.web import Pager, Query, absolute, cacheable, page_number
from disclosure.models import Entry
from oversight import tables
from oversight.models import AnnualReport
from oversight.tables.layout import TABLE2_ITEMS, TABLE3_COLUMNS, TABLE3_ROWS, TABLE4_ROWS
from oversight.views import find, others, shown
from portal.api.exceptions import Gone
from portal.api.policies import gone_answer
from portal.api.queries import PAGES, list_of, listed, only, page_size


# Shapes ----------------------------------------------------------------------------------------------------
class CountsField(serializers.ListField):
    child = serializers.IntegerField(min_value=0)


def _shape(name, fields):
    """A serializer whose fields bear the report's own Chinese names."""
    return type(name, (serializers.Serializer,), fields)


ApplicantsSerializer = _shape(
    "ApplicantsSerializer", {column: serializers.IntegerField(min_value=0) for column in TABLE3_COLUMNS}
)
Table2Serializer = _shape("Table2Serializer", {
    row: CountsField(help_text="、".join(columns)) if len(columns) > 1
    else serializers.FloatField(min_value=0, help_text=columns[0]) if "金额" in columns[0]
    else serializers.IntegerField(min_value=0, help_text=columns[0])
    for _, rows, columns in TABLE2_ITEMS for row in rows
})  # fmt: skip
Table3Serializer = _shape("Table3Serializer", {row: ApplicantsSerializer() for row in TABLE3_ROWS})
Table4Serializer = _shape("Table4Serializer", {row: CountsField() for row in TABLE4_ROWS})


class ProblemSerializer(serializers.Serializer):
    table = serializers.ChoiceField(choices=list(tables.TABLE_NAMES))
    row = serializers.CharField()
    column = serializers.CharField()
    expected = serializers.IntegerField()
    found = serializers.IntegerField()
    message = serializers.CharField()


class ReportRowSerializer(serializers.Serializer):
    year = serializers.IntegerField()
    office = serializers.CharField()
    title = serializers.CharField()
    index_number = serializers.CharField()
    published_at = serializers.DateTimeField()
    url = serializers.CharField()


class ReportSerializer(ReportRowSerializer):
    parts = serializers.ListField(child=serializers.CharField(), help_text="六个部分的文字")
    table2 = Table2Serializer()
    table3 = Table3Serializer()
    table4 = Table4Serializer()
    problems = ProblemSerializer(many=True)


ReportListSerializer = list_of(ReportRowSerializer)


# Answers ---------------------------------------------------------------------------------------------------
class ReportList(APIView):
    """Annual reports, newest first."""

    @extend_schema(
        operation_id="annual_reports_list",
        parameters=[*PAGES],
        responses={200: ReportListSerializer, 400: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT},
    )
    def get(self, request):
        only(request, "page", "page_size")
        reports = AnnualReport.objects.published().newest().select_related("office")
        number, size = page_number(request.GET.get("page", "")), page_size(request.GET.get("page_size", ""))
        pager = Pager(reports.count(), number, size, Query(request.path, request.GET.dict()))
        results = [row(report) for report in reports[pager.start : pager.last]]
        return cacheable(Response(listed(pager, results)), query=None, until=Entry.objects.next_change())


class ReportDetail(APIView):
    """One year's report in the shape in which reports are exchanged."""

    @extend_schema(
        operation_id="annual_reports_retrieve",
        responses={
            200: ReportSerializer,
            400: OpenApiTypes.OBJECT,
            404: OpenApiTypes.OBJECT,
            410: OpenApiTypes.OBJECT,
        },
    )
    def get(self, request, year):
        only(request)
        report, gone = find(year)
        if gone:
            raise Gone(gone_answer(gone))
        return cacheable(Response(whole(report)), query=None, until=Entry.objects.next_change())


def row(report) -> dict:
    return {
        "year": report.year,
        "office": report.office.name,
        "title": report.title,
        "index_number": report.index_number,
        "published_at": report.published_at.astimezone(clock.SHANGHAI),
        "url": absolute(report.get_absolute_url()),
    }


def whole(report) -> dict:
    figures = shown(report, others())
    found = tables.problems(figures.figures, figures.before or None)
    return {
        **row(report),
        "parts": report.texts,
        **tables.write(figures.figures),
        "problems": [ProblemSerializer(problem).data for problem in found],
    }
