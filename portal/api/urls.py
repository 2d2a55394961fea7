from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from portal.api import policies

app_name = "api"

urlpatterns = [
    path("policies/", policies.PolicyList.as_view(), name="policies"),
    path("policies/<id:pk>/", policies.PolicyDetail.as_view(), name="policy"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
]
