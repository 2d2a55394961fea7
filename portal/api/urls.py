from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from portal.api import annual_reports, policies

app_name = "api"

urlpatterns = [
    path("annual-reports/", annual_reports.ReportList.as_view(), name="annual-reports"),
    path("annual-reports/<int:year>/", annual_reports.ReportDetail.as_view(), name="annual-report"),
    path("policies/", policies.PolicyList.as_view(), name="policies"),
    path("policies/<id:pk>/", policies.PolicyDetail.as_view(), name="policy"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
]
