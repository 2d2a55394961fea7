from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from portal.api import (
    annual_reports,
    decisions,
    fees,
    information,
    interpretations,
    policies,
    questions,
    search,
    workdays,
)

app_name = "api"

urlpatterns = [
    path("information/", information.InformationList.as_view(), name="information"),
    path("information/<id:pk>/", information.InformationDetail.as_view(), name="record"),
    path("fees/", fees.Fees.as_view(), name="fees"),
    path("search/", search.SearchList.as_view(), name="search"),
    path("workdays/", workdays.Workdays.as_view(), name="workdays"),
    path("annual-reports/", annual_reports.ReportList.as_view(), name="annual-reports"),
    path("annual-reports/<int:year>/", annual_reports.ReportDetail.as_view(), name="annual-report"),
    path("policies/", policies.PolicyList.as_view(), name="policies"),
    path("policies/<id:pk>/", policies.PolicyDetail.as_view(), name="policy"),
    path("interpretations/", interpretations.InterpretationList.as_view(), name="interpretations"),
    path("interpretations/<id:pk>/", interpretations.InterpretationDetail.as_view(), name="interpretation"),
    path("questions/", questions.QuestionList.as_view(), name="questions"),
    path("ask/", questions.Ask.as_view(), name="ask"),
    path("decisions/", decisions.DecisionList.as_view(), name="decisions"),
    path("decisions/<id:pk>/", decisions.DecisionDetail.as_view(), name="decision"),
    path("consultations/", decisions.ConsultationList.as_view(), name="consultations"),
    path("consultations/<id:pk>/", decisions.ConsultationDetail.as_view(), name="consultation"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
]
