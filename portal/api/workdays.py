"""Working days for programs: the last day of a period."""

from django import forms
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from core import calendar
from core.web import BadQuery, cacheable
from portal.api.queries import only, parameter, whole_number

MOST_DAYS = 1000
FIRST, LAST = 1949, 2100  # years


class WorkdaysSerializer(serializers.Serializer):
    day = serializers.DateField(help_text="期限的最后一日")
    provisional = serializers.BooleanField(help_text="跨入尚无节假日安排的年度，按周末推算")
    missing_years = serializers.ListField(child=serializers.IntegerField())


class WorkdaysForm(forms.Form):
    days = forms.IntegerField(min_value=0, max_value=MOST_DAYS)


WorkdaysForm.base_fields["from"] = forms.DateField(input_formats=["%Y-%m-%d"])


class Workdays(APIView):
    """The N-th working day after a day, by the official calendar with its make-up days."""

    @extend_schema(
        operation_id="workdays_retrieve",
        parameters=[
            parameter("from", OpenApiTypes.DATE, required=True), whole_number("days", 0, MOST_DAYS, required=True),
        ],
        responses={200: WorkdaysSerializer, 400: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT},
    )  # fmt: skip
    def get(self, request):
        only(request, "from", "days")
        form = WorkdaysForm(request.GET)
        if form.is_valid() and not FIRST <= form.cleaned_data["from"].year <= LAST:
            raise Http404  # no calendar reaches so far
        if not form.is_valid():
            raise BadQuery(f"from应当是日期，如2026-03-01；days应当是0到{MOST_DAYS}的数字。")
        span = calendar.current().add(form.cleaned_data["from"], form.cleaned_data["days"], provisional=True)
        answer = {
            "day": span.end,
            "provisional": span.is_provisional,
            "missing_years": sorted(span.provisional_years),
        }
        return cacheable(Response(answer), query=None)
